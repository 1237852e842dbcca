/**
 * Who is signed in and what they may do. It alone knows how requests are signed.
 * @module
 */
import { Refusal, get } from "./api.js";

const TOKEN = "zhiyu-token";

/**
 * @typedef {object} Held A right, and for which organizations; `["*"]` is all.
 * @property {string} right
 * @property {string} zh
 * @property {string} en
 * @property {string[]} organizations
 */

/**
 * @typedef {object} Session
 * @property {string} account
 * @property {string} [name]
 * @property {{ role: string, organizations: string[], until?: string }[]} grants
 * @property {Held[]} rights
 */

/** @type {Session | null} */
let present = null;
/** @type {((why: string) => void) | null} */
let onSignedOut = null;

/** The headers that sign a request. */
export function credentials() {
  const token = sessionStorage.getItem(TOKEN);
  /** @type {Record<string, string>} */
  const headers = {};
  if (token) headers["Authorization"] = `Bearer ${token}`;
  return headers;
}

/** The session; null before anybody signed in. */
export function session() {
  return present;
}

/**
 * Whether the session holds a right, for an organization where one is named.
 * @param {string} right A word of `GET /api/v1/session`, such as `draft-mapping`.
 * @param {string} [organization]
 */
export function may(right, organization) {
  const held = present?.rights.find((one) => one.right === right);
  if (!held) return false;
  return organization === undefined || held.organizations.includes("*") || held.organizations.includes(organization);
}

/** Whether there is something to sign in with from before. */
export function isRemembered() {
  return sessionStorage.getItem(TOKEN) !== null;
}

/** Asks the server who one is. Fails with a `Refusal` when the credentials are no good. */
export async function resume() {
  try {
    present = await get("session");
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "path-unknown") throw error;
    present = await guess();
  }
  return present;
}

/**
 * The session of a server that cannot say who one is: everything is offered, and the server refuses what one may not.
 * @returns {Promise<Session>}
 */
async function guess() {
  await get("organizations", { query: { limit: 1 } });
  const rights = ["read-registry", "read-mappings", "draft-mapping", "review-mapping", "load-dictionary", "suggest", "assign-work", "write-notes", "publish-release", "read-coverage", "read-audit", "manage-tokens", "read-organizations", "import-edition", "publish-edition"];
  return { account: "", grants: [], rights: rights.map((right) => ({ right, zh: "", en: "", organizations: ["*"] })) };
}

/**
 * Signs in with an access token; it stays in this browser window alone.
 * @param {string} token
 */
export async function signInWithToken(token) {
  sessionStorage.setItem(TOKEN, token.trim());
  try {
    return await resume();
  } catch (error) {
    sessionStorage.removeItem(TOKEN);
    throw error;
  }
}

/** Signs out. */
export async function signOut() {
  sessionStorage.removeItem(TOKEN);
  present = null;
}

/**
 * Told by `api.js` when the server no longer knows the session.
 * @param {string} why
 */
export function signedOut(why) {
  const wasSignedIn = present !== null;
  sessionStorage.removeItem(TOKEN);
  present = null;
  if (wasSignedIn && onSignedOut) onSignedOut(why);
}

/** @param {(why: string) => void} listener Called when a session ends by itself. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}
