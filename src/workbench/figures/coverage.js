/** Coverage 对码统计 as the API answers it, and how its figures are shown. @module */
import { h } from "../dom.js";
import { count, language, percent, t } from "../words.js";

/** @typedef {{ codes: number, usage: number }} Tally */
/** @typedef {{ measure: string, numerator: Tally, denominator: Tally, rate: string | null, weighted: string | null }} Rate */
/** @typedef {Record<string, Tally>} Counts */
/** @typedef {{ organization: string | null, name: string, dictionaries: number, counts: Counts, rates: Rate[] }} Group */

/**
 * @typedef {object} Report `zhiyu-coverage/1`.
 * @property {{ id: string, name: string }[]} organizations
 * @property {string | null} cut
 * @property {string} as_of
 * @property {string} new_since
 * @property {{ measure: string, title: string, title_en: string, rule: string, rule_en: string }[]} rules
 * @property {Group} total
 * @property {{ by: string, groups: Group[] }[]} groupings
 * @property {{ day: string, codes: Tally, unmapped: Tally }[]} added
 * @property {{ usage: number, organization: string, dictionary: string, code: string, name: string }[]} unmapped
 * @property {{ organizations: string[], compared: number, consistent: number, rate: string | null, differing: string[] } | null} consistency
 * @property {{ organization: string, dictionary: string, reason: string, reason_en: string }[]} left_out
 * @property {{ organization: string, dictionary: string, target: string, counts: Counts }[]} dictionaries
 * @property {{ dictionary: string, sampling: { judged: number, wrong: number, rate: string, lower: string, upper: string } | null, from_seen: { codes: number, median_hours: string, p90_hours?: string } | null, from_draft: { codes: number, median_hours: string } | null, in_review: number, overdue: number, overdue_days: number }[]} [quality]
 */

/**
 * The groups of one kind.
 * @param {Report} report
 * @param {string} by
 */
export function groups(report, by) {
  return report.groupings.find((one) => one.by === by)?.groups ?? [];
}

/**
 * @param {Group} group
 * @param {string} measure
 * @returns {Rate | undefined}
 */
export function rate(group, measure) {
  return group.rates.find((one) => one.measure === measure);
}

/**
 * A rate of the server (a text with six decimals) in percent.
 * @param {string | null | undefined} text
 */
export function shown(text) {
  return percent(text === null || text === undefined ? null : Number(text));
}

/**
 * The title of a measure and the rule by which it is counted.
 * @param {Report} report
 * @param {string} measure
 */
export function rule(report, measure) {
  const found = report.rules.find((one) => one.measure === measure);
  if (!found) return { title: measure, text: "" };
  return language() === "zh" ? { title: found.title, text: found.rule } : { title: found.title_en, text: found.rule_en };
}

/**
 * Where the codes of a group are, as parts of a bar; every code is in one of them.
 * @param {Counts} counts
 * @returns {import("../components/chart.js").Part[]}
 */
export function parts(counts) {
  const sum = (/** @type {string[]} */ ...names) => names.reduce((whole, name) => whole + (counts[name]?.codes ?? 0), 0);
  return [
    { text: t("overview.part.mapped"), value: sum("mapped"), tone: "good" },
    { text: t("overview.part.none"), value: sum("no_match", "ignored"), tone: "warn" },
    { text: t("overview.part.work"), value: sum("drafted", "in_review", "approved"), tone: "busy" },
    { text: t("overview.part.back"), value: sum("returned", "needs_recheck"), tone: "bad" },
    { text: t("overview.part.unmapped"), value: sum("unmapped"), tone: "plain" },
  ];
}

/**
 * Numerator and denominator, so that nobody has to trust a percentage.
 * @param {Rate | undefined} one
 */
export function fraction(one) {
  if (!one) return "";
  return h("small", {}, `${count(one.numerator.codes)} / ${count(one.denominator.codes)}`);
}

/**
 * The table of a group by table, `specification/table`, apart from its specification.
 * @param {Group} group
 */
export function tableOf(group) {
  const cut = group.name.indexOf("/");
  return { specification: group.name.slice(0, cut), table: group.name.slice(cut + 1) };
}

/**
 * The name of a group; those of which nothing is said have none.
 * @param {Group} group
 */
export function nameOf(group) {
  return group.name === "" ? t("overview.unnamed") : group.name;
}
