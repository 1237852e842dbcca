/**
 * Every page, in the order of the menu. A page is one module in `pages/` that exports `mount`:
 *
 *     export async function mount(context) { context.root.append(…); return { update, leave }; }
 *
 * `mount` is called when the page is entered; `update(query)`, where there is one, when only the filters changed (without
 * it the page is mounted anew); `leave` when it is left. `context.signal` is aborted then: hand it to requests.
 * @module
 */

/**
 * @typedef {object} Context
 * @property {HTMLElement} root Where the page goes.
 * @property {URLSearchParams} query Its filters.
 * @property {AbortSignal} signal Aborted when the page is left.
 */

/**
 * @typedef {object} Mounted
 * @property {(query: URLSearchParams) => void} [update]
 * @property {() => void} [leave]
 */

/** @typedef {{ mount: (context: Context) => Promise<Mounted | void> | Mounted | void }} PageModule */

/**
 * @typedef {object} Page
 * @property {string} path What stands in the address behind `#/`.
 * @property {import("./words.js").Word} title
 * @property {string} [group] Pages of one group stand behind one button of the menu, titled `group.…`.
 * @property {string[]} [rights] Shown to whoever holds one of them; without it, to everybody.
 * @property {boolean} [hidden] Not in the menu.
 * @property {() => Promise<PageModule>} load
 */

/** @type {Page[]} */
export const PAGES = [
  { path: "overview", title: "page.overview", rights: ["read-mappings"], load: () => import("./pages/overview.js") },
  { path: "upload", title: "page.upload", rights: ["load-dictionary"], load: () => import("./pages/upload.js") },
  { path: "work-list", title: "page.work-list", rights: ["read-mappings"], load: () => import("./pages/work-list.js") },
  { path: "review", title: "page.review", rights: ["review-mapping"], load: () => import("./pages/review.js") },
  { path: "release", title: "page.release", group: "release", rights: ["read-mappings"], load: () => import("./pages/release.js") },
  { path: "differences", title: "page.differences", group: "release", rights: ["read-mappings"], load: () => import("./pages/differences.js") },
  { path: "code-history", title: "page.code-history", group: "release", rights: ["read-mappings"], load: () => import("./pages/code-history.js") },
  { path: "weekly-report", title: "page.weekly-report", group: "release", rights: ["read-mappings"], load: () => import("./pages/weekly-report.js") },
  { path: "collectors", title: "page.collectors", group: "collection", rights: ["read-feedback"], load: () => import("./pages/collectors.js") },
  { path: "alerts", title: "page.alerts", group: "collection", rights: ["read-feedback"], load: () => import("./pages/alerts.js") },
  { path: "registry", title: "page.registry", group: "registry", rights: ["read-registry"], load: () => import("./pages/registry.js") },
  { path: "specifications", title: "page.specifications", group: "registry", rights: ["read-registry"], load: () => import("./pages/specifications.js") },
  { path: "organizations", title: "page.organizations", group: "administration", rights: ["manage-organizations", "publish-release", "read-audit"], load: () => import("./pages/organizations.js") },
  { path: "accounts", title: "page.accounts", group: "administration", rights: ["read-accounts"], load: () => import("./pages/accounts.js") },
  { path: "tokens", title: "page.tokens", group: "administration", rights: ["manage-tokens"], load: () => import("./pages/tokens.js") },
  { path: "audit", title: "page.audit", group: "administration", rights: ["read-audit"], load: () => import("./pages/audit.js") },
];
