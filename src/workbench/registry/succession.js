/** A code through the years: what became of it, every life it had, and what is in it. @module */
import { at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { note } from "../router.js";
import { named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field, select } from "../components/form.js";
import { showProblem } from "../components/problem.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { found: "good", abolished: "bad", ambiguous: "warn", "outside-validity": "warn", "unknown-code": "bad" };

/**
 * @param {import("./browse.js").Options} options
 * @returns {HTMLElement}
 */
export function successionView({ system, lists, query, signal }) {
  const published = lists.filter((one) => one.status === "published");
  const code = h("input", { type: "text", name: "code", value: query.get("code") ?? "", autocomplete: "off", spellcheck: "false", inputmode: "numeric", class: "short", required: true });
  const date = h("input", { type: "text", name: "date", value: query.get("date") ?? "", placeholder: "1990", autocomplete: "off", pattern: "\\d{4}(-\\d{2}(-\\d{2})?)?", class: "short", required: true });
  const to = h("input", { type: "text", name: "to", value: query.get("as-of") ?? "", placeholder: t("succession.now"), autocomplete: "off", pattern: "\\d{4}(-\\d{2}(-\\d{2})?)?", class: "short" });
  const list = select([{ value: "", text: t("succession.newest") }, ...published.map((one) => ({ value: one.edition, text: one.edition }))], { value: query.get("list") ?? "", name: "list" });
  const result = h("div", { class: "stack", "aria-live": "polite" });
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    void ask();
  };
  if (code.value) void ask();
  else fill(result, h("p", { class: "notice" }, t("succession.hint")));
  return h("div", { class: "stack" },
    h("form", { class: "toolbar", onsubmit: submit }, field(t("registry.code"), code, { inline: true }), field(t("succession.date"), date, { inline: true }), field(t("succession.to"), to, { inline: true }),
      published.length > 1 && field(t("succession.list"), list, { inline: true }), h("button", { type: "submit", class: "primary" }, t("succession.ask"))),
    result);

  async function ask() {
    const wanted = code.value.trim();
    note({ code: wanted, date: date.value, "as-of": to.value, list: list.value });
    const path = at`code-systems/${system.id}/succession`;
    const query = { code: wanted, list: list.value };
    fill(result, h("p", { class: "loading" }, t("app.loading")));
    try {
      const [answer, lives, origins] = await Promise.all([
        date.value ? get(path, { query: { ...query, date: date.value, to: to.value }, signal }) : null,
        get(`${path}/history`, { query, signal }),
        get(`${path}/origins`, { query: { ...query, date: date.value || to.value }, signal }),
      ]);
      if (!signal.aborted) fill(result, answer && answerView(answer), h("div", { class: "columns" }, livesView(lives, (life) => {
        date.value = life.from ?? life.to ?? "";
        void ask();
      }), originsView(origins)));
    } catch (error) {
      if (!signal.aborted) fill(result, showProblem(error));
    }
  }
}

/** @param {any} answer */
function answerView(answer) {
  const group = (/** @type {any[] | undefined} */ list, /** @type {string} */ title) => list && list.length > 0 && h("div", {}, h("h3", {}, title), list.map(reached));
  return h("section", { class: "card answer" },
    h("p", { class: "big" }, badge(named("succession.", answer.outcome), TONES[answer.outcome] ?? "plain"), " ", foreign(answer.words)),
    answer.uncertain && h("p", { class: "row-notice" }, t("succession.uncertain")),
    group(answer.codes, t("succession.codes")), group(answer.parts, t("succession.parts")), group(answer.ended, t("succession.ended")));
}

/** @param {any} one */
function reached(one) {
  return h("div", { class: "reached" },
    h("p", {}, h("b", { class: "code" }, one.code), " ", h("b", {}, foreign(one.name)), " ", !one.whole && badge(t("succession.part"), "warn"), one.ended && h("small", {}, " ", t("succession.ended-in", { date: one.ended }))),
    path(one.path));
}

/**
 * The changes on the way, the first first.
 * @param {any[]} steps
 */
function path(steps) {
  return h("ol", { class: "timeline" }, steps.map((step) => h("li", {},
    h("b", {}, step.date), " ", badge(named("event.", step.kind)), " ",
    step.from && step.from !== step.to && [h("span", { class: "code" }, step.from), " ", foreign(step.from_name), " → "],
    step.from === step.to && step.from_name !== step.to_name && [foreign(step.from_name), " → "],
    h("span", { class: "code" }, step.to), " ", foreign(step.to_name),
    step.document && h("small", {}, " ", foreign(step.document)), h("small", { class: "below" }, foreign(step.place), step.derived && `，${t("succession.derived")}`))));
}

/**
 * @param {any[]} lives
 * @param {(life: any) => void} open Asks what became of it.
 */
function livesView(lives, open) {
  return h("section", { class: "card" }, h("h2", {}, t("succession.lives")),
    lives.length === 0 && h("p", { class: "empty" }, t("succession.unknown")),
    h("ol", { class: "timeline" }, lives.map((life) => h("li", {},
      h("p", {}, h("b", {}, span(life)), " ", foreign(life.name), " ", h("button", { type: "button", class: "link", onclick: () => open(life) }, t("succession.became"))),
      h("ul", { class: "plain" }, [...life.begins, ...life.changes].map((event) => h("li", { class: "small" }, eventWords(event))))))));
}

/** @param {any} event */
function eventWords(event) {
  const pair = (/** @type {[string, string]} */ [code, name]) => [h("span", { class: "code" }, code), " ", foreign(name)];
  return [event.date, " ", badge(named("event.", event.kind)), " ", event.old && [pair(event.old), " → "],
    event.new.length === 0 ? t("succession.nothing") : event.new.map((/** @type {[string, string]} */ one, /** @type {number} */ index) => [index > 0 && "、", pair(one)]),
    event.document && [" ", foreign(event.document)], event.note && h("small", { class: "source-words" }, t("succession.source"), foreign(event.note))];
}

/** @param {any[]} origins */
function originsView(origins) {
  return h("section", { class: "card" }, h("h2", {}, t("succession.origins")),
    origins.length === 0 && h("p", { class: "empty" }, t("succession.no-origins")),
    origins.map((one) => h("div", { class: "reached" },
      h("p", {}, h("span", { class: "code" }, one.code), " ", foreign(one.name), " ", h("small", {}, span(one)), " ", !one.whole && badge(t("succession.part"), "warn")), path(one.path))));
}

/** @param {any} life */
function span(life) {
  return `${life.from ?? "…"} – ${life.to ?? t("succession.today")}`;
}
