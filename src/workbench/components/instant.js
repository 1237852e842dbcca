/** Fields for an instant, as the clock of Asia/Shanghai shows it, wherever the browser is. @module */
import { h } from "../dom.js";

/** What the clock of Asia/Shanghai is ahead of UTC. */
const OFFSET = "+08:00";

/**
 * @param {string} name
 * @param {{ value?: string, onchange?: () => void }} [options] `value` as `YYYY-MM-DDTHH:MM`.
 */
export function instantInput(name, { value = "", onchange } = {}) {
  return h("input", { type: "datetime-local", name, value, onchange });
}

/**
 * The instant of a field in RFC 3339; nothing when it is empty.
 * @param {HTMLInputElement} input
 * @returns {string | undefined}
 */
export function instantOf(input) {
  return input.value ? `${input.value.slice(0, 16)}:00${OFFSET}` : undefined;
}
