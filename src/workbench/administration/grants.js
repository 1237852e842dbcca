/** What an account may do: roles for organizations, for ever or until an instant; given and withdrawn with a reason. @module */
import { at, post } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { may } from "../session.js";
import { language, moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field, select } from "../components/form.js";
import { instantInput, instantOf } from "../components/instant.js";
import { sendForm, sendReason } from "../components/send-form.js";
import { table } from "../components/table.js";
import { toast, toastProblem } from "../components/toast.js";
import { organizationsOf, scopePicker, scopeWords } from "./scope.js";

/** @typedef {{ role: string, zh: string, en: string, rights: string[], excludes: string[] }} Role */

/**
 * @param {{ account: any, grants: any[], roles: Role[], mayGrant: boolean, signal: AbortSignal, changed: () => void }} options
 * @returns {HTMLElement}
 */
export function grantsView({ account, grants, roles, mayGrant, signal, changed }) {
  const list = [...grants].sort((one, other) => Number(other.in_force) - Number(one.in_force) || other.id - one.id);
  return h("section", { class: "stack" },
    h("div", { class: "toolbar" }, h("h2", {}, t("grants.title")), h("span", { class: "grow" }), mayGrant && h("button", { type: "button", class: "primary", onclick: () => void give().catch(toastProblem) }, t("grants.give"))),
    table([
      { title: t("grants.role"), cell: (one) => [h("b", {}, roleWords(roles, one.role)), h("small", { class: "below" }, one.role)] },
      { title: t("app.organization"), cell: (one) => scopeWords(one.organizations) },
      { title: t("grants.standing"), cell: standing },
      { title: t("grants.until"), class: "nowrap", cell: (one) => (one.until ? moment(one.until) : t("grants.for-ever")) },
      { title: t("form.reason"), cell: (one) => foreign(one.reason) },
      { title: t("grants.given"), class: "nowrap", cell: (one) => [moment(one.granted_at), h("small", {}, " ", one.granted_by)] },
      ...(mayGrant ? [{ title: t("grants.act"), cell: (/** @type {any} */ one) => one.in_force && h("button", { type: "button", class: "small-button", onclick: () => void withdraw(one) }, t("grants.withdraw")) }] : []),
    ], list, { caption: t("grants.title"), empty: t("grants.none") }));

  async function give() {
    const organizations = (await organizationsOf(signal)).filter((one) => may("grant-roles", one.id));
    const held = new Set(grants.filter((one) => one.in_force).map((one) => one.role));
    const refused = (/** @type {Role} */ role) => role.excludes.some((other) => held.has(other));
    const rights = h("p", { class: "hint" });
    const say = () => fill(rights, rightsWords(roles, role.value));
    const role = select([{ value: "", text: t("grants.choose") }, ...roles.map((one) => ({ value: one.role, text: refused(one) ? `${name(one)}（${t("grants.excluded")}）` : name(one), disabled: refused(one) }))], { name: "role", onchange: say });
    role.required = true;
    const scope = scopePicker(organizations, { mayAll: may("grant-roles", "*"), chosen: account.organization ? [account.organization] : [] });
    const until = instantInput("until");
    const reason = h("input", { type: "text", name: "reason", required: true, maxlength: 500, autocomplete: "off" });
    const given = await sendForm({
      title: t("grants.give.title", { account: account.name || account.id }),
      yes: t("grants.give"),
      body: [field(t("grants.role"), role), rights, scope.element, field(t("grants.until"), until, { hint: t("grants.until.hint") }), field(t("form.reason"), reason)],
      send: async () => post(at`accounts/${account.id}/grants`, { role: role.value, organizations: scope.read(), reason: reason.value.trim(), ...(until.value ? { until: instantOf(until) } : {}) }),
    });
    if (!given) return;
    toast(t("grants.given-now"));
    changed();
  }

  /** @param {any} one */
  async function withdraw(one) {
    const done = await sendReason({
      title: t("grants.withdraw"), about: [h("b", {}, roleWords(roles, one.role)), " ", scopeWords(one.organizations)], yes: t("grants.withdraw"),
      send: async (reason) => {
        await post(at`grants/${one.id}/withdraw`, { reason });
        return true;
      },
    });
    if (done) changed();
  }
}

/** @param {any} one */
function standing(one) {
  if (one.withdrawn_at) return [badge(t("grants.withdrawn")), h("small", { class: "below" }, moment(one.withdrawn_at))];
  if (!one.in_force) return badge(t("grants.ended"));
  return one.until ? badge(t("grants.special"), "warn") : badge(t("grants.in-force"), "good");
}

/** @param {Role} role */
function name(role) {
  return language() === "zh" ? role.zh : role.en;
}

/**
 * @param {Role[]} roles
 * @param {string} word
 */
export function roleWords(roles, word) {
  const found = roles.find((one) => one.role === word);
  return found ? name(found) : word;
}

/**
 * What a role may do, in the words of the server.
 * @param {Role[]} roles
 * @param {string} word
 */
function rightsWords(roles, word) {
  const found = roles.find((one) => one.role === word);
  return found ? t("grants.rights", { rights: found.rights.map((right) => named("right.", right)).join("、") }) : "";
}
