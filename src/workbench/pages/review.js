/** Review: what others handed in, side by side with the standard; approved or returned by keyboard, or by sample. @module */
import { fill, foreign, h } from "../dom.js";
import { go, note, place } from "../router.js";
import { may, session } from "../session.js";
import { t } from "../words.js";
import { chooser } from "../components/chooser.js";
import { openDialog } from "../components/dialog.js";
import { tabs } from "../components/tabs.js";
import { toast } from "../components/toast.js";
import { openBulk } from "../curation/bulk.js";
import { Desk } from "../curation/desk.js";
import { filterBar, filterOf, focusAtFirst, leadsOn } from "../curation/filters.js";
import { askText } from "../curation/questions.js";
import { decisionWords, rowView, section } from "../curation/row-view.js";
import { samplesView } from "../curation/samples.js";

/** Risks of which it is enough to be told; all others are asked again. */
const TOLD = new Set(["high-usage", "lossy"]);

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const open = (/** @type {Record<string, string>} */ changes) => {
    const next = place().query;
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    next.delete("at");
    go("review", next);
  };
  const { element, choice } = await chooser({ query, signal, changed: (chosen) => {
    leadsOn(chosen.dictionary === "" ? "organization" : "dictionary");
    open({ ...chosen });
  } });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element, h("p", { class: "notice" }, t("app.choose-dictionary")));
  note(choice);
  const mayReview = may("review-mapping", choice.organization);
  const tab = query.get("tab") === "samples" ? "samples" : "rows";
  const review = new Review({ ...choice, filter: { ...filterOf(query), state: "in-review" }, start: query.get("at") ?? "", signal, mayReview, open });
  root.classList.add("page-desk");
  const panel = h("div", { class: "review-panel" });
  fill(root, h("h1", { class: "unseen" }, t("page.review")), h("div", { class: "toolbar" }, element, h("span", { class: "grow" }),
    tabs([
      { id: "rows", text: t("review.tab.rows"), content: () => null },
      { id: "samples", text: t("review.tab.samples"), content: () => null },
    ], { open: tab, label: t("page.review"), changed: (id) => open({ tab: id === "samples" ? id : "" }) })), panel);
  if (tab === "samples") return void fill(panel, samplesView({ ...choice, mayReview, signal }));
  fill(panel, review.toolbar(), review.desk.element);
  await review.desk.begin();
  review.showMine();
}

class Review {
  /**
   * @param {{ organization: string, dictionary: string, filter: Record<string, string>, start: string, signal: AbortSignal, mayReview: boolean, open: (changes: Record<string, string>) => void }} options
   */
  constructor(options) {
    this.options = options;
    this.mine = h("p", { class: "small" });
    const act = (/** @type {string} */ key, /** @type {import("../words.js").Word} */ word, /** @type {() => void} */ run) =>
      h("button", { type: "button", class: "hinted", onclick: run }, h("kbd", {}, key), " ", t(word));
    this.desk = new Desk({
      ...options,
      at: options.start,
      empty: t("review.none"),
      focus: focusAtFirst,
      isOpen: (line) => line.state === "in-review" && !line.writing && !this.isMine(line),
      view: (row, line, history) => [pair(row, line), ...rowView(row, line, { history, brief: true })],
      keys: {
        ...(options.mayReview ? { a: () => this.approve("a"), Enter: () => this.approve("Enter"), r: () => void this.sendBack() } : {}),
        ".": () => this.desk.goOn(),
        "?": help,
      },
      moved: (code) => note({ at: code }),
      footer: [options.mayReview && act("Enter", "review.approve", () => this.approve("Enter")), options.mayReview && act("r", "review.return", () => void this.sendBack()), act("?", "work.help", help), this.mine],
    });
  }

  /** @param {import("../curation/shapes.js").Line} line */
  isMine(line) {
    return line.author !== undefined && line.author === session()?.account;
  }

  showMine() {
    const mine = this.desk.lines.rows.filter((line) => this.isMine(line)).length;
    this.mine.textContent = mine > 0 ? t("review.mine", { count: mine }) : "";
  }

  toolbar() {
    const { open, filter, mayReview } = this.options;
    const { state: _, ...shown } = filter;
    const bar = filterBar(shown, (changes) => open(changes));
    bar.querySelector('select[name="state"]')?.closest(".field")?.remove();
    return h("div", { class: "toolbar" }, bar, h("span", { class: "grow" }), mayReview && h("button", { type: "button", onclick: () => this.bulk() }, t("work.bulk")));
  }

  /** @param {string} key */
  approve(key) {
    const [row, line] = [this.desk.row(), this.desk.line()];
    if (!row || !line) return toast(t("work.wait"));
    if (line.state !== "in-review" || line.writing) return this.desk.goOn();
    const why = row.risks.filter((risk) => !TOLD.has(risk.kind)).map((risk) => risk.words);
    if (row.outlier) why.push(t("work.outlier"));
    if (why.length > 0 && !this.desk.isConfirmed(key, h("ul", {}, why.map((words) => h("li", {}, words))))) return;
    this.desk.decide("approve", {}, { state: "approved" });
  }

  async sendBack() {
    const line = this.desk.line();
    if (!line || line.state !== "in-review" || line.writing) return;
    const presets = [t("review.return.wrong"), t("review.return.side"), t("review.return.relationship"), t("review.return.ask")];
    const reason = await askText({ title: t("review.return.title"), label: t("work.reason"), about: line.name, presets });
    if (reason && this.desk.line() === line) this.desk.decide("return", {}, { state: "returned" }, { reason });
  }

  bulk() {
    if (!this.desk.lines.complete) return toast(t("work.still-loading"));
    const codes = this.desk.lines.rows.map((line) => line.code);
    const { organization, dictionary, open } = this.options;
    openBulk({ organization, dictionary, codes, acts: ["approve", "return"], done: () => open({}) });
  }
}

/**
 * The local entry beside the standard one.
 * @param {import("../curation/shapes.js").Row} row
 * @param {import("../curation/shapes.js").Line} line
 */
function pair(row, line) {
  const decision = row.mapping?.decision;
  return h("div", { class: "pair" },
    h("div", { class: "card" }, h("h3", {}, t("review.local")), foreign(line.code, "code"), h("p", { class: "big" }, foreign(line.name))),
    h("div", { class: "card" }, h("h3", {}, t("review.standard")), decision ? decisionWords(decision) : section("", "—")));
}

function help() {
  /** @type {[string, import("../words.js").Word][]} */
  const keys = [["Enter a", "key.approve"], ["r", "key.return"], ["↑ ↓ j k", "key.move"], [".", "key.next-open"], ["?", "key.help"]];
  openDialog({ title: t("work.help"), body: h("dl", { class: "keys" }, keys.map(([key, word]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(word))])) });
}
