/** The editions of a code system: which is in force on a day, what each is, and every step that it took. @module */
import { at, download, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link } from "../router.js";
import { count, moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { openDialog } from "../components/dialog.js";
import { facts } from "../components/facts.js";
import { field } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";
import { toastProblem } from "../components/toast.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
export const EDITION_TONES = { draft: "busy", "in-review": "busy", published: "good", retired: "bad" };

/**
 * @param {import("./browse.js").Options} options
 * @returns {HTMLElement}
 */
export function editionsView({ system, editions, signal }) {
  const answer = h("p", { "aria-live": "polite", class: "in-force" });
  const day = h("input", { type: "date", name: "as-of", onchange: () => void ask() });
  return h("div", { class: "stack" },
    h("div", { class: "toolbar" }, field(t("editions.as-of"), day, { inline: true }), answer),
    table(columns(), editions, { caption: t("registry.tab.editions"), open: (one) => void show(one) }));

  async function ask() {
    if (!day.value) return void fill(answer);
    try {
      const found = await get(at`code-systems/${system.id}/editions`, { query: { as_of: day.value }, signal });
      const others = found.items.filter((/** @type {any} */ one) => one.edition !== found.current).map((/** @type {any} */ one) => one.edition);
      fill(answer, found.current
        ? [t("editions.current"), " ", h("a", { href: link("registry", { system: system.id, edition: found.current }) }, h("b", {}, found.current)), others.length > 0 && h("small", {}, " ", t("editions.also", { list: others.join("、") }))]
        : t("editions.none"));
    } catch (error) {
      if (!signal.aborted) fill(answer, showProblem(error));
    }
  }

  /** @param {any} edition */
  async function show(edition) {
    const path = at`code-systems/${system.id}/editions/${edition.edition}`;
    try {
      const [steps, findings, said, domains] = await Promise.all([
        get(`${path}/steps`, { signal }), get(`${path}/findings`, { query: { limit: 20 }, signal }),
        get(`${path}/registrations`, { signal }), get(`${path}/value-domains`, { query: { limit: 100 }, signal }),
      ]);
      const save = (/** @type {string} */ format) => h("button", { type: "button", onclick: () => void download(`${path}/export`, { query: { format } }).catch(toastProblem) }, `${t("app.export")} ${format.toUpperCase()}`);
      const dialog = openDialog({
        title: `${edition.title || system.title}（${edition.edition}）`,
        wide: true,
        body: [
          about(edition),
          part(t("editions.steps"), table(stepColumns(), steps, { caption: t("editions.steps") })),
          said.current.length > 0 && part(t("editions.registrations"), h("ul", { class: "plain" }, said.current.map((/** @type {any} */ one) => h("li", {}, badge(one.authority), " ", named("registration.", one.status), " ", foreign(one.reason), h("small", {}, " ", moment(one.at)))))),
          findings.counts.length > 0 && part(t("editions.findings"), h("ul", { class: "plain" }, findings.counts.map((/** @type {any} */ one) => h("li", {}, badge(named("severity.", one.severity), one.severity === "error" ? "bad" : one.severity === "warning" ? "warn" : "plain"), " ", h("span", { class: "code" }, one.rule), " ", count(one.count))),
            findings.items.slice(0, 5).map((/** @type {any} */ one) => h("li", { class: "small" }, foreign(one.detail))))),
          domains.items.length > 0 && part(t("editions.domains"), h("ul", { class: "plain inline" }, domains.items.map((/** @type {any} */ one) => h("li", {}, h("a", { href: link("specifications", { domain: one.id }), onclick: () => dialog.close() }, foreign(one.title)), " ", h("small", { class: "code" }, one.id))))),
        ],
        actions: [save("csv"), save("xlsx"), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("app.close"))],
      });
    } catch (error) {
      if (!signal.aborted) toastProblem(error);
    }
  }
}

/** @param {any} edition */
function about(edition) {
  return facts([
    [t("editions.status"), badge(named("edition.", edition.status), EDITION_TONES[edition.status] ?? "plain")],
    [t("editions.days"), days(edition)],
    [t("editions.rows"), count(edition.rows)],
    [t("editions.source"), foreign(edition.source)],
    [t("editions.confidence"), named("confidence.", edition.confidence)],
    [t("editions.document"), edition.document_number && foreign(edition.document_number)],
    [t("editions.replaces"), edition.replaces],
    [t("editions.superseded"), edition.superseded_by],
    [t("editions.note"), edition.note && foreign(edition.note)],
    [t("editions.digest"), h("code", { class: "digest" }, edition.digest)],
  ]);
}

/** @param {any} edition */
function days(edition) {
  if (!edition.effective_from && !edition.effective_to) return t("editions.always");
  return `${edition.effective_from ?? "…"} – ${edition.effective_to ?? "…"}`;
}

/**
 * @param {string} title
 * @param {import("../dom.js").Child} body
 */
function part(title, body) {
  return h("section", { class: "row-section" }, h("h3", {}, title), body);
}

/** @returns {import("../components/table.js").Column<any>[]} */
function columns() {
  return [
    { title: t("registry.edition"), class: "nowrap", cell: (one) => h("b", { class: "code" }, one.edition) },
    { title: t("registry.title"), cell: (one) => foreign(one.title) },
    { title: t("editions.status"), cell: (one) => [badge(named("edition.", one.status), EDITION_TONES[one.status] ?? "plain"), one.superseded_by && badge(t("editions.superseded-by", { edition: one.superseded_by }), "warn")] },
    { title: t("editions.days"), class: "nowrap", cell: days },
    { title: t("editions.rows"), number: true, cell: (one) => count(one.rows) },
    { title: t("editions.confidence"), class: "nowrap", cell: (one) => named("confidence.", one.confidence) },
    { title: t("editions.source"), class: "wide-text", cell: (one) => foreign(one.source) },
    { title: t("editions.published"), class: "nowrap", cell: (one) => moment(one.published_at) },
  ];
}

/** @returns {import("../components/table.js").Column<any>[]} */
function stepColumns() {
  return [
    { title: t("history.when"), class: "nowrap", cell: (one) => moment(one.at) },
    { title: t("history.step"), class: "nowrap", cell: (one) => named("edition-step.", one.step) },
    { title: t("history.who"), cell: (one) => one.account },
    { title: t("form.reason"), cell: (one) => [one.reason && foreign(one.reason), one.report && h("small", { class: "below" }, foreign(one.report))] },
    { title: "SHA-256", cell: (one) => h("code", { title: one.digest }, one.digest.slice(0, 12)) },
  ];
}
