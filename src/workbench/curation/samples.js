/** Acceptance sampling: drawing, judging by keyboard, and how a sample stands. @module */
import { Refusal, at, get, post, within } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { count, moment, named, percent, t } from "../words.js";
import { badge } from "../components/badge.js";
import { isDialogOpen } from "../components/dialog.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";
import { toastProblem } from "../components/toast.js";
import { askText } from "./questions.js";
import { decisionWords } from "./row-view.js";

/** @type {Record<string, "good" | "bad" | "busy">} */
const TONES = { accepted: "good", rejected: "bad", open: "busy" };

/**
 * The samples of a dictionary, and one of them open.
 * @param {{ organization: string, dictionary: string, mayReview: boolean, signal: AbortSignal }} options
 * @returns {HTMLElement}
 */
export function samplesView({ organization, dictionary, mayReview, signal }) {
  const path = at`organizations/${organization}/dictionaries/${within(dictionary)}/samples`;
  const place = h("div", { class: "samples" });
  /** @type {((event: KeyboardEvent) => void) | null} */
  let keys = null;
  const listen = (/** @type {KeyboardEvent} */ event) => {
    if (place.isConnected && !isDialogOpen() && !event.ctrlKey && !event.metaKey && !event.altKey) keys?.(event);
  };
  document.addEventListener("keydown", listen);
  signal.addEventListener("abort", () => document.removeEventListener("keydown", listen));
  void list();
  return place;

  async function list() {
    keys = null;
    fill(place, h("p", { class: "loading" }, t("app.loading")));
    try {
      const samples = await get(path, { signal });
      fill(place,
        mayReview && h("div", { class: "toolbar" }, h("button", { type: "button", onclick: () => void draw() }, t("sample.draw")), h("small", {}, t("sample.draw.hint"))),
        table(columns(), samples, { caption: t("review.tab.samples"), empty: t("sample.none"), open: (sample) => void open(sample.number) }));
    } catch (error) {
      if (!signal.aborted) fill(place, showProblem(error, () => void list()));
    }
  }

  async function draw() {
    try {
      const sample = await post(path, {});
      await open(sample.number);
    } catch (error) {
      toastProblem(error);
    }
  }

  /** @param {number} number */
  async function open(number) {
    try {
      const { sample, rows } = await get(`${path}/${number}`, { signal });
      judge(sample, rows);
    } catch (error) {
      if (!signal.aborted) fill(place, showProblem(error, () => void list()));
    }
  }

  /**
   * @param {any} sample
   * @param {any[]} rows
   */
  function judge(sample, rows) {
    let present = Math.max(0, rows.findIndex((row) => row.correct === undefined));
    const sum = h("div", {});
    const card = h("div", { class: "card", "aria-live": "polite" });
    const strip = h("ol", { class: "sample-strip" });
    fill(place,
      h("div", { class: "toolbar" }, h("button", { type: "button", onclick: () => void list() }, "← ", t("review.tab.samples")), h("small", {}, t("sample.keys"))),
      sum, card,
      mayReview && h("div", { class: "actions" },
        h("button", { type: "button", class: "hinted", onclick: () => void say(true) }, h("kbd", {}, "y"), " ", t("sample.right-key")),
        h("button", { type: "button", class: "hinted", onclick: () => void say(false) }, h("kbd", {}, "x"), " ", t("sample.wrong-key"))),
      strip);
    show();
    keys = (event) => {
      /** @type {Record<string, () => void>} */
      const acts = { y: () => void say(true), x: () => void say(false), ArrowDown: () => move(1), j: () => move(1), ArrowUp: () => move(-1), k: () => move(-1) };
      const act = acts[event.key];
      if (!act || /** @type {HTMLElement} */ (event.target).matches("input, select, textarea")) return;
      event.preventDefault();
      act();
    };

    /** @param {number} step */
    function move(step) {
      present = Math.max(0, Math.min(rows.length - 1, present + step));
      show();
    }

    function show() {
      const row = rows[present];
      fill(sum, table(columns(), [sample], { caption: t("sample.number") }));
      if (row) {
        fill(card,
          h("p", { class: "small" }, t("work.progress", { at: present + 1, count: rows.length }), " · ", t("sample.draws"), " ", row.draws),
          h("div", { class: "pair" },
            h("div", {}, h("h3", {}, t("review.local")), foreign(row.code, "code"), h("p", { class: "big" }, foreign(row.mapping?.name))),
            h("div", {}, h("h3", {}, t("review.standard")), row.mapping && decisionWords(row.mapping.decision))),
          row.mapping && h("p", { class: "small" }, t("work.author"), " ", row.mapping.author, " · ", t("work.reviewer"), " ", row.mapping.reviewer ?? "—"),
          row.correct !== undefined && h("p", {}, badge(t(row.correct ? "sample.right-key" : "sample.wrong-key"), row.correct ? "good" : "bad"), " ", row.judge, " ", row.note && foreign(row.note)));
      }
      fill(strip, rows.map((one, index) => h("li", {}, h("button", {
        type: "button", class: `strip ${one.correct === undefined ? "" : one.correct ? "good" : "bad"}`, "aria-current": index === present ? "true" : undefined,
        "aria-label": `${index + 1} ${one.code}`, onclick: () => {
          present = index;
          show();
        },
      }, index + 1))));
    }

    /** @param {boolean} correct */
    async function say(correct) {
      const row = rows[present];
      if (!row || row.correct !== undefined || !mayReview) return;
      let note = "";
      if (!correct) {
        const answer = await askText({ title: t("sample.why-wrong"), label: t("sample.why-wrong"), about: row.mapping?.name ?? row.code });
        if (!answer) return;
        note = answer;
      }
      try {
        sample = await post(`${path}/${sample.number}/judgements`, { items: [{ code: row.code, correct, note }] });
        row.correct = correct;
        row.note = note;
        const next = rows.findIndex((one, index) => index > present && one.correct === undefined);
        if (next >= 0) present = next;
        show();
      } catch (error) {
        toastProblem(error instanceof Refusal ? error : String(error));
      }
    }
  }
}

/** @returns {import("../components/table.js").Column<any>[]} */
function columns() {
  return [
    { title: t("sample.number"), number: true, cell: (one) => one.number },
    { title: t("sample.standing"), cell: (one) => badge(named("sample.", one.standing), TONES[one.standing] ?? "plain") },
    { title: t("sample.population"), number: true, cell: (one) => count(one.population) },
    { title: t("sample.draws"), number: true, cell: (one) => count(one.draws) },
    { title: t("sample.judged"), number: true, cell: (one) => count(one.judged) },
    { title: t("sample.wrong"), number: true, cell: (one) => count(one.wrong) },
    { title: t("sample.rate"), cell: (one) => (one.error_rate === undefined ? "—" : `${percent(one.error_rate)}（${percent(one.low)}–${percent(one.high)}）`) },
    { title: t("sample.limit"), number: true, cell: (one) => `${one.limit_per_mille}‰` },
    { title: t("work.author"), cell: (one) => `${one.account} ${moment(one.at)}` },
  ];
}
