/** Accounts of people: making, locking, what each may do, and until when. @module */
import { at, get, post } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note, place } from "../router.js";
import { may, session } from "../session.js";
import { moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { facts } from "../components/facts.js";
import { field, select } from "../components/form.js";
import { pagedTable } from "../components/paged-table.js";
import { showSecret } from "../components/secret.js";
import { sendForm, sendReason } from "../components/send-form.js";
import { toast } from "../components/toast.js";
import { grantsView } from "../administration/grants.js";
import { organizationsOf } from "../administration/scope.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { active: "good", locked: "warn", disabled: "plain" };

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const id = query.get("account");
  if (id) return one(root, id, signal);
  const result = h("div", {});
  const status = select([{ value: "", text: t("app.all") }, ...["active", "locked", "disabled"].map((word) => ({ value: word, text: named("account.", word) }))], { value: query.get("status") ?? "", name: "status", onchange: show });
  const unused = select([{ value: "", text: t("app.all") }, ...["30", "90", "180"].map((days) => ({ value: days, text: t("accounts.unused-days", { days }) }))], { value: query.get("unused_days") ?? "", name: "unused", onchange: show });
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.accounts")), field(t("accounts.status"), status, { inline: true }), field(t("accounts.unused"), unused, { inline: true }), h("span", { class: "grow" }),
    may("manage-accounts") && h("button", { type: "button", class: "primary", onclick: () => void create(signal) }, t("accounts.create"))), result);
  show();

  function show() {
    const filter = { status: status.value, unused_days: unused.value };
    note(filter);
    fill(result, pagedTable({
      path: "accounts", query: filter, signal, caption: t("page.accounts"), open: (/** @type {any} */ account) => go("accounts", { account: account.id }),
      columns: [
        { title: t("accounts.id"), class: "nowrap", cell: (/** @type {any} */ account) => h("a", { class: "code", href: link("accounts", { account: account.id }) }, account.id) },
        { title: t("accounts.name"), cell: (/** @type {any} */ account) => foreign(account.name) },
        { title: t("app.organization"), cell: (/** @type {any} */ account) => account.organization ?? t("accounts.platform") },
        { title: t("accounts.status"), cell: (/** @type {any} */ account) => badge(named("account.", account.status), TONES[account.status] ?? "plain") },
        { title: t("accounts.signed-in"), class: "nowrap", cell: (/** @type {any} */ account) => (account.signed_in_at ? moment(account.signed_in_at) : t("accounts.never")) },
        { title: t("accounts.contact"), class: "nowrap", cell: (/** @type {any} */ account) => foreign(account.contact) },
        { title: t("accounts.created"), class: "nowrap", cell: (/** @type {any} */ account) => [moment(account.created_at), h("small", {}, " ", account.created_by)] },
      ],
    }));
  }
}

/**
 * Makes an account; its one-time password is shown once, and then what it may do is said.
 * @param {AbortSignal} signal
 */
