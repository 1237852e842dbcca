/** The life of one local code for auditors: what it meant on a day and why, in which releases, and every step with who and when. @module */
import { at, download, get, within } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note, place } from "../router.js";
import { session } from "../session.js";
import { colon, listed, moment, named, t } from "../words.js";
import { badge, stateBadge } from "../components/badge.js";
import { chooser } from "../components/chooser.js";
import { field } from "../components/form.js";
import { part } from "../components/part.js";
import { table } from "../components/table.js";
import { decisionWords } from "../curation/row-view.js";
import { evidence, lineView } from "../release/line.js";

/** How many codes a search shows. */
const FOUND = 12;

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, signal, changed: (chosen) => go("code-history", { ...chosen }) });
  if (signal.aborted) return;
  if (!choice || choice.dictionary === "") return void fill(root, element, h("p", { class: "notice" }, t("app.choose-dictionary")));
  note(choice);
  const code = query.get("code") ?? "";
  const content = h("div", { class: "code-history" });
  fill(root, h("h1", { class: "unseen" }, t("page.code-history")),
    h("div", { class: "toolbar no-print" }, element, finder(choice, code, signal), h("span", { class: "grow" }), code !== "" && [exportButton(choice, code, query.get("at") ?? ""), h("button", { type: "button", onclick: () => window.print() }, t("diff.print"))]),
    content);
  if (code === "") return void fill(content, h("p", { class: "notice" }, t("code.choose")));
  await show(content, choice, code, query.get("at") ?? "", signal);
}

/**
 * All that the page shows, as the interface says it: with every step, who, when, why and from what.
 * @param {import("../components/chooser.js").Choice} choice
 * @param {string} code
 * @param {string} day
 */
function exportButton({ organization, dictionary }, code, day) {
  const path = at`organizations/${organization}/dictionaries/${within(dictionary)}/explain`;
  const query = { code, at: day || new Date().toISOString() };
  return h("button", { type: "button", onclick: () => void download(path, { query }) }, t("code.export"));
}

/**
 * A field that finds codes by code, name or pinyin.
 * @param {import("../components/chooser.js").Choice} choice
 * @param {string} code
 * @param {AbortSignal} signal
 */
function finder({ organization, dictionary }, code, signal) {
  const input = h("input", { type: "search", name: "code", value: code, placeholder: t("code.which.hint"), autocomplete: "off", spellcheck: "false" });
  const found = h("ul", { class: "plain found-codes", "aria-label": t("code.found") });
  const search = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === "") return;
    const path = at`organizations/${organization}/dictionaries/${within(dictionary)}/codes/lines`;
    const exact = await get(path, { query: { code: text, limit: 1 }, signal });
    const page = exact.items.length > 0 ? exact : await get(path, { query: { text, limit: FOUND }, signal });
    if (page.items.length === 1) return go("code-history", { organization, dictionary, code: page.items[0].code });
    // A code that the last load has not may have a history all the same.
    if (page.items.length === 0) return go("code-history", { organization, dictionary, code: text });
    fill(found, page.items.map((/** @type {any} */ one) => h("li", {}, h("a", { href: link("code-history", { organization, dictionary, code: one.code }) }, foreign(one.code, "code"), " ", foreign(one.name)))));
  };
  return h("form", { class: "finder", onsubmit: search }, field(t("code.which"), input, { inline: true }), h("button", { type: "submit" }, t("code.show")), found);
}

/**
 * @param {HTMLElement} content
 * @param {import("../components/chooser.js").Choice} choice
 * @param {string} code
 * @param {string} day
 * @param {AbortSignal} signal
 */
