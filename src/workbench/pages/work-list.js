/** The work list: local codes of a dictionary, mapped by keyboard. @module */
import { at, get, post, within } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, note, place } from "../router.js";
import { may, session } from "../session.js";
import { named, percent, t } from "../words.js";
import { chooser } from "../components/chooser.js";
import { ask, openDialog } from "../components/dialog.js";
import { toast, toastProblem } from "../components/toast.js";
import { openBulk } from "../curation/bulk.js";
import { Desk } from "../curation/desk.js";
import { filterBar, filterOf, focusAtFirst, leadsOn } from "../curation/filters.js";
import { isOpen } from "../curation/lines.js";
import { askReason, askRelationship, askText } from "../curation/questions.js";
import { rowView } from "../curation/row-view.js";
import { searchStandard } from "../curation/search.js";

/** Risks of which it is enough to be told; all others are asked again. */
const TOLD = new Set(["high-usage", "lossy"]);
/** A first suggestion that is less likely than this is asked again. */
const LIKELY = 0.5;
/** How many rows one takes at once. */
const CLAIM = 200;
/** How many rows are handed to review in one request. */
const SUBMIT = 500;

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const open = (/** @type {Record<string, string>} */ changes) => {
    const next = place().query;
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    next.delete("at");
    go("work-list", next);
  };
  const { element, choice } = await chooser({ query, signal, changed: (chosen) => {
    leadsOn(chosen.dictionary === "" ? "organization" : "dictionary");
    open({ ...chosen });
  } });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element, h("p", { class: "notice" }, t("app.choose-dictionary")));
  note(choice);
  const page = new WorkList({ ...choice, filter: filterOf(query), start: query.get("at") ?? "", signal, open });
  fill(root, h("h1", { class: "unseen" }, t("page.work-list")), page.toolbar(element), page.desk.element);
  root.classList.add("page-desk");
  await page.begin();
}

class WorkList {
  /**
   * @param {{ organization: string, dictionary: string, filter: Record<string, string>, start: string, signal: AbortSignal, open: (changes: Record<string, string>) => void }} options
   */
  constructor(options) {
    this.options = options;
    this.path = at`organizations/${options.organization}/dictionaries/${within(options.dictionary)}`;
    this.mayDraft = may("draft-mapping", options.organization);
    this.edition = "";
    /** The relationship with which the next target of a code is taken. @type {Map<string, string>} */
    this.relationships = new Map();
    const hint = (/** @type {string} */ key, /** @type {import("../words.js").Word} */ word, /** @type {() => void} */ run) =>
      h("button", { type: "button", class: "hinted", onclick: run }, h("kbd", {}, key), " ", t(word));
    this.desk = new Desk({
      ...options,
      at: options.start,
      empty: t("work.no-rows"),
      focus: focusAtFirst,
      isOpen,
      view: (row, line, history) => rowView(row, line, {
        ...(this.mayDraft ? { take: (index) => this.take(index, String(index + 1)) } : {}),
        goTo: (code) => this.find(code),
        relationship: this.relationships.get(row.code) ?? "equivalent",
        history,
      }),
      keys: this.keys(),
      moved: (code) => note({ at: code }),
      footer: this.mayDraft
        ? [hint("Enter", "work.take", () => this.takeProposed("Enter")), hint("/", "search.title", () => void this.search()), hint("n", "work.no-match", () => void this.reason("no-match")),
          hint("i", "work.ignore", () => void this.reason("ignored")), hint("e", "work.relationship", () => void this.relationship()), hint("u", "bulk.undo", () => this.desk.undo()), hint("s", "work.submit", () => this.submit()),
          hint("m", "work.note", () => void this.note()), hint("?", "work.help", help)]
        : [h("span", { class: "small" }, t("work.no-draft-right")), hint("?", "work.help", help)],
    });
  }

  async begin() {
    const dictionary = await get(this.path, { signal: this.options.signal });
    this.edition = dictionary.target;
    await this.desk.begin();
    if (this.mayDraft) warmUp(this.edition, this.options.signal);
  }

  /** @param {HTMLElement} choosing */
  toolbar(choosing) {
    const { organization } = this.options;
    const bar = filterBar(this.options.filter, (changes) => this.options.open(changes));
    this.searchInput = bar.querySelector("input");
    return h("div", { class: "desk-bars" },
      h("div", { class: "toolbar" }, choosing, h("span", { class: "grow" }),
        may("suggest", organization) && h("button", { type: "button", onclick: () => void this.suggest() }, t("work.suggest")),
        this.mayDraft && h("button", { type: "button", onclick: () => void this.claim() }, t("work.claim")),
        this.mayDraft && h("button", { type: "button", onclick: () => this.bulk() }, t("work.bulk")),
        this.mayDraft && h("button", { type: "button", class: "primary", onclick: () => void this.submitAll() }, t("work.submit"))),
      bar);
  }

