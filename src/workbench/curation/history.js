/** The history of a row, fetched when one stays on it. @module */
import { Refusal, at, get, within } from "../api.js";
import { fill } from "../dom.js";
import { showProblem } from "../components/problem.js";
import { historyView } from "./row-view.js";

/**
 * @param {{ organization: string, dictionary: string, signal: AbortSignal }} of
 * @param {string} code
 * @param {HTMLElement} place
 */
export async function showHistory({ organization, dictionary, signal }, code, place) {
  try {
    const steps = await get(at`organizations/${organization}/dictionaries/${within(dictionary)}/history`, { query: { code }, signal });
    fill(place, historyView(steps));
  } catch (error) {
    const isNothing = error instanceof Refusal && error.code === "mapping-unknown";
    if (!signal.aborted && !isNothing) fill(place, showProblem(error));
  }
}
