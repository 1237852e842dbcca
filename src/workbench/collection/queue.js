/** The queue of codes that collectors could not convert, the most used first; and those that can be converted again. @module */
import { at, download } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link, note } from "../router.js";
import { may } from "../session.js";
import { moment, named, percent, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field, tick } from "../components/form.js";
import { pagedTable } from "../components/paged-table.js";
import { toastProblem } from "../components/toast.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { unknown: "bad", unmapped: "bad", "at-work": "busy", "not-converted": "warn", "no-match": "plain", ignored: "plain" };

/**
 * @param {{ organization: string, query: URLSearchParams, resolved: boolean, signal: AbortSignal }} options `resolved`: those that a later release maps.
 * @returns {HTMLElement}
 */
export function queueView({ organization, query, resolved, signal }) {
  const path = resolved ? at`organizations/${organization}/unmapped/resolved` : at`organizations/${organization}/unmapped`;
  const result = h("div", {});
  const from = h("input", { type: "date", name: "from", value: query.get("from") ?? "", onchange: show });
  const to = h("input", { type: "date", name: "to", value: query.get("to") ?? "", onchange: show });
  const dictionary = h("input", { type: "text", name: "dictionary", value: query.get("dictionary") ?? "", class: "short", placeholder: "his/diagnosis", autocomplete: "off", onchange: show });
  const decided = tick(t("queue.decided"), { checked: query.get("decided") === "true", onchange: show });
  const save = (/** @type {string} */ format) => h("button", { type: "button", onclick: () => void download(path, { query: { ...filter(), format } }).catch(toastProblem) }, `${t("app.export")} ${format.toUpperCase()}`);
  show();
  return h("div", { class: "stack" },
    h("div", { class: "toolbar" }, field(t("queue.from"), from, { inline: true }), field(t("queue.to"), to, { inline: true }), field(t("app.dictionary"), dictionary, { inline: true }), decided.element,
      h("span", { class: "grow" }), save("csv"), save("xlsx")),
    h("p", { class: "small" }, t(resolved ? "queue.resolved.hint" : "queue.hint")), result);

  function filter() {
    return { from: from.value, to: to.value, dictionary: dictionary.value.trim(), decided: decided.input.checked ? "true" : "" };
  }

  function show() {
    note(filter());
    fill(result, pagedTable({ path, query: filter(), signal, columns: columns(), caption: t(resolved ? "collectors.tab.resolved" : "collectors.tab.queue"), empty: t(resolved ? "queue.resolved.none" : "queue.none") }));
  }

  /** @returns {import("../components/table.js").Column<any>[]} */
  function columns() {
    return [
      { title: t("app.dictionary"), class: "nowrap", cell: (one) => h("span", { class: "code" }, one.dictionary) },
      { title: t("queue.code"), class: "nowrap", cell: (one) => (may("read-mappings", organization) ? h("a", { href: link("work-list", { organization, dictionary: one.dictionary, text: one.code }) }, foreign(one.code, "code")) : foreign(one.code, "code")) },
      { title: t("queue.name"), cell: (one) => [(one.names.length > 0 ? one.names : one.local_names).map((/** @type {string} */ name) => h("div", {}, foreign(name)))] },
      { title: t("queue.usage"), number: true, cell: (one) => one.usage_shown },
      { title: t("queue.days"), class: "nowrap", cell: (one) => h("span", { title: one.days.join(" ") }, days(one.days)) },
      { title: t("queue.standing"), cell: (one) => [badge(named("standing.", one.standing), TONES[one.standing] ?? "plain"), one.state && h("small", { class: "below" }, named("state.", one.state))] },
      resolved
        ? { title: t("queue.mapped-in"), cell: (one) => one.mapped_in && [t("queue.release", { release: one.mapped_in.release }), h("small", { class: "below" }, moment(one.mapped_in.effective_at)), one.mapped_in.reconvert_from_day && h("div", {}, t("queue.reconvert"), " ", h("b", {}, one.mapped_in.reconvert_from_day))] }
        : { title: t("queue.suggestion"), cell: (one) => one.suggestions.slice(0, 2).map((/** @type {any} */ suggestion) => h("div", {}, h("span", { class: "code" }, suggestion.code), " ", foreign(suggestion.display), h("small", {}, " ", percent(suggestion.score)))) },
    ];
  }
}

/** @param {string[]} list */
function days(list) {
  const sorted = [...list].sort();
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return first === last ? first ?? "" : `${first} – ${last}（${sorted.length}）`;
}
