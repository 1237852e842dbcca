/** A field: what it means, which values may stand in it, whether one's own may, and who else uses its value domain. @module */
import { at, get, post } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link } from "../router.js";
import { count, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { facts } from "../components/facts.js";
import { field } from "../components/form.js";
import { pagedTable } from "../components/paged-table.js";
import { showProblem } from "../components/problem.js";
import { domainFacts, editionLink, usesView, valueColumns } from "./uses.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { valid: "good", invalid: "bad", "not-checkable": "warn" };

/**
 * @param {{ specification: string, table: string, field: string, signal: AbortSignal }} of
 * @returns {Promise<import("../dom.js").Child>}
 */
export async function fieldView({ specification, table, field: name, signal }) {
  const path = at`specifications/${specification}/tables/${table}/fields/${name}`;
  const found = await get(path, { signal });
  const element = found.data_element;
  const values = h("p", { class: "small" });
  return h("div", { class: "stack" },
    h("div", { class: "columns" }, h("section", { class: "card" }, h("h2", {}, foreign(found.title || found.name)), facts([
      [t("specification.slot"), found.slot],
      [t("specification.element"), element && [h("a", { href: link("specifications", { element: element.id, version: element.version }) }, h("span", { class: "code" }, element.id)), " ", foreign(element.name)]],
      [t("specification.meaning"), element?.definition && foreign(element.definition)],
      [t("specification.type"), element && [element.data_type, element.representation].filter(Boolean).join(" ")],
      [t("editions.source"), foreign(found.source)],
      [t("editions.confidence"), named("confidence.", found.confidence)],
      [t("editions.note"), found.note && foreign(found.note)],
    ])),
    found.domain ? h("section", { class: "card" }, h("h2", {}, t("specification.domain"), " ", h("a", { href: link("specifications", { domain: found.domain.id, version: found.domain.version }) }, foreign(found.domain.title))), domainFacts(found.domain))
      : h("p", { class: "notice" }, t("specification.no-domain"))),
    h("section", {}, h("h2", {}, t("specification.values")), values, pagedTable({
      path: `${path}/values`, signal, caption: t("specification.values"), empty: t("specification.no-values"),
      told: (page) => fill(values, page.edition && [t("specification.from-edition"), " ", editionLink(page.edition)], !page.checkable && [" ", badge(t("specification.not-checkable"), "warn")]),
      columns: valueColumns(),
    })),
    checkView(path, signal),
    found.domain && h("section", {}, h("h2", {}, t("specification.uses")), usesView(found.domain.id, found.domain.version, signal)));
}

/**
 * Says of values whether they may stand in the field.
 * @param {string} path
 * @param {AbortSignal} signal
 */
function checkView(path, signal) {
  const text = h("input", { type: "text", name: "values", class: "wide-input", autocomplete: "off", spellcheck: "false", required: true });
  const answer = h("div", { "aria-live": "polite" });
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    try {
      // Blanks around a value count: they are what is wrong with it.
      const said = await post(`${path}/validate`, { values: text.value.split(/[,，]/) }, { signal });
      fill(answer, h("ul", { class: "plain verdicts" }, said.results.map((/** @type {any} */ one) => h("li", {},
        badge(named("verdict.", one.verdict), TONES[one.verdict] ?? "plain"), " “", foreign(one.value, "code"), "” ", one.display && [foreign(one.display), " "], h("small", {}, foreign(one.words)),
        one.suggestion !== undefined && one.suggestion !== null && [" ", t("specification.meant"), " “", foreign(one.suggestion, "code"), "” ", foreign(one.suggestion_display)]))),
        h("p", { class: "small" }, t("specification.verdicts", { valid: count(said.valid), invalid: count(said.invalid), open: count(said.not_checkable) })));
    } catch (error) {
      if (!signal.aborted) fill(answer, showProblem(error));
    }
  };
  return h("section", { class: "card" }, h("form", { onsubmit: send }, field(t("specification.check"), text, { hint: t("specification.check.hint") }),
    h("button", { type: "submit" }, t("specification.check.do"))), answer);
}
