/**
 * Every text of the pages, Chinese first. Tables by subject are in `words/`; this joins them and picks the language.
 * @module
 */
import { SHELL } from "./words/shell.js";
import { CURATION } from "./words/curation.js";
import { OVERVIEW } from "./words/overview.js";
import { UPLOAD } from "./words/upload.js";
import { RELEASE } from "./words/release.js";
import { ACTS } from "./words/acts.js";
import { ADMINISTRATION } from "./words/administration.js";
import { COLLECTION } from "./words/collection.js";
import { REGISTRY } from "./words/registry.js";

const TABLE = {
  ...SHELL, ...OVERVIEW, ...UPLOAD, ...CURATION, ...RELEASE, ...REGISTRY, ...COLLECTION, ...ADMINISTRATION, ...ACTS,
};

/** @typedef {keyof typeof TABLE} Word A key of the table. */
/** @typedef {"zh" | "en"} Language */

const REMEMBERED = "zhiyu-language";
/** @type {Language} */
let present = localStorage.getItem(REMEMBERED) === "en" ? "en" : "zh";

/** @returns {Language} */
export function language() {
  return present;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  present = chosen;
  localStorage.setItem(REMEMBERED, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

/**
 * A text in the present language; `{name}` in it is replaced by the value of that name.
 * @param {Word} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const [zh, en] = TABLE[key];
  return (present === "zh" ? zh : en).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * A text by a key that comes from the server, such as a state; the key itself when the table does not know it.
 * @param {string} prefix Such as `state.`.
 * @param {string} word
 * @returns {string}
 */
export function named(prefix, word) {
  const key = prefix + word;
  return Object.prototype.hasOwnProperty.call(TABLE, key) ? t(/** @type {Word} */ (key)) : word;
}

/**
 * One of two texts of the server.
 * @param {{ zh: string, en: string }} both
 */
export function either(both) {
  return present === "zh" ? both.zh : both.en;
}

/**
 * Several texts in a row, with the comma of the language.
 * @param {(string | number)[]} texts
 */
export function listed(texts) {
  return texts.join(present === "zh" ? "，" : ", ");
}

/** The colon of the language. */
export function colon() {
  return present === "zh" ? "：" : ": ";
}

/** @param {number | null | undefined} value */
export function count(value) {
  return value === null || value === undefined ? "—" : value.toLocaleString(present === "zh" ? "zh-CN" : "en");
}

/**
 * A share between 0 and 1 in percent; it says 100 % only of the whole, and 0 % only of nothing.
 * @param {number | null | undefined} share
 */
export function percent(share) {
  if (share === null || share === undefined) return "—";
  if (share > 0 && share < 0.001) return "<0.1%";
  const cut = Math.floor(share * 1000) / 10;
  return `${cut.toFixed(1)}%`;
}

/**
 * An instant of the server in the time of Asia/Shanghai, to the minute.
 * @param {string | null | undefined} instant RFC 3339.
 */
export function moment(instant) {
  if (!instant) return "—";
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
  return parts.format(new Date(instant));
}
