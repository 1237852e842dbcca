/** Facts of one thing: names and values, one beside the other. @module */
import { h } from "../dom.js";

/**
 * What is empty is left out.
 * @param {[string, import("../dom.js").Child][]} pairs
 * @returns {HTMLElement}
 */
export function facts(pairs) {
  const told = pairs.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "");
  return h("dl", { class: "facts" }, told.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
