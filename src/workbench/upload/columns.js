/** Which column of a file is what: chosen from its titles, or typed where the file cannot be shown. @module */
import { fill, foreign, h } from "../dom.js";
import { count, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field, select, tick } from "../components/form.js";
import { table } from "../components/table.js";
import { likely } from "./table-file.js";

/** The most characters of a cell that are shown. */
const LONGEST = 28;

/** @typedef {{ code: string, name: string, usage: string, attributes: string }} Columns Titles, as the API takes them. */

/**
 * @param {import("./table-file.js").Look | null} look
 * @param {{ remembered: Columns | null, hadUsage: boolean, changed: () => void }} options `remembered` are the columns of the last load
 * from here; `hadUsage`: the last load had counts of usage.
 * @returns {{ element: HTMLElement, read: () => Columns | null }} `read` gives null while something is missing.
 */
export function columnsForm(look, { remembered, hadUsage, changed }) {
  return look ? chosen(look, remembered, hadUsage, changed) : typed(remembered, changed);
}

/**
 * @param {import("./table-file.js").Look} look
 * @param {Columns | null} remembered
 * @param {boolean} hadUsage
 * @param {() => void} changed
 */
function chosen(look, remembered, hadUsage, changed) {
  const { headers } = look;
  const start = (/** @type {"code" | "name" | "usage"} */ what) => {
    const before = remembered ? headers.indexOf(remembered[what]) : -1;
    return before >= 0 ? before : remembered ? -1 : likely(headers, what);
  };
  const titles = headers.map((title, column) => ({ value: String(column), text: title || `#${column + 1}`, disabled: title === "" }));
  const pick = (/** @type {"code" | "name" | "usage"} */ what) => select(
    [{ value: "", text: t(what === "usage" ? "upload.column.none" : "upload.column.choose") }, ...titles], { value: start(what) < 0 ? "" : String(start(what)), name: `column-${what}`, onchange: tell });
  const [code, name, usage] = [pick("code"), pick("name"), pick("usage")];
  const keptBefore = new Set(remembered?.attributes.split(",") ?? []);
  const kept = headers.map((title) => tick(title, { checked: title !== "" && keptBefore.has(title), onchange: tell }));
  const warning = h("div", { "aria-live": "polite" });
  const preview = h("div", {});
  show();
  const size = look.whole ? count(look.count) : t("upload.rows-and-more", { rows: count(look.count) });
  return {
    element: h("div", { class: "upload-columns" },
      h("p", {}, badge(t(look.encoding ? "upload.read-as" : "upload.read-as.workbook", { format: look.format, encoding: look.encoding, columns: headers.length, rows: size }), "good")),
      h("div", { class: "toolbar" }, field(t("upload.column.code"), code, { inline: true }), field(t("upload.column.name"), name, { inline: true }), field(t("upload.column.usage"), usage, { inline: true })),
      warning, preview,
      h("fieldset", { class: "kept" }, h("legend", {}, t("upload.column.attributes")), kept.map((one, column) => headers[column] !== "" && one.element))),
    read,
  };

  function tell() {
    show();
    changed();
  }

  function show() {
    const [codeAt, nameAt] = [Number(code.value || -1), Number(name.value || -1)];
    const distinct = look.distinct[codeAt] ?? 0;
    kept.forEach((one, column) => {
      one.element.hidden = [code.value, name.value, usage.value].includes(String(column));
    });
    fill(warning, (code.value === "" || name.value === "") && h("p", { class: "row-notice" }, t("upload.column.missing")),
      hadUsage && usage.value === "" && h("p", { class: "row-notice" }, t("upload.column.usage-kept")),
      code.value !== "" && code.value === name.value && h("p", { class: "row-notice bad" }, t("upload.same-column")),
      code.value !== "" && distinct < look.count * 0.9 && h("p", { class: "row-notice" }, t("upload.not-unique", { rows: size, distinct: count(distinct) })));
    const mark = (/** @type {number} */ column) => column === codeAt ? t("upload.column.is.code") : column === nameAt ? t("upload.column.is.name")
      : usage.value !== "" && column === Number(usage.value) ? t("upload.column.is.usage") : kept[column]?.input.checked ? t("upload.column.is.kept") : "";
    fill(preview, table(headers.map((title, column) => ({
      title: `${title || `#${column + 1}`}${mark(column) ? `（${mark(column)}）` : ""}`,
      class: mark(column) ? "picked" : "",
      cell: (/** @type {string[]} */ row) => foreign((row[column] ?? "").slice(0, LONGEST)),
    })), look.rows, { caption: t("upload.columns") }));
  }

  /** @returns {Columns | null} */
  function read() {
    if (code.value === "" || name.value === "" || code.value === name.value) return null;
    const title = (/** @type {HTMLSelectElement} */ one) => (one.value === "" ? "" : headers[Number(one.value)] ?? "");
    const taken = new Set([code.value, name.value, usage.value]);
    const attributes = headers.filter((one, column) => kept[column]?.input.checked && !taken.has(String(column)) && one !== "");
    return { code: title(code), name: title(name), usage: title(usage), attributes: attributes.join(",") };
  }
}

/**
 * @param {Columns | null} remembered
 * @param {() => void} changed
 */
function typed(remembered, changed) {
  const text = (/** @type {keyof Columns} */ what) => h("input", { type: "text", name: `column-${what}`, value: remembered?.[what] ?? "", spellcheck: "false", autocomplete: "off", oninput: changed });
  const [code, name, usage, attributes] = [text("code"), text("name"), text("usage"), text("attributes")];
  return {
    element: h("div", { class: "upload-columns" }, h("p", { class: "row-notice" }, t("upload.unseen")),
      h("div", { class: "columns" }, field(t("upload.column.code"), code), field(t("upload.column.name"), name), field(t("upload.column.usage"), usage), field(t("upload.column.attributes.typed"), attributes))),
    read: () => (code.value.trim() === "" || name.value.trim() === "" ? null : { code: code.value.trim(), name: name.value.trim(), usage: usage.value.trim(), attributes: attributes.value.trim() }),
  };
}
