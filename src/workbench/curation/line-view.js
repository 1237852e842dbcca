/** A row of the list on the left: made once, filled again while scrolling. @module */
import { fill, foreign, h } from "../dom.js";
import { count, named, t } from "../words.js";

/** The height of a row in pixels. */
export const ROW_HEIGHT = 34;

/** @returns {HTMLElement} */
export function makeLine() {
  return h("div", { class: "line" },
    h("span", { class: "line-code code" }), h("span", { class: "line-name" }), h("span", { class: "line-target" }), h("span", { class: "line-state" }), h("span", { class: "line-usage number" }));
}

/**
 * @param {HTMLElement} element
 * @param {import("./shapes.js").Line} line
 */
export function drawLine(element, line) {
  const [code, name, target, state, usage] = element.children;
  if (!code || !name || !target || !state || !usage) return;
  fill(code, foreign(line.code));
  fill(name, foreign(line.name));
  fill(target, targetText(line));
  target.className = line.outcome ? "line-target decided" : "line-target";
  state.textContent = line.writing === "saving" ? t("work.saving.short") : line.writing === "failed" ? t("work.failed.short") : named("state.", line.state);
  state.className = `line-state state-${line.writing ?? line.state}`;
  usage.textContent = count(line.usage);
  element.classList.toggle("moved", line.moved === true);
}

/** @param {import("./shapes.js").Line} line */
function targetText(line) {
  const first = line.targets?.[0];
  if (first) return ["→ ", h("span", { class: "code" }, first.code), " ", foreign(first.display), (line.targets?.length ?? 0) > 1 && ` +${(line.targets?.length ?? 0) - 1}`];
  if (line.outcome) return [`— ${named("outcome.", line.outcome)}`];
  if (line.suggestion) return [line.suggestion.warnings > 0 && "⚠ ", foreign(line.suggestion.display), ` ${Math.floor(line.suggestion.score * 100)}%`];
  return ["—"];
}
