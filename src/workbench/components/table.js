/** A table of rows that fit a page; lists of thousands are `virtual-list.js`. @module */
import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * @template R
 * @typedef {object} Column
 * @property {string} title
 * @property {(row: R) => import("../dom.js").Child} cell
 * @property {boolean} [number] Right aligned.
 * @property {string} [class]
 */

/**
 * @template R
 * @param {Column<R>[]} columns
 * @param {R[]} rows
 * @param {{ caption: string, empty?: string, open?: (row: R) => void, footer?: import("../dom.js").Child }} options `open` makes rows buttons.
 * @returns {HTMLElement}
 */
export function table(columns, rows, { caption, empty, open, footer }) {
  const kind = (/** @type {Column<R>} */ column) => [column.number && "number", column.class].filter(Boolean).join(" ");
  const head = h("tr", {}, columns.map((column) => h("th", { scope: "col", class: kind(column) }, column.title)));
  const body = rows.map((row) => {
    const line = h("tr", {}, columns.map((column) => h("td", { class: kind(column) }, column.cell(row))));
    if (open) {
      line.tabIndex = 0;
      line.classList.add("openable");
      line.addEventListener("click", (event) => {
        // A link in a row goes its own way, and who marks text wants to copy it.
        const isElsewhere = event.target instanceof Element && event.target.closest("a, button, input") !== null;
        if (!isElsewhere && getSelection()?.toString() === "") open(row);
      });
      line.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && event.target === line) open(row);
      });
    }
    return line;
  });
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "unseen" }, caption), h("thead", {}, head), h("tbody", {}, body)),
    rows.length === 0 && h("p", { class: "empty" }, empty ?? t("table.empty")),
    footer,
  );
}
