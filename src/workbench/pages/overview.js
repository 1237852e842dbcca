/** The overview: how far an organization is, by dictionary and table, which codes are missed most, alerts, and what waits. @module */
import { at, get, within } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note } from "../router.js";
import { may, session } from "../session.js";
import { count, moment, named, percent, t } from "../words.js";
import { badge } from "../components/badge.js";
import { legend, lineChart, meter, thinBar } from "../components/chart.js";
import { chooser } from "../components/chooser.js";
import { part } from "../components/part.js";
import { table } from "../components/table.js";
import { fraction, groups, parts, rate, rule, shown, tableOf } from "../figures/coverage.js";

/** @typedef {import("../figures/coverage.js").Report} Report */

/** The measures that stand on top. */
const TILES = ["coverage", "settled", "unpublished", "lossy"];
const MISSING = 15;
const ALERTS = 8;

/** What waits for whom, in the order in which it is shown. @type {{ right: string, state: string, page: string }[]} */
const WAITING = [
  { right: "draft-mapping", state: "returned", page: "work-list" },
  { right: "draft-mapping", state: "needs-recheck", page: "work-list" },
  { right: "review-mapping", state: "in-review", page: "review" },
  { right: "publish-release", state: "approved", page: "release" },
  { right: "draft-mapping", state: "drafted", page: "work-list" },
  { right: "draft-mapping", state: "unmapped", page: "work-list" },
];

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("overview", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  note({ organization: choice.organization });
  const { organization } = choice;
  const when = h("span", { class: "small" });
  const top = h("div", { class: "toolbar" }, element, when, h("span", { class: "grow" }),
    h("a", { href: link("weekly-report", { organization }) }, t("page.weekly-report")));
  fill(root, h("h1", { class: "unseen" }, t("page.overview")), top, h("p", { class: "loading" }, t("app.loading")));
  /** @type {Report} */
  const report = await get(at`organizations/${organization}/coverage`, { signal });
  if (signal.aborted) return;
  when.textContent = t("overview.as-of", { at: moment(report.as_of) });
  if (report.dictionaries.length === 0) {
    return void fill(root, top, h("p", { class: "notice" }, t("overview.nothing-loaded"), " ",
      may("load-dictionary", organization) && h("a", { href: link("upload", { organization }) }, t("overview.go-upload"))));
  }
  fill(root, h("h1", { class: "unseen" }, t("page.overview")), top, tiles(report),
    h("div", { class: "overview-columns" },
      h("div", { class: "overview-main" }, dictionaries(report, organization), missing(report, organization), may("read-feedback", organization) && reported(organization, signal)),
      h("div", { class: "overview-side" }, waiting(report, organization, signal), may("read-feedback", organization) && alerts(organization, signal), tables(report), added(report))));
}

/** @param {Report} report */
function tiles(report) {
  return h("div", { class: "tiles" }, TILES.map((measure) => {
    const found = rate(report.total, measure);
    const { title, text } = rule(report, measure);
    return h("div", { class: "card tile", title: text },
      h("h2", {}, title),
      h("p", {}, h("b", {}, shown(found?.rate)), " ", h("small", {}, t("overview.by-codes"))),
      fraction(found),
      h("p", { class: "small" }, found?.weighted === null || found?.weighted === undefined ? t("overview.no-usage") : [t("overview.by-usage"), " ", h("b", {}, shown(found.weighted))]));
  }));
}

/**
 * @param {Report} report
 * @param {string} organization
 */
function dictionaries(report, organization) {
  const targets = new Map(report.dictionaries.map((one) => [one.dictionary, one.target]));
  const list = groups(report, "dictionary");
  const first = list[0];
  return h("section", { class: "card part" },
    h("div", { class: "part-head" }, h("h2", {}, t("overview.dictionaries")), first && legend(parts(first.counts))),
    table([
      { title: t("app.dictionary"), cell: (group) => [h("a", { href: link("work-list", { organization, dictionary: group.name }) }, foreign(group.name)), h("div", { class: "small" }, targets.get(group.name))] },
      { title: t("overview.codes"), number: true, cell: (group) => count(group.counts.codes?.codes) },
      { title: t("overview.progress"), cell: (group) => thinBar(parts(group.counts), group.name) },
      { title: t("weekly.coverage"), number: true, cell: (group) => shown(rate(group, "coverage")?.rate) },
      { title: t("overview.by-usage"), number: true, cell: (group) => shown(rate(group, "coverage")?.weighted) },
      { title: t("weekly.settled"), number: true, cell: (group) => shown(rate(group, "settled")?.rate) },
      { title: t("overview.unmapped"), number: true, cell: (group) => count(group.counts.unmapped?.codes) },
    ], list, { caption: t("overview.dictionaries") }));
}

