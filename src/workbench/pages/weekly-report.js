/** The weekly report 周报: figures frozen at a cut, or of this moment, on paper as on the screen. @module */
import { at, download, get, post } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, note } from "../router.js";
import { may } from "../session.js";
import { count, language, listed, moment, t } from "../words.js";
import { chooser } from "../components/chooser.js";
import { field, select } from "../components/form.js";
import { table } from "../components/table.js";
import { toast, toastProblem } from "../components/toast.js";
import { groups, nameOf, rate, rule, shown } from "../figures/coverage.js";

/** @typedef {import("../figures/coverage.js").Report} Report */
/** @typedef {{ id: string, cut_at: string, taken_at: string, taken_by: string, digest: string }} Frozen */

const MISSING = 30;

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("weekly-report", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  const { organization } = choice;
  /** @type {Frozen[]} */
  const cuts = await get(at`organizations/${organization}/coverage/reports`, { signal });
  const wanted = query.get("cut");
  const frozen = wanted === "now" ? undefined : cuts.find((one) => one.id === wanted) ?? cuts[0];
  note({ organization, cut: frozen?.id ?? "now" });
  const path = frozen ? at`organizations/${organization}/coverage/reports/${frozen.id}` : at`organizations/${organization}/coverage`;
  /** @type {Report} */
  const report = await get(path, { signal });
  if (signal.aborted) return;
  const which = field(t("weekly.which"), select([...cuts.map((one) => ({ value: one.id, text: one.id })), { value: "now", text: t("weekly.now") }],
    { value: frozen?.id ?? "now", name: "cut", onchange: (cut) => go("weekly-report", { organization, cut }) }), { inline: true });
  const cut = async () => {
    try {
      const made = await post(at`organizations/${organization}/coverage/reports`, { period: "weekly" });
      toast(t("weekly.cut.done", { cut: made.id }));
      go("weekly-report", { organization, cut: made.id });
    } catch (error) {
      toastProblem(error);
    }
  };
  const save = (/** @type {string} */ name) => download(path, { query: { format: "xlsx", table: name }, signal }).catch(toastProblem);
  fill(root,
    h("div", { class: "toolbar no-print" }, element, which, may("cut-coverage", organization) && h("button", { type: "button", onclick: () => void cut() }, t("weekly.cut")), h("span", { class: "grow" }),
      t("weekly.export"), ["rates", "progress", "unmapped", "quality"].map((name) =>
        h("button", { type: "button", onclick: () => void save(name) }, t(/** @type {import("../words.js").Word} */ (`weekly.export.${name}`)), " XLSX")),
      h("button", { type: "button", class: "primary", onclick: () => window.print() }, t("weekly.print"))),
    paper(report, frozen));
}

/**
 * @param {Report} report
 * @param {Frozen | undefined} frozen
 */
