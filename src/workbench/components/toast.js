/** Short messages at the edge; an error stays until it is closed. @module */
import { h } from "../dom.js";
import { t } from "../words.js";
import { showProblem } from "./problem.js";

/** How long a message that is no error stays, in milliseconds. */
const STAY = 4_000;

/**
 * @param {import("../dom.js").Child} message
 * @param {{ action?: { text: string, run: () => void }, lasting?: boolean }} [options]
 */
export function toast(message, { action, lasting = false } = {}) {
  show(h("div", { class: "toast" }, h("div", { class: "toast-text" }, message), action && actionButton(action)), lasting);
}

/**
 * @param {unknown} error
 * @param {{ title?: import("../dom.js").Child, action?: { text: string, run: () => void } }} [options]
 */
export function toastProblem(error, { title, action } = {}) {
  show(h("div", { class: "toast bad" }, h("div", { class: "toast-text" }, title && h("strong", {}, title), showProblem(error)), action && actionButton(action)), true);
}

/**
 * Says something to whoever listens to a screen reader, and shows nothing.
 * @param {string} text
 */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = text;
}

/** @param {{ text: string, run: () => void }} action */
function actionButton(action) {
  const run = (/** @type {MouseEvent} */ event) => {
    /** @type {HTMLElement} */ (event.currentTarget).closest(".toast")?.remove();
    action.run();
  };
  return h("button", { type: "button", onclick: run }, action.text);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} lasting
 */
function show(element, lasting) {
  element.append(h("button", { type: "button", class: "quiet", "aria-label": t("app.close"), onclick: () => element.remove() }, "✕"));
  let shelf = document.querySelector(".toasts");
  if (!shelf) {
    shelf = h("section", { class: "toasts", "aria-live": "polite" });
    document.body.append(shelf);
  }
  shelf.append(element);
  if (!lasting) setTimeout(() => element.remove(), STAY);
}
