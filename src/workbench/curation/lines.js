/**
 * The rows of a work list as lines: they come page by page while one already works, and are looked at again for what others
 * changed.
 * @module
 */
import { ask, at, get, within } from "../api.js";

/** @typedef {import("./shapes.js").Line} Line */

/** The first page is small, so that one can begin. */
const FIRST_PAGE = 200;
const PAGE = 1000;

/**
 * @typedef {object} LinesOptions
 * @property {string} organization
 * @property {string} dictionary
 * @property {Record<string, string>} filter
 * @property {AbortSignal} signal
 * @property {() => void} grown More rows are there, or all of them.
 * @property {(index: number) => void} changed A row is another than before.
 */

export class Lines {
  /** @param {LinesOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Line[]} */
    this.rows = [];
    /** @type {Map<string, number[]>} */
    this.places = new Map();
    this.complete = false;
    this.etag = "";
    this.asked = "";
  }

  /** Reads all pages; resolves once the first is there. */
  async load() {
    const { organization, dictionary, filter, signal } = this.options;
    const path = at`organizations/${organization}/dictionaries/${within(dictionary)}/codes/lines`;
    const first = await get(path, { query: { ...filter, limit: FIRST_PAGE }, signal });
    this.#take(first);
    void this.#rest(path, first.next);
  }

  /**
   * @param {string} path
   * @param {string | undefined} cursor
   */
  async #rest(path, cursor) {
    const { filter, signal } = this.options;
    let wait = 500;
    while (cursor && !signal.aborted) {
      try {
        const page = await get(path, { query: { ...filter, limit: PAGE, cursor }, signal });
        this.#take(page);
        cursor = page.next;
      } catch (error) {
        if (signal.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, 30_000);
      }
    }
  }

  /** @param {{ items: Line[], next?: string }} page */
  #take(page) {
    for (const line of page.items) {
      const index = this.rows.push(line) - 1;
      const places = this.places.get(line.code);
      if (places) places.push(index);
      else this.places.set(line.code, [index]);
    }
    this.complete = !page.next;
    this.options.grown();
  }

  /**
   * Changes every row of a code.
   * @param {string} code
   * @param {Partial<Line>} changes
   */
  change(code, changes) {
    for (const index of this.places.get(code) ?? []) {
      const line = this.rows[index];
      if (!line) continue;
      Object.assign(line, changes);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) delete (/** @type {any} */ (line)[name]);
      }
      this.options.changed(index);
    }
  }

  /** The first row of a code. @param {string} code */
  find(code) {
    const index = this.places.get(code)?.[0];
    return index === undefined ? undefined : this.rows[index];
  }

  /**
   * The next row from a place on that `wants` wants; -1 when there is none.
   * @param {number} from
   * @param {(line: Line) => boolean} wants
   * @param {number} [step]
   */
  next(from, wants, step = 1) {
    for (let index = from; index >= 0 && index < this.rows.length; index += step) {
      const line = this.rows[index];
      if (line && wants(line)) return index;
    }
    return -1;
  }

  /**
   * Takes over what the server has of a row now.
   * @param {string} code
   * @param {Line["writing"]} writing
   */
  async reread(code, writing) {
    const { organization, dictionary, signal } = this.options;
    try {
      const page = await get(at`organizations/${organization}/dictionaries/${within(dictionary)}/codes/lines`, { query: { code: [code] }, signal });
      const [line] = page.items;
      if (line) this.change(code, { ...fresh(line), writing });
    } catch {
      // It is looked at again with the others.
    }
  }

  /**
   * Looks at rows again and takes over what others changed; answers the codes that changed.
   * @param {number[]} indexes
   * @param {(code: string) => boolean} mine Codes with a decision of one's own under way are left alone.
   * @returns {Promise<Line[]>}
   */
  async look(indexes, mine) {
    const { organization, dictionary, signal } = this.options;
    const codes = [...new Set(indexes.map((index) => this.rows[index]?.code).filter((code) => code !== undefined && !mine(code)))];
    if (codes.length === 0) return [];
    const named = codes.join("\n");
    const request = { query: { code: /** @type {string[]} */ (codes), limit: 1000 }, signal, ifNoneMatch: named === this.asked ? this.etag : "" };
    const answer = await ask("GET", at`organizations/${organization}/dictionaries/${within(dictionary)}/codes/lines`, request);
    this.asked = named;
    this.etag = answer.etag;
    if (answer.unchanged) return [];
    const moved = [];
    for (const line of answer.data.items) {
      const known = this.find(line.code);
      if (!known || mine(line.code)) continue;
      const is_same = known.version === line.version && known.state === line.state && known.assignee === line.assignee;
      if (is_same) continue;
      this.change(line.code, fresh(line));
      moved.push(line);
    }
    return moved;
  }
}

/**
 * The changes that make a row what the server says of it, whatever stood there.
 * @param {Line} line
 * @returns {Partial<Line>}
 */
export function fresh(line) {
  const { state, version, author, outcome, targets, suggestion, assignee } = line;
  return /** @type {Partial<Line>} */ ({ state, version, author, outcome, targets, suggestion, assignee, writing: undefined });
}

/**
 * The changes that make a row what a mapping is; without a mapping, what it was before there was one.
 * @param {import("./shapes.js").Mapping} mapping
 * @returns {Partial<Line>}
 */
export function ofMapping(mapping) {
  const { decision } = mapping;
  const targets = (decision.targets ?? []).map((target) => ({ code: target.code, display: target.display ?? "" }));
  return /** @type {Partial<Line>} */ ({ state: mapping.state, version: mapping.version, author: mapping.author, outcome: decision.outcome, targets, writing: undefined });
}

/** Rows that wait for somebody to decide. @param {Line} line */
export function isOpen(line) {
  return !line.writing && (line.state === "unmapped" || line.state === "suggested" || line.state === "returned" || line.state === "needs-recheck");
}
