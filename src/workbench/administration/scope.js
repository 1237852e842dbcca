/** Choosing for which organizations something is good: all, or some of a list. @module */
import { all } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { t } from "../words.js";
import { searchField } from "../components/form.js";

/**
 * The organizations of one's scope by id.
 * @param {AbortSignal} signal
 * @returns {Promise<{ id: string, name: string, uscc?: string, created_at: string }[]>}
 */
export function organizationsOf(signal) {
  return all("organizations", { query: { limit: 1000 }, signal });
}

/**
 * @param {{ id: string, name: string }[]} organizations
 * @param {{ mayAll: boolean, chosen?: string[] }} options `mayAll`: whether all may be chosen, those of the future too.
 * @returns {{ element: HTMLElement, read: () => string[] }} What is chosen; `["*"]` is all.
 */
export function scopePicker(organizations, { mayAll, chosen = [] }) {
  const picked = new Set(chosen);
  let isAll = false;
  if (organizations.length === 1 && organizations[0]) picked.add(organizations[0].id);
  const list = h("ul", { class: "scope-list", tabindex: "0", "aria-label": t("app.organization") });
  const show = (/** @type {string} */ text) => {
    const shown = organizations.filter((one) => `${one.id}${one.name}`.toLowerCase().includes(text.trim().toLowerCase()));
    fill(list, shown.map((one) => {
      const input = h("input", { type: "checkbox", value: one.id, checked: picked.has(one.id), disabled: isAll, onchange: () => {
        if (input.checked) picked.add(one.id);
        else picked.delete(one.id);
      } });
      return h("li", {}, h("label", { class: "tick" }, input, " ", h("span", { class: "code" }, one.id), " ", foreign(one.name)));
    }));
  };
  const find = searchField({ label: t("scope.find"), placeholder: t("scope.find"), delay: 60, oninput: show });
  const whole = h("input", { type: "checkbox", name: "all-organizations", onchange: () => {
    isAll = whole.checked;
    show(find.value);
  } });
  show("");
  return {
    element: h("fieldset", { class: "field scope" }, h("legend", {}, t("scope.title")),
      mayAll && h("label", { class: "tick" }, whole, " ", t("scope.all")), organizations.length > 8 && find, list),
    read: () => {
      if (isAll) return ["*"];
      if (picked.size === 0) throw t("scope.none");
      return [...picked];
    },
  };
}

/**
 * The organizations of a scope, in words.
 * @param {string[]} organizations
 */
export function scopeWords(organizations) {
  return organizations.includes("*") ? t("scope.all") : organizations.join("、");
}
