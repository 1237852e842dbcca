/** Alerts: what needs somebody, and the life of each: open, acknowledged, resolved, reopened, with who, when and why. @module */
import { at, get, post } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note, place } from "../router.js";
import { may } from "../session.js";
import { count, moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { chooser } from "../components/chooser.js";
import { openDialog } from "../components/dialog.js";
import { facts } from "../components/facts.js";
import { field, select } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { sendReason } from "../components/send-form.js";
import { table } from "../components/table.js";
import { toast, toastProblem } from "../components/toast.js";

const KINDS = ["new-unmapped-code", "retired-target-hit", "name-drift", "failure-rate", "collector-silent", "collector-behind", "collector-refused"];
/** Which steps a state allows. @type {Record<string, Step[]>} */
const STEPS = { open: ["acknowledge", "resolve"], acknowledged: ["resolve"], resolved: ["reopen"] };
/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { open: "bad", acknowledged: "warn", resolved: "good" };
const PAGE = 200;

/** @typedef {"acknowledge" | "resolve" | "reopen"} Step */

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("alerts", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  note({ organization: choice.organization });
  new Alerts({ organization: choice.organization, root, query, signal }).begin(element);
}

class Alerts {
  /** @param {{ organization: string, root: HTMLElement, query: URLSearchParams, signal: AbortSignal }} options */
  constructor(options) {
    this.options = options;
    this.path = at`organizations/${options.organization}/alerts`;
    this.mayHandle = may("handle-alerts", options.organization);
    this.state = options.query.get("state") ?? "";
    this.kind = options.query.get("kind") ?? "";
    /** @type {any[]} */
    this.rows = [];
    /** @type {string | undefined} */
    this.next = undefined;
    /** What codes are called and how often they came, by dictionary and code. @type {Map<string, { name: string, usage: string }>} */
    this.names = new Map();
    /** @type {Set<number>} */
    this.ticked = new Set();
    this.result = h("div", { class: "stack" });
    this.acts = h("div", { class: "toolbar" });
  }

  /** @param {HTMLElement} choosing */
  begin(choosing) {
    const states = [{ value: "", text: t("alerts.unresolved") }, ...["open", "acknowledged", "resolved"].map((one) => ({ value: one, text: named("alert-state.", one) })), { value: "all", text: t("app.all") }];
    const pick = (/** @type {"state" | "kind"} */ name) => (/** @type {string} */ value) => {
      this[name] = value;
      note({ [name]: value });
      void this.load();
    };
    fill(this.options.root,
      h("div", { class: "toolbar" }, h("h1", {}, t("page.alerts")), h("span", { class: "grow" }), choosing),
      h("div", { class: "toolbar" },
        field(t("alerts.state"), select(states, { value: this.state, name: "state", onchange: pick("state") }), { inline: true }),
        field(t("alerts.kind"), select([{ value: "", text: t("app.all") }, ...KINDS.map((one) => ({ value: one, text: named("alert.", one) }))], { value: this.kind, name: "kind", onchange: pick("kind") }), { inline: true }),
        h("button", { type: "button", onclick: () => void this.load() }, t("app.refresh")), h("span", { class: "grow" }), this.acts),
      this.result);
    void this.load();
    const number = place().query.get("alert");
    if (number) void this.open(Number(number));
  }

  /** @param {string} [cursor] */
  async load(cursor) {
    try {
      const page = await get(this.path, { query: { state: this.state, kind: this.kind, limit: PAGE, cursor }, signal: this.options.signal });
      this.rows = cursor === undefined ? page.items : [...this.rows, ...page.items];
      this.next = page.next;
      this.ticked.clear();
      if (this.names.size === 0 && this.rows.some((one) => one.code)) await this.readNames();
      this.draw();
    } catch (error) {
      if (!this.options.signal.aborted) fill(this.result, showProblem(error, () => void this.load(cursor)));
    }
  }

  /** An alert names a code alone; the queue of what was not converted knows its name. */
  async readNames() {
    const { items } = await get(at`organizations/${this.options.organization}/unmapped`, { query: { limit: 1000, decided: true }, signal: this.options.signal });
    for (const one of items) this.names.set(`${one.dictionary} ${one.code}`, { name: one.names[0] ?? one.local_names[0] ?? "", usage: one.usage_shown });
  }

  /**
   * What an alert is about: code, name, collector, dictionary.
   * @param {any} alert
   */
  subject(alert) {
    const known = this.names.get(`${alert.dictionary} ${alert.code}`);
    return [
      alert.dictionary && [h("span", { class: "code" }, alert.dictionary), " "],
      alert.code !== undefined && alert.code !== null && [foreign(alert.code, "code"), " "],
      foreign(alert.name ?? known?.name),
      known && h("small", {}, " ", t("alerts.times", { count: known.usage })),
      alert.collector && foreign(alert.collector),
      alert.day && h("small", {}, " ", alert.day),
    ];
  }

  draw() {
    fill(this.result, table(this.columns(), this.rows, { caption: t("page.alerts"), empty: t("alerts.none"), open: (one) => void this.open(one.number) }),
      this.rows.length > 0 && h("p", { class: "paged-foot" }, h("small", {}, t(this.next ? "paged.some" : "table.rows", { count: count(this.rows.length) })),
        this.next && h("button", { type: "button", onclick: () => void this.load(this.next) }, t("app.more"))));
    this.drawActs();
  }

  drawActs() {
    if (!this.mayHandle || this.rows.length === 0) return void fill(this.acts);
    const chosen = this.rows.filter((one) => this.ticked.has(one.number));
    const act = (/** @type {Step} */ step) => {
      const fitting = chosen.filter((one) => STEPS[one.state]?.includes(step));
      return h("button", { type: "button", disabled: fitting.length === 0, onclick: () => void this.step(step, fitting) }, `${t(`alerts.${step}`)}${fitting.length > 0 ? `（${fitting.length}）` : ""}`);
    };
    const everything = h("button", { type: "button", onclick: () => {
      this.ticked = new Set(this.ticked.size < this.rows.length ? this.rows.map((one) => one.number) : []);
      this.draw();
    } }, t(this.ticked.size < this.rows.length ? "alerts.choose-all" : "alerts.choose-none"));
    fill(this.acts, h("small", {}, t("alerts.chosen", { count: chosen.length })), everything, act("acknowledge"), act("resolve"), act("reopen"));
  }

  /** @returns {import("../components/table.js").Column<any>[]} */
  columns() {
    const box = (/** @type {any} */ one) => {
      const input = h("input", { type: "checkbox", "aria-label": t("alerts.choose", { number: one.number }), checked: this.ticked.has(one.number), onchange: () => {
        if (input.checked) this.ticked.add(one.number);
        else this.ticked.delete(one.number);
        this.drawActs();
      } });
      return input;
    };
    return [
      ...(this.mayHandle ? [{ title: t("alerts.tick"), cell: box }] : []),
      { title: t("alerts.number"), number: true, cell: (one) => h("a", { href: link("alerts", { organization: this.options.organization, alert: one.number }), onclick: (/** @type {Event} */ event) => {
        event.preventDefault();
        void this.open(one.number);
      } }, one.number) },
      { title: t("alerts.state"), cell: (one) => [badge(named("alert-state.", one.state), TONES[one.state] ?? "plain"), one.state !== "resolved" && !one.present && h("small", { class: "below" }, t("alerts.cause-gone"))] },
      { title: t("alerts.kind"), cell: (one) => named("alert.", one.kind) },
      { title: t("alerts.about"), cell: (one) => this.subject(one) },
      { title: t("alerts.opened"), class: "nowrap", cell: (one) => moment(one.opened_at) },
      { title: t("alerts.updated"), class: "nowrap", cell: (one) => moment(one.updated_at) },
    ];
  }

  /** @param {number} number */
  async open(number) {
    const { organization, signal } = this.options;
    try {
      const { alert, steps } = await get(`${this.path}/${number}`, { signal });
      note({ alert: number });
      const dialog = openDialog({
        title: t("alerts.title", { number, kind: named("alert.", alert.kind) }),
        wide: true,
        body: [
          facts([
            [t("alerts.state"), [badge(named("alert-state.", alert.state), TONES[alert.state] ?? "plain"), " ", t(alert.present ? "alerts.cause-there" : "alerts.cause-gone")]],
            [t("alerts.about"), this.subject(alert)],
            [t("alerts.day"), alert.day],
            [t("collectors.release"), alert.release],
            [t("alerts.opened"), moment(alert.opened_at)],
            [t("alerts.next"), next(alert, organization)],
          ]),
          h("h3", {}, t("alerts.steps")),
          table([
            { title: t("history.when"), class: "nowrap", cell: (one) => moment(one.at) },
            { title: t("history.step"), class: "nowrap", cell: (one) => named("alert-step.", one.step) },
            { title: t("history.who"), cell: (one) => (one.account === "system" ? t("alerts.system") : one.account) },
            { title: t("form.reason"), cell: (one) => foreign(one.account === "system" ? systemReason(one.reason) : one.reason) },
          ], steps, { caption: t("alerts.steps") }),
        ],
        actions: [this.mayHandle && (STEPS[alert.state] ?? []).map((step) => h("button", { type: "button", onclick: () => {
          dialog.close();
          void this.step(step, [alert]);
        } }, t(`alerts.${step}`))), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("app.close"))],
        closed: () => {
          if (!signal.aborted) note({ alert: "" });
        },
      });
    } catch (error) {
      if (!signal.aborted) toastProblem(error);
    }
  }

  /**
   * Takes a step with each of these, one after another; what is refused is said.
   * @param {Step} step
   * @param {any[]} alerts
   */
  async step(step, alerts) {
    const about = alerts.length === 1 ? this.subject(alerts[0]) : t("alerts.chosen", { count: alerts.length });
    let done = 0;
    const sent = await sendReason({
      title: t(`alerts.${step}`),
      about,
      yes: t(`alerts.${step}`),
      send: async (reason) => {
        // Those that were taken before one was refused are not sent again.
        while (done < alerts.length) {
          await post(`${this.path}/${alerts[done].number}/${step}`, { reason });
          done++;
        }
        return true;
      },
    });
    if (sent) toast(t("alerts.done", { count: done }));
    if (done > 0) void this.load();
  }
}

/** Why the service itself took a step, in words. @param {string} reason */
function systemReason(reason) {
  const release = /^decided in release (\d+)/.exec(reason)?.[1];
  return release === undefined ? named("alert-reason.", reason) : t("alerts.decided", { release });
}

/**
 * Where one goes on with it.
 * @param {any} alert
 * @param {string} organization
 */
function next(alert, organization) {
  if (alert.code && alert.dictionary && may("read-mappings", organization)) return h("a", { href: link("work-list", { organization, dictionary: alert.dictionary, text: alert.code }) }, t("alerts.to-work-list"));
  if (alert.collector) return h("a", { href: link("collectors", { organization }) }, t("page.collectors"));
  return alert.dictionary && h("a", { href: link("collectors", { organization, tab: "queue", dictionary: alert.dictionary }) }, t("collectors.tab.queue"));
}
