/** A part of a page that fetches its own content: the others do not wait for it, and its failure is told in its place. @module */
import { fill, h } from "../dom.js";
import { t } from "../words.js";
import { showProblem } from "./problem.js";

/**
 * @param {import("../dom.js").Child} title
 * @param {() => Promise<import("../dom.js").Child>} load
 * @param {{ signal: AbortSignal, beside?: import("../dom.js").Child, kind?: string }} options `beside` stands at the right of the title.
 * @returns {HTMLElement}
 */
export function part(title, load, { signal, beside, kind = "" }) {
  const body = h("div", { class: "part-body" });
  void read();
  return h("section", { class: `card part ${kind}`.trim() }, h("div", { class: "part-head" }, h("h2", {}, title), beside), body);

  async function read() {
    fill(body, h("p", { class: "loading" }, t("app.loading")));
    try {
      const content = await load();
      if (!signal.aborted) fill(body, content);
    } catch (error) {
      if (!signal.aborted) fill(body, showProblem(error, () => void read()));
    }
  }
}
