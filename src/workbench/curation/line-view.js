/** A row of the list on the left: made once, filled again while scrolling. @module */
import { fill, foreign, h, hasUnseen } from "../dom.js";
import { count, named, t } from "../words.js";

/** The height of a row in pixels. */
export const ROW_HEIGHT = 34;

/** @returns {HTMLElement} */
export function makeLine() {
  const text = (/** @type {string} */ kind) => h("span", { class: kind }, h("bdi", { class: "foreign" }));
  return h("div", { class: "line" }, text("line-code code"), text("line-name"), text("line-target"), h("span", { class: "line-state" }), h("span", { class: "line-usage number" }));
}

/**
 * @param {HTMLElement} element
 * @param {import("./shapes.js").Line} line
 */
export function drawLine(element, line) {
  const [code, name, target, state, usage] = element.children;
  if (!code || !name || !target || !state || !usage) return;
  write(code, line.code);
  write(name, line.name);
  write(target, targetText(line));
  target.className = line.outcome ? "line-target decided" : "line-target";
  state.textContent = line.writing === "saving" ? t("work.saving.short") : line.writing === "failed" ? t("work.failed.short") : named("state.", line.state);
  state.className = `line-state state-${line.writing ?? line.state}`;
  usage.textContent = count(line.usage);
  element.classList.toggle("moved", line.moved === true);
}

/**
 * Writes a hospital's text into a cell; only what cannot be seen needs more than a text.
 * @param {Element} cell
 * @param {string} text
 */
function write(cell, text) {
  const inside = cell.firstElementChild;
  if (hasUnseen(text)) fill(cell, foreign(text));
  else if (inside && inside.childElementCount === 0) inside.textContent = text;
  else fill(cell, h("bdi", { class: "foreign" }, text));
}

/** @param {import("./shapes.js").Line} line */
function targetText(line) {
  const first = line.targets?.[0];
  const further = (line.targets?.length ?? 0) - 1;
  if (first) return `→ ${first.code} ${first.display}${further > 0 ? ` +${further}` : ""}`;
  if (line.outcome) return `— ${named("outcome.", line.outcome)}`;
  if (line.suggestion) return `${line.suggestion.warnings > 0 ? "⚠ " : ""}${line.suggestion.display} ${Math.floor(line.suggestion.score * 100)}%`;
  return "—";
}
