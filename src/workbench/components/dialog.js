/** Dialogs: the browser's own, so that focus stays inside, Escape closes, and what is behind cannot be reached. @module */
import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * @typedef {object} DialogOptions
 * @property {string} title
 * @property {import("../dom.js").Child} body
 * @property {import("../dom.js").Child} [actions] Buttons at the end; without them, one that closes.
 * @property {boolean} [wide]
 * @property {() => void} [closed] Called once it is closed, however.
 */

/**
 * @typedef {object} OpenDialog
 * @property {HTMLDialogElement} element
 * @property {() => void} close
 */

/**
 * Opens a dialog.
 * @param {DialogOptions} options
 * @returns {OpenDialog}
 */
export function openDialog({ title, body, actions, wide = false, closed }) {
  const before = document.activeElement;
  const close = () => element.close();
  const element = h(
    "dialog",
    { class: wide ? "dialog wide" : "dialog", "aria-label": title },
    h("div", { class: "dialog-head" }, h("h2", {}, title),
      h("button", { type: "button", class: "quiet", "aria-label": t("app.close"), onclick: close }, "✕")),
    h("div", { class: "dialog-body" }, body),
    h("div", { class: "dialog-actions" }, actions ?? h("button", { type: "button", class: "primary", onclick: close }, t("app.close"))),
  );
  element.addEventListener("close", () => {
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    closed?.();
  });
  document.body.append(element);
  element.showModal();
  const first = element.querySelector("[autofocus]") ?? element.querySelector(".dialog-body input, .dialog-body textarea, .dialog-body select, .dialog-actions .primary");
  if (first instanceof HTMLElement) first.focus();
  return { element, close };
}

/**
 * Asks yes or no; Enter is yes, Escape no.
 * @param {{ title: string, body: import("../dom.js").Child, yes?: string, danger?: boolean }} question
 * @returns {Promise<boolean>}
 */
export function ask({ title, body, yes, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog({
      title,
      body,
      actions: [
        h("button", { type: "button", onclick: () => dialog.close() }, t("app.cancel")),
        h("button", { type: "button", class: danger ? "primary danger" : "primary", autofocus: true, onclick: agree }, yes ?? t("app.confirm")),
      ],
      closed: () => resolve(answer),
    });
    function agree() {
      answer = true;
      dialog.close();
    }
  });
}

/**
 * Asks with a form; the answer is what `read` makes of it, or null when it was closed.
 * @template T
 * @param {{ title: string, body: import("../dom.js").Child, yes?: string, wide?: boolean, read: () => T }} question
 * @returns {Promise<T | null>}
 */
export function askForm({ title, body, yes, wide, read }) {
  return new Promise((resolve) => {
    /** @type {T | null} */
    let answer = null;
    const id = `form-${Math.random().toString(36).slice(2)}`;
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      answer = read();
      dialog.close();
    };
    const dialog = openDialog({
      title,
      wide: wide ?? false,
      body: h("form", { id, onsubmit: submit }, body),
      actions: [
        h("button", { type: "button", onclick: () => dialog.close() }, t("app.cancel")),
        h("button", { type: "submit", class: "primary", form: id }, yes ?? t("app.confirm")),
      ],
      closed: () => resolve(answer),
    });
  });
}

/** Whether a dialog is open; keys belong to it then. */
export function isDialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}

/** Closes every dialog. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
}
