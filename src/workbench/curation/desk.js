/**
 * The desk on which rows are worked on: the list on the left, the row on the right, the keys between them. The work list and
 * the review lay their own acts on it.
 * @module
 */
import { fill, h } from "../dom.js";
import { count, t } from "../words.js";
import { showProblem } from "../components/problem.js";
import { announce, toast, toastProblem } from "../components/toast.js";
import { VirtualList } from "../components/virtual-list.js";
import { Again } from "./again.js";
import { Details } from "./details.js";
import { actOf } from "./keys.js";
import { ROW_HEIGHT, drawLine, makeLine } from "./line-view.js";
import { Lines, fresh, ofMapping } from "./lines.js";
import { askConflict } from "./questions.js";
import { showHistory } from "./history.js";
import { whilePresent } from "./presence.js";
import { isUnderWay, retryNow, takeBack, watch, write } from "./writer.js";

/** @typedef {import("./shapes.js").Line} Line */
/** @typedef {import("./shapes.js").Row} Row */
/** @typedef {import("../api.js").Refusal} Refusal */

/** How often rows in sight are looked at again, in milliseconds. */
const LOOK = 4_000;
/** How many rows behind the present one are fetched beforehand, at most. */
const AHEAD = 60;
/** How long one stays on a row before its history is fetched, in milliseconds. */
const HISTORY = 350;

/**
 * @typedef {object} DeskOptions
 * @property {string} organization
 * @property {string} dictionary
 * @property {Record<string, string>} filter
 * @property {AbortSignal} signal
 * @property {string} empty What is said when there is no row.
 * @property {(line: Line) => boolean} isOpen Whether a row waits for somebody.
 * @property {(row: Row, line: Line, history: Node) => import("../dom.js").Child} view The right side.
 * @property {Record<string, (event: KeyboardEvent) => void>} keys What keys do, by `event.key`.
 * @property {import("../dom.js").Child} [footer] Buttons below the row.
 * @property {string} [at] The code to begin with.
 * @property {() => HTMLElement | null} [focus] What has the focus at the beginning; the list without it.
 * @property {(code: string) => void} [moved] Another row is the present one.
 */

/**
 * @typedef {object} Done A decision that can be taken back.
 * @property {import("./writer.js").Order} order
 * @property {Line} before
 * @property {number} index
 * @property {boolean} [confirmed]
 * @property {number} [version] The version that it made.
 */

