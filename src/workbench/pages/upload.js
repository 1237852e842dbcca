/** Uploading a dictionary: the file, its columns, what it would change, then the load and its suggestions. @module */
import { all, ask as askServer, at, download, get, within } from "../api.js";
import { fill, h } from "../dom.js";
import { go, link, note } from "../router.js";
import { may } from "../session.js";
import { colon, count, percent, t } from "../words.js";
import { chooser } from "../components/chooser.js";
import { ask } from "../components/dialog.js";
import { fileDrop } from "../components/file-drop.js";
import { showProblem } from "../components/problem.js";
import { toast, toastProblem } from "../components/toast.js";
import { columnsForm } from "../upload/columns.js";
import { reportView } from "../upload/report.js";
import { suggest } from "../upload/suggesting.js";
import { lookInto } from "../upload/table-file.js";
import { whichDictionary } from "../upload/which.js";

/** The most that the server takes, in bytes. */
const MOST = 64 * 1024 * 1024;
/** A load that loses a larger share of the codes is asked about. */
const LOST = 0.02;
const REMEMBERED = "zhiyu-columns";

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("upload", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  const { organization } = choice;
  note({ organization });
  fill(root, h("h1", { class: "unseen" }, t("page.upload")), h("div", { class: "toolbar" }, element));
  if (!may("load-dictionary", organization)) return void root.append(h("p", { class: "notice" }, t("upload.no-right-here")));
  const [dictionaries, systems] = await Promise.all([get(at`organizations/${organization}/dictionaries`, { signal }), all("code-systems", { signal })]);
  // Sides come with the dictionary whose rows they have.
  const known = dictionaries.filter((/** @type {any} */ one) => one.rows_of === undefined);
  if (!signal.aborted) root.append(...new Upload({ organization, known, systems, wanted: query.get("dictionary") ?? "", signal }).elements);
}

class Upload {
  /** @param {{ organization: string, known: any[], systems: any[], wanted: string, signal: AbortSignal }} options */
  constructor(options) {
    this.options = options;
    /** @type {File | null} */
    this.file = null;
    /** @type {ReturnType<typeof columnsForm> | null} */
    this.columns = null;
    /** The dry run of what is on the page now. @type {any} */
    this.rehearsed = null;
    this.which = whichDictionary({ ...options, changed: (isOther) => this.changed(isOther) });
    this.columnsPlace = h("div", { "aria-live": "polite" });
    this.reportPlace = h("div", { "aria-live": "polite" });
    this.rehearse = h("button", { type: "button", class: "primary", disabled: true, onclick: () => void this.dryRun() }, t("upload.rehearse"));
    this.elements = [
      h("section", { class: "card" }, h("h2", {}, t("upload.what")), this.which.element),
      h("section", { class: "card" }, h("h2", {}, t("upload.file")),
        fileDrop({ accept: ".csv,.tsv,.tab,.txt,.xlsx", label: t("upload.file.label"), chosen: (file) => void this.take(file) }), this.columnsPlace),
      h("div", { class: "actions" }, this.rehearse), this.reportPlace,
    ];
  }

  /** @param {File} file */
  async take(file) {
    this.file = null;
    this.columns = null;
    this.changed();
    if (file.size > MOST) return void fill(this.columnsPlace, h("p", { class: "row-notice bad" }, t("upload.too-large")));
    fill(this.columnsPlace, h("p", { class: "loading" }, t("upload.read")));
    const [look, hadUsage] = await Promise.all([lookInto(file).catch(() => null), this.hadUsage()]);
    this.file = file;
    this.columns = columnsForm(look, { remembered: this.remembered(), hadUsage, changed: () => this.changed() });
    fill(this.columnsPlace, h("h2", { class: "upload-next" }, t("upload.columns")), this.columns.element);
    this.changed();
  }

  /**
   * What a dry run said does not hold any more.
   * @param {boolean} [isOther] Another dictionary, whose columns may be others.
   */
  changed(isOther = false) {
    if (isOther && this.file) return void this.take(this.file);
    this.rehearsed = null;
    fill(this.reportPlace);
    this.rehearse.disabled = !this.file || !this.columns?.read() || !this.which.read();
  }

  /** Whether the last load had counts of usage; a load without them keeps them. */
  async hadUsage() {
    const where = this.which.read();
    if (!where || where.target !== "") return false;
    const path = at`organizations/${this.options.organization}/dictionaries/${within(where.dictionary)}/codes/lines`;
    const { items } = await get(path, { query: { limit: 1 }, signal: this.options.signal });
    return items[0]?.usage !== undefined;
  }

  /** The columns of the last load of this dictionary from this browser. */
  remembered() {
    const where = this.which.read();
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    return where ? kept[`${this.options.organization}/${where.dictionary}`] ?? null : null;
  }

