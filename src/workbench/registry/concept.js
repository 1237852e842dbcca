/** A concept: where it stands, its other names and properties, and what is below it. @module */
import { get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { link } from "../router.js";
import { count, t } from "../words.js";
import { badge } from "../components/badge.js";
import { facts } from "../components/facts.js";
import { showProblem } from "../components/problem.js";

const BELOW = 50;

/** @typedef {import("./browse.js").Concept} Concept */

/**
 * @param {{ concept: Concept, above: Concept[], system: any, edition: any, hasSuccession: boolean, path: string, signal: AbortSignal, open: (code: string) => void }} options
 * @returns {import("../dom.js").Child}
 */
export function conceptView({ concept, above, system, edition, hasSuccession, path, signal, open }) {
  const go = (/** @type {Concept} */ one) => h("button", { type: "button", class: "link", onclick: () => open(one.code) }, h("span", { class: "code" }, one.code), " ", foreign(one.display));
  const below = h("div", {});
  void showBelow();
  const properties = Object.entries(concept.properties).sort(([one], [other]) => one.localeCompare(other));
  return [
    above.length > 0 && h("p", { class: "path" }, above.map((one) => [go(one), " › "])),
    h("p", { class: "row-title" }, h("span", { class: "code" }, concept.code),
      badge(t(concept.assignable ? "registry.assignable" : "search.heading"), concept.assignable ? "good" : "plain"),
      concept.status !== "active" && badge(t("registry.retired"), "bad")),
    h("h2", { class: "row-name" }, foreign(concept.display)),
    h("p", { class: "small" }, foreign(edition.title || system.title), !edition.title.includes(edition.edition) && [" ", h("span", { class: "code" }, edition.edition)],
      hasSuccession && [" · ", h("a", { href: link("registry", { system: system.id, tab: "succession", code: concept.code, date: yearOf(edition) }) }, t("registry.see-succession"))]),
    concept.designations.length > 0 && section(t("registry.designations"), h("ul", { class: "plain" }, concept.designations.map((one) => h("li", {}, foreign(one))))),
    properties.length > 0 && section(t("registry.properties"), facts(properties.map(([name, value]) => [name, foreign(value)]))),
    below,
  ];

  async function showBelow() {
    try {
      const { items, next } = await get(path, { query: { parent: concept.code, limit: BELOW }, signal });
      if (items.length === 0) return;
      fill(below, section(`${t("registry.below")}（${next ? `${BELOW}+` : count(items.length)}）`, h("ul", { class: "plain" }, items.map((/** @type {Concept} */ one) => h("li", {}, go(one), !!one.children && h("small", {}, " ", count(one.children)))))));
    } catch (error) {
      if (!signal.aborted) fill(below, showProblem(error, () => void showBelow()));
    }
  }
}

/** The year at the end of which an edition holds. @param {any} edition */
function yearOf(edition) {
  return edition.effective_from ? edition.effective_from.slice(0, 4) : "";
}

/**
 * @param {string} title
 * @param {import("../dom.js").Child} body
 */
function section(title, body) {
  return h("section", { class: "row-section" }, h("h3", {}, title), body);
}
