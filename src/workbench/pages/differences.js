/** The difference of two releases for auditors: who, when, why and from what, filtered, as a file, and on paper. @module */
import { ask as askServer, at, download, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note, place } from "../router.js";
import { session } from "../session.js";
import { count, listed, moment, named, t } from "../words.js";
import { chooser } from "../components/chooser.js";
import { ask } from "../components/dialog.js";
import { field, select } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";
import { toastProblem } from "../components/toast.js";
import { evidence, kindBadge, lineView } from "../release/line.js";

/** Lines that are shown at once. */
const PAGE = 200;
/** More lines than this are asked about before they are printed. */
const MANY = 2000;
/** The filters that the server takes, as they stand in the address. */
const FILTERS = ["dictionary", "kind", "code_prefix", "author", "reviewer", "system", "text"];

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("differences", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  const { organization } = choice;
  const [releases, dictionaries] = await Promise.all([get(at`organizations/${organization}/releases`, { signal }), get(at`organizations/${organization}/dictionaries`, { signal })]);
  if (signal.aborted) return;
  if (releases.length === 0) return void fill(root, h("div", { class: "toolbar" }, element), h("p", { class: "notice" }, t("diff.releases-few")));
  const latest = releases[0].number;
  const to = Math.min(latest, Math.max(1, Number(query.get("to")) || latest));
  const from = Math.min(to - 1, Math.max(0, query.has("from") ? Number(query.get("from")) || 0 : to - 1));
  note({ organization, from: String(from), to });
  await new Differences({ root, chooser: element, organization, releases, dictionaries, from, to, query, signal }).show();
}

class Differences {
  /** @param {{ root: HTMLElement, chooser: HTMLElement, organization: string, releases: any[], dictionaries: any[], from: number, to: number, query: URLSearchParams, signal: AbortSignal }} options */
  constructor(options) {
    this.options = options;
    this.path = at`organizations/${options.organization}/releases/diff`;
    /** @type {Record<string, string>} */
    this.filter = {};
    for (const name of FILTERS) if (options.query.get(name)) this.filter[name] = options.query.get(name) ?? "";
    /** @type {any[]} */
    this.lines = [];
    /** The cursor of the next lines; empty at the end. */
    this.next = "";
    this.list = h("div", { class: "diff-list" });
    this.sum = h("span", { class: "small", role: "status" });
    this.more = h("span", { class: "actions" });
  }

  async show() {
    const { root, organization, releases, from, to } = this.options;
    const name = this.options.chooser.querySelector("select")?.selectedOptions[0]?.textContent ?? organization;
    const compared = releases.filter((one) => one.number === from || one.number === to).reverse();
    const save = (/** @type {string} */ format) => download(this.path, { query: { ...this.asked(), format } }).catch(toastProblem);
    const filters = listed(Object.entries(this.filter).map(([name, value]) => `${t(LABELS[name] ?? "diff.text")} ${name === "kind" ? named("kind.", value) : value}`));
    fill(root, h("h1", { class: "unseen" }, t("page.differences")),
      h("div", { class: "toolbar no-print" }, this.options.chooser, this.between(), h("span", { class: "grow" }),
        ["csv", "xlsx"].map((format) => h("button", { type: "button", onclick: () => void save(format) }, t("app.export"), " ", format.toUpperCase())),
        h("button", { type: "button", onclick: () => void this.print() }, t("diff.print"))),
      this.filters(),
      h("div", { class: "print-only" }, h("h2", {}, t("diff.title", { organization: name, from, to })),
        compared.map((one) => h("p", { class: "small" }, t("diff.digests", { number: one.number, at: moment(one.effective_at), publisher: one.publisher, digest: one.digest }))), filters && h("p", {}, t("diff.filters", { filters })),
        h("p", { class: "small" }, t("diff.printed", { at: moment(new Date().toISOString()), account: session()?.account ?? "" }))),
      this.list, h("div", { class: "actions no-print" }, this.sum, this.more));
    fill(this.list, h("p", { class: "loading" }, t("app.loading")));
    try {
      await this.read(PAGE);
    } catch (error) {
      if (!this.options.signal.aborted) fill(this.list, showProblem(error, () => void this.show()));
    }
  }

  asked() {
    return { from: String(this.options.from), to: String(this.options.to), ...this.filter };
  }

  /**
   * Reads further lines; all of them without a limit.
   * @param {number} [limit]
   */
  async read(limit) {
    const { signal } = this.options;
    const { data, headers } = await askServer("GET", this.path, { query: { ...this.asked(), ...(limit === undefined ? {} : { limit, cursor: this.next }) }, signal });
    this.lines = limit === undefined ? data : [...this.lines, ...data];
    this.next = /[?&]cursor=([0-9a-f]+)/.exec(headers.get("link") ?? "")?.[1] ?? "";
    this.draw();
  }

