/**
 * Who is signed in and what they may do. It alone knows how requests are signed: by the cookie of a session, which no script
 * can read, or by an access token that stays in this browser window.
 * @module
 */
import { get, post, remove } from "./api.js";

const TOKEN = "zhiyu-token";
/** Says that there may be a session's cookie; the cookie itself cannot be seen from here. */
const SIGNED_IN = "zhiyu-signed-in";

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
 * @property {string} [duty] What has to be done before anything else.
 */

/** @type {Session | null} */
let present = null;
/** @type {((why: string) => void) | null} */
let onSignedOut = null;

/** The headers that sign a request; none for the cookie, which the browser adds itself. */
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
  return sessionStorage.getItem(TOKEN) !== null || localStorage.getItem(SIGNED_IN) !== null;
}

/** Asks the server who one is. Fails with a `Refusal` when the credentials are no good. */
export async function resume() {
  present = await get("session");
  return present;
}

/**
 * Signs in with account and password; the session is kept in a cookie.
 * @param {{ account: string, password: string, code?: string }} given
 */
export async function signIn({ account, password, code }) {
  sessionStorage.removeItem(TOKEN);
  await post("session", { account: account.trim(), password, ...(code ? { code: code.trim() } : {}) });
  localStorage.setItem(SIGNED_IN, "yes");
  return resume();
}

/**
 * What the address says of a sign-in at another provider, which ended just now: `signed-in`, or the code of a refusal. It is
 * said once and taken out of the address.
 * @returns {string}
 */
export function cameBack() {
  const said = /^#(signed-in|refused=[a-z-]+)$/.exec(location.hash)?.[1] ?? "";
  if (said === "") return "";
  history.replaceState(null, "", "#/");
  if (said !== "signed-in") return said.slice("refused=".length);
  sessionStorage.removeItem(TOKEN);
  localStorage.setItem(SIGNED_IN, "yes");
  return said;
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

/** Signs out; a session ends on the server too. */
export async function signOut() {
  const isToken = sessionStorage.getItem(TOKEN) !== null;
  present = null;
  try {
    if (!isToken) await remove("session");
  } finally {
    forget();
  }
}

/**
 * Told by `api.js` when the server no longer knows the session.
 * @param {string} why
 */
export function signedOut(why) {
  const wasSignedIn = present !== null;
  present = null;
  forget();
  if (wasSignedIn && onSignedOut) onSignedOut(why);
}

/** @param {(why: string) => void} listener Called when a session ends by itself. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

function forget() {
  sessionStorage.removeItem(TOKEN);
  localStorage.removeItem(SIGNED_IN);
}
