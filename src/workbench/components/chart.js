/** Charts as SVG: bars of parts, and lines over time. Every figure stands there as a text too. @module */
import { h, svg } from "../dom.js";
import { colon, count, listed, percent } from "../words.js";

/**
 * @typedef {object} Part
 * @property {string} text
 * @property {number} value
 * @property {"good" | "busy" | "warn" | "bad" | "plain"} tone
 */

/**
 * One bar of which every part is in proportion, with a legend.
 * @param {Part[]} parts
 * @param {{ label: string, total?: number }} options
 * @returns {HTMLElement}
 */
export function stackedBar(parts, { label, total }) {
  const whole = total ?? parts.reduce((sum, part) => sum + part.value, 0);
  let from = 0;
  const bars = parts.filter((part) => part.value > 0).map((part) => {
    const width = whole === 0 ? 0 : (part.value / whole) * 100;
    const bar = svg("rect", { x: from, y: 0, width, height: 10, class: `tone-${part.tone}` });
    from += width;
    return bar;
  });
  const words = parts.map((part) => `${part.text} ${part.value}`).join("，");
  const legend = parts.map((part) =>
    h("li", {}, h("span", { class: `swatch tone-${part.tone}` }), part.text, " ", h("b", {}, count(part.value)), whole > 0 && h("small", {}, percent(part.value / whole))));
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, label),
    svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "bar", role: "img", "aria-label": `${label}：${words}` }, ...bars),
    h("ul", { class: "legend" }, legend),
  );
}

/**
 * A share as a bar with its percentage.
 * @param {number | null | undefined} share 0 to 1.
 * @param {string} label
 * @returns {HTMLElement}
 */
export function meter(share, label) {
  const width = Math.max(0, Math.min(1, share ?? 0)) * 100;
  return h(
    "span",
    { class: "meter" },
    svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "bar small", role: "img", "aria-label": `${label} ${percent(share)}` },
      svg("rect", { x: 0, y: 0, width: 100, height: 10, class: "tone-plain" }),
      svg("rect", { x: 0, y: 0, width, height: 10, class: "tone-good" })),
    h("span", { class: "meter-text" }, percent(share)),
  );
}

/**
 * Values over time as a line.
 * @param {{ text: string, value: number }[]} points
 * @param {{ label: string, height?: number }} options
 * @returns {HTMLElement}
 */
export function lineChart(points, { label, height = 80 }) {
  const most = Math.max(1, ...points.map((point) => point.value));
  const width = 300;
  const x = (/** @type {number} */ index) => (points.length < 2 ? width / 2 : (index / (points.length - 1)) * (width - 10) + 5);
  const y = (/** @type {number} */ value) => height - 5 - (value / most) * (height - 10);
  const path = points.map((point, index) => `${index === 0 ? "M" : "L"}${x(index).toFixed(1)} ${y(point.value).toFixed(1)}`).join(" ");
  const dots = points.map((point, index) =>
    svg("circle", { cx: x(index), cy: y(point.value), r: 2.5, class: "line-dot" }, svg("title", {}, `${point.text}：${count(point.value)}`)));
  const words = points.map((point) => `${point.text} ${point.value}`).join("，");
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, label),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "line", role: "img", "aria-label": `${label}：${words}` }, svg("path", { d: path, class: "line-path" }), ...dots),
  );
}

/**
 * Parts as one thin bar without a legend, for the row of a table.
 * @param {Part[]} parts
 * @param {string} label
 * @returns {HTMLElement}
 */
export function thinBar(parts, label) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  let from = 0;
  const bars = parts.filter((part) => part.value > 0).map((part) => {
    const width = (part.value / whole) * 100;
    const bar = svg("rect", { x: from, y: 0, width, height: 10, class: `tone-${part.tone}` }, svg("title", {}, `${part.text} ${count(part.value)}`));
    from += width;
    return bar;
  });
  const words = parts.filter((part) => part.value > 0).map((part) => `${part.text} ${part.value}`);
  return h("span", { class: "thin-bar" },
    svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", class: "bar", role: "img", "aria-label": `${label}${colon()}${words.length > 0 ? listed(words) : "0"}` }, ...bars));
}

/**
 * What the tones of bars mean.
 * @param {{ text: string, tone: Part["tone"] }[]} parts
 * @returns {HTMLElement}
 */
export function legend(parts) {
  return h("ul", { class: "legend" }, parts.map((part) => h("li", {}, h("span", { class: `swatch tone-${part.tone}` }), part.text)));
}
