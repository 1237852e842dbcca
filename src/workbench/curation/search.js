/** Searching the standard as one types: code, Chinese, pinyin or its initials. @module */
import { Refusal, at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { t } from "../words.js";
import { openDialog } from "../components/dialog.js";
import { showProblem } from "../components/problem.js";

/** How long typing has to pause, in milliseconds. */
const PAUSE = 90;
const SHOWN = 30;

/** @typedef {{ code: string, display: string, parent?: string, status: string, assignable: boolean, designations: string[] }} Concept */

/**
 * Asks for an entry of an edition; null when nothing was chosen.
 * @param {{ edition: string, text?: string, title: string }} options `edition` as `system/edition`.
 * @returns {Promise<Concept | null>}
 */
export function searchStandard({ edition, text = "", title }) {
  return new Promise((resolve) => {
    const [system = "", name = ""] = edition.split("/");
    const path = at`code-systems/${system}/editions/${name}/concepts`;
    /** @type {Concept | null} */
    let answer = null;
    /** @type {Concept[]} */
    let found = [];
    let present = 0;
    let timer = 0;
    let stop = new AbortController();
    const input = h("input", { type: "search", value: text, "aria-label": title, placeholder: t("search.hint"), autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "true", "aria-controls": "search-results", oninput: later, onkeydown: key, class: "wide-input" });
    const list = h("ul", { id: "search-results", class: "search-results", role: "listbox", "aria-label": title });
    const notice = h("div", { "aria-live": "polite" });
    const dialog = openDialog({
      title,
      wide: true,
      body: [input, notice, list],
      actions: h("span", { class: "small" }, t("search.keys")),
      closed: () => {
        stop.abort();
        clearTimeout(timer);
        resolve(answer);
      },
    });
    input.select();
    if (text) void search();

    function later() {
      clearTimeout(timer);
      timer = window.setTimeout(() => void search(), PAUSE);
    }

    async function search() {
      stop.abort();
      stop = new AbortController();
      const q = input.value.trim();
      if (q === "") return show([]);
      const { signal } = stop;
      try {
        const page = await get(path, { query: { q, limit: SHOWN }, signal });
        if (!signal.aborted) show(page.items);
      } catch (error) {
        if (!signal.aborted) fill(notice, showProblem(error instanceof Refusal ? error : String(error)));
      }
    }

    /** @param {Concept[]} concepts */
    function show(concepts) {
      found = concepts;
      present = Math.max(0, concepts.findIndex((one) => one.assignable));
      fill(notice, concepts.length === 0 && input.value.trim() !== "" && h("p", { class: "empty-line" }, t("search.nothing")));
      draw();
    }

    function draw() {
      fill(list, found.map((one, index) =>
        h("li", { role: "option", id: `search-${index}`, "aria-selected": String(index === present), "aria-disabled": String(!one.assignable), onclick: () => choose(index) },
          h("span", { class: "code" }, one.code), h("span", { class: "search-name" }, foreign(one.display),
            one.designations.length > 0 && h("small", {}, " ", one.designations.slice(0, 4).join("、"))),
          !one.assignable && h("small", {}, t("search.heading")), one.status !== "active" && h("small", {}, one.status))));
      input.setAttribute("aria-activedescendant", `search-${present}`);
      list.children[present]?.scrollIntoView({ block: "nearest" });
    }

    /** @param {KeyboardEvent} event */
    function key(event) {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) {
        event.preventDefault();
        present = Math.max(0, Math.min(found.length - 1, present + step));
        draw();
      } else if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        choose(present);
      }
    }

    /** @param {number} index */
    function choose(index) {
      const concept = found[index];
      if (!concept) return;
      if (!concept.assignable) return void fill(notice, h("p", { class: "row-notice" }, t("search.not-assignable")));
      answer = concept;
      dialog.close();
    }
  });
}
