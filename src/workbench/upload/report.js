/** What a load of a dictionary changed, or would change, in words and lists. @module */
import { foreign, h } from "../dom.js";
import { colon, count, listed, named, t } from "../words.js";
import { badge, stateBadge } from "../components/badge.js";
import { table } from "../components/table.js";
import { tabs } from "../components/tabs.js";

/** Kinds of change with the tone of their number. @type {[string, "plain" | "good" | "busy" | "warn" | "bad"][]} */
const CHANGES = [["added", "good"], ["returned", "good"], ["removed", "warn"], ["re_used", "bad"], ["reworded", "warn"], ["respelled", "plain"], ["columns_changed", "plain"]];
/** @type {[string, "plain" | "good" | "busy" | "warn" | "bad"][]} */
const FATES = [["to-recheck", "bad"], ["code-removed", "warn"], ["waits-already", "warn"], ["kept", "good"], ["untouched", "good"]];

/** @param {any} report The answer of a load. */
export function reportView(report) {
  const isFirst = report.load === 1;
  const changed = CHANGES.reduce((sum, [kind]) => sum + report[kind], 0);
  return [
    h("p", {}, h("b", {}, t("upload.rows", { rows: count(report.rows), codes: count(report.codes) })), " ",
      isFirst ? t("upload.first") : changed === 0 && t("upload.nothing")),
    h("div", { class: "figure-lists" },
      h("ul", { class: "plain figures" }, CHANGES.filter(([kind]) => report[kind] > 0).map(([kind, tone]) => h("li", {}, badge(count(report[kind]), tone), " ", named("upload.", kind))),
        usageChanges(report) > 0 && h("li", {}, badge(count(usageChanges(report))), " ", t("upload.usage"))),
      h("ul", { class: "plain figures" }, FATES.filter(([fate]) => (report.mappings[fate] ?? 0) > 0).map(([fate, tone]) => h("li", {}, badge(count(report.mappings[fate]), tone), " ", named("upload.", fate)))),
      h("ul", { class: "plain figures" }, lint(report))),
    lists(report),
  ];
}

/** @param {any} report */
function usageChanges(report) {
  return report.usage_new + report.usage_vanished + report.usage_changed;
}

/** @param {any} report */
function lint(report) {
  if (report.repeated_codes === 0 && report.duplicate_names === 0) return h("li", {}, badge(t("upload.lint"), "good"), " ", t("upload.lint.fine"));
  return [
    report.repeated_codes > 0 && h("li", {}, badge(t("upload.lint"), "warn"), " ", t("upload.repeated", { codes: count(report.repeated_codes), rows: count(report.repeated_rows) })),
    report.duplicate_names > 0 && h("li", {}, badge(t("upload.lint"), "warn"), " ", t("upload.duplicates", { names: count(report.duplicate_names) })),
  ];
}

/** @param {any} report */
function lists(report) {
  const code = { title: t("work.code"), cell: (/** @type {any} */ one) => foreign(one.code, "code") };
  const several = (/** @type {string[]} */ names) => names.map((name, index) => [index > 0 && " / ", foreign(name)]);
  const withNames = [code, { title: t("work.name"), cell: (/** @type {any} */ one) => several(one.names) }, { title: t("work.usage"), number: true, cell: (/** @type {any} */ one) => count(one.usage) }];
  /** @type {[string, any[], any[]][]} */
  const all = [
    [t("upload.touched"), report.touched_mappings, [
      { title: t("upload.fate"), cell: (/** @type {any} */ one) => badge(named("upload.", one.fate), one.fate === "to-recheck" ? "bad" : "plain") }, code,
      { title: t("work.name"), cell: (/** @type {any} */ one) => foreign(one.name) }, { title: t("filter.state"), cell: (/** @type {any} */ one) => stateBadge(one.state) },
      { title: t("upload.why"), cell: (/** @type {any} */ one) => foreign(one.reason) }]],
    [t("upload.changed"), report.changed_codes, [
      { title: t("upload.kind"), cell: (/** @type {any} */ one) => badge(named("upload.drift.", one.drift), one.drift === "re-used" ? "bad" : one.drift === "reworded" ? "warn" : "plain") }, code,
      { title: t("upload.before"), cell: (/** @type {any} */ one) => several(one.before) }, { title: t("upload.after"), cell: (/** @type {any} */ one) => several(one.after) },
      { title: t("upload.why"), cell: (/** @type {any} */ one) => [one.evidence.map((/** @type {string} */ words) => h("div", {}, foreign(words))),
        one.columns.map((/** @type {any} */ column) => h("div", { class: "small" }, foreign(column.column), colon(), foreign(column.before), " → ", foreign(column.after)))] }]],
    [t("upload.removed"), report.removed_codes, withNames],
    [t("upload.added"), report.added_codes, withNames],
    [t("upload.returned"), report.returned_codes, withNames],
    [t("upload.tab.repeated"), report.repeated, [code,
      { title: t("upload.file-rows"), cell: (/** @type {any} */ one) => listed(one.rows) }, { title: t("work.name"), cell: (/** @type {any} */ one) => several(one.names) }]],
    [t("upload.tab.duplicates"), report.duplicates, [
      { title: t("upload.name.one"), cell: (/** @type {any} */ one) => foreign(one.name) },
      { title: t("upload.codes"), cell: (/** @type {any} */ one) => one.codes.map((/** @type {string} */ text) => [foreign(text, "code"), " "]) }]],
    [t("upload.usage"), report.usage_changes, [code, { title: t("upload.kind"), cell: (/** @type {any} */ one) => named("upload.usage.", one.kind) },
      { title: t("upload.before"), number: true, cell: (/** @type {any} */ one) => count(one.before) }, { title: t("upload.after"), number: true, cell: (/** @type {any} */ one) => count(one.after) }]],
  ];
  const filled = all.filter(([, rows]) => rows.length > 0);
  if (filled.length === 0) return null;
  return [
    h("p", { class: "small" }, t("upload.first-hundred")),
    tabs(filled.map(([title, rows, columns], index) => ({ id: String(index), text: title, content: () => table(columns, rows, { caption: title }) })), { label: t("upload.report") }),
  ];
}
