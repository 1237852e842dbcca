/** A form in a dialog that stays until the server took it: what is refused is said beside what was typed. @module */
import { fill, h } from "../dom.js";
import { t } from "../words.js";
import { openDialog } from "./dialog.js";
import { field } from "./form.js";
import { showProblem } from "./problem.js";

/**
 * Sends a form; the answer is that of the server, or null when the form was closed.
 * @template T
 * @param {{ title: string, body: import("../dom.js").Child, yes?: string, danger?: boolean, wide?: boolean, send: () => Promise<T> }} form
 * @returns {Promise<T | null>}
 */
export function sendForm({ title, body, yes, danger = false, wide = false, send }) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let answer = null;
    const id = `send-${Math.random().toString(36).slice(2)}`;
    const notice = h("div", { "aria-live": "assertive" });
    const submit = h("button", { type: "submit", class: danger ? "primary danger" : "primary", form: id }, yes ?? t("app.confirm"));
    const run = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (submit.disabled) return;
      submit.disabled = true;
      fill(notice);
      try {
        answer = await send();
        dialog.close();
      } catch (error) {
        fill(notice, showProblem(error));
        notice.scrollIntoView({ block: "nearest" });
      } finally {
        submit.disabled = false;
      }
    };
    const dialog = openDialog({
      title,
      wide,
      body: h("form", { id, onsubmit: run }, body, notice),
      actions: [h("button", { type: "button", onclick: () => dialog.close() }, t("app.cancel")), submit],
      closed: () => resolve(answer),
    });
  });
}

/**
 * A form that asks for nothing but a reason.
 * @template T
 * @param {{ title: string, about?: import("../dom.js").Child, yes?: string, danger?: boolean, send: (reason: string) => Promise<T> }} form
 * @returns {Promise<T | null>}
 */
export function sendReason({ title, about, yes, danger, send }) {
  const reason = h("input", { type: "text", name: "reason", required: true, maxlength: 500, autocomplete: "off" });
  return sendForm({
    title,
    body: [about && h("div", { class: "about" }, about), field(t("form.reason"), reason)],
    ...(yes === undefined ? {} : { yes }),
    ...(danger === undefined ? {} : { danger }),
    send: () => send(reason.value.trim()),
  });
}
