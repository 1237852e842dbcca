/** Signing in. @module */
import { fill, h } from "../dom.js";
import { signInWithToken } from "../session.js";
import { t } from "../words.js";
import { showProblem } from "../components/problem.js";
import { field } from "../components/form.js";

/**
 * @param {{ problem?: unknown, done: () => void, languageSwitch: HTMLElement }} options
 * @returns {HTMLElement}
 */
export function signInPage({ problem, done, languageSwitch }) {
  const token = h("input", { type: "password", name: "token", autocomplete: "off", spellcheck: "false", required: true });
  const button = h("button", { type: "submit", class: "primary" }, t("session.submit"));
  const notice = h("div", { "aria-live": "assertive" }, problem !== undefined && showProblem(problem));
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    button.disabled = true;
    fill(notice);
    try {
      await signInWithToken(token.value);
      done();
    } catch (error) {
      fill(notice, showProblem(error));
      token.select();
    } finally {
      button.disabled = false;
    }
  };
  setTimeout(() => token.focus());
  return h(
    "main",
    { class: "sign-in" },
    h("form", { class: "card", onsubmit: submit },
      h("div", { class: "sign-in-head" },
        h("h1", {}, h("img", { src: "workbench/icon.svg", alt: "", width: 32, height: 32 }), t("app.name")),
        languageSwitch),
      h("p", { class: "lead" }, t("session.lead")),
      notice,
      field(t("session.token"), token, { hint: t("session.token.hint") }),
      h("div", { class: "actions" }, button)),
  );
}
