/** Small marks. @module */
import { h } from "../dom.js";
import { named } from "../words.js";

/**
 * A mark with a tone; the text says it too, so that nobody depends on the colour.
 * @param {import("../dom.js").Child} text
 * @param {"plain" | "good" | "busy" | "warn" | "bad"} [tone]
 * @param {string} [title]
 */
export function badge(text, tone = "plain", title) {
  return h("span", { class: `badge ${tone}`, title }, text);
}

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = {
  drafted: "busy",
  "in-review": "busy",
  returned: "bad",
  approved: "good",
  released: "good",
  "needs-recheck": "warn",
};

/**
 * The state of a mapping.
 * @param {string} state
 */
export function stateBadge(state) {
  return badge(named("state.", state), TONES[state] ?? "plain");
}
