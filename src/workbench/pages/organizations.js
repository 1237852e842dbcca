/** Organizations: registering one, and what holds for each: sharing, hours without releases, where alerts are sent. @module */
import { at, get, post, put } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note } from "../router.js";
import { may } from "../session.js";
import { count, moment, t } from "../words.js";
import { badge } from "../components/badge.js";
import { facts } from "../components/facts.js";
import { field, searchField, select } from "../components/form.js";
import { showSecret } from "../components/secret.js";
import { sendForm, sendReason } from "../components/send-form.js";
import { table } from "../components/table.js";
import { toast } from "../components/toast.js";
import { organizationsOf } from "../administration/scope.js";

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const id = query.get("organization");
  if (id) return one(root, id, signal);
  const organizations = await organizationsOf(signal);
  if (signal.aborted) return;
  const [only] = organizations;
  if (only && organizations.length === 1 && !may("manage-organizations")) return one(root, only.id, signal);
  const place = h("div", {});
  const show = (/** @type {string} */ text) => {
    const wanted = text.trim().toLowerCase();
    const shown = organizations.filter((one) => `${one.id} ${one.name} ${one.uscc ?? ""}`.toLowerCase().includes(wanted));
    note({ find: wanted });
    fill(place, table([
      { title: t("organizations.id"), class: "nowrap", cell: (one) => h("a", { class: "code", href: link("organizations", { organization: one.id }) }, one.id) },
      { title: t("organizations.name"), cell: (one) => foreign(one.name) },
      { title: t("organizations.uscc"), class: "nowrap", cell: (one) => h("span", { class: "code" }, one.uscc ?? "—") },
      { title: t("organizations.created"), class: "nowrap", cell: (one) => moment(one.created_at) },
    ], shown, { caption: t("page.organizations"), open: (one) => go("organizations", { organization: one.id }) }),
    h("p", { class: "paged-foot" }, h("small", {}, t("table.rows", { count: count(shown.length) }))));
  };
  const start = query.get("find") ?? "";
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.organizations")), searchField({ value: start, label: t("scope.find"), placeholder: t("scope.find"), delay: 60, oninput: show }), h("span", { class: "grow" }),
    may("manage-organizations") && h("button", { type: "button", class: "primary", onclick: () => void register() }, t("organizations.register"))), place);
  show(start);
}

async function register() {
  const id = h("input", { type: "text", name: "id", required: true, maxlength: 64, autocomplete: "off", spellcheck: "false" });
  const name = h("input", { type: "text", name: "name", required: true, autocomplete: "off" });
  const uscc = h("input", { type: "text", name: "uscc", maxlength: 18, autocomplete: "off", spellcheck: "false" });
  const made = await sendForm({
    title: t("organizations.register"),
    yes: t("organizations.register"),
    body: [field(t("organizations.id"), id, { hint: t("organizations.id.hint") }), field(t("organizations.name"), name), field(t("organizations.uscc"), uscc, { hint: t("organizations.uscc.hint") })],
    send: () => post("organizations", { id: id.value.trim(), name: name.value.trim(), ...(uscc.value.trim() ? { uscc: uscc.value.trim() } : {}) }),
  });
  if (!made) return;
  toast(t("organizations.registered", { id: made.id }));
  go("organizations", { organization: made.id });
}

/**
 * One organization with its settings.
 * @param {HTMLElement} root
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function one(root, id, signal) {
  const path = at`organizations/${id}`;
  const mayRead = may("read-mappings", id);
  const [organization, sharing, freeze, webhook, sources] = await Promise.all([
    get(path, { signal }),
    mayRead ? get(`${path}/sharing`, { signal }) : null,
    mayRead ? get(`${path}/freeze-window`, { signal }) : null,
    may("manage-webhooks", id) ? get(`${path}/webhook`, { signal }) : null,
    mayRead ? get(`${path}/source-systems`, { signal }) : null,
  ]);
  if (signal.aborted) return;
  const again = () => void one(root, id, signal);
  const goTo = (/** @type {string} */ page, /** @type {import("../words.js").Word} */ word) => h("a", { href: link(page, { organization: id }) }, t(word));
  fill(root,
    h("div", { class: "toolbar" }, h("h1", { class: "crumbs" }, h("a", { href: link("organizations") }, t("page.organizations")), " / ", foreign(organization.name), " ", h("small", { class: "code" }, id)), h("span", { class: "grow" }),
      may("read-feedback", id) && [goTo("collectors", "page.collectors"), goTo("alerts", "page.alerts")]),
    h("div", { class: "columns" },
      h("section", { class: "card" }, h("h2", {}, t("organizations.about")), facts([
        [t("organizations.name"), foreign(organization.name)], [t("organizations.id"), h("span", { class: "code" }, id)],
        [t("organizations.uscc"), h("span", { class: "code" }, organization.uscc ?? "—")], [t("organizations.created"), moment(organization.created_at)],
        [t("organizations.sources"), sources && (sources.length > 0 ? sources.join("、") : "—")],
      ]), h("p", { class: "hint" }, t("organizations.no-edit"))),
      sharing && sharingCard(id, sharing, again), freeze && freezeCard(id, freeze, again), webhook && webhookCard(id, webhook, again)));
}

