/** What differs between two editions, of one code system or of two; counts first, then rows, and the whole as a file. @module */
import { download, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { note } from "../router.js";
import { count, named, t } from "../words.js";
import { badge } from "../components/badge.js";
import { field, select } from "../components/form.js";
import { pagedTable } from "../components/paged-table.js";
import { showProblem } from "../components/problem.js";
import { toastProblem } from "../components/toast.js";

/** @type {Record<string, "plain" | "good" | "busy" | "warn" | "bad">} */
const TONES = { added: "good", removed: "bad", renamed: "warn", reparented: "busy" };

/**
 * @param {import("./browse.js").Options} options
 * @returns {HTMLElement}
 */
export function differenceView({ system, editions, edition, query, signal }) {
  const own = editions.map((one) => `${system.id}/${one.edition}`);
  const present = own.indexOf(`${system.id}/${edition.edition}`);
  let to = query.get("to") ?? own[present] ?? "";
  // Editions come newest import first: the one before it is the next of the list.
  let from = query.get("from") ?? own[present + 1] ?? own.find((one) => one !== to) ?? "";
  let change = query.get("change") ?? "";
  let turn = 0;
  const result = h("div", { class: "stack", "aria-live": "polite" });
  const bar = h("div", { class: "toolbar" },
    choice(t("difference.from"), () => from, (value) => (from = value)), h("span", { "aria-hidden": "true" }, "→"),
    choice(t("difference.to"), () => to, (value) => (to = value)));
  void show();
  return h("div", { class: "stack" }, bar, result);

  /**
   * An edition of this code system, or of another by its name.
   * @param {string} label
   * @param {() => string} read
   * @param {(value: string) => void} write
   */
  function choice(label, read, write) {
    const other = h("input", { type: "text", class: "edition-name", "aria-label": `${label}：${t("difference.other")}`, placeholder: "icd-10/yibao-2.0", value: own.includes(read()) ? "" : read(), hidden: own.includes(read()) || read() === "", onchange: () => {
      write(other.value.trim());
      change = "";
      void show();
    } });
    const picker = select([...own.map((one) => ({ value: one, text: one.slice(system.id.length + 1) })), { value: "", text: t("difference.other") }], {
      value: own.includes(read()) ? read() : "",
      onchange: (value) => {
        other.hidden = value !== "";
        write(value);
        change = "";
        if (value) void show();
        else other.focus();
      },
    });
    if (read() === "") other.hidden = false;
    return h("div", { class: "chooser" }, field(label, picker, { inline: true }), other);
  }

  async function show() {
    const mine = ++turn;
    note({ from, to, change });
    if (!from || !to) return void fill(result, h("p", { class: "notice" }, t("difference.choose")));
    if (from === to) return void fill(result, h("p", { class: "notice" }, t("difference.same")));
    fill(result, h("p", { class: "loading" }, t("app.loading")));
    try {
      const { counts } = await get("editions/diff", { query: { from, to, limit: 1 }, signal });
      if (mine === turn) draw(counts);
    } catch (error) {
      if (mine === turn && !signal.aborted) fill(result, showProblem(error, () => void show()));
    }
  }

  /** @param {Record<string, number>} counts */
  function draw(counts) {
    const chips = h("div", { class: "chips", role: "group", "aria-label": t("difference.change") });
    const place = h("div", {});
    const pick = (/** @type {string} */ wanted) => {
      change = wanted;
      note({ change });
      fill(chips, chip("", t("app.all")), Object.entries(counts).filter(([name, number]) => number > 0 && name !== "same" && name !== "unchanged").map(([name, number]) => chip(name, `${named("change.", name)} ${count(number)}`)));
      fill(place, pagedTable({
        path: "editions/diff", query: { from, to, change }, signal, columns: columns(), caption: t("registry.tab.difference"), empty: t("difference.none"),
      }));
    };
    const chip = (/** @type {string} */ name, /** @type {string} */ text) => h("button", { type: "button", class: "chip", "aria-pressed": String(change === name), onclick: () => pick(name) }, text);
    const save = (/** @type {string} */ format) => h("button", { type: "button", onclick: () => void download("editions/diff", { query: { from, to, change, format } }).catch(toastProblem) }, `${t("app.export")} ${format.toUpperCase()}`);
    const same = counts["same"] ?? counts["unchanged"];
    fill(result, h("div", { class: "toolbar" }, chips, same !== undefined && h("small", {}, t("difference.unchanged", { count: count(same) })), h("span", { class: "grow" }), save("csv"), save("xlsx")), place);
    pick(change);
  }
}

/** @returns {import("../components/table.js").Column<any>[]} */
function columns() {
  return [
    { title: t("registry.code"), class: "nowrap", cell: (row) => h("span", { class: "code" }, row.code) },
    { title: t("difference.change"), class: "nowrap", cell: (row) => row.changes.map((/** @type {string} */ one) => [badge(named("change.", one), TONES[one] ?? "plain"), " "]) },
    { title: t("difference.before"), cell: (row) => side(row, row.before) },
    { title: t("difference.after"), cell: (row) => side(row, row.after) },
  ];
}

/**
 * What a concept was on one side: its name, and of the rest what differs.
 * @param {any} row
 * @param {any} concept
 */
function side(row, concept) {
  if (!concept) return "—";
  const has = (/** @type {string} */ change) => row.changes.includes(change);
  const further = [
    has("reparented") && `${t("registry.parent")} ${concept.parent ?? "—"}`,
    has("status-changed") && concept.status,
    has("assignable-changed") && t(concept.assignable ? "registry.assignable" : "search.heading"),
    has("designations-changed") && (concept.designations.join("、") || "—"),
    has("properties-changed") && (differing(row, concept) || "—"),
  ].filter(Boolean);
  return [foreign(concept.display), further.map((one) => h("small", { class: "below" }, foreign(String(one))))];
}

/**
 * @param {any} row
 * @param {any} concept
 */
function differing(row, concept) {
  const other = concept === row.before ? row.after : row.before;
  return Object.entries(concept.properties).filter(([name, value]) => other?.properties[name] !== value).map(([name, value]) => `${name}=${value}`).join("；");
}