/** @param {Report} report */
function tables(report) {
  const list = groups(report, "table").filter((group) => group.name !== "");
  return h("section", { class: "card part" }, h("div", { class: "part-head" }, h("h2", {}, t("overview.tables"))),
    list.length === 0 ? h("p", { class: "small" }, t("overview.tables.none")) : table([
      { title: t("overview.table"), cell: (group) => [foreign(tableOf(group).table), h("div", { class: "small" }, foreign(tableOf(group).specification))] },
      { title: t("overview.codes"), number: true, cell: (group) => count(group.counts.codes?.codes) },
      { title: t("weekly.coverage"), cell: (group) => meter(rate(group, "coverage")?.rate === null ? null : Number(rate(group, "coverage")?.rate), group.name) },
    ], list, { caption: t("overview.tables") }));
}

/**
 * The unmapped codes that data uses most.
 * @param {Report} report
 * @param {string} organization
 */
function missing(report, organization) {
  const whole = report.total.counts.codes?.usage ?? 0;
  const lost = report.total.counts.unmapped?.usage ?? 0;
  const shares = (/** @type {number} */ usage) => (whole === 0 ? null : usage / whole);
  return h("section", { class: "card part" },
    h("div", { class: "part-head" }, h("h2", {}, t("overview.missing")), whole > 0 && h("span", { class: "small" }, t("overview.missing.note", { share: percent(shares(lost)) }))),
    table([
      { title: t("app.dictionary"), cell: (one) => foreign(one.dictionary) },
      { title: t("work.code"), cell: (one) => h("a", { href: link("work-list", { organization, dictionary: one.dictionary, at: one.code }) }, foreign(one.code, "code")) },
      { title: t("work.name"), cell: (one) => foreign(one.name) },
      { title: t("work.usage"), number: true, cell: (one) => [count(one.usage), " ", h("small", {}, percent(shares(one.usage)))] },
    ], report.unmapped.slice(0, MISSING), { caption: t("overview.missing"), empty: t("overview.missing.none") }));
}

/**
 * What collectors could not convert.
 * @param {string} organization
 * @param {AbortSignal} signal
 */
function reported(organization, signal) {
  return part(t("overview.reported"), async () => {
    const page = await get(at`organizations/${organization}/unmapped`, { query: { limit: MISSING }, signal });
    if (page.items.length === 0) return h("p", { class: "small" }, t("overview.reported.none"));
    return table([
      { title: t("app.dictionary"), cell: (one) => foreign(one.dictionary) },
      { title: t("work.code"), cell: (one) => one.standing === "unknown" ? foreign(one.code, "code")
        : h("a", { href: link("work-list", { organization, dictionary: one.dictionary, at: one.code }) }, foreign(one.code, "code")) },
      { title: t("work.name"), cell: (one) => foreign(one.names[0] ?? one.local_names[0] ?? "") },
      { title: t("overview.times"), number: true, cell: (one) => one.usage_shown },
      { title: t("overview.standing"), cell: (one) => named("standing.", one.standing) },
    ], page.items, { caption: t("overview.reported") });
  }, { signal });
}

/**
 * @param {string} organization
 * @param {AbortSignal} signal
 */
