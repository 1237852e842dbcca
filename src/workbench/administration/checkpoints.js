/** Checkpoints of the audit log: signed notes of its size and root, to be kept outside the service; and proofs. @module */
import { get, post } from "../api.js";
import { fill, h } from "../dom.js";
import { count, moment, t } from "../words.js";
import { badge } from "../components/badge.js";
import { openDialog } from "../components/dialog.js";
import { facts } from "../components/facts.js";
import { pagedTable } from "../components/paged-table.js";
import { toast, toastProblem } from "../components/toast.js";

/**
 * @param {AbortSignal} signal
 * @returns {HTMLElement}
 */
export function checkpointsView(signal) {
  const result = h("div", {});
  const make = async () => {
    try {
      const made = await post("audit/checkpoints");
      toast(t("checkpoints.made", { size: count(made.size) }));
      show();
      openNote(made);
    } catch (error) {
      toastProblem(error);
    }
  };
  show();
  return h("div", { class: "stack" },
    h("div", { class: "toolbar" }, h("p", { class: "small grow" }, t("checkpoints.hint")), h("button", { type: "button", class: "primary", onclick: () => void make() }, t("checkpoints.make"))), result);

  function show() {
    fill(result, pagedTable({
      path: "audit/checkpoints", signal, caption: t("audit.tab.checkpoints"), empty: t("checkpoints.none"), open: openNote,
      columns: [
        { title: t("history.when"), class: "nowrap", cell: (/** @type {any} */ one) => moment(one.at) },
        { title: t("checkpoints.size"), number: true, cell: (/** @type {any} */ one) => count(one.size) },
        { title: t("checkpoints.root"), cell: (/** @type {any} */ one) => h("code", { class: "digest" }, one.root) },
        { title: t("checkpoints.signature"), class: "nowrap", cell: (/** @type {any} */ one) => (one.key_id ? badge(one.key_id, "good") : badge(t("checkpoints.unsigned"), "warn")) },
      ],
    }));
  }
}

/** The note as it stands, to be kept elsewhere. @param {any} one */
function openNote(one) {
  const dialog = openDialog({
    title: t("checkpoints.title", { size: count(one.size) }),
    wide: true,
    body: [h("p", {}, t("checkpoints.keep")), h("pre", { class: "details", tabindex: "0" }, one.note)],
    actions: [h("button", { type: "button", onclick: () => save(`zhiyu-audit-${one.size}.txt`, one.note) }, t("checkpoints.save")), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("app.close"))],
  });
}

/**
 * Shows that an event is in the log.
 * @param {number} sequence
 */
export async function showInclusion(sequence) {
  try {
    const proof = await get("audit/proofs/inclusion", { query: { event: sequence } });
    const text = JSON.stringify(proof, null, 2);
    const dialog = openDialog({
      title: t("audit.proof.title", { sequence }),
      wide: true,
      body: [h("p", {}, t("audit.proof.hint")), facts([
        [t("checkpoints.size"), count(proof.size)], [t("checkpoints.root"), h("code", { class: "digest" }, proof.root)], [t("audit.proof.leaf"), h("code", { class: "digest" }, proof.leaf)],
        [t("audit.proof.hashes"), proof.hashes.map((/** @type {string} */ hash) => h("div", {}, h("code", { class: "digest" }, hash)))],
      ])],
      actions: [h("button", { type: "button", onclick: () => save(`zhiyu-audit-proof-${sequence}.json`, text) }, t("checkpoints.save")), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("app.close"))],
    });
  } catch (error) {
    toastProblem(error);
  }
}

/**
 * Saves a text as a file.
 * @param {string} name
 * @param {string} text
 */
function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const anchor = h("a", { href: address, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