  draw() {
    const { organization } = this.options;
    const changed = this.lines.map((line) => ({ ...line, name: (line.after ?? line.before)?.name ?? "" }));
    fill(this.list, table([
      { title: t("diff.kind"), cell: (one) => kindBadge(one.kind) },
      { title: t("work.code"), cell: (one) => [h("a", { href: link("code-history", { organization, dictionary: one.dictionary, code: one.code }) }, foreign(one.code, "code")), h("div", {}, foreign(one.name)), h("div", { class: "small" }, foreign(one.dictionary))] },
      { title: t("diff.before"), cell: (one) => lineView(one.before, { edition: true }) },
      { title: t("diff.after"), cell: (one) => lineView(one.after, { edition: true }) },
      { title: t("diff.who"), class: "who-when", cell: (one) => [h("div", {}, t("diff.authored", { account: one.author })), h("div", {}, t("diff.reviewed", { account: one.reviewer })), h("div", { class: "small" }, moment(one.reviewed_at), " · ", t("diff.in-release", { release: one.release }))] },
      { title: t("diff.why"), cell: (one) => evidence(one.justification, one.origin) },
    ], changed, { caption: t("page.differences"), empty: t("diff.none") }));
    this.sum.textContent = t(this.next ? "diff.shown-more" : "diff.shown", { count: count(this.lines.length) });
    const run = (/** @type {number | undefined} */ limit) => void this.read(limit).catch(toastProblem);
    fill(this.more, this.next !== "" && [h("button", { type: "button", onclick: () => run(PAGE) }, t("diff.more", { count: count(PAGE) })), h("button", { type: "button", onclick: () => run(undefined) }, t("diff.all"))]);
  }

  /** Everything is printed, not only what is shown. */
  async print() {
    const { releases, from, to } = this.options;
    const changes = releases.filter((one) => one.number > from && one.number <= to).reduce((sum, one) => sum + one.changes, 0);
    try {
      if (this.next !== "") {
        if (changes > MANY && !(await ask({ title: t("diff.print"), body: h("p", {}, t("diff.print.all", { changes: count(changes) })) }))) return;
        await this.read();
      }
      window.print();
    } catch (error) {
      toastProblem(error);
    }
  }

  between() {
    const { releases, from, to } = this.options;
    const options = releases.map((one) => ({ value: String(one.number), text: t("diff.release", { number: one.number, at: moment(one.published_at) }) }));
    const open = (/** @type {Record<string, string>} */ changes) => this.open(changes);
    return h("span", { class: "chooser" },
      field(t("diff.from"), select([...options.filter((one) => Number(one.value) < Number(releases[0].number)), { value: "0", text: t("diff.nothing-before") }], { value: String(from), name: "from", onchange: (value) => open({ from: value, to: String(Math.max(Number(value) + 1, to)) }) }), { inline: true }),
      field(t("diff.to"), select(options, { value: String(to), name: "to", onchange: (value) => open({ to: value, from: String(Math.min(Number(value) - 1, from)) }) }), { inline: true }));
  }

  filters() {
    const { dictionaries } = this.options;
    const pick = (/** @type {string} */ name, /** @type {{ value: string, text: string }[]} */ options) => field(t(LABELS[name] ?? "diff.text"),
      select([{ value: "", text: t("app.all") }, ...options], { value: this.filter[name] ?? "", name, onchange: (value) => this.open({ [name]: value }) }), { inline: true });
    const text = (/** @type {string} */ name) => {
      const label = t(LABELS[name] ?? "diff.text");
      const input = h("input", { type: "search", name, value: this.filter[name] ?? "", autocomplete: "off", spellcheck: "false", onchange: () => this.open({ [name]: input.value.trim() }) });
      return field(label, input, { inline: true });
    };
    return h("div", { class: "toolbar filters no-print" },
      pick("dictionary", dictionaries.map((one) => ({ value: one.id, text: one.id }))), pick("kind", ["added", "changed", "removed"].map((kind) => ({ value: kind, text: named("kind.", kind) }))),
      ["code_prefix", "text", "author", "reviewer", "system"].map(text),
      Object.keys(this.filter).length > 0 && h("button", { type: "button", class: "link", onclick: () => this.open(Object.fromEntries(FILTERS.map((name) => [name, ""]))) }, t("diff.clear")));
  }

  /** @param {Record<string, string>} changes Empty values take a filter out. */
  open(changes) {
    const next = place().query;
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") next.delete(name);
      else next.set(name, value);
    }
    go("differences", next);
  }
}

/** @type {Record<string, import("../words.js").Word>} */
const LABELS = { dictionary: "diff.dictionary", kind: "diff.kind", code_prefix: "diff.prefix", author: "diff.author", reviewer: "diff.reviewer", system: "diff.system", text: "diff.text" };
