/** The audit log: by person, object, kind of act, time and outcome; as a file; and the checkpoints that prove it. @module */
import { download } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { note } from "../router.js";
import { may } from "../session.js";
import { moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { openDialog } from "../components/dialog.js";
import { facts } from "../components/facts.js";
import { field, select, tick } from "../components/form.js";
import { instantInput, instantOf } from "../components/instant.js";
import { pagedTable } from "../components/paged-table.js";
import { tabs } from "../components/tabs.js";
import { toastProblem } from "../components/toast.js";
import { NOUNS, actionWords } from "../administration/actions.js";
import { checkpointsView, showInclusion } from "../administration/checkpoints.js";
import { organizationsOf } from "../administration/scope.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { success: "good", refused: "bad", failed: "warn" };
const NAMES = ["organization", "account", "object", "action", "outcome"];

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const organizations = await organizationsOf(signal);
  if (signal.aborted) return;
  const isWhole = may("read-audit", "*");
  fill(root, h("h1", { class: "unseen" }, t("page.audit")), tabs([
    { id: "events", text: t("audit.tab.events"), content: () => eventsView({ organizations: organizations.filter((one) => may("read-audit", one.id)), isWhole, query, signal }) },
    ...(isWhole ? [{ id: "checkpoints", text: t("audit.tab.checkpoints"), content: () => checkpointsView(signal) }] : []),
  ], { open: query.get("tab") ?? "events", label: t("page.audit"), changed: (tab) => note({ tab: tab === "events" ? "" : tab }) }));
}

/**
 * @param {{ organizations: { id: string, name: string }[], isWhole: boolean, query: URLSearchParams, signal: AbortSignal }} options
 * @returns {HTMLElement}
 */
