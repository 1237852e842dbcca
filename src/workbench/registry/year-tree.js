/** The tree as it was at the end of a day: moving through the years shows who belonged to whom. @module */
import { at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link, note } from "../router.js";
import { count, t } from "../words.js";
import { field, searchField } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { VirtualList } from "../components/virtual-list.js";

const ROW = 28;

/**
 * @param {import("./browse.js").Options} options
 * @returns {HTMLElement}
 */
export function yearTree({ system, editions, lists, query, signal }) {
  const years = editions.filter((one) => one.effective_from && one.status === "published").map((one) => Number(one.effective_from.slice(0, 4)));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const year = h("input", { type: "number", min: first, max: last + 1, value: query.get("year") ?? String(last), class: "short", name: "year", onchange: () => void show() });
  const slider = h("input", { type: "range", min: first, max: last, value: year.value, "aria-label": t("registry.year"), class: "years", oninput: () => {
    year.value = slider.value;
    later();
  } });
  const under = h("input", { type: "search", name: "under", value: query.get("under") ?? "", class: "short", placeholder: t("registry.under.all"), autocomplete: "off", onchange: () => void show() });
  let text = "";
  /** @type {any[]} */
  let rows = [];
  /** @type {any[]} */
  let shown = [];
  let timer = 0;
  let turn = 0;
  const said = h("p", { class: "small", "aria-live": "polite" });
  const picked = h("p", { class: "year-picked", "aria-live": "polite" });
  const list = new VirtualList({
    label: t("registry.tab.year"), rowHeight: ROW, make: () => h("div", { class: "year-line" }), draw: (element, index) => fill(element, line(shown[index])),
    chosen: (index) => pick(shown[index]),
  });
  list.element.classList.add("year-list");
  signal.addEventListener("abort", () => list.dispose());
  list.element.addEventListener("keydown", (event) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || shown.length === 0) return;
    event.preventDefault();
    list.choose(Math.max(0, Math.min(shown.length - 1, list.present + step)));
  });
  const find = searchField({ label: t("registry.find-here"), placeholder: t("registry.find-here"), delay: 80, oninput: (wanted) => {
    text = wanted.trim();
    filter();
  } });
  void show();
  return h("div", { class: "stack" },
    h("div", { class: "toolbar" }, field(t("registry.year"), year, { inline: true }), slider, h("small", {}, `${first}–${last}`), field(t("registry.under"), under, { inline: true }), find, said),
    picked, list.element);

  function later() {
    clearTimeout(timer);
    timer = window.setTimeout(() => void show(), 120);
  }

  async function show() {
    const mine = ++turn;
    slider.value = year.value;
    note({ year: year.value, under: under.value });
    try {
      const tree = await get(at`code-systems/${system.id}/tree`, { query: { as_of: year.value, under: under.value.trim() }, signal });
      if (mine !== turn) return;
      rows = tree.rows;
      fill(said, t("registry.year.said", { edition: tree.edition.edition, count: count(rows.length) }));
      filter();
    } catch (error) {
      if (mine !== turn || signal.aborted) return;
      rows = [];
      filter();
      fill(said, showProblem(error));
    }
  }

  function filter() {
    shown = text === "" ? rows : rows.filter((row) => row.name.includes(text) || row.code.startsWith(text));
    list.setCount(shown.length);
    list.redrawAll();
  }

  /** @param {any} row */
  function line(row) {
    if (!row) return null;
    return [
      h("span", { class: `code depth-${Math.min(row.depth, 4)}` }, row.code), foreign(row.name),
      h("small", {}, row.descendants > 0 && t("registry.year.below", { children: row.children, descendants: row.descendants })),
    ];
  }

  /** Says of the chosen row where one may go on. @param {any} row */
  function pick(row) {
    fill(picked, row && [h("b", { class: "code" }, row.code), " ", foreign(row.name), row.children > 0 && [" · ", h("button", { type: "button", class: "link", onclick: () => {
      under.value = row.code;
      void show();
    } }, t("registry.only-this"))], lists.length > 0 && [" · ", h("a", { href: link("registry", { system: system.id, tab: "succession", code: row.code, date: year.value }) }, t("registry.see-succession"))]]);
  }
}
