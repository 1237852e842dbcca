/** A refusal in words: what is wrong, where, and what to do. @module */
import { Refusal } from "../api.js";
import { h } from "../dom.js";
import { t } from "../words.js";

/**
 * @param {unknown} error A `Refusal`, a text, or anything that was thrown.
 * @param {() => void} [retry]
 * @returns {HTMLElement}
 */
export function showProblem(error, retry) {
  if (typeof error === "string") return h("div", { class: "problem", role: "alert" }, h("p", {}, error));
  if (!(error instanceof Refusal)) {
    console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    return h("div", { class: "problem", role: "alert" }, h("p", {}, t("app.failed"), "：", message), retryButton(retry));
  }
  return h(
    "div",
    { class: "problem", role: "alert" },
    finding(error),
    error.findings.length > 0 &&
      h("details", {},
        h("summary", {}, t("problem.findings", { count: error.findings.length })),
        h("ul", {}, error.findings.slice(0, 200).map((one) => h("li", {}, finding(one))))),
    h("p", { class: "small" }, t("problem.code"), " ", h("code", {}, error.code),
      error.requestId && [" · ", t("problem.request"), " ", h("code", {}, error.requestId)]),
    retryButton(retry),
  );
}

/** @param {import("../api.js").Finding | Refusal} one */
function finding(one) {
  const where = [
    one.row !== undefined && t("problem.row", { row: one.row }),
    one.column && t("problem.column", { column: one.column }),
    one.field && t("problem.field", { field: one.field }),
  ].filter(Boolean);
  return [
    h("p", { class: "problem-detail" }, where.length > 0 && h("b", {}, where.join(" "), " "), one.detail),
    one.advice && h("p", { class: "problem-advice" }, one.advice),
  ];
}

/** @param {(() => void) | undefined} retry */
function retryButton(retry) {
  return retry && h("p", {}, h("button", { type: "button", onclick: retry }, t("app.retry")));
}
