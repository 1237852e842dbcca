/** The right side of a work list: one row with everything that one looks at before deciding. @module */
import { foreign, h } from "../dom.js";
import { count, language, moment, named, percent, t } from "../words.js";
import { badge, stateBadge } from "../components/badge.js";

/** @typedef {import("./shapes.js").Row} Row */
/** @typedef {import("./shapes.js").Line} Line */

/**
 * @typedef {object} RowActions What a click does; keys do the same.
 * @property {(index: number) => void} [take] Takes a suggestion by its place, from 0.
 * @property {(code: string) => void} [goTo] Goes to another code of the dictionary.
 */

/**
 * The whole row. `brief` leaves out its name and targets, where they stand side by side above.
 * @param {Row} row
 * @param {Line} line
 * @param {RowActions & { relationship?: string, history?: Node, brief?: boolean }} options
 * @returns {HTMLElement[]}
 */
export function rowView(row, line, { take, goTo, relationship, history, brief = false }) {
  return /** @type {HTMLElement[]} */ ([
    heading(row, line, brief),
    line.writing === "failed" && h("p", { class: "row-notice bad" }, t("work.not-saved")),
    line.moved && h("p", { class: "row-notice" }, t("work.moved-by", { account: line.author ?? "" })),
    row.withdrawn && h("p", { class: "row-notice" }, named("withdrawn.", row.withdrawn)),
    row.risks.length > 0 && risks(row),
    decisionView(row.mapping, line, brief),
    relationship && relationship !== "equivalent" && h("p", { class: "row-notice" }, t("work.relationship-next", { relationship: named("relationship.", relationship) })),
    suggestions(row, take),
    others(row),
    row.same_name.length > 0 && section(t("work.same-name"), h("ul", { class: "plain inline" }, row.same_name.map((twin) =>
      h("li", {}, goTo ? h("button", { type: "button", class: "link", onclick: () => goTo(twin.code) }, foreign(twin.code, "code")) : foreign(twin.code, "code"), " ", foreign(twin.name))))),
    row.sides.length > 0 && section(t("work.sides"), h("ul", { class: "plain" }, row.sides.map((side) =>
      h("li", {}, h("code", {}, side.dictionary), " ", decisionWords(side.decision), " ", stateBadge(side.state))))),
    row.notes.length > 0 && section(t("work.notes"), h("ul", { class: "plain" }, row.notes.map((note) =>
      h("li", {}, foreign(note.text), h("small", {}, " — ", note.account, " ", moment(note.at)))))),
    history,
  ].filter(Boolean));
}

/**
 * @param {Row} row
 * @param {Line} line
 * @param {boolean} brief
 */
function heading(row, line, brief) {
  const attributes = Object.entries(row.attributes).filter(([, value]) => value !== "");
  return h(
    "header",
    { class: "row-head" },
    h("div", { class: "row-title" }, !brief && foreign(row.code, "code"), row.occurrence > 1 && badge(t("work.occurrence", { number: row.occurrence }), "warn"), stateBadge(line.state),
      row.assignee && badge(t("work.assigned-to", { account: row.assignee }))),
    !brief && h("h2", { class: "row-name" }, foreign(row.name)),
    h("p", { class: "small" }, t("work.usage"), " ", h("b", {}, count(row.usage)), " · ", t("work.rank", { rank: count(row.rank) }), " · ", t("work.file-row", { row: row.row }),
      attributes.map(([title, value]) => [" · ", foreign(title), " ", foreign(value)])),
  );
}

/** @param {Row} row */
function risks(row) {
  return h("ul", { class: "risks", "aria-label": t("work.risks") }, row.risks.map((risk) => h("li", {}, badge("!", "warn"), " ", risk.words, risk.target && h("code", {}, " ", risk.target))));
}

/**
 * What was decided.
 * @param {import("./shapes.js").Mapping | undefined} mapping
 * @param {Line} line
 * @param {boolean} brief
 */
function decisionView(mapping, line, brief) {
  if (line.writing === "saving" || !mapping) {
    if (!line.outcome) return null;
    const targets = (line.targets ?? []).map((target) => ({ ...target, relationship: "" }));
    return section(t("work.decision"), decisionWords(/** @type {any} */ ({ outcome: line.outcome, targets })), line.writing === "saving" && h("small", {}, " ", t("work.saving")));
  }
  const origin = originWords(mapping.origin);
  return section(
    t("work.decision"),
    !brief && decisionWords(mapping.decision),
    mapping.justification && mapping.justification !== mapping.decision.reason && h("p", {}, t("work.justification"), "：", foreign(mapping.justification)),
    h("p", { class: "small" }, t("work.author"), " ", mapping.author, mapping.reviewer && [" · ", t("work.reviewer"), " ", mapping.reviewer], " · ", moment(mapping.updated_at), origin && [" · ", origin]),
    mapping.name !== "" && line.name !== mapping.name && h("p", { class: "row-notice" }, t("work.name-then"), " ", foreign(mapping.name)),
  );
}

