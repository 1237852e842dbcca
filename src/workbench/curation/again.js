/** Asking again: the same key for the same row, a moment later, confirms what is risky. @module */
import { fill, h } from "../dom.js";
import { t } from "../words.js";

/** How long after the first key the second one counts, in milliseconds: two quick presses are a slip. */
const PAUSE = 250;

export class Again {
  constructor() {
    /** @type {{ key: string, code: string, since: number } | null} */
    this.asked = null;
    this.element = h("div", { class: "row-again", role: "alert", hidden: true });
  }

  /**
   * Whether the same key was pressed for the same row before; else says why it is asked again.
   * @param {string} key
   * @param {string} code
   * @param {import("../dom.js").Child} why
   */
  isConfirmed(key, code, why) {
    const { asked } = this;
    if (asked && asked.key === key && asked.code === code && performance.now() - asked.since > PAUSE) {
      this.calm();
      return true;
    }
    this.asked = { key, code, since: performance.now() };
    fill(this.element, h("strong", {}, t("work.again")), why, h("p", { class: "small" }, t("work.again.key")));
    this.element.hidden = false;
    return false;
  }

  /** Whether another key than the one that was asked for takes the question back. @param {string} key */
  isOther(key) {
    return this.asked !== null && this.asked.key !== key;
  }

  /** Takes the question back. */
  calm() {
    this.asked = null;
    this.element.hidden = true;
  }
}
