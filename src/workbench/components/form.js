/** Fields of forms: each has a label, and says what is wrong with it. @module */
import { h } from "../dom.js";

let made = 0;

/**
 * A field with its label.
 * @param {import("../dom.js").Child} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} input
 * @param {{ hint?: string, inline?: boolean }} [options]
 * @returns {HTMLElement}
 */
export function field(label, input, { hint, inline = false } = {}) {
  if (!input.id) input.id = `field-${++made}`;
  const hintId = `${input.id}-hint`;
  if (hint) input.setAttribute("aria-describedby", hintId);
  return h(
    "div",
    { class: inline ? "field inline" : "field" },
    h("label", { for: input.id }, label),
    input,
    hint && h("p", { class: "hint", id: hintId }, hint),
  );
}

/**
 * A drop-down.
 * @param {{ value: string, text: string, disabled?: boolean }[]} options
 * @param {{ value?: string, name?: string, label?: string, onchange?: (value: string) => void }} [settings]
 * @returns {HTMLSelectElement}
 */
export function select(options, { value = "", name, label, onchange } = {}) {
  const element = h("select", { name, "aria-label": label });
  for (const one of options) {
    element.append(h("option", { value: one.value, disabled: one.disabled ?? false, selected: one.value === value }, one.text));
  }
  element.value = value;
  if (onchange) element.addEventListener("change", () => onchange(element.value));
  return element;
}

/**
 * A text field that tells its value a moment after the last key.
 * @param {{ value?: string, label: string, placeholder?: string, type?: string, delay?: number, oninput: (value: string) => void }} options
 * @returns {HTMLInputElement}
 */
export function searchField({ value = "", label, placeholder = "", type = "search", delay = 200, oninput }) {
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => oninput(input.value), delay);
  };
  const input = h("input", { type, value, "aria-label": label, placeholder, autocomplete: "off", spellcheck: "false", oninput: tell });
  return input;
}

/**
 * A tick box with its text.
 * @param {string} text
 * @param {{ checked?: boolean, onchange?: (checked: boolean) => void }} [settings]
 */
export function tick(text, { checked = false, onchange } = {}) {
  const input = h("input", { type: "checkbox", checked });
  if (onchange) input.addEventListener("change", () => onchange(input.checked));
  return { input, element: h("label", { class: "tick" }, input, " ", text) };
}
