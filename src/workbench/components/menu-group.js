/** Pages of one group of the menu behind a button: a disclosure as WAI-ARIA describes it for navigation. @module */
import { h } from "../dom.js";

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 * @returns {HTMLElement}
 */
export function menuGroup(title, items) {
  const list = h("ul", { class: "menu-list", hidden: true, onclick: () => show(false) }, items);
  const button = h("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: () => show(list.hidden === true) }, title, " ▾");
  return h("li", { class: "menu-group", onkeydown: key, onfocusout: leave }, button, list);

  /** @param {boolean} isOpen */
  function show(isOpen) {
    list.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    // The menu scrolls in a narrow window and would cut the list off: it hangs in the window instead.
    list.style.left = `${button.getBoundingClientRect().left}px`;
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    const links = [...list.querySelectorAll("a")];
    const at = links.findIndex((one) => one === document.activeElement);
    if (event.key === "Escape" && !list.hidden) {
      show(false);
      button.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      show(true);
      links[(at + (event.key === "ArrowDown" ? 1 : -1) + links.length) % links.length]?.focus();
    }
  }

  /** @param {FocusEvent} event */
  function leave(event) {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || !list.parentElement?.contains(to)) show(false);
  }
}
