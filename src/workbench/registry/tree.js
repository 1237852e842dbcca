/** The tree of an edition, read branch by branch; keys as of WAI-ARIA: arrows, Home, End, Enter. @module */
import { get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { count, t } from "../words.js";
import { badge } from "../components/badge.js";
import { showProblem } from "../components/problem.js";

const PAGE = 200;

/** @typedef {import("./browse.js").Concept} Concept */

export class Tree {
  /** @param {{ path: string, label: string, signal: AbortSignal, chosen: (concept: Concept) => void }} options */
  constructor(options) {
    this.options = options;
    this.element = h("ul", { class: "tree", role: "tree", "aria-label": options.label, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
    void this.#load(this.element, "-", 1);
  }

  /**
   * Reads a branch, or its next page.
   * @param {HTMLElement} list
   * @param {string} parent
   * @param {number} level
   * @param {string} [cursor]
   */
  async #load(list, parent, level, cursor) {
    const waiting = h("li", { class: "loading", role: "presentation" }, t("app.loading"));
    list.append(waiting);
    try {
      const page = await get(this.options.path, { query: { parent, limit: PAGE, cursor }, signal: this.options.signal });
      waiting.remove();
      const items = page.items.map((/** @type {Concept} */ concept) => this.#item(concept, level));
      list.append(...items);
      if (page.next) list.append(this.#more(list, parent, level, page.next));
      if (list === this.element && items.length === 0) fill(list, h("li", { role: "presentation", class: "empty" }, t("app.nothing")));
      if (list === this.element && cursor === undefined && items[0]) items[0].tabIndex = 0;
      if (cursor !== undefined) this.#focus(items[0]);
    } catch (error) {
      if (!this.options.signal.aborted) fill(waiting, showProblem(error, () => {
        waiting.remove();
        void this.#load(list, parent, level, cursor);
      }));
    }
  }

  /**
   * @param {Concept} concept
   * @param {number} level
   */
  #item(concept, level) {
    const children = concept.children ?? 0;
    const item = h("li", {
      role: "treeitem", tabindex: "-1", "aria-level": level, "aria-selected": "false", "aria-label": `${concept.code} ${concept.display}`,
      "aria-expanded": children > 0 ? "false" : undefined, "data-code": concept.code,
    }, h("div", { class: "tree-line" },
      h("span", { class: children > 0 ? "twig" : "twig leaf", "aria-hidden": "true" }),
      h("span", { class: "code" }, concept.code), foreign(concept.display),
      children > 0 && h("small", {}, count(children)), concept.status !== "active" && badge(t("registry.retired"), "bad")));
    const open = (/** @type {MouseEvent} */ event) => {
      event.stopPropagation();
      this.#focus(item);
      const isTwig = event.target instanceof Element && event.target.classList.contains("twig");
      if (isTwig || item.getAttribute("aria-expanded") === "false") this.#toggle(item);
      if (!isTwig) this.#choose(item, concept);
    };
    item.addEventListener("click", open);
    return item;
  }

  /**
   * @param {HTMLElement} list
   * @param {string} parent
   * @param {number} level
   * @param {string} next
   */
  #more(list, parent, level, next) {
    const item = h("li", { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-selected": "false", class: "tree-more", onclick: (/** @type {MouseEvent} */ event) => {
      event.stopPropagation();
      item.remove();
      void this.#load(list, parent, level, next);
    } }, t("app.more"));
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {Concept} concept
   */
  #choose(item, concept) {
    for (const one of this.element.querySelectorAll('[aria-selected="true"]')) one.setAttribute("aria-selected", "false");
    item.setAttribute("aria-selected", "true");
    this.options.chosen(concept);
  }

  /** @param {HTMLElement} item */
  #toggle(item) {
    const isOpen = item.getAttribute("aria-expanded") === "true";
    item.setAttribute("aria-expanded", String(!isOpen));
    const there = item.querySelector(":scope > ul");
    if (there instanceof HTMLElement) {
      there.hidden = isOpen;
      return;
    }
    const list = h("ul", { role: "group" });
    item.append(list);
    void this.#load(list, item.dataset["code"] ?? "", Number(item.getAttribute("aria-level")) + 1);
  }

  /** @param {Element | undefined} item */
  #focus(item) {
    if (!(item instanceof HTMLElement)) return;
    for (const one of this.element.querySelectorAll('[tabindex="0"]')) /** @type {HTMLElement} */ (one).tabIndex = -1;
    item.tabIndex = 0;
    item.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const item = event.target instanceof Element ? event.target.closest('[role="treeitem"]') : null;
    if (!(item instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) return;
    const shown = [...this.element.querySelectorAll('[role="treeitem"]')].filter((one) => one.closest("ul[hidden]") === null);
    const place = shown.indexOf(item);
    const state = item.getAttribute("aria-expanded");
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowDown: () => this.#focus(shown[place + 1]),
      ArrowUp: () => this.#focus(shown[place - 1]),
      Home: () => this.#focus(shown[0]),
      End: () => this.#focus(shown[shown.length - 1]),
      ArrowRight: () => (state === "false" ? this.#toggle(item) : state === "true" ? this.#focus(shown[place + 1]) : undefined),
      ArrowLeft: () => (state === "true" ? this.#toggle(item) : this.#focus(item.parentElement?.closest('[role="treeitem"]') ?? undefined)),
      Enter: () => item.click(),
      " ": () => item.click(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}
