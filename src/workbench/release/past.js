/** The releases of an organization, with rolling back and retracting. @module */
import { at, get, post, put } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link } from "../router.js";
import { count, moment, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { sendForm, sendReason } from "../components/send-form.js";
import { table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { postOnce } from "./request-key.js";
import { whenFields } from "./when.js";

/**
 * @param {object} options
 * @param {string} options.organization
 * @param {any[]} options.releases The newest first.
 * @param {string | null} options.window
 * @param {number} options.percent To how many of a hundred collectors the newest is offered.
 * @param {boolean} options.mayPublish
 * @param {() => void} options.again
 * @returns {HTMLElement}
 */
export function pastReleases({ organization, releases, window, percent, mayPublish, again }) {
  const now = Date.now();
  const present = releases.find((one) => !one.retracted && Date.parse(one.effective_at) <= now);
  const latest = releases[0]?.number ?? 0;
  return table([
    { title: t("release.number"), number: true, cell: (one) => h("b", {}, one.number) },
    { title: "", cell: (one) => [one.number === latest && percent < 100 && [badge(t("release.rollout.is", { percent }), "warn"), " "], one.retracted ? badge(t("release.retracted", { reason: one.retracted.reason }), "bad") : one === present ? badge(t("release.now"), "good")
      : Date.parse(one.effective_at) > now && badge(t("release.coming"), "busy")] },
    { title: t("release.published-at"), cell: (one) => moment(one.published_at) },
    { title: t("release.effective-at"), cell: (one) => moment(one.effective_at) },
    { title: t("release.publisher"), cell: (one) => one.publisher },
    { title: t("release.in-force"), number: true, cell: (one) => count(one.rows) },
    { title: t("release.changes"), number: true, cell: (one) => h("a", { href: link("differences", { organization, from: String(one.number - 1), to: one.number }) }, count(one.changes)) },
    { title: t("release.note"), cell: (one) => [foreign(one.note), h("div", { class: "small" }, "SHA-256 ", h("code", { title: one.digest }, one.digest.slice(0, 12)))] },
    { title: "", cell: (one) => mayPublish && !one.retracted && h("div", { class: "actions" },
      one.number === latest && h("button", { type: "button", onclick: () => void rollOut(one.number) }, t("release.rollout")),
      one.number !== latest && h("button", { type: "button", onclick: () => void rollBack(one.number) }, t("release.rollback")),
      h("button", { type: "button", onclick: () => void retract(one.number) }, t("release.retract"))) },
  ], releases, { caption: t("release.past"), empty: t("release.past.none") });

  /** @param {number} number */
  async function rollBack(number) {
    const reason = h("input", { type: "text", name: "reason", maxlength: 500, required: true });
    const when = whenFields(window);
    const what = h("div", { "aria-live": "polite" }, h("p", { class: "loading" }, t("app.loading")));
    void rollbackDifference(number).then((words) => fill(what, words), (error) => fill(what, showProblem(error)));
    const made = await sendForm({
      title: t("release.rollback.title", { number }),
      body: [what, field(t("release.reason"), reason), when.element],
      yes: t("release.rollback"),
      danger: true,
      wide: true,
      send: () => postOnce(at`organizations/${organization}/releases/${number}/rollback`, { reason: reason.value.trim(), ...when.read() }),
    });
    if (!made) return;
    toast(t("release.rollback.done", { number: made.number, at: moment(made.effective_at) }), { lasting: true });
    again();
  }

  /** @param {number} number */
  async function rollbackDifference(number) {
    const lines = await get(at`organizations/${organization}/releases/diff`, { query: { from: number, to: latest } });
    const of = (/** @type {string} */ kind) => lines.filter((/** @type {any} */ one) => one.kind === kind).length;
    const rows = [[of("added"), "release.rollback.back"], [of("removed"), "release.rollback.again"], [of("changed"), "release.rollback.other"]];
    return [
      h("p", {}, t("release.rollback.what", { number, latest }), " ", h("a", { href: link("differences", { organization, from: number, to: latest }) }, t("release.see"))),
      lines.length === 0 ? h("p", {}, t("release.rollback.same")) : h("ul", {}, rows.filter(([rows]) => Number(rows) > 0).map(([rows, word]) =>
        h("li", {}, t(/** @type {import("../words.js").Word} */ (word), { count: count(Number(rows)), number })))),
      h("p", { class: "small" }, t("release.rollback.recheck")),
    ];
  }

  /** @param {number} number */
  async function rollOut(number) {
    const share = h("input", { type: "number", name: "percent", min: 0, max: 100, required: true, value: String(percent) });
    const reason = h("input", { type: "text", name: "reason", maxlength: 500, required: true });
    const set = await sendForm({
      title: t("release.rollout.title", { number }),
      body: [h("p", {}, t("release.rollout.what")), field(t("release.rollout.percent"), share), field(t("release.reason"), reason)],
      yes: t("release.rollout"),
      send: () => put(at`organizations/${organization}/releases/${number}/rollout`, { percent: Number(share.value), reason: reason.value.trim() }),
    });
    if (!set) return;
    toast(t("release.rollout.done", { number, percent: set.percent }));
    again();
  }

  /** @param {number} number */
  async function retract(number) {
    const done = await sendReason({
      title: t("release.retract.title", { number }),
      about: t("release.retract.what"),
      yes: t("release.retract"),
      danger: true,
      send: (reason) => post(at`organizations/${organization}/releases/${number}/retraction`, { reason }),
    });
    if (!done) return;
    toast(t("release.retract.done", { number }), { lasting: true });
    again();
  }
}
