/**
 * Elements without markup: text goes in as text and stays text, whatever a hospital wrote into a name.
 * @module
 */

/**
 * What may stand inside an element. Texts become text nodes; nothing and `false` are left out.
 * @typedef {Node | string | number | null | undefined | false | Child[]} Child
 */

/**
 * Attributes and listeners: `class`, `on…` functions, `data-…`, `aria-…`; `true` is an attribute without value, `false`,
 * null and undefined leave it out. `value`, `checked`, `disabled` and `hidden` are set as properties.
 * @typedef {Record<string, any>} Properties
 */

const AS_PROPERTY = new Set(["value", "checked", "disabled", "hidden", "indeterminate", "selected", "readOnly", "tabIndex", "htmlFor"]);

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  dress(element, properties);
  append(element, children);
  return element;
}

/**
 * Makes an element of an SVG picture.
 * @param {string} name
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(name, properties = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  dress(element, properties);
  append(element, children);
  return element;
}

/**
 * Puts other children into an element.
 * @template {Element} E
 * @param {E} element
 * @param {...Child} children
 * @returns {E}
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/**
 * Shows a hospital's text: bidirectional marks cannot turn what stands around it, and what cannot be seen is shown.
 * @param {string | null | undefined} text
 * @param {string} [kind] A class.
 * @returns {HTMLElement}
 */
export function foreign(text, kind = "") {
  const element = h("bdi", { class: `foreign ${kind}`.trim() });
  const shown = text ?? "";
  let from = 0;
  for (const found of shown.matchAll(UNSEEN)) {
    const at = found.index ?? 0;
    if (at > from) element.append(shown.slice(from, at));
    const point = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    element.append(h("span", { class: "unseen-mark", title: `U+${point}` }, `U+${point}`));
    from = at + found[0].length;
  }
  if (from < shown.length) element.append(shown.slice(from));
  return element;
}

/** Whether a text has characters that cannot be seen. @param {string} text */
export function hasUnseen(text) {
  return text.search(UNSEEN) >= 0;
}

// Control characters, marks of direction, joiners, and blanks of no width.
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * @param {Element} element
 * @param {Properties} properties
 */
function dress(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on") && typeof value === "function") {
      element.addEventListener(name.slice(2).toLowerCase(), value);
    } else if (AS_PROPERTY.has(name)) {
      if (value !== undefined && value !== null) Reflect.set(element, name, value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
}

/**
 * @param {Element} element
 * @param {Child[]} children
 */
function append(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(typeof child === "number" ? String(child) : child);
  }
}