  /** @returns {Record<string, (event: KeyboardEvent) => void>} */
  keys() {
    /** @type {Record<string, (event: KeyboardEvent) => void>} */
    const keys = {
      "?": help,
      f: () => this.searchInput?.focus(),
      ".": () => this.desk.goOn(),
    };
    if (!this.mayDraft) return keys;
    for (let number = 1; number <= 9; number++) keys[number] = () => this.take(number - 1, String(number));
    return Object.assign(keys, {
      Enter: () => this.takeProposed("Enter"),
      n: () => void this.reason("no-match"),
      i: () => void this.reason("ignored"),
      "/": () => void this.search(),
      e: () => void this.relationship(),
      u: () => this.desk.undo(),
      s: () => this.submit(),
      S: () => void this.submitAll(),
      m: () => void this.note(),
    });
  }

  /**
   * Takes what is proposed: the first suggestion, or all that are proposed together.
   * @param {string} key
   */
  takeProposed(key) {
    const row = this.desk.row();
    if (!row) return toast(t("work.wait"));
    const [first] = row.suggestions;
    if (!first) return void this.search();
    const together = row.suggestions.filter((one) => one.proposed);
    const list = first.proposed && together.length > 1 ? together : [first];
    const risks = row.mapping ? [] : row.risks.filter((risk) => !TOLD.has(risk.kind)).map((risk) => risk.words);
    if (!first.proposed) risks.unshift(t("work.not-proposed", { score: percent(first.score) }));
    else if (first.score < LIKELY) risks.unshift(t("work.unsure", { score: percent(first.score) }));
    this.takeSuggestions(row, list, key, risks);
  }

  /**
   * Takes one suggestion.
   * @param {number} index From 0.
   * @param {string} key
   */
  take(index, key) {
    const row = this.desk.row();
    if (!row) return toast(t("work.wait"));
    const one = row.suggestions[index];
    if (!one) return;
    const risks = index === 0 && !row.mapping ? row.risks.filter((risk) => !TOLD.has(risk.kind) && risk.kind !== "several-targets").map((risk) => risk.words) : [];
    this.takeSuggestions(row, [one], key, risks);
  }

  /**
   * @param {import("../curation/shapes.js").Row} row
   * @param {import("../curation/shapes.js").Suggestion[]} list
   * @param {string} key
   * @param {string[]} risks
   */
  takeSuggestions(row, list, key, risks) {
    const warnings = list.flatMap((one) => one.warnings.map((warning) => warning.words));
    const why = [...new Set([...risks, ...warnings.filter((words) => !risks.some((risk) => risk.includes(words)))])];
    if (list.length > 1) why.unshift(t("risk.several-targets"));
    const line = this.desk.line();
    if (line?.moved) why.unshift(t("work.moved-by", { account: line.author ?? "" }));
    const targets = list.map((one) => h("div", {}, "→ ", h("span", { class: "code" }, one.code), " ", foreign(one.display)));
    if (why.length > 0 && !this.desk.isConfirmed(key, [targets, h("ul", {}, why.map((words) => h("li", {}, words)))])) return;
    this.map(row, list.map((one) => ({ code: one.code, display: one.display })), true);
  }

  /**
   * Writes targets down and goes on.
   * @param {import("../curation/shapes.js").Row} row
   * @param {{ code: string, display: string }[]} targets
   * @param {boolean} isSuggestion
   * @param {number} [seen] The version that was decided about.
   */
  map(row, targets, isSuggestion, seen) {
    if (row.risks.some((risk) => risk.kind === "ambiguous-code")) return toast(t("work.ambiguous"));
    const relationship = this.relationships.get(row.code) ?? "equivalent";
    this.relationships.delete(row.code);
    const item = { targets: targets.map(({ code }) => ({ code, relationship })), from_suggestion: isSuggestion };
    this.desk.decide("draft", item, { state: "drafted", outcome: "mapped", targets, author: session()?.account ?? "" }, { seen });
  }

  /** @param {"no-match" | "ignored"} outcome */
  async reason(outcome) {
    const line = this.desk.line();
    if (!line) return;
    const seen = line.version;
    const answer = await askReason(outcome, line);
    if (!answer || this.desk.line() !== line) return;
    const item = outcome === "no-match" ? { no_match: answer.reason, review_on: answer.review_on } : { ignored: answer.reason };
    this.desk.decide("draft", item, /** @type {any} */ ({ state: "drafted", outcome, targets: undefined, author: session()?.account ?? "" }), { seen });
  }

  async search() {
    const [row, seen] = [this.desk.row(), this.desk.line()?.version];
    if (!row) return toast(t("work.wait"));
    const concept = await searchStandard({ edition: this.edition, text: row.name.slice(0, 60), title: `${t("search.title")}：${row.name}` });
    if (concept && this.desk.line()?.code === row.code) this.map(row, [{ code: concept.code, display: concept.display }], false, seen);
  }

