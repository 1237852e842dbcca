/** Signing in, and what has to be done before one may begin: another password, a second factor. @module */
import { Refusal, get, post } from "../api.js";
import { fill, h } from "../dom.js";
import { session, signIn, signInWithToken } from "../session.js";
import { t } from "../words.js";
import { field } from "../components/form.js";
import { showProblem } from "../components/problem.js";

/**
 * @param {{ problem?: unknown, done: () => void, languageSwitch: HTMLElement }} options
 * @returns {HTMLElement}
 */
export function signInPage({ problem, done, languageSwitch }) {
  const account = h("input", { type: "text", name: "account", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true });
  const password = h("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
  const code = h("input", { type: "text", name: "code", inputmode: "numeric", autocomplete: "one-time-code", spellcheck: "false" });
  const codeField = field(t("session.code"), code, { hint: t("session.code.hint") });
  codeField.hidden = true;
  const token = h("input", { type: "password", name: "token", autocomplete: "off", spellcheck: "false", required: true });
  const notice = h("div", { "aria-live": "assertive" }, problem !== undefined && showProblem(problem));

  const enter = form([field(t("session.account"), account), field(t("session.password"), password), codeField], t("session.submit"), notice, async () => {
    try {
      await signIn({ account: account.value, password: password.value, code: code.value });
    } catch (error) {
      if (error instanceof Refusal && error.code === "second-factor-missing") {
        codeField.hidden = false;
        code.required = true;
        code.focus();
      } else password.select();
      throw error;
    }
    done();
  });
  const byToken = form([field(t("session.token"), token, { hint: t("session.token.hint") })], t("session.submit"), notice, async () => {
    await signInWithToken(token.value);
    done();
  });
  setTimeout(() => account.focus());
  const elsewhere = h("div", { class: "elsewhere" });
  void offerElsewhere(elsewhere);
  return card(languageSwitch, notice, enter, elsewhere, h("details", { class: "by-token" }, h("summary", {}, t("session.by-token")), byToken));
}

/**
 * The button that leads to another provider of sign-in, where there is one. Without an answer the page does without it.
 * @param {HTMLElement} root
 */
async function offerElsewhere(root) {
  try {
    const { oidc } = await get("sign-in");
    if (oidc) fill(root, h("p", { class: "or" }, t("session.or")), h("a", { class: "button", href: "api/v1/sign-in/oidc" }, oidc.label));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/**
 * What the server wants first; the person can do nothing else until then.
 * @param {{ done: () => void, leave: () => void, languageSwitch: HTMLElement }} options
 * @returns {HTMLElement}
 */
export function dutyPage({ done, leave, languageSwitch }) {
  const notice = h("div", { "aria-live": "assertive" });
  const out = h("button", { type: "button", onclick: leave }, t("session.out"));
  const duty = session()?.duty;
  const body = duty === "password-change-required" ? passwordForm(notice, leave) : duty === "second-factor-code-required" ? codeForm(notice, done) : factorForm(notice, done);
  return card(languageSwitch, notice, body, h("p", {}, out));
}

/**
 * @param {HTMLElement} notice
 * @param {() => void} changed One signs in again afterwards.
 */
function passwordForm(notice, changed) {
  const present = h("input", { type: "password", name: "present", autocomplete: "current-password", required: true });
  const next = h("input", { type: "password", name: "new", autocomplete: "new-password", required: true });
  const again = h("input", { type: "password", name: "again", autocomplete: "new-password", required: true });
  return form([h("h2", {}, t("session.change")), field(t("session.present"), present), field(t("session.new"), next), field(t("session.again"), again)], t("app.save"), notice, async () => {
    if (next.value !== again.value) throw t("session.not-equal");
    await post("session/password", { present: present.value, new: next.value });
    changed();
  });
}

/**
 * Whoever signed in elsewhere and has a second factor here gives its code.
 * @param {HTMLElement} notice
 * @param {() => void} done
 */
function codeForm(notice, done) {
  const code = h("input", { type: "text", name: "code", inputmode: "numeric", autocomplete: "one-time-code", spellcheck: "false", required: true });
  return form([h("h2", {}, t("session.factor.give")), field(t("session.code"), code, { hint: t("session.code.hint") })], t("app.confirm"), notice, async () => {
    await post("session/second-factor/verify", { code: code.value.trim() });
    done();
  });
}

/**
 * @param {HTMLElement} notice
 * @param {() => void} done
 */
function factorForm(notice, done) {
  const place = h("div", {}, form([h("h2", {}, t("session.factor")), h("p", {}, t("session.factor.why"))], t("session.factor.begin"), notice, async () => {
    const { secret, url } = await post("session/second-factor");
    const code = h("input", { type: "text", name: "code", inputmode: "numeric", autocomplete: "one-time-code", required: true });
    fill(place, form([
      h("h2", {}, t("session.factor")), h("p", {}, t("session.factor.type")), h("p", {}, h("code", { class: "secret" }, secret)),
      h("details", {}, h("summary", {}, "otpauth://"), h("code", { class: "secret" }, url)), field(t("session.code"), code),
    ], t("app.confirm"), notice, async () => {
      const { recovery_codes: codes } = await post("session/second-factor/confirm", { code: code.value.trim() });
      fill(place, h("h2", {}, t("session.recovery")), h("p", {}, t("session.recovery.why")), h("ul", { class: "secret" }, codes.map((/** @type {string} */ one) => h("li", {}, h("code", {}, one)))),
        h("button", { type: "button", class: "primary", onclick: done }, t("session.recovery.kept")));
    }));
  }));
  return place;
}

/**
 * A form of which the button rests while it is sent; what goes wrong is shown.
 * @param {import("../dom.js").Child} body
 * @param {string} button
 * @param {HTMLElement} notice
 * @param {() => Promise<void>} send
 */
function form(body, button, notice, send) {
  const submit = h("button", { type: "submit", class: "primary" }, button);
  const run = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    submit.disabled = true;
    fill(notice);
    try {
      await send();
    } catch (error) {
      fill(notice, showProblem(error));
    } finally {
      submit.disabled = false;
    }
  };
  return h("form", { onsubmit: run }, body, h("div", { class: "actions" }, submit));
}

/**
 * @param {HTMLElement} languageSwitch
 * @param {...import("../dom.js").Child} body
 */
function card(languageSwitch, ...body) {
  return h("main", { class: "sign-in" },
    h("div", { class: "card" },
      h("div", { class: "sign-in-head" }, h("h1", {}, h("img", { src: "workbench/icon.svg", alt: "", width: 32, height: 32 }), t("app.name")), languageSwitch),
      h("p", { class: "lead" }, t("session.lead")),
      body));
}

