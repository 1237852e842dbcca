/** Collectors: who runs which release, who is behind, refused or silent; the queue of codes that they could not convert. @module */
import { at, get, put, remove } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note, place } from "../router.js";
import { may } from "../session.js";
import { count, moment, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { chooser } from "../components/chooser.js";
import { field } from "../components/form.js";
import { instantInput, instantOf } from "../components/instant.js";
import { showProblem } from "../components/problem.js";
import { sendForm, sendReason } from "../components/send-form.js";
import { table } from "../components/table.js";
import { tabs } from "../components/tabs.js";
import { queueView } from "../collection/queue.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { current: "good", behind: "warn", refused: "bad", silent: "bad", foreign: "bad" };

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("collectors", { organization, tab: place().query.get("tab") }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  const organization = choice.organization;
  note({ organization });
  fill(root, h("div", { class: "toolbar" }, h("h1", {}, t("page.collectors")), h("span", { class: "grow" }), element),
    tabs([
      { id: "state", text: t("collectors.tab.state"), content: () => stateView(organization, signal) },
      { id: "queue", text: t("collectors.tab.queue"), content: () => queueView({ organization, query: place().query, resolved: false, signal }) },
      { id: "resolved", text: t("collectors.tab.resolved"), content: () => queueView({ organization, query: place().query, resolved: true, signal }) },
    ], { open: query.get("tab") ?? "state", label: t("page.collectors"), changed: (tab) => note({ tab: tab === "state" ? "" : tab }) }));
}

/**
 * @param {string} organization
 * @param {AbortSignal} signal
 */
function stateView(organization, signal) {
  const view = h("div", { class: "stack" }, h("p", { class: "loading" }, t("app.loading")));
  const mayPin = may("publish-release", organization);
  const mayReadPins = may("read-mappings", organization);
  void load();
  return view;

  async function load() {
    try {
      const [collectors, pins] = await Promise.all([
        get(at`organizations/${organization}/collectors`, { signal }),
        mayReadPins ? get(at`organizations/${organization}/collectors/pins`, { signal }) : [],
      ]);
      draw(collectors, new Map(pins.map((/** @type {any} */ pin) => [pin.collector, pin])));
    } catch (error) {
      if (!signal.aborted) fill(view, showProblem(error, () => void load()));
    }
  }

  /**
   * @param {any[]} collectors
   * @param {Map<string, any>} pins
   */
  function draw(collectors, pins) {
    const sums = ["current", "behind", "refused", "silent", "foreign"].map((state) => ({ state, number: collectors.filter((one) => one.state === state).length })).filter((one) => one.number > 0);
    const silentPins = [...pins.values()].filter((pin) => !collectors.some((one) => one.collector === pin.collector));
    fill(view,
      h("div", { class: "toolbar" }, sums.map((one) => badge(`${named("collector.", one.state)} ${count(one.number)}`, TONES[one.state] ?? "plain")),
        h("span", { class: "grow" }), h("button", { type: "button", onclick: () => void load() }, t("app.refresh"))),
      table(columns(pins), collectors, { caption: t("page.collectors"), empty: t("collectors.none") }),
      silentPins.length > 0 && h("p", { class: "small" }, t("collectors.pinned-unheard"), silentPins.map((pin) => [" ", h("b", {}, pin.collector), " → ", pin.release, mayPin && [" ", button("collectors.unpin", () => unpin(pin.collector))]])),
      h("p", { class: "small" }, t("collectors.alerts"), " ", h("a", { href: link("alerts", { organization }) }, t("page.alerts"))));
  }

  /**
   * @param {Map<string, any>} pins
   * @returns {import("../components/table.js").Column<any>[]}
   */
  function columns(pins) {
    return [
      { title: t("collectors.collector"), cell: (one) => h("b", {}, foreign(one.collector)) },
      { title: t("collectors.state"), cell: (one) => [badge(named("collector.", one.state), TONES[one.state] ?? "plain"), one.behind > 0 && h("small", { class: "below" }, t("collectors.behind", { count: count(one.behind) }))] },
      { title: t("collectors.release"), number: true, cell: (one) => one.release ?? "—" },
      { title: t("collectors.since"), class: "nowrap", cell: (one) => moment(one.running_since) },
      { title: t("collectors.reported"), class: "nowrap", cell: (one) => moment(one.reported_at) },
      { title: t("collectors.refusal"), class: "wide-text", cell: (one) => one.refusal && [h("span", { class: "code" }, one.refusal.code), " ", foreign(one.refusal.reason)] },
      { title: t("collectors.client"), cell: (one) => h("small", {}, foreign(one.client)) },
      { title: t("collectors.reports"), number: true, cell: (one) => count(one.reports) },
      ...(mayReadPins ? [{ title: t("collectors.pin"), cell: (/** @type {any} */ one) => pinCell(one, pins.get(one.collector)) }] : []),
    ];
  }

  /**
   * @param {any} one
   * @param {any} pin
   */
  function pinCell(one, pin) {
    return [pin && [badge(t("collectors.pinned", { release: pin.release }), "warn"), h("small", { class: "below" }, foreign(pin.reason), " ", pin.until && t("collectors.until", { until: moment(pin.until) })), " "],
      mayPin && (pin ? button("collectors.unpin", () => unpin(one.collector)) : button("collectors.pin.do", () => pinTo(one)))];
  }

  /** @param {any} one */
  async function pinTo(one) {
    const release = h("input", { type: "number", name: "release", min: 1, required: true, value: one.release ?? "" });
    const until = instantInput("until");
    const reason = h("input", { type: "text", name: "reason", required: true, maxlength: 500, autocomplete: "off" });
    const done = await sendForm({
      title: t("collectors.pin.title", { collector: one.collector }),
      body: [field(t("collectors.release"), release), field(t("form.until"), until, { hint: t("form.until.hint") }), field(t("form.reason"), reason)],
      send: () => put(at`organizations/${organization}/collectors/${one.collector}/pin`, { release: Number(release.value), reason: reason.value.trim(), until: instantOf(until) }),
    });
    if (done) void load();
  }

  /** @param {string} collector */
  async function unpin(collector) {
    const done = await sendReason({ title: t("collectors.unpin.title", { collector }), send: async (reason) => {
      await remove(at`organizations/${organization}/collectors/${collector}/pin`, { query: { reason } });
      return true;
    } });
    if (done) void load();
  }
}

/**
 * @param {import("../words.js").Word} word
 * @param {() => unknown} run
 */
function button(word, run) {
  return h("button", { type: "button", class: "small-button", onclick: () => void run() }, t(word));
}
