/**
 * The address bar: `#/page?filter=…`. A page is found by its path; filters live in the query, so that an address can be
 * sent to a colleague and the way back works.
 * @module
 */

/**
 * @typedef {object} Place
 * @property {string} path Without `#/`.
 * @property {URLSearchParams} query
 */

/** @type {((place: Place) => void) | null} */
let listener = null;

/** @returns {Place} */
export function place() {
  const text = location.hash.replace(/^#\/?/, "");
  const cut = text.indexOf("?");
  const path = cut < 0 ? text : text.slice(0, cut);
  return { path, query: new URLSearchParams(cut < 0 ? "" : text.slice(cut + 1)) };
}

/**
 * The address of a page with its filters, for links.
 * @param {string} path
 * @param {Record<string, string | number | boolean | null | undefined> | URLSearchParams} [query]
 */
export function link(path, query = {}) {
  const pairs = query instanceof URLSearchParams ? query : new URLSearchParams();
  if (!(query instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined && value !== "" && value !== false) pairs.set(name, String(value));
    }
  }
  const text = pairs.toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

/**
 * Goes to a page.
 * @param {string} path
 * @param {Record<string, string | number | boolean | null | undefined> | URLSearchParams} [query]
 */
export function go(path, query) {
  location.hash = link(path, query);
}

/**
 * Writes filters into the address bar without leaving the page and without telling it.
 * @param {Record<string, string | number | boolean | null | undefined>} changes Empty values take a filter out.
 */
export function note(changes) {
  const { path, query } = place();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "" || value === false) query.delete(name);
    else query.set(name, String(value));
  }
  history.replaceState(null, "", link(path, query));
}

/** @param {(place: Place) => void} told Called at every change of the address. */
export function listen(told) {
  listener = told;
  window.addEventListener("hashchange", () => listener?.(place()));
}
