/** Which dictionary is loaded: one that is there, or a new one with the edition that it is mapped to. @module */
import { at, get } from "../api.js";
import { fill, h } from "../dom.js";
import { count, moment, t } from "../words.js";
import { field, select } from "../components/form.js";

/** What an id of a source system or a dictionary may be made of. */
const PATTERN = "[A-Za-z0-9][A-Za-z0-9._\\-]*";

/**
 * @param {{ known: any[], systems: any[], wanted: string, signal: AbortSignal, changed: (isOther: boolean) => void }} options `isOther`: another dictionary was picked.
 * @returns {{ element: HTMLElement, read: () => { dictionary: string, target: string } | null }}
 */
export function whichDictionary({ known, systems, wanted, signal, changed }) {
  const first = known.some((one) => one.id === wanted) ? wanted : known[0]?.id ?? "";
  const pick = select([...known.map((one) => ({ value: one.id, text: one.id })), { value: "", text: t("upload.new") }], { value: first, name: "dictionary", onchange: tell });
  const source = h("input", { type: "text", name: "source", maxlength: 60, pattern: PATTERN, spellcheck: "false", autocomplete: "off", oninput: () => changed(false) });
  const name = h("input", { type: "text", name: "name", maxlength: 60, pattern: PATTERN, spellcheck: "false", autocomplete: "off", oninput: () => changed(false) });
  const system = select([{ value: "", text: t("upload.column.choose") }, ...systems.map((one) => ({ value: one.id, text: `${one.title}（${one.id}）` }))], { name: "system", onchange: () => void editions() });
  const edition = select([], { name: "edition", onchange: () => changed(false) });
  const last = h("p", { class: "small" });
  const fresh = h("div", { class: "upload-new" },
    field(t("upload.source"), source, { hint: t("upload.source.hint") }), field(t("upload.name"), name, { hint: t("upload.name.hint") }),
    field(t("upload.target"), system), field(t("upload.edition"), edition));
  show();
  return {
    element: h("div", {}, h("div", { class: "toolbar" }, field(t("upload.existing"), pick, { inline: true }), last), fresh),
    read() {
      if (pick.value !== "") return { dictionary: pick.value, target: "" };
      const isFit = [source, name].every((input) => input.value !== "" && input.checkValidity());
      return isFit && edition.value !== "" ? { dictionary: `${source.value}/${name.value}`, target: `${system.value}/${edition.value}` } : null;
    },
  };

  function tell() {
    show();
    changed(true);
  }

  function show() {
    const one = known.find((dictionary) => dictionary.id === pick.value);
    fresh.hidden = one !== undefined;
    last.textContent = one ? t("upload.last", { loads: one.loads, at: moment(one.loaded_at), rows: count(one.rows), target: one.target }) : "";
  }

  async function editions() {
    fill(edition);
    changed(false);
    if (system.value === "") return;
    const asked = system.value;
    const found = await get(at`code-systems/${asked}`, { signal }).catch(() => null);
    if (system.value !== asked) return;
    const published = (found?.editions ?? []).filter((/** @type {any} */ one) => one.status === "published");
    edition.append(...published.map((/** @type {any} */ one) => h("option", { value: one.edition }, `${one.edition}（${count(one.rows)}）`)));
    changed(false);
  }
}
