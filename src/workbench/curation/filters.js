/** The filters of a work list; they stand in the address bar, so that a link shows the same rows. @module */
import { h } from "../dom.js";
import { named, t } from "../words.js";
import { field, select } from "../components/form.js";

/** The filters that go to the API under the same names. */
export const FILTERS = ["state", "text", "usage_from", "top", "share", "score_from", "score_to", "risk", "assignee", "sort"];

const STATES = ["unmapped", "suggested", "drafted", "in-review", "returned", "approved", "released", "needs-recheck"];
const RISKS = ["any", "none", "antonym", "numeral", "laterality", "body-site", "operation", "level", "doubtful", "ambiguous-name", "equal-code", "residual-target", "not-assignable", "high-usage", "lossy", "several-targets", "conditional", "ambiguous-code"];

/**
 * The filters of an address.
 * @param {URLSearchParams} query
 * @returns {Record<string, string>}
 */
export function filterOf(query) {
  /** @type {Record<string, string>} */
  const filter = {};
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) filter[name] = value;
  }
  return filter;
}

/**
 * The bar of filters.
 * @param {Record<string, string>} filter
 * @param {(changes: Record<string, string>) => void} changed An empty value takes a filter out.
 * @returns {HTMLElement}
 */
export function filterBar(filter, changed) {
  const all = { value: "", text: t("app.all") };
  const pick = (/** @type {string} */ name, /** @type {import("../words.js").Word} */ title, /** @type {{ value: string, text: string }[]} */ options) =>
    field(t(title), chosen(name, [all, ...options], filter[name] ?? "", (value) => changed({ [name]: value })), { inline: true });
  const score = filter["score_from"] ? `from ${filter["score_from"]}` : filter["score_to"] ? `to ${filter["score_to"]}` : "";
  const part = filter["top"] ? `top ${filter["top"]}` : filter["share"] ? `share ${filter["share"]}` : filter["usage_from"] ? `usage_from ${filter["usage_from"]}` : "";
  return h(
    "div",
    { class: "toolbar filters", role: "search" },
    textField(filter["text"] ?? "", (text) => changed({ text })),
    pick("state", "filter.state", STATES.map((state) => ({ value: state, text: named("state.", state) }))),
    field(t("filter.usage"), chosen("usage", [
      all,
      ...["100", "500", "2000"].map((top) => ({ value: `top ${top}`, text: t("filter.top", { top }) })),
      ...["50", "80", "95"].map((share) => ({ value: `share ${share}`, text: t("filter.share", { share }) })),
      ...["1", "100", "1000"].map((usage) => ({ value: `usage_from ${usage}`, text: t("filter.usage-from", { usage }) })),
    ], part, (value) => changed(split(value, { top: "", share: "", usage_from: "" }))), { inline: true }),
    field(t("filter.score"), chosen("score", [
      all,
      ...["1", "0.9", "0.7"].map((from) => ({ value: `from ${from}`, text: t("filter.score-from", { score: Number(from) * 100 }) })),
      ...["0.7", "0.4"].map((to) => ({ value: `to ${to}`, text: t("filter.score-to", { score: Number(to) * 100 }) })),
    ], score, (value) => changed(split(value && `score_${value}`, { score_from: "", score_to: "" }))), { inline: true }),
    pick("risk", "filter.risk", RISKS.map((risk) => ({ value: risk, text: named("risk.", risk) }))),
    pick("assignee", "filter.assignee", ["me", "nobody"].map((who) => ({ value: who, text: named("assignee.", who) }))),
    field(t("filter.sort"), chosen("sort", ["usage", "code", "score"].map((sort) => ({ value: sort === "usage" ? "" : sort, text: named("sort.", sort) })), filter["sort"] ?? "", (sort) => changed({ sort })), { inline: true }),
    Object.keys(filter).length > 0 && h("button", { type: "button", class: "quiet", onclick: () => changed(Object.fromEntries(FILTERS.map((name) => [name, ""]))) }, t("filter.clear")),
  );
}

/** The drop-down that changed the filter last. */
let changedBy = "";

/**
 * A drop-down. It has the focus again on the page that comes: whoever goes on with arrows and Enter means it, not the rows.
 * @param {string} name
 * @param {{ value: string, text: string }[]} options
 * @param {string} value
 * @param {(value: string) => void} onchange
 */
function chosen(name, options, value, onchange) {
  return select(options, { value, name, onchange: (next) => {
    changedBy = name;
    onchange(next);
  } });
}

/** Another drop-down, such as that of the dictionary, leads to a page with rows. @param {string} name */
export function leadsOn(name) {
  changedBy = name;
}

/**
 * What has the focus when the page begins: the drop-down that led here, if one did.
 * @returns {HTMLElement | null}
 */
export function focusAtFirst() {
  const name = changedBy;
  changedBy = "";
  return name === "" ? null : document.querySelector(`main select[name="${name}"]`);
}

/**
 * The text that is looked for. It is asked for with Enter, not while one types: the page that comes has the keys, and what one
 * still types would decide about its rows.
 * @param {string} value
 * @param {(text: string) => void} found
 */
function textField(value, found) {
  const ask = () => {
    if (input.value.trim() !== value) found(input.value.trim());
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && !event.isComposing) ask();
  };
  const input = h("input", { type: "search", value, "aria-label": t("filter.text"), placeholder: t("filter.text.hint"), autocomplete: "off", spellcheck: "false", onkeydown: key, onsearch: ask });
  return input;
}

/**
 * @param {string} value A name, a blank, and its value.
 * @param {Record<string, string>} cleared
 */
function split(value, cleared) {
  const [name, number] = value.split(" ");
  return name && number ? { ...cleared, [name]: number } : cleared;
}
