/** The details of rows: fetched in batches before one comes to them. @module */
import { at, get, within } from "../api.js";

/** @typedef {import("./shapes.js").Row} Row */

/** How many rows are asked for at once. */
const BATCH = 20;
/** How many batches are under way at once. */
const TOGETHER = 2;
/** How many are kept. */
const KEPT = 600;

export class Details {
  /**
   * @param {{ organization: string, dictionary: string, signal: AbortSignal, arrived: (codes: string[]) => void, failed: (error: unknown, codes: string[]) => void }} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Map<string, Row[]>} */
    this.kept = new Map();
    /** @type {string[]} */
    this.wanted = [];
    /** Codes under way, with the number of their request. @type {Map<string, number>} */
    this.asked = new Map();
    this.requests = 0;
    this.underWay = 0;
  }

  /**
   * A row, if it is there; codes that stand several times have several.
   * @param {string} code
   * @param {number} occurrence
   * @returns {Row | undefined}
   */
  find(code, occurrence) {
    const rows = this.kept.get(code);
    return rows?.find((row) => row.occurrence === occurrence) ?? rows?.[0];
  }

  /** Whether a row is there, or on its way. @param {string} code */
  has(code) {
    return this.kept.has(code) || this.asked.has(code);
  }

  /**
   * Fetches rows that are not there yet, in this order; what was wanted before and not asked for yet is forgotten.
   * @param {string[]} codes
   */
  want(codes) {
    this.wanted = [...new Set(codes)].filter((code) => !this.kept.has(code) && !this.asked.has(code));
    this.#ask();
  }

  /** Forgets a row, because it changed; an answer that is under way comes too late. @param {string} code */
  forget(code) {
    this.kept.delete(code);
    this.asked.delete(code);
  }

  #ask() {
    const { organization, dictionary, signal } = this.options;
    while (this.underWay < TOGETHER && this.wanted.length > 0) {
      const codes = this.wanted.splice(0, BATCH);
      const request = ++this.requests;
      codes.forEach((code) => this.asked.set(code, request));
      this.underWay += 1;
      get(at`organizations/${organization}/dictionaries/${within(dictionary)}/codes`, { query: { code: codes, limit: 1000 }, signal })
        .then((page) => this.#keep(codes.filter((code) => this.asked.get(code) === request), page.items))
        .catch((error) => {
          if (!signal.aborted) this.options.failed(error, codes);
        })
        .finally(() => {
          for (const code of codes) {
            if (this.asked.get(code) === request) this.asked.delete(code);
          }
          this.underWay -= 1;
          if (!signal.aborted) this.#ask();
        });
    }
  }

  /**
   * @param {string[]} codes
   * @param {Row[]} rows
   */
  #keep(codes, rows) {
    for (const code of codes) this.kept.set(code, rows.filter((row) => row.code === code));
    for (const code of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(code);
    }
    this.options.arrived(codes);
  }
}
