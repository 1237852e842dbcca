/** A value domain or a data element by itself: what it says, its versions, and where it is used. @module */
import { at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link } from "../router.js";
import { count, named, t } from "../words.js";
import { facts } from "../components/facts.js";
import { field, select } from "../components/form.js";
import { pagedTable } from "../components/paged-table.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";

/** How many uses are read at once. */
const USES = 200;

/**
 * @param {string} id
 * @param {string} version Empty for the newest.
 * @param {AbortSignal} signal
 */
export async function domainView(id, version, signal) {
  const [domain, newest] = await Promise.all([get(at`value-domains/${id}`, { query: { version }, signal }), version ? get(at`value-domains/${id}`, { signal }) : null]);
  return [
    head(t("specification.domain"), domain.title, id, versions("domain", id, domain.version, (newest ?? domain).versions ?? domain.versions ?? [])),
    h("section", { class: "card" }, domainFacts(domain)),
    h("section", {}, h("h2", {}, t("specification.uses")), usesView(id, domain.version, signal)),
    domain.definition === "enumerated" && h("section", {}, h("h2", {}, t("specification.values")), pagedTable({
      path: at`value-domains/${id}/values`, query: { version: domain.version }, signal, caption: t("specification.values"), empty: t("specification.no-values"),
      columns: valueColumns(),
    })),
  ];
}

/**
 * @param {string} id
 * @param {string} version Empty for the newest.
 * @param {AbortSignal} signal
 */
export async function elementView(id, version, signal) {
  const element = await get(at`data-elements/${id}`, { query: { version }, signal });
  return [
    head(t("specification.element"), element.name, id, versions("element", id, element.version, element.versions ?? [])),
    h("section", { class: "card" }, facts([
      [t("specification.meaning"), element.definition && foreign(element.definition)],
      [t("specification.type"), [element.data_type, element.representation].filter(Boolean).join(" ")],
      [t("specification.domain"), element.value_domain && h("a", { href: link("specifications", { domain: element.value_domain.id, version: element.value_domain.version }) }, element.value_domain.id, " ", element.value_domain.version)],
      [t("editions.status"), named("registration.", element.status)],
      [t("editions.source"), foreign(element.source)],
      [t("editions.confidence"), named("confidence.", element.confidence)],
      ...Object.entries(element.properties).map(([name, value]) => /** @type {[string, import("../dom.js").Child]} */ ([name, foreign(String(value))])),
    ])),
    h("section", {}, h("h2", {}, t("specification.uses")), pagedTable({ path: at`data-elements/${id}/uses`, query: { version: element.version }, signal, columns: useColumns(), caption: t("specification.uses"), empty: t("specification.unused"), open: goTo })),
  ];
}

/**
 * What a value domain says.
 * @param {any} domain
 */
export function domainFacts(domain) {
  return facts([
    [t("specification.domain"), h("span", { class: "code" }, domain.id, " ", domain.version)],
    ["OID", domain.oid !== domain.id && domain.oid],
    [t("specification.definition"), named("definition.", domain.definition)],
    [t("registry.edition"), domain.edition && [editionLink(domain.edition), domain.part && domain.part !== "all" && [" ", named("part.", domain.part), " ", (domain.codes ?? []).join("、")]]],
    [t("specification.type"), [domain.data_type, domain.representation, domain.pattern, domain.kind].filter(Boolean).join(" ")],
    [t("editions.source"), foreign(domain.source)],
    [t("editions.confidence"), named("confidence.", domain.confidence)],
    [t("editions.note"), domain.note && foreign(domain.note)],
  ]);
}

/**
 * The fields and data elements that use a version of a value domain.
 * @param {string} id
 * @param {string} version
 * @param {AbortSignal} signal
 */
export function usesView(id, version, signal) {
  const place = h("div", { class: "stack" }, h("p", { class: "loading" }, t("app.loading")));
  void load();
  return place;

  async function load() {
    try {
      const { fields, data_elements: elements } = await get(at`value-domains/${id}/uses`, { query: { version, limit: USES }, signal });
      const some = (/** @type {any} */ page) => (page.next ? `${count(page.items.length)}+` : count(page.items.length));
      fill(place,
        h("p", { class: "small" }, t("specification.used-by", { fields: some(fields), elements: some(elements) })),
        fields.items.length > 0 && table(useColumns(), fields.items, { caption: t("specification.uses"), open: goTo }),
        elements.items.length > 0 && h("ul", { class: "plain inline" }, elements.items.map((/** @type {any} */ one) => h("li", {}, h("a", { href: link("specifications", { element: one.id, version: one.version }) }, h("span", { class: "code" }, one.id)), " ", foreign(one.name)))));
    } catch (error) {
      if (!signal.aborted) fill(place, showProblem(error, () => void load()));
    }
  }
}

/** @returns {import("../components/table.js").Column<any>[]} */
export function valueColumns() {
  return [
    { title: t("registry.code"), class: "nowrap", cell: (one) => foreign(one.value, "code") },
    { title: t("specification.value-name"), cell: (one) => foreign(one.display) },
  ];
}

/** An edition written `system/edition`. @param {string} edition */
export function editionLink(edition) {
  const [system = "", name = ""] = edition.split("/");
  return h("a", { class: "code", href: link("registry", { system, edition: name }) }, edition);
}

/** @param {any} use */
function goTo(use) {
  go("specifications", { id: use.specification, table: use.table, field: use.field });
}

/** @returns {import("../components/table.js").Column<any>[]} */
function useColumns() {
  return [
    { title: t("specification.id"), class: "nowrap", cell: (use) => h("span", { class: "code" }, use.specification) },
    { title: t("specification.table"), cell: (use) => foreign(use.table) },
    { title: t("specification.field"), cell: (use) => h("a", { href: link("specifications", { id: use.specification, table: use.table, field: use.field }) }, foreign(use.field)) },
    { title: t("specification.version"), class: "nowrap", cell: (use) => use.value_domain?.version ?? "" },
  ];
}

/**
 * @param {string} kind
 * @param {string} title
 * @param {string} id
 * @param {import("../dom.js").Child} picker
 */
function head(kind, title, id, picker) {
  return h("div", { class: "toolbar" },
    h("h1", { class: "crumbs" }, h("a", { href: link("specifications") }, t("page.specifications")), " / ", kind, " / ", foreign(title), " ", h("small", { class: "code" }, id)), h("span", { class: "grow" }), picker);
}

/**
 * @param {"domain" | "element"} name
 * @param {string} id
 * @param {string} present
 * @param {string[]} list
 */
function versions(name, id, present, list) {
  if (list.length < 2) return h("small", {}, t("specification.version"), " ", present);
  return field(t("specification.version"), select(list.map((one) => ({ value: one, text: one })), { value: present, onchange: (version) => go("specifications", { [name]: id, version }) }), { inline: true });
}