/**
 * A decision in words, with its targets.
 * @param {import("./shapes.js").Decision} decision
 * @returns {HTMLElement}
 */
export function decisionWords(decision) {
  if (decision.outcome !== "mapped") {
    return h("div", { class: "decision" }, badge(named("outcome.", decision.outcome), "warn"), " ", foreign(decision.reason ?? ""), decision.review_on && h("small", {}, " ", t("work.review-on", { day: decision.review_on })));
  }
  return h("div", { class: "decision" }, (decision.targets ?? []).map((target) =>
    h("div", { class: "target" }, h("span", { class: "arrow", "aria-hidden": "true" }, "→"), h("span", { class: "code" }, target.code), " ", foreign(target.display),
      target.relationship && target.relationship !== "equivalent" && badge(named("relationship.", target.relationship), "busy"),
      (target.when ?? []).length > 0 && h("small", {}, " ", conditionWords(target.when ?? [])))));
}

/** @param {any[]} when */
function conditionWords(when) {
  return when.map((one) => {
    const of = named("condition.", one.of);
    if (one.of === "age") return `${of} ${one.from ?? ""}–${one.below ?? ""} ${named("age.", one.unit)}`;
    return `${of}=${Array.isArray(one.is) ? one.is.join("/") : one.is}`;
  }).join("，");
}

/** @param {any} origin */
export function originWords(origin) {
  if (!origin || typeof origin.by !== "string") return "";
  const by = named("origin.", origin.by);
  if (origin.by === "suggestion") return `${by} ${t("origin.place", { rank: origin.rank, score: percent(origin.score_per_mille / 1000) })}`;
  if (origin.by === "organization") return `${by} ${origin.organization} #${origin.release}`;
  if (origin.by === "dictionary") return `${by} ${origin.dictionary}`;
  if (origin.by === "concept-map") return `${by} ${origin.map} ${origin.version}`;
  if (origin.by === "rule") return `${by} ${origin.rule}`;
  if (origin.by === "succession") return `${by} ${origin.list}`;
  return by;
}

/**
 * @param {Row} row
 * @param {((index: number) => void) | undefined} take
 */
function suggestions(row, take) {
  if (row.suggestions.length === 0) return section(t("work.suggestions"), h("p", { class: "empty-line" }, t(take ? "work.no-suggestions" : "work.no-suggestions.review")));
  const list = row.suggestions.slice(0, 9).map((one, index) => {
    const chosen = row.mapping?.decision.targets?.some((target) => target.code === one.code);
    const inside = [
      h("span", { class: "key" }, take ? h("kbd", {}, index + 1) : String(index + 1)),
      h("span", { class: "suggestion-text" },
        h("span", { class: "suggestion-name" }, h("span", { class: "code" }, one.code), " ", foreign(one.display), " ",
          one.proposed && badge(t("work.proposed"), "good"), chosen && badge(t("work.chosen"), "busy")),
        h("span", { class: "reasons" }, one.reasons.map((reason) => reason.words).join(language() === "zh" ? "；" : "; ")),
        one.warnings.length > 0 && h("span", { class: "warnings" }, one.warnings.map((warning) => h("span", {}, "⚠ ", warning.words)))),
      h("span", { class: "score" }, percent(one.score)),
    ];
    return h("li", {}, take
      ? h("button", { type: "button", class: "suggestion", onclick: () => take(index), tabindex: -1 }, inside)
      : h("div", { class: "suggestion" }, inside));
  });
  return section(t("work.suggestions"), h("ol", { class: "suggestions" }, list));
}

/** @param {Row} row */
function others(row) {
  if (!row.others) return null;
  const whole = row.others.hospitals;
  return section(
    t("work.others"),
    row.outlier && h("p", { class: "row-notice" }, t("work.outlier")),
    h("ul", { class: "plain" }, row.others.choices.map((choice) =>
      h("li", { title: choice.named.join("、") }, h("b", {}, t("work.hospitals", { count: choice.hospitals, whole })), " ",
        choice.targets.length === 0 ? t("outcome.no-match") : choice.targets.map((target) => [h("span", { class: "code" }, target.code), " ", foreign(target.display), " "])))),
  );
}

/**
 * The steps that a mapping took, the newest first.
 * @param {import("./shapes.js").TakenStep[]} steps
 */
export function historyView(steps) {
  const newest = [...steps].reverse();
  return section(t("work.history"), h("ol", { class: "plain history" }, newest.map((step) =>
    h("li", {},
      h("b", {}, named("step.", step.step)), " ", step.account, " ", h("small", {}, moment(step.at), step.bulk !== undefined && [" · ", t("work.bulk-number", { number: step.bulk })]),
      step.step === "draft" && h("div", {}, decisionWords(step.decision)),
      step.reason && h("div", {}, foreign(step.reason))))));
}

/**
 * @param {string} title
 * @param {...import("../dom.js").Child} children
 */
export function section(title, ...children) {
  return h("section", { class: "row-section" }, h("h3", {}, title), children);
}