function paper(report, frozen) {
  const zh = language() === "zh";
  const added = report.total.counts.new_codes?.codes ?? 0;
  const consistency = report.consistency;
  const tables = groups(report, "table").filter((group) => group.name !== "");
  return h("article", { class: "card paper" },
    h("h1", {}, t("weekly.title", { organization: listed(report.organizations.map((one) => one.name)) })),
    h("p", { class: "small" }, t("overview.as-of", { at: moment(report.as_of) }), " · ",
      frozen ? t("weekly.frozen", { cut: frozen.id, taken: moment(frozen.taken_at), by: frozen.taken_by, digest: frozen.digest }) : t("weekly.not-frozen")),
    h("p", {}, t("weekly.new", { codes: count(added), unmapped: count(report.total.counts.new_unmapped?.codes ?? 0) }), " ",
      consistency && consistency.compared > 0 && t("weekly.consistency", { consistent: count(consistency.consistent), compared: count(consistency.compared), rate: shown(consistency.rate) })),
    h("h2", {}, t("weekly.measures")),
    table([
      { title: t("weekly.measure"), cell: (one) => h("b", {}, rule(report, one.measure).title) },
      { title: t("weekly.numerator"), number: true, cell: (one) => count(one.numerator.codes) },
      { title: t("weekly.denominator"), number: true, cell: (one) => count(one.denominator.codes) },
      { title: t("overview.by-codes"), number: true, cell: (one) => shown(one.rate) },
      { title: t("overview.by-usage"), number: true, cell: (one) => shown(one.weighted) },
      { title: t("weekly.rule"), class: "small", cell: (one) => rule(report, one.measure).text },
    ], report.total.rates, { caption: t("weekly.measures") }),
    h("h2", {}, t("weekly.dictionaries")), groupTable(groups(report, "dictionary"), t("app.dictionary"), t("weekly.dictionaries")),
    h("h2", {}, t("weekly.tables")), tables.length === 0 ? h("p", { class: "small" }, t("overview.tables.none")) : groupTable(tables, t("overview.table"), t("weekly.tables")),
    h("h2", {}, t("weekly.missing")),
    table([
      { title: t("app.dictionary"), cell: (one) => foreign(one.dictionary) },
      { title: t("work.code"), cell: (one) => foreign(one.code, "code") },
      { title: t("work.name"), cell: (one) => foreign(one.name) },
      { title: t("work.usage"), number: true, cell: (one) => count(one.usage) },
    ], report.unmapped.slice(0, MISSING), { caption: t("weekly.missing"), empty: t("overview.missing.none") }),
    report.quality && [h("h2", {}, t("weekly.quality")), quality(report.quality)],
    report.left_out.length > 0 && [h("h2", {}, t("weekly.left-out")), h("ul", {}, report.left_out.map((one) => h("li", {}, foreign(one.dictionary), " ", zh ? one.reason : one.reason_en)))],
    h("h2", {}, t("weekly.notes")),
    h("ul", { class: "small" }, report.rules.filter((one) => one.measure === "").map((one) => h("li", {}, zh ? one.rule : one.rule_en))));
}

/**
 * @param {import("../figures/coverage.js").Group[]} list
 * @param {string} title
 * @param {string} caption
 */
function groupTable(list, title, caption) {
  return table([
    { title, cell: (group) => foreign(nameOf(group)) },
    { title: t("overview.codes"), number: true, cell: (group) => count(group.counts.codes?.codes) },
    { title: t("overview.part.mapped"), number: true, cell: (group) => count(group.counts.mapped?.codes) },
    { title: t("weekly.coverage"), number: true, cell: (group) => shown(rate(group, "coverage")?.rate) },
    { title: t("overview.by-usage"), number: true, cell: (group) => shown(rate(group, "coverage")?.weighted) },
    { title: t("weekly.settled"), number: true, cell: (group) => shown(rate(group, "settled")?.rate) },
    { title: t("weekly.unpublished"), number: true, cell: (group) => count(rate(group, "unpublished")?.numerator.codes) },
    { title: t("overview.unmapped"), number: true, cell: (group) => count(group.counts.unmapped?.codes) },
  ], list, { caption });
}

/** @param {NonNullable<Report["quality"]>} list */
function quality(list) {
  return table([
    { title: t("app.dictionary"), cell: (one) => foreign(one.dictionary) },
    { title: t("weekly.sampling"), cell: (one) => one.sampling ? [shown(one.sampling.rate), ` (${shown(one.sampling.lower)}–${shown(one.sampling.upper)}) `, h("small", {}, t("weekly.judged", one.sampling))] : "—" },
    { title: t("weekly.hours"), number: true, cell: (one) => one.from_seen?.median_hours ?? "—" },
    { title: t("weekly.in-review"), number: true, cell: (one) => count(one.in_review) },
    { title: t("weekly.overdue"), number: true, cell: (one) => count(one.overdue) },
  ], list, { caption: t("weekly.quality") });
}
