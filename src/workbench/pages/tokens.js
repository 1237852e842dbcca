/** Access tokens of programs and people: made, rotated and revoked; the text of one is shown once. @module */
import { at, get, post, remove } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { note } from "../router.js";
import { may } from "../session.js";
import { language, moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { ask } from "../components/dialog.js";
import { field, searchField, select, tick } from "../components/form.js";
import { instantInput, instantOf } from "../components/instant.js";
import { showProblem } from "../components/problem.js";
import { showSecret } from "../components/secret.js";
import { sendForm } from "../components/send-form.js";
import { table } from "../components/table.js";
import { toast, toastProblem } from "../components/toast.js";
import { organizationsOf, scopePicker, scopeWords } from "../administration/scope.js";

/** A token that ends so soon is marked, in milliseconds. */
const SOON = 30 * 86_400_000;

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const result = h("div", {});
  let text = query.get("find") ?? "";
  /** @type {any[]} */
  let tokens = [];
  const ended = tick(t("tokens.with-ended"), { checked: query.get("ended") === "true", onchange: draw });
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.tokens")),
    searchField({ value: text, label: t("tokens.find"), placeholder: t("tokens.find"), delay: 60, oninput: (value) => {
      text = value;
      draw();
    } }), ended.element, h("span", { class: "grow" }), h("button", { type: "button", class: "primary", onclick: () => void create().catch(toastProblem) }, t("tokens.create"))),
  h("p", { class: "small" }, t("tokens.hint")), result);
  await load();

  async function load() {
    try {
      tokens = await get("tokens", { signal });
      draw();
    } catch (error) {
      if (!signal.aborted) fill(result, showProblem(error, () => void load()));
    }
  }

  function draw() {
    const wanted = text.trim().toLowerCase();
    note({ find: wanted, ended: ended.input.checked ? "true" : "" });
    const shown = tokens.filter((one) => (ended.input.checked || isGood(one)) && `${one.account} ${one.id} ${one.role} ${named("role.", one.role)} ${one.organizations.join(" ")}`.toLowerCase().includes(wanted))
      .sort((one, other) => String(other.created_at).localeCompare(String(one.created_at)));
    fill(result, table(columns(), shown, { caption: t("page.tokens"), empty: t("tokens.none") }), h("p", { class: "paged-foot" }, h("small", {}, t("table.rows", { count: shown.length }))));
  }

  /** @returns {import("../components/table.js").Column<any>[]} */
  function columns() {
    return [
      { title: t("tokens.account"), cell: (one) => [h("b", {}, foreign(one.account)), h("small", { class: "code" }, " ", one.id)] },
      { title: t("grants.role"), cell: (one) => named("role.", one.role) },
      { title: t("app.organization"), cell: (one) => scopeWords(one.organizations) },
      { title: t("grants.standing"), cell: standing },
      { title: t("tokens.expires"), class: "nowrap", cell: (one) => (one.expires_at ? moment(one.expires_at) : t("grants.for-ever")) },
      { title: t("tokens.used"), class: "nowrap", cell: (one) => (one.last_used_at ? [moment(one.last_used_at), h("small", {}, " ", one.last_used_from)] : t("accounts.never")) },
      { title: t("accounts.created"), class: "nowrap", cell: (one) => moment(one.created_at) },
      { title: t("grants.act"), class: "nowrap", cell: (one) => isGood(one) && [act("tokens.rotate", () => rotate(one)), " ", act("tokens.revoke", () => revoke(one))] },
    ];
  }

  async function create() {
    const [organizations, roles] = await Promise.all([organizationsOf(signal), get("roles", { signal })]);
    const account = h("input", { type: "text", name: "account", required: true, maxlength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
    const role = select(roles.map((/** @type {any} */ one) => ({ value: one.role, text: language() === "zh" ? one.zh : one.en })), { name: "role", value: "collector" });
    const scope = scopePicker(organizations.filter((one) => may("manage-tokens", one.id)), { mayAll: may("manage-tokens", "*") });
    const expires = instantInput("expires");
    const made = await sendForm({
      title: t("tokens.create"),
      yes: t("tokens.create"),
      body: [field(t("tokens.account"), account, { hint: t("tokens.account.hint") }), field(t("grants.role"), role), scope.element, field(t("tokens.expires"), expires, { hint: t("tokens.expires.hint") })],
      send: async () => post("tokens", { account: account.value.trim(), role: role.value, organizations: scope.read(), ...(expires.value ? { expires_at: instantOf(expires) } : {}) }),
    });
    if (!made) return;
    await showSecret({ title: t("tokens.made", { account: made.account }), secret: made.token, hint: t("tokens.made.hint") });
    await load();
  }

  /** @param {any} one */
  async function rotate(one) {
    const hours = h("input", { type: "number", name: "hours", min: 0, max: 720, value: 24, required: true });
    const made = await sendForm({
      title: t("tokens.rotate.title", { account: one.account }),
      yes: t("tokens.rotate"),
      body: [h("p", {}, t("tokens.rotate.why")), field(t("tokens.overlap"), hours, { hint: t("tokens.overlap.hint") })],
      send: () => post(at`tokens/${one.id}/rotate`, { overlap_hours: Number(hours.value) }),
    });
    if (!made) return;
    await showSecret({ title: t("tokens.made", { account: made.account }), secret: made.token, hint: t("tokens.rotated.hint", { until: moment(made.former_good_until) }) });
    await load();
  }

  /** @param {any} one */
  async function revoke(one) {
    const body = h("p", {}, h("b", {}, foreign(one.account)), " ", named("role.", one.role), " ", scopeWords(one.organizations), h("br"), t("tokens.revoke.why"));
    if (!(await ask({ title: t("tokens.revoke"), body, yes: t("tokens.revoke"), danger: true }))) return;
    try {
      await remove(at`tokens/${one.id}`);
      toast(t("tokens.revoked"));
    } catch (error) {
      toastProblem(error);
    }
    await load();
  }
}

/** @param {any} one */
function isGood(one) {
  return !one.revoked_at && (!one.expires_at || new Date(one.expires_at).getTime() > Date.now());
}

/** @param {any} one */
function standing(one) {
  if (one.revoked_at) return [badge(t("tokens.is-revoked"), "bad"), h("small", { class: "below" }, moment(one.revoked_at))];
  if (!isGood(one)) return badge(t("tokens.is-expired"));
  const rotating = one.former_good_until && new Date(one.former_good_until).getTime() > Date.now();
  const endsSoon = one.expires_at && new Date(one.expires_at).getTime() - Date.now() < SOON;
  return [endsSoon ? badge(t("tokens.ends-soon"), "warn") : badge(t("tokens.is-good"), "good"), rotating && h("small", { class: "below" }, t("tokens.former", { until: moment(one.former_good_until) }))];
}

/**
 * @param {import("../words.js").Word} word
 * @param {() => unknown} run
 */
function act(word, run) {
  return h("button", { type: "button", class: "small-button", onclick: () => void run() }, t(word));
}