  /** Changes the relationship of the decision, or of the one that comes. */
  async relationship() {
    const [row, line] = [this.desk.row(), this.desk.line()];
    if (!row || !line) return;
    const seen = line.version;
    const targets = row.mapping?.decision.targets ?? [];
    const [first] = targets;
    const present = first?.relationship ?? this.relationships.get(row.code) ?? "equivalent";
    const chosen = await askRelationship(present, { local: row.name, target: first?.display ?? row.suggestions[0]?.display ?? "" });
    if (!chosen || this.desk.line() !== line) return;
    if (!first) {
      this.relationships.set(row.code, chosen);
      return this.desk.refresh();
    }
    const again = targets.map(({ code, system, edition, when }) => ({ code, relationship: chosen, edition: `${system}/${edition}`, when: when ?? [] }));
    const item = { targets: again, justification: row.mapping?.justification ?? "", from_suggestion: row.mapping?.origin?.by === "suggestion" };
    this.desk.decide("draft", item, { state: "drafted", outcome: "mapped" }, { goOn: false, seen });
  }

  async note() {
    const line = this.desk.line();
    if (!line) return;
    const text = await askText({ title: t("work.note"), label: t("work.notes"), about: line.name });
    if (!text) return;
    try {
      await post(`${this.path}/codes/notes`, { code: line.code, text });
      toast(t("work.note.written"));
      this.desk.details.forget(line.code);
      this.desk.refresh();
    } catch (error) {
      toastProblem(error);
    }
  }

  /** Hands the present row to review. */
  submit() {
    const line = this.desk.line();
    if (!line || line.state !== "drafted" || line.writing) return;
    this.desk.decide("submit", {}, { state: "in-review" });
  }

  /** Hands all rows to review that one has drafted oneself, of those that are shown. */
  async submitAll() {
    if (!this.desk.lines.complete) return toast(t("work.still-loading"));
    const mine = session()?.account;
    const drafted = this.desk.lines.rows.filter((line) => line.state === "drafted" && !line.writing && line.author === mine);
    const items = [...new Map(drafted.map((line) => [line.code, { code: line.code, version: line.version }])).values()];
    if (items.length === 0) return toast(t("work.submit.none"));
    if (!(await ask({ title: t("work.submit.title"), body: h("p", {}, t("work.submit.ask", { count: items.length })), yes: t("work.submit") }))) return;
    let done = 0;
    try {
      for (let from = 0; from < items.length; from += SUBMIT) {
        const mappings = await post(`${this.path}/mappings/submit`, { items: items.slice(from, from + SUBMIT) });
        for (const mapping of mappings) {
          this.desk.lines.change(mapping.code, { state: mapping.state, version: mapping.version });
          this.desk.details.forget(mapping.code);
        }
        done += mappings.length;
      }
    } catch (error) {
      toastProblem(error);
    }
    toast(t("work.submitted", { count: done }));
    this.desk.refresh();
  }

  bulk() {
    if (!this.desk.lines.complete) return toast(t("work.still-loading"));
    const codes = this.desk.lines.rows.map((line) => line.code);
    const { organization, dictionary } = this.options;
    openBulk({ organization, dictionary, codes, acts: ["accept", "no-match", "ignore", "submit", "withdraw", "reopen"], done: () => this.options.open({}) });
  }

  async claim() {
    try {
      const done = await post(`${this.path}/assignments`, { assignee: session()?.account, next: CLAIM });
      toast(t("work.claimed", { count: done.codes }));
      this.options.open({ assignee: "me" });
    } catch (error) {
      toastProblem(error);
    }
  }

  /** Asks for suggestions for the whole dictionary and waits for them. */
  async suggest() {
    try {
      let job = await post(`${this.path}/suggest`);
      while (job.state === "running" && !this.options.signal.aborted) {
        toast(t("work.suggesting", { done: job.done, total: job.total }));
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        job = await get(at`jobs/${job.id}`, { signal: this.options.signal });
      }
      toast(job.state === "done" ? t("work.suggested") : named("job.", job.state));
      if (!this.options.signal.aborted) this.options.open({});
    } catch (error) {
      if (!this.options.signal.aborted) toastProblem(error);
    }
  }

  /** Goes to a code, if need be without the filter. @param {string} code */
  find(code) {
    if (this.desk.lines.places.has(code)) this.desk.goTo(code);
    else this.options.open({ text: code, state: "" });
  }
}

/**
 * The first search of an edition after the server started takes seconds; it is made before anybody waits for it.
 * @param {string} edition
 * @param {AbortSignal} signal
 */
function warmUp(edition, signal) {
  const [system = "", name = ""] = edition.split("/");
  get(at`code-systems/${system}/editions/${name}/concepts`, { query: { q: "a", limit: 1 }, signal }).catch(() => undefined);
}

function help() {
  /** @type {[string, import("../words.js").Word][]} */
  const keys = [["1–9", "key.take"], ["Enter", "key.enter"], ["n", "key.no-match"], ["i", "key.ignore"], ["/", "key.search"], ["e", "key.relationship"], ["u", "key.undo"],
    ["↑ ↓ j k", "key.move"], ["PgUp PgDn", "key.page"], [".", "key.next-open"], ["s", "key.submit"], ["m", "key.note"], ["f", "key.find"], ["?", "key.help"]];
  openDialog({ title: t("work.help"), body: h("dl", { class: "keys" }, keys.map(([key, word]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(word))])) });
}
