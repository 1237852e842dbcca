/**
 * Keys of requests that must be done once: the same request gets the same key until it is answered, through a lost answer and
 * a reload of the page.
 * @module
 */
import { post } from "../api.js";

/**
 * @param {string} path
 * @param {any} body
 * @returns {Promise<any>}
 */
export async function postOnce(path, body) {
  const kept = `zhiyu-once ${path}`;
  const text = JSON.stringify(body);
  const before = JSON.parse(sessionStorage.getItem(kept) ?? "null");
  const key = before?.text === text ? before.key : fresh();
  sessionStorage.setItem(kept, JSON.stringify({ text, key }));
  const answer = await post(path, body, { headers: { "Idempotency-Key": key } });
  sessionStorage.removeItem(kept);
  return answer;
}

/** A key of 128 random bits. `crypto.randomUUID` is not there on pages without TLS. */
function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
