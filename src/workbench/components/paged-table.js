/** A table of a list that the API gives in pages: the first at once, the next when one asks for it. @module */
import { get } from "../api.js";
import { fill, h } from "../dom.js";
import { count, t } from "../words.js";
import { showProblem } from "./problem.js";
import { table } from "./table.js";

/**
 * @template R
 * @param {{ path: string, query?: import("../api.js").Request["query"], limit?: number, signal: AbortSignal, columns: import("./table.js").Column<R>[],
 *   caption: string, empty?: string, open?: (row: R) => void, told?: (page: any) => void }} options `told` is called with the first page.
 * @returns {HTMLElement}
 */
export function pagedTable({ path, query = {}, limit = 100, signal, columns, caption, empty, open, told }) {
  const place = h("div", { class: "paged" }, h("p", { class: "loading" }, t("app.loading")));
  /** @type {R[]} */
  const rows = [];
  void load();
  return place;

  /** @param {string} [cursor] */
  async function load(cursor) {
    try {
      const page = await get(path, { query: { ...query, limit, cursor }, signal });
      rows.push(...page.items);
      if (cursor === undefined) told?.(page);
      show(page.next);
    } catch (error) {
      if (!signal.aborted) fill(place, showProblem(error, () => void load(cursor)));
    }
  }

  /** @param {string | undefined} next */
  function show(next) {
    const more = h("button", { type: "button", onclick: () => {
      more.disabled = true;
      void load(next);
    } }, t("app.more"));
    const foot = h("p", { class: "paged-foot" }, h("small", {}, t(next ? "paged.some" : "table.rows", { count: count(rows.length) })), next && more);
    fill(place, table(columns, rows, { caption, ...(empty === undefined ? {} : { empty }), ...(open === undefined ? {} : { open }) }), rows.length > 0 && foot);
    if (next && rows.length > limit) more.focus({ preventScroll: true });
  }
}
