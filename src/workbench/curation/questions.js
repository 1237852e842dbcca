/** What a curator or reviewer is asked before a decision is written. @module */
import { foreign, h } from "../dom.js";
import { moment, named, t } from "../words.js";
import { askForm, openDialog } from "../components/dialog.js";
import { field } from "../components/form.js";
import { decisionWords } from "./row-view.js";

/** The relationships, in the order of their keys. */
export const RELATIONSHIPS = ["equivalent", "narrower", "broader", "related"];
const NO_MATCH = ["no-match.missing", "no-match.several", "no-match.unclear", "no-match.wait"];
const IGNORED = ["ignored.test", "ignored.stopped", "ignored.not-clinical"];

/**
 * Why nothing fits, or why a code is never sent: a usual reason by its number, the first by Enter, or words of one's own.
 * @param {"no-match" | "ignored"} outcome
 * @param {{ name: string }} row
 * @returns {Promise<{ reason: string, review_on?: string } | null>}
 */
export function askReason(outcome, row) {
  const keys = outcome === "no-match" ? NO_MATCH : IGNORED;
  const reasons = keys.map((key) => t(/** @type {import("../words.js").Word} */ (key)));
  return new Promise((resolve) => {
    /** @type {{ reason: string, review_on?: string } | null} */
    let answer = null;
    const text = h("input", { type: "text", maxlength: 500, onkeydown: own });
    const day = h("input", { type: "date" });
    const dialog = openDialog({
      title: t(outcome === "no-match" ? "work.no-match" : "work.ignore"),
      body: h("div", { onkeydown: key },
        h("p", {}, foreign(row.name)),
        h("div", { class: "choices" }, reasons.map((reason, index) =>
          h("button", { type: "button", class: "choice", autofocus: index === 0, onclick: () => choose(reason) }, h("kbd", {}, index + 1), " ", reason))),
        field(t("work.reason.own"), text),
        outcome === "no-match" && field(t("work.review-day"), day, { hint: t("work.review-day.hint") })),
      actions: [h("button", { type: "button", onclick: () => dialog.close() }, t("app.cancel")), h("button", { type: "button", class: "primary", onclick: () => choose(text.value) }, t("app.confirm"))],
      closed: () => resolve(answer),
    });

    /** @param {string} reason */
    function choose(reason) {
      if (reason.trim() === "") return text.focus();
      answer = { reason: reason.trim(), ...(day.value && outcome === "no-match" ? { review_on: day.value } : {}) };
      dialog.close();
    }

    /** @param {KeyboardEvent} event */
    function key(event) {
      const reason = reasons[Number(event.key) - 1];
      if (!reason || /** @type {HTMLElement} */ (event.target).matches("input")) return;
      event.preventDefault();
      choose(reason);
    }

    /** @param {KeyboardEvent} event */
    function own(event) {
      if (event.key === "Enter" && !event.isComposing) choose(text.value);
    }
  });
}

/**
 * The relationship of the target to the local code.
 * @param {string} present
 * @param {{ local: string, target: string }} names
 * @returns {Promise<string | null>}
 */
export function askRelationship(present, names) {
  return new Promise((resolve) => {
    /** @type {string | null} */
    let answer = null;
    const choose = (/** @type {string} */ relationship) => {
      answer = relationship;
      dialog.close();
    };
    const key = (/** @type {KeyboardEvent} */ event) => {
      const relationship = RELATIONSHIPS[Number(event.key) - 1];
      if (relationship) {
        event.preventDefault();
        choose(relationship);
      }
    };
    const buttons = RELATIONSHIPS.map((one, index) =>
      h("button", { type: "button", class: one === present ? "choice primary" : "choice", autofocus: one === present, onclick: () => choose(one) },
        h("kbd", {}, index + 1), " ", named("relationship.", one), h("small", {}, " ", named("relationship.means.", one))));
    const dialog = openDialog({
      title: t("work.relationship"),
      body: h("div", { onkeydown: key }, h("p", {}, foreign(names.local), " → ", foreign(names.target)), h("div", { class: "choices" }, buttons)),
      actions: h("button", { type: "button", onclick: () => dialog.close() }, t("app.cancel")),
      closed: () => resolve(answer),
    });
  });
}

/**
 * A text, such as a note or the reason of a return.
 * @param {{ title: string, label: string, about: string, presets?: string[] }} question
 * @returns {Promise<string | null>}
 */
export function askText({ title, label, about, presets = [] }) {
  const text = h("textarea", { required: true, maxlength: 2000, onkeydown: submitOnEnter });
  const quick = presets.map((preset) => h("button", { type: "button", onclick: () => {
    text.value = preset;
    text.focus();
  } }, preset));
  return askForm({ title, body: [h("p", {}, foreign(about)), field(label, text), quick.length > 0 && h("div", { class: "actions" }, quick)], read: () => text.value.trim() });
}

/** Enter sends, Shift+Enter begins a line. @param {KeyboardEvent} event */
function submitOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  /** @type {HTMLTextAreaElement} */ (event.currentTarget).form?.requestSubmit();
}

/**
 * Two people decided about one row: both decisions side by side.
 * @param {import("./writer.js").Order} order
 * @param {import("../api.js").Refusal} refusal
 * @param {string} name
 * @returns {Promise<"mine" | "theirs">}
 */
export function askConflict(order, refusal, name) {
  return new Promise((resolve) => {
    /** @type {"mine" | "theirs"} */
    let answer = "theirs";
    const { present, yours } = refusal;
    const opened = performance.now();
    const take = (/** @type {"mine" | "theirs"} */ which) => {
      // A key that was meant for the next row decides nothing here.
      if (performance.now() - opened < 400) return;
      answer = which;
      dialog.close();
    };
    const dialog = openDialog({
      title: t("conflict.title"),
      wide: true,
      body: [
        h("p", {}, h("span", { class: "code" }, order.item.code), " ", foreign(name)),
        h("p", {}, refusal.detail),
        h("div", { class: "columns" },
          h("div", { class: "card" }, h("h3", {}, t("conflict.theirs", { account: present?.author ?? "" }), " ", named("state.", present?.state ?? "")),
            present?.decision && decisionWords(present.decision), present?.justification && present.justification !== present.decision?.reason && h("p", {}, foreign(present.justification)),
            present?.updated_at && h("small", {}, moment(present.updated_at))),
          h("div", { class: "card" }, h("h3", {}, t("conflict.mine")), yours && decisionWords(yours))),
      ],
      actions: [
        h("button", { type: "button", class: "primary", autofocus: true, onclick: () => take("theirs") }, t("conflict.keep-theirs")),
        h("button", { type: "button", onclick: () => take("mine") }, t("conflict.use-mine")),
      ],
      closed: () => resolve(answer),
    });
  });
}
