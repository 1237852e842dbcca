/** Which keys belong to the rows: not those of fields, dialogs and the browser. @module */
import { isDialogOpen } from "../components/dialog.js";

/**
 * What a key does; nothing when it is not meant for the rows. A key that is held down moves, and decides nothing.
 * @param {KeyboardEvent} event
 * @param {{ moves: Record<string, (event: KeyboardEvent) => void>, acts: Record<string, (event: KeyboardEvent) => void>, leaveField: () => void }} keys
 * @returns {((event: KeyboardEvent) => void) | undefined}
 */
export function actOf(event, { moves, acts, leaveField }) {
  const isTaken = event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab";
  if (isTaken || isDialogOpen()) return undefined;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.matches("input, select, textarea")) {
    if (event.key === "Escape") leaveField();
    return undefined;
  }
  const isButton = target.matches("button, a, summary") && target.closest(".suggestions") === null;
  if (isButton && (event.key === "Enter" || event.key === " ")) return undefined;
  const move = moves[event.key];
  return move ?? (event.repeat ? undefined : acts[event.key]);
}