export class Desk {
  /** @param {DeskOptions} options */
  constructor(options) {
    this.options = options;
    /** @type {Done[]} */
    this.done = [];
    this.again = new Again();
    this.shownCode = "";
    this.historyTimer = 0;
    const { organization, dictionary, signal } = options;
    this.lines = new Lines({ ...options, grown: () => this.#grown(), changed: (index) => this.#lineChanged(index) });
    this.details = new Details({
      organization, dictionary, signal,
      arrived: (codes) => this.#arrived(codes),
      failed: (error, codes) => {
        const line = this.line();
        if (line && codes.includes(line.code)) fill(this.body, showProblem(error, () => this.#show()));
      },
    });
    this.list = new VirtualList({
      label: t("work.list"), rowHeight: ROW_HEIGHT, make: makeLine,
      draw: (element, index) => {
        const line = this.lines.rows[index];
        if (line) drawLine(element, line);
      },
      chosen: () => this.#chosen(),
    });
    this.body = h("div", { class: "row-body" });
    this.progress = h("span", { class: "small" });
    this.saving = h("button", { type: "button", class: "quiet small", onclick: retryNow });
    this.head = h("div", { class: "line line-head", "aria-hidden": "true" }, [t("work.code"), t("work.name"), t("work.target"), t("filter.state"), t("work.usage")].map((title) => h("span", {}, title)));
    this.element = h("div", { class: "desk" },
      h("section", { class: "desk-list", "aria-label": t("work.list") },
        this.head,
        this.list.element,
        h("div", { class: "desk-foot" }, this.progress, this.saving)),
      h("section", { class: "desk-row", "aria-label": t("work.detail") }, this.body, this.again.element, h("div", { class: "desk-foot actions" }, options.footer)));
  }

  /** Reads the first rows and begins. */
  async begin() {
    const { signal } = this.options;
    await this.lines.load();
    const key = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    document.addEventListener("keydown", key);
    const unwatch = watch({ done: (order, mapping) => this.#written(order, mapping), refused: (order, refusal) => this.#refused(order, refusal), changed: (waiting, trouble) => this.#savingChanged(waiting, trouble) });
    whilePresent(LOOK, signal, () => void this.#look());
    signal.addEventListener("abort", () => {
      document.removeEventListener("keydown", key);
      unwatch();
      clearTimeout(this.historyTimer);
      this.list.dispose();
    });
    if (this.lines.rows.length === 0) fill(this.body, h("p", { class: "empty" }, this.options.empty));
    else this.goTo(this.options.at ?? "", true);
    (this.options.focus?.() ?? this.list.element).focus();
  }

  /** The present row of the list. */
  line() {
    return this.lines.rows[this.list.present];
  }

  /** The present row with its details, if they are there. */
  row() {
    const line = this.line();
    return line && this.details.find(line.code, line.occurrence);
  }

  /**
   * Goes to a code; to the first row when the list does not have it.
   * @param {string} code
   * @param {boolean} [centre]
   */
  goTo(code, centre = true) {
    const index = this.lines.places.get(code)?.[0];
    if (index === undefined && this.list.present >= 0) return;
    this.list.choose(index ?? 0, { centre });
  }

  /** Goes to the next row that waits for somebody. */
  goOn() {
    const from = this.list.present + 1;
    const next = this.lines.next(from, this.options.isOpen);
    if (next >= 0) this.list.choose(next);
    else if (from < this.lines.rows.length) this.list.choose(from);
    else announce(t("work.end"));
    if (next < 0) toast(t("work.end"));
  }

  /** @param {number} step */
  move(step) {
    const last = this.lines.rows.length - 1;
    if (last >= 0) this.list.choose(Math.max(0, Math.min(last, this.list.present + step)));
  }

  /**
   * Writes an order for the present row and shows at once what it makes of it.
   * @param {string} verb
   * @param {any} item Without code and version.
   * @param {Partial<Line>} after What the row is then.
   * @param {{ reason?: string, goOn?: boolean, seen?: number }} [settings] `seen` is the version that was decided about, when it was looked at earlier.
   */
  decide(verb, item, after, { reason = "", goOn = true, seen } = {}) {
    const line = this.line();
    if (!line) return;
    const { organization, dictionary } = this.options;
    const index = this.list.present;
    const before = { ...line };
    const former = this.#lastOf(line.code);
    const follows = former && !former.confirmed ? { follows: former.order.id } : {};
    const order = write({ organization, dictionary, verb, item: { ...item, ...follows, code: line.code, version: seen ?? line.version }, reason });
    this.done.push({ order, before, index });
    this.lines.change(line.code, { ...after, writing: "saving", moved: undefined });
    this.details.forget(line.code);
    if (goOn) this.goOn();
    else this.#show();
  }

  /** @param {string} code */
  #lastOf(code) {
    for (let index = this.done.length - 1; index >= 0; index--) {
      if (this.done[index]?.order.item.code === code) return this.done[index];
    }
    return undefined;
  }

  /** Takes back the last draft: before it is sent it is only forgotten, afterwards the server undoes it. */
  undo() {
    const last = this.done.pop();
    if (!last) return toast(t("work.undo.nothing"));
    const { code } = last.before;
    const { organization, dictionary } = this.options;
    this.list.choose(last.index);
    if (takeBack(last.order.id)) {
      this.lines.change(code, fresh(last.before));
    } else {
      const follows = last.confirmed ? {} : { follows: last.order.id };
      write({ organization, dictionary, verb: "undo", item: { code, version: last.version ?? last.before.version, ...follows } });
      this.lines.change(code, { ...fresh(last.before), writing: "saving" });
    }
    this.details.forget(code);
    this.#prefetch();
    this.#show();
    toast(t("work.undone", { name: last.before.name }));
  }

  /**
   * Whether the same key was pressed for this row before; else says why it is asked again.
   * @param {string} key
   * @param {import("../dom.js").Child} why
   */
  isConfirmed(key, why) {
    return this.again.isConfirmed(key, this.line()?.code ?? "", why);
  }

  /** Draws the present row again. */
  refresh() {
    this.#show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const page = Math.max(1, Math.floor(this.list.element.clientHeight / ROW_HEIGHT) - 1);
    const moves = {
      ArrowDown: () => this.move(1), j: () => this.move(1), ArrowUp: () => this.move(-1), k: () => this.move(-1),
      PageDown: () => this.move(page), PageUp: () => this.move(-page), Home: () => this.move(-Infinity), End: () => this.move(Infinity),
    };
    const act = actOf(event, { moves, acts: { Escape: () => this.again.calm(), ...this.options.keys }, leaveField: () => this.list.element.focus() });
    if (!act) return;
    if (this.again.isOther(event.key)) this.again.calm();
    event.preventDefault();
    act(event);
  }

  #grown() {
    this.list.setCount(this.lines.rows.length);
    const bar = this.list.element.offsetWidth - this.list.element.clientWidth;
    this.head.style.paddingRight = `${10 + bar}px`;
    this.#showProgress();
    if (this.list.present >= 0) this.#prefetch();
  }

  /** @param {number} index */
  #lineChanged(index) {
    this.list.redraw(index);
  }

  #chosen() {
    const line = this.line();
    if (!line) return;
    this.again.calm();
    this.options.moved?.(line.code);
    this.#showProgress();
    this.#show();
    this.#prefetch();
  }

  #showProgress() {
    const known = count(this.lines.rows.length);
    this.progress.textContent = t("work.progress", { at: count(this.list.present + 1), count: known }) + (this.lines.complete ? "" : t("work.loading-more"));
  }

  #prefetch() {
    const wanted = [];
    const present = this.line();
    if (present) wanted.push(present.code);
    for (let index = this.list.present + 1; wanted.length < AHEAD && index < this.lines.rows.length; index++) {
      const line = this.lines.rows[index];
      const isNear = index < this.list.present + 8;
      if (line && (isNear || this.options.isOpen(line))) wanted.push(line.code);
    }
    // Asked for in batches: not before half of what is ahead was used.
    const missing = wanted.findIndex((code) => !this.details.has(code));
    if (missing >= 0 && (missing < AHEAD / 2 || wanted.length < AHEAD)) this.details.want(wanted);
  }

  /** @param {string[]} codes */
  #arrived(codes) {
    const line = this.line();
    if (line && codes.includes(line.code)) this.#show();
  }