/**
 * @param {string} id
 * @param {any} sharing
 * @param {() => void} again
 */
function sharingCard(id, sharing, again) {
  const change = async () => {
    const shares = !sharing.shares;
    const word = t(shares ? "organizations.share" : "organizations.unshare");
    if (await sendReason({ title: word, yes: word, send: (reason) => put(at`organizations/${id}/sharing`, { shares, reason }) })) again();
  };
  return h("section", { class: "card" }, h("h2", {}, t("organizations.sharing")),
    h("p", {}, badge(t(sharing.shares ? "organizations.shares" : "organizations.shares-not"), sharing.shares ? "good" : "plain"), " ", h("small", {}, t("organizations.sharing.hint"))),
    sharing.by && h("p", { class: "small" }, moment(sharing.at), " ", sharing.by, " ", foreign(sharing.reason)),
    may("share-mappings", id) && h("button", { type: "button", onclick: () => void change() }, t(sharing.shares ? "organizations.unshare" : "organizations.share")));
}

/**
 * @param {string} id
 * @param {any} freeze
 * @param {() => void} again
 */
function freezeCard(id, freeze, again) {
  const change = async () => {
    const [from = "18:00", until = "03:00"] = (freeze.window ?? "").split("-").filter(Boolean);
    const kind = select([{ value: "some", text: t("organizations.freeze.some") }, { value: "none", text: t("organizations.freeze.none") }], { value: freeze.window ? "some" : "none", name: "kind", onchange: (value) => (hours.hidden = value === "none") });
    const begin = h("input", { type: "time", name: "begin", value: from, "aria-label": t("queue.from") });
    const end = h("input", { type: "time", name: "end", value: until, "aria-label": t("queue.to") });
    const hours = h("p", { hidden: !freeze.window }, begin, " – ", end);
    const reason = h("input", { type: "text", name: "reason", required: true, autocomplete: "off" });
    const done = await sendForm({
      title: t("organizations.freeze"),
      body: [field(t("organizations.freeze"), kind), hours, field(t("form.reason"), reason)],
      send: () => put(at`organizations/${id}/freeze-window`, { window: kind.value === "none" ? null : `${begin.value}-${end.value}`, reason: reason.value.trim() }),
    });
    if (done) again();
  };
  return h("section", { class: "card" }, h("h2", {}, t("organizations.freeze")),
    h("p", {}, freeze.window ? badge(freeze.window, "busy") : t("organizations.freeze.none"), " ", h("small", {}, t("organizations.freeze.hint"))),
    freeze.history.length > 0 && h("details", {}, h("summary", {}, t("organizations.history")), h("ul", { class: "plain" }, freeze.history.map((/** @type {any} */ one) => h("li", { class: "small" }, moment(one.at), " ", one.by, " ", one.window ?? t("organizations.freeze.none"), " ", foreign(one.reason))))),
    may("publish-release", id) && h("button", { type: "button", onclick: () => void change() }, t("organizations.change")));
}

/**
 * @param {string} id
 * @param {any} webhook
 * @param {() => void} again
 */
function webhookCard(id, webhook, again) {
  const path = at`organizations/${id}/webhook`;
  const change = async () => {
    const url = h("input", { type: "text", name: "url", value: webhook.url ?? "", autocomplete: "off", spellcheck: "false" });
    const set = await sendForm({ title: t("organizations.webhook"), body: field(t("organizations.webhook.url"), url, { hint: t("organizations.webhook.hint") }), send: () => put(path, { url: url.value.trim() || null }) });
    if (!set) return;
    if (set.secret) await showSecret({ title: t("organizations.webhook.secret"), secret: set.secret, hint: t("organizations.webhook.secret.hint") });
    again();
  };
  return h("section", { class: "card" }, h("h2", {}, t("organizations.webhook")),
    h("p", {}, webhook.url ? foreign(webhook.url, "code") : t("organizations.webhook.off")),
    webhook.account && h("p", { class: "small" }, moment(webhook.at), " ", webhook.account),
    h("button", { type: "button", onclick: () => void change() }, t("organizations.change")));
}