function eventsView({ organizations, isWhole, query, signal }) {
  const text = (/** @type {string} */ name, /** @type {string} */ placeholder) => h("input", { type: "text", name, value: query.get(name) ?? "", placeholder, autocomplete: "off", spellcheck: "false" });
  const organization = select([...(isWhole ? [{ value: "", text: t("app.all") }] : []), ...organizations.map((one) => ({ value: one.id, text: `${one.name}（${one.id}）` }))], { name: "organization", value: query.get("organization") ?? (isWhole ? "" : organizations[0]?.id ?? "") });
  const account = text("account", "zhang.wei");
  const object = text("object", "organizations/H1/dictionaries");
  const action = select([{ value: "", text: t("app.all") }, ...NOUNS.map((noun) => ({ value: `${noun}.`, text: named("noun.", noun) }))], { name: "action", value: query.get("action") ?? "" });
  const outcome = select([{ value: "", text: t("app.all") }, ...["success", "refused", "failed"].map((one) => ({ value: one, text: named("outcome.", one) }))], { name: "outcome", value: query.get("outcome") ?? "" });
  const removal = tick(t("audit.removal"), { checked: query.get("class") === "removal", onchange: show });
  const from = instantInput("from", { value: query.get("from") ?? "" });
  const until = instantInput("until", { value: query.get("until") ?? "" });
  const order = select([{ value: "newest", text: t("audit.newest") }, { value: "", text: t("audit.oldest") }], { name: "order", value: query.get("order") === "oldest" ? "" : "newest", onchange: show });
  for (const one of [organization, action, outcome, from, until]) one.addEventListener("change", show);
  const result = h("div", {});
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    show();
  };
  const save = (/** @type {string} */ format) => h("button", { type: "button", onclick: () => void download("audit/events/export", { query: { ...filter(), format } }).catch(toastProblem) }, `${t("app.export")} ${format.toUpperCase()}`);
  show();
  return h("div", { class: "stack" },
    h("form", { class: "audit-filters", role: "search", onsubmit: submit },
      field(t("audit.account"), account, { inline: true }), field(t("app.organization"), organization, { inline: true }), field(t("audit.action"), action, { inline: true }), field(t("audit.outcome"), outcome, { inline: true }),
      field(t("audit.object"), object, { inline: true }), field(t("queue.from"), from, { inline: true }), field(t("audit.until"), until, { inline: true }), removal.element, field(t("audit.order"), order, { inline: true }),
      h("button", { type: "submit", class: "primary" }, t("audit.search")), h("span", { class: "grow" }), save("csv"), save("xlsx")),
    result);

  function filter() {
    return {
      organization: organization.value, account: account.value.trim(), object: object.value.trim(), action: action.value, class: removal.input.checked ? "removal" : "",
      outcome: outcome.value, from: instantOf(from), until: instantOf(until), order: order.value,
    };
  }

  function show() {
    const asked = filter();
    note({ ...Object.fromEntries(NAMES.map((name) => [name, /** @type {Record<string, any>} */ (asked)[name]])), class: asked.class, from: from.value, until: until.value, order: order.value === "newest" ? "" : "oldest" });
    fill(result, pagedTable({ path: "audit/events", query: asked, signal, columns: columns(), caption: t("audit.tab.events"), empty: t("audit.none"), open: showEvent }));
  }

  /** @param {any} event */
  function showEvent(event) {
    const dialog = openDialog({
      title: `${event.sequence} · ${actionWords(event.action)}`,
      wide: true,
      body: [
        facts([
          [t("history.when"), `${moment(event.at)}（${event.at}）`],
          [t("audit.account"), [foreign(event.account), h("small", {}, " ", named("role.", event.role))]],
          [t("audit.action"), [actionWords(event.action), " ", h("span", { class: "code" }, event.action)]],
          [t("audit.outcome"), badge(named("outcome.", event.outcome), TONES[event.outcome] ?? "plain")],
          [t("app.organization"), event.organization],
          [t("audit.object"), foreign(event.object, "code")],
          [t("audit.address"), event.address],
          [t("problem.request"), h("code", {}, event.request_id)],
          [t("audit.digest"), h("code", { class: "digest" }, event.digest)],
          [t("audit.previous"), h("code", { class: "digest" }, event.previous_digest)],
        ]),
        h("h3", {}, t("audit.details")),
        h("pre", { class: "details", tabindex: "0" }, foreign(JSON.stringify(event.details, null, 2))),
      ],
      actions: [isWhole && h("button", { type: "button", onclick: () => void showInclusion(event.sequence) }, t("audit.proof")), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("app.close"))],
    });
  }
}

/** @returns {import("../components/table.js").Column<any>[]} */
function columns() {
  return [
    { title: t("audit.sequence"), number: true, cell: (event) => event.sequence },
    { title: t("history.when"), class: "nowrap", cell: (event) => moment(event.at) },
    { title: t("audit.account"), class: "nowrap", cell: (event) => [foreign(event.account), h("small", {}, " ", named("role.", event.role))] },
    { title: t("audit.action"), class: "nowrap", cell: (event) => [actionWords(event.action), h("small", { class: "below code" }, event.action)] },
    { title: t("audit.outcome"), class: "nowrap", cell: (event) => badge(named("outcome.", event.outcome), TONES[event.outcome] ?? "plain") },
    { title: t("audit.object"), class: "wide-text", cell: (event) => foreign(event.object, "code") },
    { title: t("audit.details"), class: "wide-text", cell: (event) => h("small", {}, foreign(brief(event.details))) },
    { title: t("audit.address"), class: "nowrap", cell: (event) => h("small", {}, event.address) },
  ];
}

/** A value of the details; of a digest its beginning. @param {unknown} value */
function shortly(value) {
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  return /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text;
}

/** The details in one line. @param {any} details */
function brief(details) {
  const text = details === null || details === undefined ? "" : Object.entries(details).filter(([, value]) => value !== null).map(([name, value]) => `${name}=${shortly(value)}`).join("，");
  return text.length > 120 ? `${[...text].slice(0, 120).join("")}…` : text;
}
