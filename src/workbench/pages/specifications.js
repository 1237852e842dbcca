/** Specifications: tables, fields, permissible values, and where a value domain or a data element is used. @module */
import { all, at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link } from "../router.js";
import { count, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { facts } from "../components/facts.js";
import { pagedTable } from "../components/paged-table.js";
import { searchField } from "../components/form.js";
import { table } from "../components/table.js";
import { fieldView } from "../specification/field.js";
import { domainView, elementView } from "../specification/uses.js";

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const [id, domain, element] = [query.get("id"), query.get("domain"), query.get("element")];
  if (domain) return void fill(root, await domainView(domain, query.get("version") ?? "", signal));
  if (element) return void fill(root, await elementView(element, query.get("version") ?? "", signal));
  if (query.get("tab") === "domains") return domains(root, query, signal);
  if (!id) return list(root, signal);
  const specification = await get(at`specifications/${id}`, { signal });
  const wanted = query.get("table");
  const fieldName = query.get("field");
  const [chosen, titles] = await Promise.all([
    wanted ? get(at`specifications/${id}/tables/${wanted}`, { signal }) : null,
    wanted && !fieldName ? domainTitles(signal) : new Map(),
  ]);
  if (signal.aborted) return;
  fill(root,
    h("div", { class: "toolbar" }, h("h1", { class: "crumbs" }, h("a", { href: link("specifications") }, t("page.specifications")), " / ", wanted ? h("a", { href: link("specifications", { id }) }, foreign(specification.title)) : foreign(specification.title),
      wanted && [" / ", fieldName ? h("a", { href: link("specifications", { id, table: wanted }) }, foreign(wanted)) : foreign(wanted)], fieldName && [" / ", foreign(fieldName)])),
    h("div", { class: "drill" }, tablesView(specification, wanted ?? ""),
      h("div", { class: "drill-main" }, !chosen ? aboutView(specification) : fieldName ? await fieldView({ specification: id, table: chosen.name, field: fieldName, signal }) : fieldsView(id, chosen, titles))));
  root.querySelector('.drill-tables [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
}

/**
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
async function list(root, signal) {
  const specifications = await all("specifications", { query: { limit: 1000 }, signal });
  if (signal.aborted) return;
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.specifications")), h("span", { class: "grow" }), h("a", { href: link("specifications", { tab: "domains" }) }, t("specification.domains"))),
    table([
      { title: t("specification.id"), class: "nowrap", cell: (one) => h("a", { class: "code", href: link("specifications", { id: one.id }) }, one.id) },
      { title: t("registry.title"), cell: (one) => foreign(one.title) },
      { title: t("registry.publisher"), cell: (one) => foreign(one.publisher) },
      { title: t("editions.status"), cell: (one) => badge(named("edition.", one.status), one.status === "published" ? "good" : "busy") },
      { title: t("specification.tables"), number: true, cell: (one) => count(one.tables) },
      { title: t("specification.fields"), number: true, cell: (one) => count(one.fields) },
      { title: t("editions.days"), class: "nowrap", cell: (one) => one.effective_from ?? "—" },
    ], specifications, { caption: t("page.specifications"), open: (one) => go("specifications", { id: one.id }) }));
}

/**
 * Every value domain, those whose id begins as typed.
 * @param {HTMLElement} root
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 */
function domains(root, query, signal) {
  const place = h("div", {});
  const show = (/** @type {string} */ starts) => fill(place, pagedTable({
    path: "value-domains", query: { starts: starts.trim() }, signal, caption: t("specification.domains"),
    open: (/** @type {any} */ one) => go("specifications", { domain: one.id, version: one.version }),
    columns: [
      { title: t("specification.domain"), class: "nowrap", cell: (/** @type {any} */ one) => h("a", { class: "code", href: link("specifications", { domain: one.id, version: one.version }) }, one.id) },
      { title: t("specification.version"), class: "nowrap", cell: (/** @type {any} */ one) => one.version },
      { title: t("registry.title"), cell: (/** @type {any} */ one) => foreign(one.title) },
      { title: t("specification.definition"), class: "nowrap", cell: (/** @type {any} */ one) => named("definition.", one.definition) },
      { title: t("specification.values-from"), cell: (/** @type {any} */ one) => one.edition ?? one.representation ?? one.kind ?? "—" },
      { title: t("editions.confidence"), class: "nowrap", cell: (/** @type {any} */ one) => named("confidence.", one.confidence) },
    ],
  }));
  const start = query.get("starts") ?? "";
  const input = searchField({ value: start, label: t("specification.starts"), placeholder: t("specification.starts"), oninput: show });
  input.classList.add("find-wide");
  fill(root, h("div", { class: "toolbar" }, h("h1", { class: "crumbs" }, h("a", { href: link("specifications") }, t("page.specifications")), " / ", t("specification.domains")), input), place);
  show(start);
}

/** @param {any} specification */
function aboutView(specification) {
  return h("section", { class: "card" }, h("h2", {}, foreign(specification.title)), facts([
    [t("registry.publisher"), foreign(specification.publisher)],
    [t("editions.status"), badge(named("edition.", specification.status), specification.status === "published" ? "good" : "busy")],
    [t("specification.tables"), count(specification.tables)],
    [t("specification.fields"), count(specification.fields)],
    [t("editions.days"), specification.effective_from],
    [t("editions.replaces"), specification.replaces && h("a", { href: link("specifications", { id: specification.replaces }) }, specification.replaces)],
    [t("editions.source"), foreign(specification.source)],
    [t("editions.confidence"), named("confidence.", specification.confidence)],
    [t("editions.note"), specification.note && foreign(specification.note)],
    [t("editions.digest"), h("code", { class: "digest" }, specification.digest)],
  ]), h("p", { class: "hint" }, t("specification.choose")));
}

/**
 * What value domains are called; fields name their ids alone.
 * @param {AbortSignal} signal
 * @returns {Promise<Map<string, string>>}
 */
async function domainTitles(signal) {
  const domains = await all("value-domains", { query: { limit: 1000 }, signal });
  return new Map(domains.map((one) => [one.id, one.title]));
}

/**
 * The tables by group, on the left of everything.
 * @param {any} specification
 * @param {string} present
 */
function tablesView(specification, present) {
  const places = h("div", {});
  const show = (/** @type {string} */ text) => {
    const wanted = text.trim().toLowerCase();
    const groups = (specification.groups ?? []).map((/** @type {any} */ group) => ({ ...group, tables: group.tables.filter((/** @type {any} */ one) => `${one.name}${one.title}`.toLowerCase().includes(wanted)) }));
    fill(places, groups.filter((/** @type {any} */ group) => group.tables.length > 0).map((/** @type {any} */ group) => h("section", {},
      h("h3", {}, foreign(group.group), " ", h("small", {}, count(group.tables.length))),
      h("ul", { class: "plain" }, group.tables.map((/** @type {any} */ one) => h("li", {},
        h("a", { href: link("specifications", { id: specification.id, table: one.name }), "aria-current": one.name === present ? "true" : undefined }, h("small", {}, one.number), " ", foreign(one.title || one.name))))))));
  };
  show("");
  return h("nav", { class: "drill-tables card", "aria-label": t("specification.tables") },
    searchField({ label: t("specification.find-table"), placeholder: t("specification.find-table"), delay: 60, oninput: show }), places);
}

/**
 * @param {string} id
 * @param {any} one A table with its fields.
 * @param {Map<string, string>} titles Of value domains.
 */
function fieldsView(id, one, titles) {
  const address = (/** @type {any} */ row) => link("specifications", { id, table: one.name, field: row.name });
  return [
    h("h2", {}, foreign(one.title || one.name), " ", h("small", {}, foreign(one.group))),
    table([
      { title: t("specification.number"), number: true, cell: (row) => row.number },
      { title: t("specification.field"), cell: (row) => [h("a", { href: address(row) }, foreign(row.name)), row.title && row.title !== row.name && h("small", { class: "below" }, foreign(row.title))] },
      { title: t("specification.element"), cell: (row) => row.element && h("a", { href: link("specifications", { element: row.element.id, version: row.element.version }) }, h("span", { class: "code" }, row.element.id)) },
      { title: t("specification.domain"), cell: (row) => (row.value_domain ? [h("a", { href: link("specifications", { domain: row.value_domain.id, version: row.value_domain.version }) }, h("span", { class: "code" }, row.value_domain.id), h("small", {}, " ", row.value_domain.version)), " ", foreign(titles.get(row.value_domain.id))] : "—") },
      { title: t("editions.confidence"), class: "nowrap", cell: (row) => named("confidence.", row.confidence) },
      { title: t("editions.note"), class: "wide-text", cell: (row) => foreign(row.note) },
    ], one.fields ?? [], { caption: one.name, open: (row) => go("specifications", { id, table: one.name, field: row.name }) }),
  ];
}