async function show(content, { organization, dictionary }, code, day, signal) {
  const path = at`organizations/${organization}/dictionaries/${within(dictionary)}`;
  const explain = (/** @type {string} */ when) => get(`${path}/explain`, { query: { code, at: when }, signal });
  const now = new Date().toISOString();
  const [found, rows, releases] = await Promise.all([
    explain(day || now),
    get(`${path}/codes/lines`, { query: { code, limit: 1 }, signal }),
    get(at`organizations/${organization}/releases`, { signal }),
  ]);
  // Releases that become effective later are part of the life of a code too.
  const last = releases.map((/** @type {any} */ one) => one.effective_at).sort().pop() ?? now;
  const whole = day === "" && last > now ? await explain(last) : found;
  if (signal.aborted) return;
  const row = rows.items[0];
  const name = row?.name ?? found.line?.name ?? found.history.slice(-1)[0]?.name ?? "";
  const until = day === "" ? "" : t("code.until", { at: moment(found.at) });
  fill(content,
    h("header", { class: "code-head" }, h("h2", {}, foreign(code, "code"), " ", foreign(name)), row && stateBadge(row.state), " ", h("small", {}, organization, " · ", dictionary),
      h("a", { class: "no-print", href: link("work-list", { organization, dictionary, at: code }) }, t("code.open-work")),
      h("p", { class: "print-only small" }, t("diff.printed", { at: moment(new Date().toISOString()), account: session()?.account ?? "" }))),
    answer(found, day), changes(whole, until), steps(found, until),
    part(t("code.notes"), async () => {
      /** @type {any[]} */
      const notes = await get(`${path}/codes/notes`, { query: { code }, signal });
      return notes.length === 0 ? h("p", { class: "small" }, "—") : h("ul", { class: "plain" }, notes.map((one) => h("li", {}, foreign(one.text), h("small", {}, " — ", one.account, " ", moment(one.at)))));
    }, { signal }));
}

/**
 * @param {any} found
 * @param {string} day
 */
function answer(found, day) {
  const input = h("input", { type: "date", value: /^\d{4}-\d\d-\d\d$/.test(day) ? day : "", onchange: () => {
    const next = place().query;
    if (input.value === "") next.delete("at");
    else next.set("at", input.value);
    go("code-history", next);
  } });
  const { collectors } = found.collector;
  return h("section", { class: "card part" },
    h("div", { class: "part-head" }, h("h2", {}, t("code.answer"), colon(), day === "" ? t("code.now") : day), h("span", { class: "no-print" }, field(t("code.at"), input, { inline: true, hint: t("code.at.hint") }))),
    h("p", {}, badge(named("code.verdict.", found.verdict), found.verdict === "mapped" ? "good" : "warn"), " ", foreign(found.answer)),
    found.line && lineView(found.line, { edition: true }),
    found.moved_that_night.length > 0 && h("p", { class: "row-notice" }, t("code.moved-that-night", { releases: listed(found.moved_that_night) })),
    collectors.length > 0 && [h("h3", {}, t("code.collectors")), h("ul", { class: "plain" }, collectors.map((/** @type {any} */ one) =>
      h("li", {}, one.release === null || one.release === undefined ? t("code.collector.none", { collector: one.collector }) : t("code.collector", { collector: one.collector, release: one.release, since: moment(one.since) }),
        one.converted_by.length > 0 && [" · ", t("code.converted-by", { releases: listed(one.converted_by) })])))]);
}

/**
 * @param {any} found
 * @param {string} until
 */
function changes(found, until) {
  return h("section", { class: "card part" }, h("div", { class: "part-head" }, h("h2", {}, t("code.changes")), h("small", {}, until)), table([
    { title: t("release.number"), number: true, cell: (one) => one.release },
    { title: t("code.what"), cell: (one) => lineView(one.line, { edition: true }) },
    { title: t("diff.author"), cell: (one) => one.author },
    { title: t("diff.reviewer"), cell: (one) => [one.reviewer, h("div", { class: "small" }, moment(one.reviewed_at))] },
    { title: t("diff.why"), cell: (one) => evidence(one.justification, one.origin) },
  ], [...found.changes].reverse(), { caption: t("code.changes"), empty: t("code.changes.none") }));
}

/**
 * @param {any} found
 * @param {string} until
 */
function steps(found, until) {
  return h("section", { class: "card part" }, h("div", { class: "part-head" }, h("h2", {}, t("code.steps")), h("small", {}, until)), table([
    { title: "#", number: true, cell: (one) => one.version },
    { title: t("bulk.when"), cell: (one) => moment(one.at) },
    { title: t("code.step"), cell: (one) => [h("b", {}, named("step.", one.step)), one.bulk !== null && one.bulk !== undefined && h("div", { class: "small" }, t("work.bulk-number", { number: one.bulk }))] },
    { title: t("code.who"), cell: (one) => one.account },
    { title: t("code.state"), cell: (one) => stateBadge(one.state) },
    { title: t("code.decision"), cell: (one) => decisionWords(one.decision) },
    { title: t("code.name-then"), cell: (one) => foreign(one.name) },
    { title: t("diff.why"), cell: (one) => evidence(one.reason, one.origin) },
  ], [...found.history].reverse(), { caption: t("code.steps"), empty: t("code.steps.none") }));
}
