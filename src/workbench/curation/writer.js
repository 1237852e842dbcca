/**
 * Decisions on their way to the server. A page shows them at once; here they are written behind it, in order, several in
 * one request, and none is lost: they are kept in this window until the server has confirmed or refused them, through bad
 * networks, reloads and signing in again.
 * @module
 */
import { Refusal, at, post, put, within } from "../api.js";
import { session } from "../session.js";

/** @typedef {import("./shapes.js").Mapping} Mapping */

/**
 * @typedef {object} Order
 * @property {number} id
 * @property {string} account Whose it is.
 * @property {string} organization
 * @property {string} dictionary
 * @property {string} verb `draft`, `undo`, or a step such as `submit` and `approve`.
 * @property {any} item What the API takes as an item: `code`, `version` and the decision.
 * @property {string} reason
 */

/**
 * @typedef {object} Watcher
 * @property {(order: Order, mapping: Mapping | undefined) => void} done
 * @property {(order: Order, refusal: Refusal) => void} refused
 * @property {(waiting: number, trouble: Refusal | null) => void} changed
 */

const KEPT = "zhiyu-unwritten";
/** The most orders of one request. */
const TOGETHER = 50;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

/** @type {Order[]} */
let queue = read();
/** @type {Order[]} */
let sent = [];
/** @type {Set<Watcher>} */
const watchers = new Set();
/** @type {Refusal | null} */
let trouble = null;
let wait = FIRST_WAIT;
let timer = 0;
let made = queue.reduce((most, order) => Math.max(most, order.id), 0);

/** Orders that are not confirmed yet. */
export function waiting() {
  return queue.length + sent.length;
}

/**
 * Whether a code has a decision under way.
 * @param {string} organization
 * @param {string} dictionary
 * @param {string} code
 */
export function isUnderWay(organization, dictionary, code) {
  return [...sent, ...queue].some((order) => order.item.code === code && order.dictionary === dictionary && order.organization === organization);
}

/** @param {Watcher} watcher @returns {() => void} Ends it. */
export function watch(watcher) {
  watchers.add(watcher);
  watcher.changed(waiting(), trouble);
  void run();
  return () => watchers.delete(watcher);
}

/**
 * Takes an order; it is written as soon as those before it are.
 * @param {Omit<Order, "id" | "account" | "reason"> & { reason?: string }} order
 * @returns {Order}
 */
export function write(order) {
  made += 1;
  /** @type {Order} */
  const taken = { reason: "", ...order, id: made, account: session()?.account ?? "" };
  queue.push(taken);
  keep();
  void run();
  return taken;
}

/**
 * Takes back an order that was not sent yet.
 * @param {number} id
 * @returns {boolean} Whether it was not too late.
 */
export function takeBack(id) {
  const index = queue.findIndex((order) => order.id === id);
  if (index < 0) return false;
  queue.splice(index, 1);
  keep();
  return true;
}

/** Tries at once what waits for the network. */
export function retryNow() {
  clearTimeout(timer);
  timer = 0;
  wait = FIRST_WAIT;
  void run();
}

async function run() {
  if (sent.length > 0 || timer !== 0) return;
  const mine = session()?.account;
  if (mine === undefined) return;
  const first = queue.find((order) => order.account === mine);
  if (!first) return;
  sent = together(first);
  queue = queue.filter((order) => !sent.includes(order));
  keep();
  await attempt(sent);
  sent = [];
  keep();
  if (timer === 0) void run();
}

/**
 * The orders that go with the first in one request: of the same kind, each code once, in their order.
 * @param {Order} first
 */
function together(first) {
  const batch = [];
  const codes = new Set();
  for (const order of queue) {
    const belongs = order.verb === first.verb && order.dictionary === first.dictionary && order.organization === first.organization && order.reason === first.reason && order.account === first.account;
    if (!belongs || codes.has(order.item.code) || batch.length >= TOGETHER) break;
    codes.add(order.item.code);
    batch.push(order);
  }
  return batch;
}

/** @param {Order[]} batch */
async function attempt(batch) {
  try {
    const mappings = await send(batch);
    trouble = null;
    wait = FIRST_WAIT;
    for (const order of batch) tell(order, mappings.find((mapping) => mapping.code === order.item.code));
  } catch (error) {
    await failed(batch, error);
  }
}

/**
 * @param {Order} order
 * @param {Mapping | undefined} mapping
 */
function tell(order, mapping) {
  // What is decided later about the same code builds on the version that there is now.
  const version = mapping ? mapping.version : 0;
  for (const later of queue) {
    const follows = later.item.code === order.item.code && later.dictionary === order.dictionary && later.organization === order.organization;
    if (follows && later.item.follows === order.id) later.item = { ...later.item, version };
  }
  for (const watcher of watchers) watcher.done(order, mapping);
}

/**
 * @param {Order[]} batch
 * @param {unknown} error
 */
async function failed(batch, error) {
  if (!(error instanceof Refusal)) error = new Refusal(0, { code: "unreachable", detail: String(error), advice: "" });
  const refusal = /** @type {Refusal} */ (error);
  if (refusal.status === 0 || refusal.status >= 500 || refusal.status === 401) return later(batch, refusal);
  if (batch.length > 1) {
    // One of them is refused, and with it all: each is tried alone, so that the others are written.
    for (const order of batch) {
      sent = batch.slice(batch.indexOf(order));
      keep();
      await attempt([order]);
    }
    return;
  }
  const [order] = batch;
  if (!order) return;
  if (isOurs(order, refusal)) return tell(order, { ...refusal.present, code: order.item.code });
  // What was to follow a refused decision has no ground any more.
  queue = queue.filter((other) => other.item.follows !== order.id);
  for (const watcher of watchers) watcher.refused(order, refusal);
}

/**
 * Puts orders back in front: the server may be there again a little later, or somebody signs in again.
 * @param {Order[]} batch
 * @param {Refusal} refusal
 */
function later(batch, refusal) {
  queue = [...batch, ...queue];
  trouble = refusal;
  if (refusal.status === 401) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    timer = 0;
    void run();
  }, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

/**
 * Whether what stands there now is what was ordered: the answer to an earlier try got lost on its way.
 * @param {Order} order
 * @param {Refusal} refusal
 */
function isOurs(order, refusal) {
  if (order.verb !== "draft" || refusal.status !== 412 || !refusal.present) return false;
  const { present, yours } = refusal;
  return present.author === order.account && JSON.stringify(present.decision) === JSON.stringify(yours);
}

/**
 * @param {Order[]} batch
 * @returns {Promise<Mapping[]>}
 */
function send(batch) {
  const [first] = batch;
  if (!first) return Promise.resolve([]);
  const path = at`organizations/${first.organization}/dictionaries/${within(first.dictionary)}/mappings`;
  const items = batch.map(({ item: { follows, ...item } }) => item);
  if (first.verb === "draft") return put(path, { items });
  return post(`${path}/${first.verb}`, { items, reason: first.reason });
}

function keep() {
  const list = [...sent, ...queue];
  if (list.length > 0) sessionStorage.setItem(KEPT, JSON.stringify(list));
  else sessionStorage.removeItem(KEPT);
  for (const watcher of watchers) watcher.changed(list.length, trouble);
}

/** @returns {Order[]} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

window.addEventListener("beforeunload", (event) => {
  if (waiting() > 0) event.preventDefault();
});
window.addEventListener("online", retryNow);
