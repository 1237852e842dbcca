/**
 * What the next release would change: every approved mapping, held against the line that is in force. Publishing takes every
 * mapping that is approved at that moment, so this is counted again right before.
 * @module
 */
import { all, at, get, within } from "../api.js";

/** @typedef {import("./line.js").Line} Line */

/**
 * @typedef {object} Item
 * @property {"added" | "changed" | "removed" | "same"} kind
 * @property {any} mapping As `…/mappings` lists it.
 * @property {Line | null} before
 * @property {Line | null} after
 * @property {number} usage
 */

/**
 * @typedef {object} Coming
 * @property {Item[]} items The most used first.
 * @property {Record<Item["kind"], number>} counts
 * @property {{ dictionary: string, counts: Record<Item["kind"], number> }[]} dictionaries
 * @property {number} usage How often data used the codes.
 * @property {number} moved The same of codes whose meaning in force changes.
 * @property {string} mark Another one when something else would be published.
 */

/**
 * The approved mappings of an organization, with a mark of exactly these.
 * @param {string} organization
 * @param {AbortSignal} signal
 */
export async function approvedMappings(organization, signal) {
  const list = await all(at`organizations/${organization}/mappings`, { query: { state: "approved", limit: 1000 }, signal });
  return { list, mark: list.map((one) => `${one.dictionary}\n${one.code}\n${one.version}`).sort().join("\n") };
}

/**
 * @param {string} organization
 * @param {number} latest The newest release; 0 before the first.
 * @param {AbortSignal} signal
 * @returns {Promise<Coming>}
 */
export async function coming(organization, latest, signal) {
  const { list, mark } = await approvedMappings(organization, signal);
  const dictionaries = [...new Set(list.map((one) => one.dictionary))].sort();
  /** @type {Map<string, Line>} */
  const inForce = new Map();
  /** @type {Map<string, number>} */
  const usages = new Map();
  for (const dictionary of dictionaries) {
    const lines = all(at`organizations/${organization}/dictionaries/${within(dictionary)}/codes/lines`, { query: { state: "approved", limit: 1000 }, signal });
    for (const line of await lines) usages.set(key(dictionary, line.code), (usages.get(key(dictionary, line.code)) ?? 0) + (line.usage ?? 0));
    if (latest === 0) continue;
    const released = await get(at`organizations/${organization}/releases/diff`, { query: { from: "0", to: latest, dictionary }, signal });
    for (const one of released) if (one.after) inForce.set(key(dictionary, one.code), one.after);
  }
  const items = list.map((mapping) => item(mapping, inForce.get(key(mapping.dictionary, mapping.code)) ?? null, usages.get(key(mapping.dictionary, mapping.code)) ?? 0));
  items.sort((one, other) => other.usage - one.usage);
  return {
    items,
    counts: counts(items),
    dictionaries: dictionaries.map((dictionary) => ({ dictionary, counts: counts(items.filter((one) => one.mapping.dictionary === dictionary)) })),
    usage: sum(items),
    moved: sum(items.filter((one) => one.kind === "changed" || one.kind === "removed")),
    mark,
  };
}

/**
 * @param {string} dictionary
 * @param {string} code
 */
function key(dictionary, code) {
  return `${dictionary}\n${code}`;
}

/**
 * @param {any} mapping
 * @param {Line | null} before
 * @param {number} usage
 * @returns {Item}
 */
function item(mapping, before, usage) {
  const { decision } = mapping;
  /** @type {Line | null} */
  const after = decision.outcome === "ignored" ? null
    : { dictionary: mapping.dictionary, code: mapping.code, name: mapping.name, targets: decision.targets ?? [], ...(decision.outcome === "no-match" ? { no_match: decision.reason } : {}) };
  const kind = !before ? (after ? "added" : "same") : !after ? "removed" : text(before) === text(after) ? "same" : "changed";
  return { kind, mapping, before, after, usage };
}

/** What counts of a line, in one spelling. @param {Line} line */
function text(line) {
  const targets = line.targets.map((target) => [target.system, target.edition, target.code, target.display, target.relationship, target.when ?? []]);
  return JSON.stringify([line.name, targets, line.no_match ?? null]);
}

/** @param {Item[]} items */
function counts(items) {
  const found = { added: 0, changed: 0, removed: 0, same: 0 };
  for (const one of items) found[one.kind] += 1;
  return found;
}

/** @param {Item[]} items */
function sum(items) {
  return items.reduce((whole, one) => whole + one.usage, 0);
}
