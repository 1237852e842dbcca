/** An edition: its tree or what a search finds on the left, the concept on the right. @module */
import { at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { note } from "../router.js";
import { t } from "../words.js";
import { badge } from "../components/badge.js";
import { searchField } from "../components/form.js";
import { showProblem } from "../components/problem.js";
import { conceptView } from "./concept.js";
import { Tree } from "./tree.js";

const FOUND = 60;

/** @typedef {{ code: string, display: string, parent?: string, status: string, assignable: boolean, designations: string[], properties: Record<string, string>, children?: number }} Concept */
/** @typedef {{ system: any, editions: any[], edition: any, lists: any[], query: URLSearchParams, signal: AbortSignal }} Options */

/**
 * @param {Options} options
 * @returns {HTMLElement}
 */
export function browse({ system, edition, lists, query, signal }) {
  const path = at`code-systems/${system.id}/editions/${edition.edition}/concepts`;
  const left = h("div", { class: "browse-left" });
  const right = h("section", { class: "browse-right card", "aria-live": "polite", "aria-label": t("registry.concept") });
  const tree = new Tree({ path, signal, label: t("registry.tree"), chosen: (concept) => void open(concept.code) });
  let stop = new AbortController();
  let opened = 0;
  /** @type {string | null} */
  let asked = null;
  let answered = Promise.resolve();
  signal.addEventListener("abort", () => stop.abort());
  const input = searchField({ value: query.get("q") ?? "", label: t("registry.search"), placeholder: t("registry.search.hint"), delay: 90, oninput: (text) => void search(text) });
  input.addEventListener("keydown", (event) => void leave(event));
  fill(right, h("p", { class: "empty" }, t("registry.choose")));
  void search(input.value);
  const code = query.get("code");
  if (code) void open(code);
  return h("div", { class: "browse" }, h("div", { class: "browse-side" }, input, left), right);

  /** Down goes into the list; Enter opens the best of what is typed now, not of what was found a moment ago. @param {KeyboardEvent} event */
  async function leave(event) {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
    event.preventDefault();
    if (event.key === "Enter") await search(input.value);
    const first = left.querySelector(".hit, [role=treeitem]");
    if (!(first instanceof HTMLElement)) return;
    if (event.key === "Enter" && first.matches(".hit")) first.click();
    else first.focus();
  }

  /** Shows what fits; what is asked for already is not asked again. @param {string} text */
  function search(text) {
    const q = text.trim();
    if (q !== asked) {
      asked = q;
      answered = find(q);
    }
    return answered;
  }

  /** @param {string} q */
  async function find(q) {
    stop.abort();
    stop = new AbortController();
    const own = stop.signal;
    note({ q });
    if (q === "") return void fill(left, tree.element);
    try {
      const { items } = await get(path, { query: { q, limit: FOUND }, signal: own });
      if (own.aborted) return;
      fill(left, items.length === 0 ? h("p", { class: "empty" }, t("search.nothing")) : h("ul", { class: "hits", "aria-label": t("registry.found"), onkeydown: move }, items.map(hit)),
        items.length === FOUND && h("p", { class: "small" }, t("registry.more-found", { count: FOUND })));
    } catch (error) {
      if (own.aborted) return;
      asked = null;
      fill(left, showProblem(error));
    }
  }

  /** @param {Concept} concept */
  function hit(concept) {
    return h("li", {}, h("button", { type: "button", class: "hit", onclick: () => void open(concept.code) },
      h("span", { class: "code" }, concept.code), " ", foreign(concept.display),
      concept.designations.length > 0 && h("small", {}, " ", foreign(concept.designations.slice(0, 3).join("、"))),
      !concept.assignable && [" ", badge(t("search.heading"))], concept.status !== "active" && [" ", badge(t("registry.retired"), "bad")]));
  }

  /** @param {string} wanted */
  async function open(wanted) {
    const turn = ++opened;
    note({ code: wanted, edition: edition.edition });
    try {
      const concept = await get(`${path}/${encodeURIComponent(wanted)}`, { signal });
      const above = await ancestors(concept);
      if (turn !== opened) return;
      fill(right, conceptView({ concept, above, system, edition, hasSuccession: lists.length > 0, path, signal, open: (code) => void open(code) }));
    } catch (error) {
      if (turn === opened && !signal.aborted) fill(right, showProblem(error, () => void open(wanted)));
    }
  }

  /**
   * What is above a concept, the top first.
   * @param {Concept} concept
   */
  async function ancestors(concept) {
    /** @type {Concept[]} */
    const list = [];
    let parent = concept.parent;
    while (parent && list.length < 12) {
      const found = await get(`${path}/${encodeURIComponent(parent)}`, { signal }).catch(() => null);
      if (!found) break;
      list.unshift(found);
      parent = found.parent;
    }
    return list;
  }
}

/** Arrows go from one hit to the next. @param {KeyboardEvent} event */
function move(event) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const hits = [.../** @type {HTMLElement} */ (event.currentTarget).querySelectorAll("button")];
  hits[hits.findIndex((one) => one === document.activeElement) + step]?.focus();
}
