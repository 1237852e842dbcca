/** Choosing an organization and a dictionary; the choice is remembered for the next page. @module */
import { all, at, get } from "../api.js";
import { h } from "../dom.js";
import { t } from "../words.js";
import { field, select } from "./form.js";

const REMEMBERED_ORGANIZATION = "zhiyu-organization";
const REMEMBERED_DICTIONARY = "zhiyu-dictionary";

/**
 * @typedef {object} Choice
 * @property {string} organization
 * @property {string} dictionary Its id, `source/name`; empty when only an organization is chosen.
 */

/**
 * Drop-downs for the organization and, unless `only` says otherwise, its dictionary. The address comes first, then what was
 * chosen last, then the first there is.
 * @param {{ query: URLSearchParams, only?: "organization", changed: (choice: Choice) => void, signal?: AbortSignal }} options
 * @returns {Promise<{ element: HTMLElement, choice: Choice | null }>}
 */
export async function chooser({ query, only, changed, signal }) {
  const organizations = await all("organizations", signal ? { signal } : {});
  const wanted = query.get("organization") ?? localStorage.getItem(REMEMBERED_ORGANIZATION);
  const organization = organizations.find((one) => one.id === wanted) ?? organizations[0];
  if (!organization) return { element: h("p", { class: "notice" }, t("app.choose-organization")), choice: null };
  localStorage.setItem(REMEMBERED_ORGANIZATION, organization.id);
  const organizationField = field(t("app.organization"), select(
    organizations.map((one) => ({ value: one.id, text: one.name ? `${one.name}（${one.id}）` : one.id })),
    { value: organization.id, name: "organization", onchange: (id) => changed({ organization: id, dictionary: "" }) },
  ), { inline: true });
  if (only === "organization") return { element: h("div", { class: "chooser" }, organizationField), choice: { organization: organization.id, dictionary: "" } };
  /** @type {{ id: string }[]} */
  const dictionaries = await get(at`organizations/${organization.id}/dictionaries`, signal ? { signal } : {});
  const remembered = query.get("dictionary") ?? localStorage.getItem(REMEMBERED_DICTIONARY);
  const dictionary = dictionaries.find((one) => one.id === remembered) ?? dictionaries[0];
  if (dictionary) localStorage.setItem(REMEMBERED_DICTIONARY, dictionary.id);
  const dictionaryField = field(t("app.dictionary"), select(
    dictionaries.map((one) => ({ value: one.id, text: one.id })),
    { value: dictionary?.id ?? "", name: "dictionary", onchange: (id) => changed({ organization: organization.id, dictionary: id }) },
  ), { inline: true });
  return {
    element: h("div", { class: "chooser" }, organizationField, dictionaryField),
    choice: dictionary ? { organization: organization.id, dictionary: dictionary.id } : null,
  };
}
