/** A line of a release: what a local code means by it. @module */
import { foreign, h } from "../dom.js";
import { listed, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { decisionWords, originWords } from "../curation/row-view.js";

/**
 * A line of the body of a release.
 * @typedef {object} Line
 * @property {string} dictionary
 * @property {string} code
 * @property {string} name
 * @property {import("../curation/shapes.js").Target[]} targets
 * @property {string} [no_match]
 */

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { added: "good", changed: "warn", removed: "bad", same: "plain" };

/** @param {string} kind */
export function kindBadge(kind) {
  return badge(named("kind.", kind), TONES[kind] ?? "plain");
}

/**
 * The line as a decision; null when the release says nothing of the code.
 * @param {Line | null | undefined} line
 * @param {{ edition?: boolean }} [options] Whether the edition of the targets is shown.
 * @returns {HTMLElement}
 */
export function lineView(line, { edition = false } = {}) {
  if (!line) return h("span", { class: "small" }, t("release.line.none"));
  const editions = [...new Set(line.targets.map((target) => `${target.system ?? ""}/${target.edition ?? ""}`))];
  const decision = line.targets.length > 0 ? { outcome: /** @type {const} */ ("mapped"), targets: line.targets } : { outcome: /** @type {const} */ ("no-match"), reason: line.no_match ?? "" };
  return h("div", {}, decisionWords(decision), edition && line.targets.length > 0 && h("small", {}, listed(editions)));
}

/**
 * Why, and from what.
 * @param {string} justification
 * @param {any} origin
 */
export function evidence(justification, origin) {
  return [justification && h("div", {}, foreign(justification)), h("small", {}, originWords(origin))];
}