  /** @param {boolean} isDry */
  request(isDry) {
    const [where, columns] = [this.which.read(), this.columns?.read()];
    if (!this.file || !where || !columns) return null;
    const path = at`organizations/${this.options.organization}/dictionaries/${within(where.dictionary)}/load`;
    return { where, columns, path, request: { query: { ...columns, target: where.target, dry_run: isDry, file_name: this.file.name }, body: this.file, headers: { "Content-Type": "application/octet-stream" }, signal: this.options.signal } };
  }

  async dryRun() {
    const sent = this.request(true);
    if (!sent) return;
    this.rehearse.disabled = true;
    fill(this.reportPlace, h("p", { class: "loading" }, t("upload.sending")));
    try {
      const { data } = await askServer("POST", sent.path, sent.request);
      this.rehearsed = data;
      fill(this.reportPlace, h("section", { class: "card upload-report" },
        h("div", { class: "part-head" }, h("h2", {}, t("upload.report")), h("span", { class: "actions" }, ["csv", "xlsx"].map((format) => h("button", { type: "button", onclick: () => void this.save(format) }, t("upload.download"), " ", format.toUpperCase())),
          h("button", { type: "button", class: "primary", onclick: () => void this.apply() }, t("upload.apply")))),
        reportView(data)));
    } catch (error) {
      if (!this.options.signal.aborted) fill(this.reportPlace, showProblem(error));
    } finally {
      this.rehearse.disabled = false;
    }
  }

  /** @param {string} format */
  async save(format) {
    const sent = this.request(true);
    if (!sent) return;
    await download(sent.path, { ...sent.request, query: { ...sent.request.query, format } }, "POST").catch(toastProblem);
  }

  async apply() {
    const [sent, seen] = [this.request(false), this.rehearsed];
    if (!sent || !seen) return;
    try {
      if (await this.isOutdated(sent.where.dictionary, seen)) {
        toast(t("upload.moved"), { lasting: true });
        return void (await this.dryRun());
      }
      const lost = seen.codes - seen.added - seen.returned + seen.removed === 0 ? 0 : seen.removed / (seen.codes - seen.added - seen.returned + seen.removed);
      const recheck = seen.mappings["to-recheck"] ?? 0;
      const isAgreed = await ask({
        title: t("upload.apply.ask"),
        danger: recheck > 0 || lost > LOST,
        yes: t("upload.apply"),
        body: [h("p", {}, h("code", {}, sent.where.dictionary), " ← ", this.file?.name, colon(), t("upload.rows", { rows: count(seen.rows), codes: count(seen.codes) })),
          seen.former_target !== undefined && h("p", { class: "row-notice" }, t("upload.apply.target", { before: seen.former_target, after: seen.target })),
          recheck > 0 && h("p", { class: "row-notice" }, t("upload.apply.recheck", { count: count(recheck) })),
          lost > LOST && h("p", { class: "row-notice bad" }, t("upload.apply.removed", { count: count(seen.removed), share: percent(lost) }))],
      });
      if (!isAgreed) return;
      fill(this.reportPlace, h("p", { class: "loading" }, t("upload.sending")));
      const { data } = await askServer("POST", sent.path, { ...sent.request, query: { ...sent.request.query, plan: seen.plan } });
      this.applied(sent, data);
    } catch (error) {
      if (!this.options.signal.aborted) fill(this.reportPlace, showProblem(error));
    }
  }

  /**
   * Whether somebody loaded the dictionary after the dry run.
   * @param {string} dictionary
   * @param {any} seen
   */
  async isOutdated(dictionary, seen) {
    const list = await get(at`organizations/${this.options.organization}/dictionaries`, { signal: this.options.signal });
    const present = list.find((/** @type {any} */ one) => one.id === dictionary)?.loads ?? 0;
    return present !== seen.load - 1;
  }

  /**
   * @param {NonNullable<ReturnType<Upload["request"]>>} sent
   * @param {any} report
   */
  applied(sent, report) {
    const { organization, signal } = this.options;
    const { dictionary } = sent.where;
    const kept = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    localStorage.setItem(REMEMBERED, JSON.stringify({ ...kept, [`${organization}/${dictionary}`]: sent.columns }));
    this.rehearsed = null;
    this.rehearse.disabled = true;
    const progress = h("div", { class: "suggesting" });
    fill(this.reportPlace, h("section", { class: "card upload-done" }, h("h2", {}, t("upload.report.done", { load: report.load })),
      h("p", {}, t("upload.done", { load: report.load, rows: count(report.rows), added: count(report.added), removed: count(report.removed), recheck: count(report.mappings["to-recheck"] ?? 0) })),
      progress, h("p", {}, h("a", { href: link("work-list", { organization, dictionary }) }, t("upload.go-work")))));
    if (may("suggest", organization)) void suggest({ organization, dictionary, signal }, progress);
  }
}
