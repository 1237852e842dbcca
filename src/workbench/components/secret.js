/** A secret that is shown once: a token, a one-time password. @module */
import { h } from "../dom.js";
import { t } from "../words.js";
import { openDialog } from "./dialog.js";
import { toast } from "./toast.js";

/**
 * Shows a secret until it is closed, and nowhere else.
 * @param {{ title: string, secret: string, hint: string, about?: import("../dom.js").Child }} shown
 * @returns {Promise<void>}
 */
export function showSecret({ title, secret, hint, about }) {
  return new Promise((resolve) => {
    const code = h("code", { class: "secret shown-once", "data-secret": true }, secret);
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(secret);
        toast(t("secret.copied"));
      } catch {
        // Without https there is no clipboard: it is marked, to be copied by hand.
        getSelection()?.selectAllChildren(code);
        toast(t("secret.copy-by-hand"));
      }
    };
    const dialog = openDialog({
      title,
      body: [about, h("p", {}, code), h("p", { class: "row-notice" }, t("secret.once")), h("p", {}, hint)],
      actions: [h("button", { type: "button", onclick: copy }, t("secret.copy")), h("button", { type: "button", class: "primary", onclick: () => dialog.close() }, t("secret.kept"))],
      closed: resolve,
    });
    // Only the button closes it: Escape by habit would lose the secret.
    dialog.element.addEventListener("cancel", (event) => event.preventDefault());
  });
}