function alerts(organization, signal) {
  return part(t("overview.alerts"), async () => {
    const page = await get(at`organizations/${organization}/alerts`, { query: { limit: ALERTS }, signal });
    if (page.items.length === 0) return h("p", { class: "small" }, t("overview.alerts.none"));
    const words = (/** @type {any} */ one) => [one.collector, one.dictionary, one.code, one.name, one.day].filter(Boolean);
    return [
      h("ul", { class: "plain waiting" }, page.items.map((/** @type {any} */ one) =>
        h("li", {}, badge(named("alert-state.", one.state), one.state === "open" ? "bad" : "warn"), " ", named("alert.", one.kind), " ",
          words(one).map((text) => [foreign(text), " "]), h("small", {}, moment(one.updated_at))))),
      page.next && h("p", { class: "small" }, t("overview.alerts.more")),
    ];
  }, { signal, beside: h("a", { href: link("alerts", { organization }) }, t("app.all")) });
}

/** @param {Report} report */
function added(report) {
  if (report.added.length === 0) return h("section", { class: "card part" }, h("h2", {}, t("overview.added")), h("p", { class: "small" }, t("overview.added.none")));
  if (report.added.length > 1) {
    return h("section", { class: "card part" }, lineChart(report.added.map((day) => ({ text: day.day, value: day.codes.codes })), { label: t("overview.added") }), days());
  }
  return h("section", { class: "card part" }, h("h2", {}, t("overview.added")), days());

  function days() {
    return h("ul", { class: "plain inline" }, report.added.map((day) => h("li", {}, day.day, " ", h("b", {}, count(day.codes.codes)), " ", h("small", {}, t("overview.unmapped"), " ", count(day.unmapped.codes)))));
  }
}

/**
 * What waits for whoever looks; all that is at work, for those who only read.
 * @param {Report} report
 * @param {string} organization
 * @param {AbortSignal} signal
 */
function waiting(report, organization, signal) {
  const own = WAITING.filter((one) => may(one.right, organization));
  const kinds = own.length > 0 ? own : WAITING.map((one) => ({ ...one, page: "work-list" }));
  const overdue = new Map((report.quality ?? []).map((one) => [one.dictionary, one.overdue]));
  const mayDraft = may("draft-mapping", organization);
  return part(t(own.length > 0 ? "overview.waiting" : "overview.at-work"), async () => {
    const found = await Promise.all(report.dictionaries.map(({ dictionary }) => look(dictionary)));
    const mine = found.filter((one) => one.mine > 0).map((one) => line(one.mine, t("overview.wait.mine"), one.dictionary, link("work-list", { organization, dictionary: one.dictionary, assignee: "me" }), "busy"));
    const others = kinds.flatMap(({ state, page }) => found.filter((one) => (one.states[state] ?? 0) > 0).map((one) => {
      const late = state === "in-review" ? overdue.get(one.dictionary) ?? 0 : 0;
      const words = late > 0 ? t("overview.wait.in-review.overdue", { overdue: late }) : named("overview.wait.", state);
      const query = { organization, dictionary: page === "release" ? "" : one.dictionary, state: page === "work-list" && state !== "unmapped" ? state : "" };
      return line(one.states[state] ?? 0, words, one.dictionary, link(page, query), state === "returned" || late > 0 ? "bad" : "plain");
    }));
    if (mine.length + others.length === 0) return h("p", { class: "small" }, t("overview.waiting.none"));
    return h("ul", { class: "plain waiting" }, mine, others);
  }, { signal });

  /** @param {string} dictionary */
  async function look(dictionary) {
    const path = at`organizations/${organization}/dictionaries/${within(dictionary)}`;
    const [{ coverage }, assigned] = await Promise.all([get(path, { signal }), mayDraft ? get(`${path}/assignments`, { signal }) : null]);
    const load = assigned?.loads.find((/** @type {any} */ one) => one.assignee === session()?.account);
    /** @type {Record<string, number>} */
    const states = { ...coverage.states, unmapped: coverage.unmapped };
    return { dictionary, states, mine: load?.unmapped ?? 0 };
  }
}

/**
 * @param {number} rows
 * @param {string} words
 * @param {string} dictionary
 * @param {string} href
 * @param {"plain" | "busy" | "bad"} tone
 */
function line(rows, words, dictionary, href, tone) {
  return h("li", {}, h("a", { href }, badge(count(rows), tone), " ", words), " ", h("small", {}, foreign(dictionary)));
}
