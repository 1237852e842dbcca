/** Tabs with the keys of WAI-ARIA: arrows go from one to the next. @module */
import { fill, h } from "../dom.js";

let made = 0;

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {import("../dom.js").Child} text
 * @property {() => import("../dom.js").Child} content Made when the tab is opened.
 */

/**
 * @param {Tab[]} tabs
 * @param {{ open?: string, label: string, changed?: (id: string) => void }} options
 * @returns {HTMLElement}
 */
export function tabs(tabs, { open, label, changed }) {
  const own = ++made;
  const panel = h("div", { role: "tabpanel", id: `tabpanel-${own}`, tabindex: "0" });
  const buttons = tabs.map((tab) =>
    h("button", { type: "button", role: "tab", id: `tab-${own}-${tab.id}`, "aria-controls": panel.id, onclick: () => show(tab) }, tab.text));
  const list = h("div", { role: "tablist", "aria-label": label, onkeydown: move }, buttons);
  const first = tabs.find((tab) => tab.id === open) ?? tabs[0];
  if (first) show(first, false);
  return h("div", { class: "tabs" }, list, panel);

  /**
   * @param {Tab} tab
   * @param {boolean} [tell]
   */
  function show(tab, tell = true) {
    tabs.forEach((one, index) => {
      const button = buttons[index];
      if (!button) return;
      button.setAttribute("aria-selected", String(one === tab));
      button.tabIndex = one === tab ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${own}-${tab.id}`);
    fill(panel, tab.content());
    if (tell) changed?.(tab.id);
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = (at + step + buttons.length) % buttons.length;
    const tab = tabs[next];
    if (!tab) return;
    show(tab);
    buttons[next]?.focus();
  }
}
