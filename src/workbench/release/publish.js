/** The form that publishes the next release. @module */
import { Refusal, at } from "../api.js";
import { fill, h } from "../dom.js";
import { count, moment, t } from "../words.js";
import { ask } from "../components/dialog.js";
import { field, select } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { toast } from "../components/toast.js";
import { approvedMappings } from "./coming.js";
import { kindBadge } from "./line.js";
import { postOnce } from "./request-key.js";
import { whenFields } from "./when.js";

/** A note that was typed for what then changed; it is there again on the form that follows. */
let unsent = "";

/**
 * @param {object} options
 * @param {string} options.organization
 * @param {number} options.next The number that the release will have.
 * @param {string | null} options.window The freeze window.
 * @param {import("./coming.js").Coming} options.coming What was seen.
 * @param {AbortSignal} options.signal
 * @param {() => void} options.again What would be published is another than was seen, or was published.
 * @returns {HTMLElement}
 */
export function publishForm({ organization, next, window, coming, signal, again }) {
  const note = h("textarea", { name: "note", maxlength: 2000, required: true, value: unsent });
  const when = whenFields(window);
  const percent = select([{ value: "", text: t("release.percent.all") }, ...["1", "5", "10", "25", "50"].map((value) => ({ value, text: t("release.percent.some", { percent: value }) }))], { value: "", name: "percent" });
  const notice = h("div", { "aria-live": "assertive" });
  const button = h("button", { type: "submit", class: "primary" }, t("release.publish"), " ", t("release.next.is", { number: next }));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const body = { note: note.value.trim(), ...when.read(), ...(percent.value ? { percent: Number(percent.value) } : {}) };
    button.disabled = true;
    fill(notice);
    try {
      const isAgreed = await ask({ title: t("release.ask", { number: next }), yes: t("release.publish"), body: [sums(coming), h("p", {}, t("release.ask.final"))] });
      if (isAgreed) await publish(body);
    } catch (error) {
      const isUnsure = error instanceof Refusal && error.status === 0;
      fill(notice, showProblem(error), isUnsure && h("p", { class: "row-notice bad" }, t("release.unsure")));
    } finally {
      button.disabled = false;
    }
  };
  return h("form", { class: "card publish", onsubmit: submit }, h("h2", {}, t("release.publish.title"), " ", t("release.next.is", { number: next })),
    field(t("release.note"), note, { hint: t("release.note.hint") }), when.element, field(t("release.percent"), percent, { inline: true }), notice, h("div", { class: "actions" }, button));

  /** @param {any} body */
  async function publish(body) {
    const { mark } = await approvedMappings(organization, signal);
    // An empty list may be this very release, of which the answer was lost: then the key tells.
    if (mark !== coming.mark && mark !== "") {
      toast(t("release.moved"), { lasting: true });
      unsent = body.note;
      return again();
    }
    const release = await postOnce(at`organizations/${organization}/releases`, body);
    unsent = "";
    toast(t("release.published", { number: release.number, changes: count(release.changes), at: moment(release.effective_at) }), { lasting: true });
    again();
  }
}

/** How many of each kind. @param {import("./coming.js").Coming} coming */
export function sums(coming) {
  return h("ul", { class: "plain inline" }, (/** @type {const} */ (["added", "changed", "removed", "same"])).filter((kind) => coming.counts[kind] > 0).map((kind) =>
    h("li", {}, kindBadge(kind), " ", h("b", {}, count(coming.counts[kind])))));
}
