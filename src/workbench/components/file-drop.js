/** A place to drop a file, or to choose one. @module */
import { fill, h } from "../dom.js";
import { t } from "../words.js";

/**
 * @param {{ accept?: string, label: string, chosen: (file: File) => void }} options
 * @returns {HTMLElement}
 */
export function fileDrop({ accept = "", label, chosen }) {
  const text = h("span", { class: "drop-text" }, t("file.drop"));
  const take = (/** @type {File | null | undefined} */ file) => {
    if (!file) return;
    fill(text, t("file.chosen", { name: file.name, size: size(file.size) }));
    chosen(file);
  };
  const input = h("input", { type: "file", accept, "aria-label": label, onchange: () => take(input.files?.[0]) });
  const over = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  const zone = h(
    "label",
    {
      class: "file-drop",
      ondragover: over,
      ondragleave: () => zone.classList.remove("over"),
      ondrop: (/** @type {DragEvent} */ event) => {
        event.preventDefault();
        zone.classList.remove("over");
        take(event.dataTransfer?.files[0]);
      },
    },
    input,
    text,
  );
  return zone;
}

/**
 * A size in bytes, in words.
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
