/** The registry: code systems, their editions, concepts as a tree or by search, what differs, and what became of a code. @module */
import { all, at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note } from "../router.js";
import { count, either, language, named, t } from "../words.js";
import { field, searchField, select } from "../components/form.js";
import { table } from "../components/table.js";
import { tabs } from "../components/tabs.js";
import { browse } from "../registry/browse.js";
import { differenceView } from "../registry/difference.js";
import { editionsView } from "../registry/editions.js";
import { successionView } from "../registry/succession.js";
import { yearTree } from "../registry/year-tree.js";

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const system = query.get("system");
  if (!system) return systems(root, query, signal);
  const [found, lists] = await Promise.all([
    get(at`code-systems/${system}`, { signal }),
    get(at`code-systems/${system}/successions`, { signal }),
  ]);
  if (!signal.aborted) fill(root, systemView(found, lists, query, signal));
}

/**
 * Every code system, to choose one.
 * @param {HTMLElement} root
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 */
async function systems(root, query, signal) {
  const [list, known] = await Promise.all([all("code-systems", { query: { limit: 1000 }, signal }), get("kinds", { signal })]);
  if (signal.aborted) return;
  const kinds = new Map(known.map((/** @type {any} */ kind) => [kind.id, either({ zh: kind.title, en: kind.title_en })]));
  const place = h("div", {});
  const show = (/** @type {string} */ text) => {
    const wanted = text.trim().toLowerCase();
    const shown = list.filter((one) => `${one.id} ${one.title} ${one.title_en} ${one.publisher}`.toLowerCase().includes(wanted));
    note({ find: wanted });
    fill(place, table(columns(kinds), shown, { caption: t("page.registry"), open: (one) => go("registry", { system: one.id }) }),
      h("p", { class: "paged-foot" }, h("small", {}, t("table.rows", { count: shown.length }))));
  };
  const start = query.get("find") ?? "";
  const input = searchField({ value: start, label: t("registry.find"), placeholder: t("registry.find.hint"), delay: 60, oninput: show });
  input.classList.add("find-wide");
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.registry")), input), place);
  show(start);
  input.focus();
}

/**
 * @param {Map<string, string>} kinds Their titles.
 * @returns {import("../components/table.js").Column<any>[]}
 */
function columns(kinds) {
  return [
    { title: t("registry.system"), class: "nowrap", cell: (one) => h("a", { class: "code", href: link("registry", { system: one.id }) }, one.id) },
    { title: t("registry.title"), cell: (one) => foreign(language() === "en" && one.title_en ? one.title_en : one.title) },
    { title: t("registry.publisher"), cell: (one) => foreign(one.publisher) },
    { title: t("registry.kind"), class: "nowrap", cell: (one) => kinds.get(one.kind) ?? one.kind },
    { title: "OID", class: "nowrap", cell: (one) => one.oid && h("span", { class: "code" }, one.oid) },
  ];
}

/**
 * @param {any} system
 * @param {any[]} lists Its succession lists.
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 */
function systemView(system, lists, query, signal) {
  const editions = system.editions ?? [];
  const chosen = editions.find((/** @type {any} */ one) => one.edition === query.get("edition")) ?? bestOf(editions);
  const back = h("a", { href: link("registry") }, t("page.registry"));
  if (!chosen) return [h("p", { class: "crumbs" }, back, " / ", foreign(system.title)), h("p", { class: "notice" }, t("registry.no-editions"))];
  const options = { system, editions, edition: chosen, lists, query, signal };
  const picker = select(editions.map((/** @type {any} */ one) => ({ value: one.edition, text: `${one.edition} · ${named("edition.", one.status)} · ${count(one.rows)}` })), {
    value: chosen.edition, name: "edition",
    onchange: (edition) => go("registry", { system: system.id, edition, tab: query.get("tab") }),
  });
  const dated = editions.filter((/** @type {any} */ one) => one.effective_from && one.status === "published").length > 1;
  return [
    h("div", { class: "toolbar" }, h("h1", { class: "crumbs" }, back, " / ", foreign(system.title), " ", h("small", { class: "code" }, system.id)),
      h("span", { class: "grow" }), field(t("registry.edition"), picker, { inline: true })),
    tabs([
      { id: "browse", text: t("registry.tab.browse"), content: () => browse(options) },
      { id: "editions", text: t("registry.tab.editions"), content: () => editionsView(options) },
      { id: "difference", text: t("registry.tab.difference"), content: () => differenceView(options) },
      ...(lists.length > 0 ? [{ id: "succession", text: t("registry.tab.succession"), content: () => successionView(options) }] : []),
      ...(dated ? [{ id: "year", text: t("registry.tab.year"), content: () => yearTree(options) }] : []),
    ], { open: query.get("tab") ?? "browse", label: t("page.registry"), changed: (id) => note({ tab: id === "browse" ? "" : id, edition: chosen.edition }) }),
  ];
}

/**
 * The edition to show first: in force and published, the one with the latest first day; or else the newest import.
 * @param {any[]} editions
 */
function bestOf(editions) {
  const today = new Date().toISOString().slice(0, 10);
  const published = editions.filter((one) => one.status === "published" && (!one.effective_from || one.effective_from <= today));
  const byDay = published.sort((one, other) => String(other.effective_from ?? "").localeCompare(String(one.effective_from ?? "")));
  return byDay[0] ?? editions[0];
}
