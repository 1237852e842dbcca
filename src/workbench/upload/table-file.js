/**
 * A look into a file before it is handed in: its characters, its columns, its first rows. The server reads the file itself
 * and by its own rules; this only shows a person which column they are about to name.
 * @module
 */
import { workbookRows } from "./workbook.js";

/**
 * @typedef {object} Look
 * @property {string} format CSV, TSV, TXT, XLSX.
 * @property {string} encoding Empty when the format fixes it.
 * @property {string[]} headers
 * @property {string[][]} rows The first rows.
 * @property {number} count Rows below the header that were looked at.
 * @property {boolean} whole Whether these are all rows.
 * @property {number[]} distinct Different values of each column in the rows that were looked at.
 */

/** Rows that are shown, and rows that are looked at. */
const SHOWN = 8;
const LOOKED_AT = 100_000;
const DELIMITERS = [",", "\t", ";", "|"];

/**
 * @param {File} file
 * @returns {Promise<Look | null>} Null when it cannot be shown; the server may still read it.
 */
export async function lookInto(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const rows = await workbookRows(bytes, LOOKED_AT + 2).catch(() => null);
    return rows && look("XLSX", "", rows);
  }
  const decoded = decode(bytes);
  if (!decoded) return null;
  const { text, encoding } = decoded;
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  if (/\.(txt|dat)$/i.test(file.name) && first.includes(" ") && !DELIMITERS.some((one) => first.includes(one))) {
    const lines = text.split(/\r?\n/, LOOKED_AT + 1).filter(Boolean).map((line) => /^(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? [line, ""]);
    return look("TXT", encoding, [["code", "name"], ...lines][Symbol.iterator]());
  }
  const delimiter = /\.(tsv|tab)$/i.test(file.name) ? "\t" : mostOf(first);
  return look(delimiter === "\t" ? "TSV" : "CSV", encoding, cells(text, delimiter));
}

/**
 * @param {string} format
 * @param {string} encoding
 * @param {Iterator<string[]>} rows
 * @returns {Look | null}
 */
function look(format, encoding, rows) {
  const head = rows.next();
  if (head.done) return null;
  /** @type {string[][]} */
  const first = [];
  /** @type {Set<string>[]} */
  const values = head.value.map(() => new Set());
  let count = 0;
  let row = rows.next();
  for (; !row.done && count < LOOKED_AT; row = rows.next()) {
    count += 1;
    if (first.length < SHOWN) first.push(row.value);
    row.value.forEach((cell, column) => values[column]?.add(cell));
  }
  return { format, encoding, headers: head.value, rows: first, count, whole: row.done === true, distinct: values.map((set) => set.size) };
}

/**
 * UTF-8 or GB 18030, strictly, as the server reads it.
 * @param {Uint8Array} bytes
 */
function decode(bytes) {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  for (const [label, encoding] of [["utf-8", hasMark ? "UTF-8 BOM" : "UTF-8"], ["gb18030", "GB 18030"]]) {
    try {
      return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding: encoding ?? "" };
    } catch {
      // The next one.
    }
  }
  return null;
}

/**
 * The delimiter that stands most often in a line.
 * @param {string} line
 */
function mostOf(line) {
  const bare = line.replace(/"[^"]*"/g, "");
  const often = (/** @type {string} */ delimiter) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, one) => (often(one) > often(best) ? one : best), ",");
}

/**
 * Rows of delimited text that are not empty (RFC 4180).
 * @param {string} text
 * @param {string} delimiter
 * @returns {Generator<string[], void, void>}
 */
function* cells(text, delimiter) {
  /** @type {string[]} */
  let row = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at += 1; at < text.length; at += 1) {
        if (text[at] !== '"') cell += text[at];
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
      }
      at += 1;
    }
    const from = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at += 1;
    row.push(cell + text.slice(from, at));
    if (text[at] === delimiter) {
      at += 1;
      if (at >= text.length) row.push("");
      else continue;
    }
    if (row.some((one) => one !== "")) yield row;
    row = [];
    while (text[at] === "\r" || text[at] === "\n") at += 1;
  }
}

const CODE = ["code", "编码", "代码", "编号", "icd"];
const NAME = ["name", "名称", "中文名称", "诊断名称", "项目名称"];
const USAGE = ["usage", "count", "使用次数", "次数", "用量", "频次"];

/**
 * The column whose title says most surely what is looked for; -1 when none does, or several do.
 * @param {string[]} headers
 * @param {"code" | "name" | "usage"} what
 */
export function likely(headers, what) {
  const words = what === "code" ? CODE : what === "name" ? NAME : USAGE;
  const folded = headers.map((title) => title.normalize("NFKC").trim().toLowerCase());
  for (const word of words) if (folded.indexOf(word) >= 0) return folded.indexOf(word);
  const ending = folded.flatMap((title, column) => (words.some((word) => title.endsWith(word)) ? [column] : []));
  return ending.length === 1 ? ending[0] ?? -1 : -1;
}
