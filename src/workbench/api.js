/**
 * The API: every page asks through here. A refusal becomes a `Refusal` with its code, detail, advice and place.
 * @module
 */
import { language } from "./words.js";
import { credentials, signedOut } from "./session.js";

/**
 * What is wrong, where, and what to do; the body of a problem (RFC 9457).
 * @typedef {object} Finding
 * @property {string} code
 * @property {string} detail
 * @property {string} advice
 * @property {number} [row]
 * @property {string} [column]
 * @property {string} [field]
 * @property {any} [present] What stands there now, when somebody else was faster.
 * @property {any} [yours]
 */

/** A refused request, or a server that does not answer (`code` is `unreachable`, `status` 0). */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Finding & { findings?: Finding[], request_id?: string }} problem
   */
  constructor(status, problem) {
    super(problem.detail);
    this.status = status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.advice = problem.advice;
    this.row = problem.row;
    this.column = problem.column;
    this.field = problem.field;
    this.present = problem.present;
    this.yours = problem.yours;
    this.findings = problem.findings ?? [];
    this.requestId = problem.request_id ?? "";
  }
}

/**
 * @typedef {object} Request
 * @property {Record<string, string | number | boolean | string[] | null | undefined>} [query] Empty values are left out; a list repeats its name.
 * @property {any} [body] Sent as JSON, unless it is a `Blob`.
 * @property {string | number} [ifMatch] The version that was seen.
 * @property {string} [ifNoneMatch] The `ETag` that one has; the answer may then be `unchanged`.
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 */

/**
 * @template T
 * @typedef {object} Answer
 * @property {T} data
 * @property {string} etag
 * @property {boolean} unchanged Answered 304; there is no `data`.
 * @property {number} status
 * @property {Headers} headers
 */

/**
 * An address below `/api/v1`, each inserted part encoded: at`organizations/${id}/releases`. A dictionary id such as
 * `his/diagnosis` is two parts: insert it with `within(id)`.
 * @param {TemplateStringsArray} fixed
 * @param {...(string | number | Whole)} parts
 * @returns {string}
 */
export function at(fixed, ...parts) {
  const encoded = parts.map((part) => (part instanceof Whole ? part.text : encodeURIComponent(String(part))));
  return fixed.reduce((path, text, index) => path + text + (encoded[index] ?? ""), "");
}

class Whole {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/**
 * A text with `/` of which each part is a part of the address.
 * @param {string} text
 */
export function within(text) {
  return new Whole(text.split("/").map(encodeURIComponent).join("/"));
}

/**
 * Asks the API and reads the answer.
 * @template [T=any]
 * @param {string} method
 * @param {string} path From {@link at}.
 * @param {Request} [request]
 * @returns {Promise<Answer<T>>}
 */
export async function ask(method, path, request = {}) {
  const response = await send(method, path, request);
  if (response.status === 304) return answer(response, /** @type {any} */ (undefined), true);
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return answer(response, /** @type {any} */ (undefined), false);
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return answer(response, isJson ? await response.json() : await response.text(), false);
}

/**
 * @template [T=any]
 * @param {string} path
 * @param {Request} [request]
 * @returns {Promise<T>}
 */
export async function get(path, request) {
  return (await ask("GET", path, request)).data;
}

/**
 * @template [T=any]
 * @param {string} path
 * @param {any} [body]
 * @param {Request} [request]
 * @returns {Promise<T>}
 */
export async function post(path, body, request = {}) {
  return (await ask("POST", path, { ...request, body: body ?? {} })).data;
}

/**
 * @template [T=any]
 * @param {string} path
 * @param {any} body
 * @param {Request} [request]
 * @returns {Promise<T>}
 */
export async function put(path, body, request = {}) {
  return (await ask("PUT", path, { ...request, body })).data;
}

/**
 * @param {string} path
 * @param {Request} [request]
 */
export async function remove(path, request = {}) {
  await ask("DELETE", path, request);
}

/**
 * Saves a file that the API answers with, under the name that it gives.
 * @param {string} path
 * @param {Request} [request]
 * @param {string} [method]
 */
export async function download(path, request = {}, method = "GET") {
  const response = await send(method, path, request);
  if (!response.ok) throw await refusal(response);
  const disposition = response.headers.get("content-disposition") ?? "";
  const name = /filename="([^"]*)"/.exec(disposition)?.[1] ?? path.split("/").pop() ?? "zhiyu";
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Reads a list in pages, one after another.
 * @template [T=any]
 * @param {string} path
 * @param {Request} [request]
 * @returns {AsyncGenerator<T[], void, void>}
 */
export async function* pages(path, request = {}) {
  /** @type {string | undefined} */
  let cursor;
  do {
    /** @type {{ items: T[], next?: string }} */
    const page = await get(path, { ...request, query: { ...request.query, cursor } });
    yield page.items;
    cursor = page.next;
  } while (cursor);
}

/**
 * A whole list that comes in pages.
 * @template [T=any]
 * @param {string} path
 * @param {Request} [request]
 * @returns {Promise<T[]>}
 */
export async function all(path, request) {
  /** @type {T[]} */
  const list = [];
  for await (const page of pages(path, request)) list.push(...page);
  return list;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Request} request
 * @returns {Promise<Response>}
 */
async function send(method, path, request) {
  const headers = new Headers(request.headers);
  headers.set("Accept-Language", language() === "zh" ? "zh-CN" : "en");
  for (const [name, value] of Object.entries(credentials())) headers.set(name, value);
  if (request.ifMatch !== undefined) headers.set("If-Match", `"${request.ifMatch}"`);
  if (request.ifNoneMatch) headers.set("If-None-Match", request.ifNoneMatch);
  let body = request.body;
  if (body !== undefined && !(body instanceof Blob)) {
    headers.set("Content-Type", "application/json");
    body = JSON.stringify(body);
  }
  const address = `api/v1/${path}${queryText(request.query)}`;
  const init = { method, headers, body, signal: request.signal ?? null, cache: /** @type {RequestCache} */ ("no-store"), credentials: /** @type {RequestCredentials} */ ("same-origin") };
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Refusal(0, {
      code: "unreachable",
      detail: language() === "zh" ? "服务没有应答" : "the server does not answer",
      advice: language() === "zh" ? "请检查网络；已做的操作会在恢复后重试或提示" : "check the network and try again",
    });
  }
}

/** @param {Request["query"]} query */
function queryText(query) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (Array.isArray(value)) value.forEach((one) => pairs.append(name, one));
    else if (value !== undefined && value !== null && value !== "" && value !== false) pairs.append(name, String(value));
  }
  const text = pairs.toString();
  return text ? `?${text}` : "";
}

/**
 * @param {Response} response
 * @returns {Promise<Refusal>}
 */
async function refusal(response) {
  /** @type {any} */
  let problem = null;
  try {
    problem = await response.json();
  } catch {
    // A proxy in between answered with something else.
  }
  if (!problem || typeof problem.code !== "string") {
    problem = { code: `http-${response.status}`, detail: `HTTP ${response.status} ${response.statusText}`, advice: "" };
  }
  if (response.status === 401) signedOut(problem.detail);
  return new Refusal(response.status, problem);
}

/**
 * @template T
 * @param {Response} response
 * @param {T} data
 * @param {boolean} unchanged
 * @returns {Answer<T>}
 */
function answer(response, data, unchanged) {
  return { data, etag: response.headers.get("etag") ?? "", unchanged, status: response.status, headers: response.headers };
}
