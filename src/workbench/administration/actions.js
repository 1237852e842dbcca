/** The acts of the audit log in words: an action is a noun, a full stop, and a verb. @module */
import { named } from "../words.js";

/** What acts are about, in the order of the filter. */
export const NOUNS = [
  "mapping", "dictionary", "release", "work-list", "work", "sample", "policy", "reuse", "sharing", "note", "upgrade", "coverage",
  "edition", "code-system", "registration", "authority", "kind", "specification", "value-domain", "data-element", "concept-map", "succession", "delegation",
  "organization", "source-system", "freeze-window", "account", "grant", "token", "session", "password", "second-factor",
  "collector", "snapshot", "alert", "webhook", "data", "sign-in", "right", "request", "configuration", "audit",
];

/**
 * @param {string} action Such as `mapping.approve`.
 * @returns {string} Such as 对照·审核通过.
 */
export function actionWords(action) {
  const [noun = "", verb = ""] = action.split(".");
  return verb === "" ? action : `${named("noun.", noun)}·${named("verb.", verb)}`;
}