  #show() {
    const line = this.line();
    if (!line) return;
    const row = this.row();
    if (!row) {
      this.details.want([line.code]);
      if (this.shownCode !== line.code) fill(this.body, h("p", { class: "loading" }, t("work.wait")));
      return;
    }
    const history = h("div", {});
    fill(this.body, this.options.view(row, line, history));
    this.body.dataset["code"] = line.code;
    if (this.shownCode !== line.code) this.body.scrollTop = 0;
    this.shownCode = line.code;
    clearTimeout(this.historyTimer);
    if (line.version > 0) this.historyTimer = window.setTimeout(() => void showHistory(this.options, line.code, history), HISTORY);
  }

  /**
   * @param {import("./writer.js").Order} order
   * @param {import("./shapes.js").Mapping | undefined} mapping
   */
  #written(order, mapping) {
    if (order.organization !== this.options.organization || order.dictionary !== this.options.dictionary) return;
    const entry = this.done.find((one) => one.order.id === order.id);
    if (entry) {
      entry.confirmed = true;
      if (mapping) entry.version = mapping.version;
    }
    const { code } = order.item;
    if (isUnderWay(order.organization, order.dictionary, code) && this.#hasLater(order)) return;
    const line = this.lines.find(code);
    if (!line) return;
    if (mapping && mapping.decision) this.lines.change(code, ofMapping(mapping));
    else this.lines.change(code, /** @type {any} */ ({ state: line.suggestion ? "suggested" : "unmapped", version: 0, author: undefined, outcome: undefined, targets: undefined, writing: undefined }));
    this.details.forget(code);
    if (this.line()?.code === code) {
      this.shownCode = code;
      this.details.want([code]);
    }
  }

  /** Whether a later order of the same code decides what is shown. @param {import("./writer.js").Order} order */
  #hasLater(order) {
    return this.done.some((one) => one.order.id > order.id && !one.confirmed && one.order.item.code === order.item.code);
  }

  /**
   * A decision was refused: the row comes back with the reason.
   * @param {import("./writer.js").Order} order
   * @param {Refusal} refusal
   */
  async #refused(order, refusal) {
    if (order.organization !== this.options.organization || order.dictionary !== this.options.dictionary) {
      toastProblem(refusal, { title: `${order.organization} ${order.dictionary} ${order.item.code}` });
      return;
    }
    const { code } = order.item;
    const index = this.done.findIndex((one) => one.order.id === order.id);
    const [entry] = index >= 0 ? this.done.splice(index, 1) : [];
    const line = this.lines.find(code);
    const name = line?.name ?? code;
    if (entry) this.lines.change(code, { ...fresh(entry.before), writing: "failed" });
    else this.lines.change(code, { writing: "failed" });
    this.details.forget(code);
    await this.lines.reread(code, "failed");
    if (refusal.status === 412 && refusal.present && order.verb === "draft") {
      const chosen = await askConflict(order, refusal, name);
      this.goTo(code);
      if (chosen === "mine" && line) {
        const { follows: _, ...item } = order.item;
        const again = write({ organization: order.organization, dictionary: order.dictionary, verb: order.verb, reason: order.reason, item: { ...item, version: refusal.present.version } });
        this.done.push({ order: again, before: { ...line }, index: this.list.present });
        this.lines.change(code, { writing: "saving" });
      } else {
        this.lines.change(code, /** @type {any} */ ({ writing: undefined }));
        this.#show();
      }
      return;
    }
    toastProblem(refusal, { title: t("work.refused", { name: `${code} ${name}` }), action: { text: t("work.go-there"), run: () => this.goTo(code) } });
    if (this.line()?.code === code) this.#show();
  }

  /**
   * @param {number} waiting
   * @param {Refusal | null} trouble
   */
  #savingChanged(waiting, trouble) {
    this.saving.textContent = waiting === 0 ? t("work.all-saved") : t(trouble ? "work.trouble" : "work.unsaved", { count: waiting });
    this.saving.classList.toggle("bad-text", trouble !== null && waiting > 0);
    this.saving.disabled = trouble === null || waiting === 0;
  }

  /** Looks at the rows in sight and the next ones for what others changed. */
  async #look() {
    if (this.lines.rows.length === 0) return;
    const { organization, dictionary } = this.options;
    const indexes = [...this.list.drawn.keys()];
    for (let index = this.list.present; index < this.list.present + 15; index++) indexes.push(index);
    try {
      const moved = await this.lines.look(indexes, (code) => isUnderWay(organization, dictionary, code));
      const others = moved.filter((line) => !this.done.some((one) => one.order.item.code === line.code && one.version === line.version));
      if (others.length === 0) return;
      for (const line of others) {
        this.details.forget(line.code);
        this.lines.change(line.code, { moved: true });
      }
      const present = this.line();
      const isHere = present && others.some((line) => line.code === present.code);
      toast(isHere ? t("work.moved-by", { account: present.author ?? "" }) : t("work.moved-count", { count: others.length }));
      this.#prefetch();
      if (isHere) this.#show();
    } catch {
      // The network is away for a moment; what is on its way to the server says so itself.
    }
  }
}