async function create(signal) {
  const organizations = await organizationsOf(signal);
  const isWhole = may("manage-accounts", "*");
  const id = h("input", { type: "text", name: "id", required: true, maxlength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const name = h("input", { type: "text", name: "name", required: true, autocomplete: "off" });
  const contact = h("input", { type: "text", name: "contact", autocomplete: "off" });
  const mine = organizations.filter((one) => may("manage-accounts", one.id));
  const organization = select([...(isWhole ? [{ value: "", text: t("accounts.platform") }] : []), ...mine.map((one) => ({ value: one.id, text: `${one.name}（${one.id}）` }))], { name: "organization", value: isWhole ? "" : mine[0]?.id ?? "" });
  const made = await sendForm({
    title: t("accounts.create"),
    yes: t("accounts.create"),
    body: [field(t("accounts.id"), id, { hint: t("accounts.id.hint") }), field(t("accounts.name"), name), field(t("app.organization"), organization, { hint: t("accounts.organization.hint") }), field(t("accounts.contact"), contact)],
    send: () => post("accounts", { id: id.value.trim(), name: name.value.trim(), ...(contact.value.trim() ? { contact: contact.value.trim() } : {}), ...(organization.value ? { organization: organization.value } : {}) }),
  });
  if (!made) return;
  await oneTimePassword(made.id, made.one_time_password);
  go("accounts", { account: made.id, made: "yes" });
}

/**
 * @param {string} account
 * @param {string} secret
 */
function oneTimePassword(account, secret) {
  return showSecret({ title: t("accounts.password.title", { account }), secret, hint: t("accounts.password.hint") });
}

/**
 * One account: who it is, and what it may do.
 * @param {HTMLElement} root
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function one(root, id, signal) {
  const path = at`accounts/${id}`;
  const [account, grants, roles] = await Promise.all([get(path, { signal }), get(`${path}/grants`, { signal }), get("roles", { signal })]);
  if (signal.aborted) return;
  const again = () => void one(root, id, signal);
  // Nobody manages or grants to themselves; an account without an organization belongs to the whole platform.
  const reach = account.organization ?? "*";
  const isOwn = session()?.account === id;
  const mayManage = !isOwn && may("manage-accounts", reach) && account.status !== "disabled";
  const mayGrant = !isOwn && may("grant-roles", reach) && account.status === "active";
  if (place().query.get("made") && grants.length === 0) toast(t("accounts.grant-next"));
  fill(root,
    h("div", { class: "toolbar" }, h("h1", { class: "crumbs" }, h("a", { href: link("accounts") }, t("page.accounts")), " / ", foreign(account.name), " ", h("small", { class: "code" }, id)), badge(named("account.", account.status), TONES[account.status] ?? "plain"),
      h("span", { class: "grow" }), may("read-audit") && h("a", { href: link("audit", { account: id }) }, t("accounts.audit"))),
    h("section", { class: "card" }, facts([
      [t("accounts.name"), foreign(account.name)], [t("app.organization"), account.organization ?? t("accounts.platform")], [t("accounts.contact"), account.contact && foreign(account.contact)],
      [t("accounts.signed-in"), account.signed_in_at ? moment(account.signed_in_at) : t("accounts.never")], [t("accounts.created"), `${moment(account.created_at)} ${account.created_by}`],
    ]), isOwn && h("p", { class: "hint" }, t("accounts.own")), mayManage && h("div", { class: "actions" }, acts(id, account, again))),
    grantsView({ account, grants, roles, mayGrant, signal, changed: again }));
}

/**
 * What may be done with an account.
 * @param {string} id
 * @param {any} account
 * @param {() => void} again
 */
function acts(id, account, again) {
  const path = at`accounts/${id}`;
  const about = [h("span", { class: "code" }, id), " ", foreign(account.name)];
  const button = (/** @type {import("../words.js").Word} */ word, /** @type {(reason: string) => Promise<any>} */ send, danger = false) => h("button", { type: "button", onclick: async () => {
    const answer = await sendReason({ title: t(word), about: [about, danger && h("p", { class: "row-notice bad" }, t("accounts.for-good"))], yes: t(word), danger, send });
    if (answer?.one_time_password) await oneTimePassword(id, answer.one_time_password);
    if (answer) again();
  } }, t(word));
  const status = (/** @type {string} */ wanted) => (/** @type {string} */ reason) => post(`${path}/status`, { status: wanted, reason });
  return [
    account.status === "active" ? button("accounts.lock", status("locked")) : button("accounts.unlock", status("active")),
    button("accounts.reset-password", (reason) => post(`${path}/password`, { reason })),
    button("accounts.remove-factor", async (reason) => {
      await post(`${path}/second-factor/remove`, { reason });
      return { done: true };
    }),
    button("accounts.disable", status("disabled"), true),
  ];
}
