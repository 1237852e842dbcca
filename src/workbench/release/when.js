/** From when a release is used, and why in the freeze window all the same. @module */
import { fill, h } from "../dom.js";
import { moment, t } from "../words.js";
import { field } from "../components/form.js";
import { instantInput, instantOf } from "../components/instant.js";

/**
 * Whether an instant lies in a freeze window such as `18:00-03:00` of Asia/Shanghai.
 * @param {string | null} window
 * @param {Date} instant
 */
export function isFrozen(window, instant) {
  const [from, to] = (window ?? "").split("-");
  if (!from || !to) return false;
  const clock = moment(instant.toISOString()).slice(11);
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}

/**
 * When the window that holds now is over.
 * @param {string} window
 * @param {Date} now
 */
function end(window, now) {
  const to = window.split("-")[1] ?? "";
  const today = new Date(`${moment(now.toISOString()).slice(0, 10)}T${to}:00+08:00`);
  return today > now ? today : new Date(today.getTime() + 24 * 3_600_000);
}

/**
 * Fields of a form for `effective_at` and `override_reason`.
 * @param {string | null} window The freeze window of the organization.
 * @returns {{ element: HTMLElement, read: () => { effective_at?: string, override_reason?: string } }}
 */
export function whenFields(window) {
  const name = `when-${Math.random().toString(36).slice(2)}`;
  const radio = (/** @type {string} */ value) => h("input", { type: "radio", name, value, checked: value === "now", onchange: show });
  const [now, later, override] = [radio("now"), radio("at"), radio("override")];
  const instant = instantInput("effective-at");
  instant.setAttribute("aria-label", t("release.effective.at"));
  instant.addEventListener("input", () => {
    later.checked = true;
    show();
  });
  const reason = h("input", { type: "text", maxlength: 500, name: "override-reason" });
  const reasonField = field(t("release.override"), reason, { hint: t("release.override.hint") });
  const hint = h("p", { class: "row-notice" });
  const choice = (/** @type {HTMLInputElement} */ input, /** @type {import("../words.js").Word} */ word, /** @type {Node} */ more = h("span", {})) => h("div", {}, h("label", { class: "tick" }, input, " ", t(word)), " ", more);
  const element = h("fieldset", { class: "when" }, h("legend", {}, t("release.effective")),
    choice(now, "release.effective.now"), choice(later, "release.effective.at", instant), window && choice(override, "release.effective.override"), hint, reasonField);
  show();
  return {
    element,
    read() {
      if (now.checked) return {};
      const why = reasonField.hidden ? {} : { override_reason: reason.value.trim() };
      return override.checked ? why : { effective_at: instantOf(instant) ?? "", ...why };
    },
  };

  function show() {
    const present = new Date();
    const chosen = instant.value === "" ? null : new Date(instantOf(instant) ?? "");
    const isLaterFrozen = later.checked && chosen !== null && isFrozen(window, chosen > present ? chosen : present);
    instant.required = later.checked;
    reasonField.hidden = !override.checked && !isLaterFrozen;
    reason.required = !reasonField.hidden;
    const words = now.checked && window && isFrozen(window, present) ? t("release.effective.would-be", { at: moment(end(window, present).toISOString()) })
      : isLaterFrozen ? t("release.frozen-then", { window: window ?? "" }) : "";
    fill(hint, words);
    hint.hidden = words === "";
  }
}
