/**
 * A list of tens of thousands of rows of one height, of which only those in sight are in the page. Elements are used again
 * while scrolling. One row is the present one; the list has the focus, its rows have not (aria-activedescendant).
 * @module
 */
import { h } from "../dom.js";

/** Rows beyond the edge that are drawn already. */
const MARGIN = 8;
/** What browsers hold as the height of an element, less a reserve. */
const TALLEST = 8_000_000;

/**
 * @typedef {object} ListOptions
 * @property {string} label
 * @property {number} rowHeight In pixels.
 * @property {() => HTMLElement} make An empty row.
 * @property {(element: HTMLElement, index: number) => void} draw Fills a row; called again whenever it shows another one.
 * @property {(index: number) => void} [chosen] The present row changed, by mouse or by {@link VirtualList.choose}.
 * @property {(from: number, to: number) => void} [seen] Which rows are in sight, after scrolling.
 */

let made = 0;

export class VirtualList {
  /** @param {ListOptions} options */
  constructor(options) {
    this.options = options;
    this.count = 0;
    this.present = -1;
    this.id = `list-${++made}`;
    this.space = h("div", { class: "list-space" });
    this.element = h("div", { class: "virtual-list", role: "listbox", tabindex: "0", "aria-label": options.label, onscroll: () => this.#paint() }, this.space);
    /** @type {Map<number, HTMLElement>} */
    this.drawn = new Map();
    /** @type {HTMLElement[]} */
    this.spare = [];
    this.observer = new ResizeObserver(() => this.#paint());
    this.observer.observe(this.element);
  }

  /** How many rows there are now. @param {number} count */
  setCount(count) {
    this.count = count;
    this.space.style.height = `${Math.min(count * this.options.rowHeight, TALLEST)}px`;
    for (const [index, element] of this.drawn) {
      if (index >= count) this.#release(index, element);
      else element.setAttribute("aria-setsize", String(count));
    }
    this.#paint();
  }

  /** Draws a row again, if it is in sight. @param {number} index */
  redraw(index) {
    const element = this.drawn.get(index);
    if (element) this.#fill(element, index);
  }

  /** Draws everything in sight again. */
  redrawAll() {
    for (const [index, element] of this.drawn) this.#fill(element, index);
  }

  /**
   * Makes a row the present one and brings it into sight.
   * @param {number} index
   * @param {{ tell?: boolean, centre?: boolean }} [options]
   */
  choose(index, { tell = true, centre = false } = {}) {
    const before = this.present;
    this.present = index;
    if (before !== index) this.redraw(before);
    this.reveal(index, centre);
    this.redraw(index);
    this.element.setAttribute("aria-activedescendant", `${this.id}-${index}`);
    if (tell) this.options.chosen?.(index);
  }

  /**
   * Scrolls as little as needed to show a row with its neighbours.
   * @param {number} index
   * @param {boolean} [centre]
   */
  reveal(index, centre = false) {
    const { rowHeight } = this.options;
    const view = this.element.clientHeight;
    const top = index * rowHeight;
    const reserve = Math.min(2 * rowHeight, view / 4);
    const scroll = this.element.scrollTop;
    if (centre || top < scroll - view || top > scroll + 2 * view) this.element.scrollTop = top - view / 2;
    else if (top - reserve < scroll) this.element.scrollTop = top - reserve;
    else if (top + rowHeight + reserve > scroll + view) this.element.scrollTop = top + rowHeight + reserve - view;
    this.#paint();
  }

  /** Takes it out of service. */
  dispose() {
    this.observer.disconnect();
  }

  #paint() {
    const { rowHeight } = this.options;
    const view = this.element.clientHeight;
    const scroll = this.element.scrollTop;
    const from = Math.max(0, Math.floor(scroll / rowHeight) - MARGIN);
    const to = Math.min(this.count, Math.ceil((scroll + view) / rowHeight) + MARGIN);
    for (const [index, element] of this.drawn) {
      if (index < from || index >= to) this.#release(index, element);
    }
    for (let index = from; index < to; index++) {
      if (!this.drawn.has(index)) this.#place(index);
    }
    this.options.seen?.(from, to);
  }

  /** @param {number} index */
  #place(index) {
    let element = this.spare.pop();
    if (!element) {
      element = this.options.make();
      element.classList.add("list-row");
      element.setAttribute("role", "option");
      const own = element;
      element.addEventListener("click", () => this.choose(Number(own.dataset["index"])));
      element.style.height = `${this.options.rowHeight}px`;
      this.space.append(element);
    }
    element.hidden = false;
    this.drawn.set(index, element);
    element.style.transform = `translateY(${index * this.options.rowHeight}px)`;
    this.#fill(element, index);
  }

  /**
   * @param {HTMLElement} element
   * @param {number} index
   */
  #fill(element, index) {
    element.id = `${this.id}-${index}`;
    element.dataset["index"] = String(index);
    element.setAttribute("aria-setsize", String(this.count));
    element.setAttribute("aria-posinset", String(index + 1));
    element.setAttribute("aria-selected", String(index === this.present));
    this.options.draw(element, index);
  }

  /**
   * @param {number} index
   * @param {HTMLElement} element
   */
  #release(index, element) {
    this.drawn.delete(index);
    element.hidden = true;
    element.removeAttribute("id");
    this.spare.push(element);
  }
}
