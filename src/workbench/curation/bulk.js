/** Acts on many rows: a dry run first, always; then the same plan, or nothing. @module */
import { at, get, post, within } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { count, moment, named, t } from "../words.js";
import { openDialog } from "../components/dialog.js";
import { field, select, tick } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { decisionWords } from "./row-view.js";

/**
 * @param {object} options
 * @param {string} options.organization
 * @param {string} options.dictionary
 * @param {string[]} options.acts Which acts are offered.
 * @param {string[]} options.codes The codes of the rows that the filter shows.
 * @param {() => void} options.done Rows changed.
 */
export function openBulk({ organization, dictionary, acts, codes, done }) {
  const path = at`organizations/${organization}/dictionaries/${within(dictionary)}/bulk`;
  const act = select(acts.map((one) => ({ value: one, text: named("bulk.", one) })), { value: acts[0] ?? "", onchange: () => adapt() });
  const score = select(["1000", "990", "950", "900", "800", "700"].map((value) => ({ value, text: `≥ ${Number(value) / 10}%` })), { value: "990" });
  const replace = tick(t("bulk.replace"));
  const reason = h("input", { type: "text", maxlength: 500 });
  const scoreField = field(t("bulk.score"), score, { hint: t("bulk.score.hint") });
  const reasonField = field(t("work.reason"), reason);
  const report = h("div", { "aria-live": "polite" });
  const run = h("button", { type: "button", class: "primary", disabled: true, onclick: () => void execute() }, t("bulk.run"));
  const rehearse = h("button", { type: "button", onclick: () => void dry() }, t("bulk.dry-run"));
  /** @type {any} */
  let plan = null;
  const dialog = openDialog({
    title: t("bulk.title", { count: count(codes.length) }),
    wide: true,
    body: [h("div", { class: "columns" }, field(t("bulk.act"), act), scoreField), replace.element, reasonField, report, past()],
    actions: [rehearse, run],
  });
  for (const input of [act, score, reason, replace.input]) input.addEventListener("input", forget);
  adapt();

  function adapt() {
    scoreField.hidden = act.value !== "accept";
    replace.element.hidden = !["accept", "no-match", "ignore"].includes(act.value);
  }

  /** Another order needs another dry run. */
  function forget() {
    plan = null;
    run.disabled = true;
    fill(report);
  }

  function order() {
    const list = [...new Set(codes)];
    return {
      filter: { codes: list },
      reason: reason.value.trim(),
      replace: replace.input.checked && !replace.element.hidden,
      ...(act.value === "accept" ? { score_from: Number(score.value) } : {}),
    };
  }

  async function dry() {
    forget();
    rehearse.disabled = true;
    fill(report, h("p", { class: "loading" }, t("app.loading")));
    try {
      plan = await post(`${path}/${act.value}`, order());
      run.disabled = plan.done === 0;
      fill(report, planView(plan));
    } catch (error) {
      fill(report, showProblem(error));
    } finally {
      rehearse.disabled = false;
    }
  }

  async function execute() {
    run.disabled = true;
    try {
      const outcome = await post(`${path}/${act.value}`, { ...order(), plan: plan.plan });
      dialog.close();
      toast(t("bulk.was-done", { count: count(outcome.done), number: outcome.number }), { action: { text: t("bulk.undo"), run: () => void undo(outcome.number) }, lasting: true });
      done();
    } catch (error) {
      fill(report, showProblem(error));
    }
  }

  /** @param {number} number */
  async function undo(number) {
    try {
      const undone = await post(`${path}/${number}/undo`, { reason: t("bulk.undo.reason") });
      toast([t("bulk.was-undone", { count: count(undone.done) }), undone.left.length > 0 && t("bulk.was-left", { count: undone.left.length })]);
      done();
    } catch (error) {
      toast(showProblem(error), { lasting: true });
    }
  }

  /** The acts of before, each with its undoing. */
  function past() {
    const place = h("div", {});
    const details = h("details", { ontoggle: () => void open() }, h("summary", {}, t("bulk.past")), place);
    return details;

    async function open() {
      if (!details.open || place.childElementCount > 0) return;
      try {
        const page = await get(path, { query: { limit: 20 } });
        fill(place, table([
          { title: "#", number: true, cell: (one) => one.number },
          { title: t("bulk.act"), cell: (one) => [named("bulk.", one.act), one.undoes !== undefined && ` #${one.undoes}`] },
          { title: t("work.author"), cell: (one) => one.account },
          { title: t("bulk.when"), cell: (one) => moment(one.at) },
          { title: t("bulk.done"), number: true, cell: (one) => count(one.done) },
          { title: t("bulk.refused"), number: true, cell: (one) => count(one.refused) },
          { title: "", cell: (one) => one.undoes === undefined && h("button", { type: "button", onclick: () => {
            dialog.close();
            void undo(one.number);
          } }, t("bulk.undo")) },
        ], page.items, { caption: t("bulk.past") }));
      } catch (error) {
        fill(place, showProblem(error));
      }
    }
  }
}

/** @param {any} plan */
function planView(plan) {
  const rows = (/** @type {any[]} */ list, /** @type {string} */ caption) => table([
    { title: t("work.code"), cell: (row) => foreign(row.code, "code") },
    { title: t("work.name"), cell: (row) => foreign(row.name) },
    { title: t("work.usage"), number: true, cell: (row) => count(row.usage) },
    { title: t("work.decision"), cell: (row) => decisionWords(row.decision) },
    { title: t("work.risks"), cell: (row) => row.risks.map((/** @type {any} */ risk) => h("div", {}, risk.words)) },
  ], list, { caption });
  return [
    h("p", { class: "bulk-sum" }, h("b", {}, t("bulk.would-do", { count: count(plan.done) })), " ", plan.refused > 0 && t("bulk.would-refuse", { count: count(plan.refused) })),
    plan.refusals.length > 0 && h("ul", {}, plan.refusals.map((/** @type {any} */ one) => h("li", {}, one.words, "：", count(one.rows)))),
    plan.skipped.length > 0 && h("p", {}, t("bulk.skipped"), "：", plan.skipped.map((/** @type {any} */ one) => `${one.words} ${count(one.rows)}`).join("；")),
    plan.samples.length > 0 && [h("h3", {}, t("bulk.samples")), rows(plan.samples, t("bulk.samples"))],
    plan.refused_samples.length > 0 && [h("h3", {}, t("bulk.refused-samples")), rows(plan.refused_samples, t("bulk.refused-samples"))],
  ];
}
