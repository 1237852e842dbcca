/**
 * The frame around every page: signing in, the menu, the language, and which page is shown.
 * @module
 */
import { Refusal } from "./api.js";
import { fill, h } from "./dom.js";
import { listen, link, place } from "./router.js";
import { cameBack, isRemembered, may, resume, session, signOut, whenSignedOut } from "./session.js";
import { PAGES } from "./pages.js";
import { language, named, setLanguage, t } from "./words.js";
import { showProblem } from "./components/problem.js";
import { closeDialogs } from "./components/dialog.js";
import { menuGroup } from "./components/menu-group.js";
import { dutyPage, signInPage } from "./pages/sign-in.js";

const app = /** @type {HTMLElement} */ (document.getElementById("app"));

/** @type {{ page: import("./pages.js").Page, mounted: import("./pages.js").Mounted | void, stop: AbortController } | null} */
let shown = null;
/** @type {HTMLElement | null} */
let main = null;
/** Counts entries, so that a page that loads late does not replace a later one. */
let entries = 0;

setLanguage(language());
listen(() => void enter());
whenSignedOut((why) => askToSignIn(t("session.ended", { why })));
void start();

async function start() {
  const said = cameBack();
  if (said !== "" && said !== "signed-in") return askToSignIn(refusedElsewhere(said));
  if (!isRemembered()) return askToSignIn();
  try {
    await resume();
    frame();
  } catch (error) {
    askToSignIn(error);
  }
}

/** @param {string} code Of the refusal. */
function refusedElsewhere(code) {
  if (code === "identity-not-linked") return t("session.not-linked");
  if (code === "oidc-unavailable") return t("session.elsewhere-away");
  return t("session.elsewhere-refused", { code });
}

/** @param {unknown} [problem] */
function askToSignIn(problem) {
  leave();
  main = null;
  document.title = `${t("session.title")} · ${t("app.name")}`;
  fill(app, signInPage({ problem, done: frame, languageSwitch: languageSwitch(() => askToSignIn()) }));
}

/** A password to change or a second factor to set up comes before everything else. */
function doFirst() {
  leave();
  main = null;
  fill(app, dutyPage({ done: () => void start(), leave: () => void leaveSession(), languageSwitch: languageSwitch(doFirst) }));
}

function frame() {
  const who = session();
  if (!who) return askToSignIn();
  if (who.duty) return doFirst();
  main = h("main", { id: "main", tabindex: "-1" });
  const roles = [...new Set(who.grants.map((grant) => named("role.", grant.role)))].join("、");
  fill(
    app,
    h("a", { class: "skip", href: "#main", onclick: focusMain }, t("app.skip")),
    h(
      "header",
      { class: "frame-head" },
      h("a", { class: "brand", href: link("") }, h("img", { src: "workbench/icon.svg", alt: "", width: 22, height: 22 }), t("app.name")),
      menu(),
      h("div", { class: "who" }, h("span", { class: "who-name", title: roles }, who.name || who.account, roles && h("small", {}, roles))),
      h("a", { class: "quiet", href: "docs/", target: "_blank", rel: "noopener" }, t("app.docs")),
      languageSwitch(frame),
      h("button", { type: "button", class: "quiet", onclick: leaveSession }, t("session.out")),
    ),
    main,
  );
  void enter();
  void finishWriting();
}

/** Decisions that a reload or a lost session interrupted are written now, whichever page is shown. */
async function finishWriting() {
  if (sessionStorage.getItem("zhiyu-unwritten") === null) return;
  const { retryNow } = await import("./curation/writer.js");
  retryNow();
}

/** @param {Event} event */
function focusMain(event) {
  event.preventDefault();
  main?.focus();
}

async function leaveSession() {
  try {
    await signOut();
    askToSignIn();
  } catch (error) {
    askToSignIn(error instanceof Refusal && error.status === 401 ? undefined : error);
  }
}

/** @param {() => void} again */
function languageSwitch(again) {
  const change = () => {
    setLanguage(language() === "zh" ? "en" : "zh");
    again();
  };
  const other = language() === "zh" ? "en" : "zh-CN";
  return h("button", { type: "button", class: "quiet", lang: other, title: t("app.language.title"), onclick: change }, t("app.language"));
}

function visiblePages() {
  return PAGES.filter((page) => !page.rights || page.rights.some((right) => may(right)));
}

function menu() {
  const items = visiblePages().filter((page) => !page.hidden);
  const item = (/** @type {import("./pages.js").Page} */ page) =>
    h("li", {}, h("a", { href: link(page.path), "data-page": page.path }, t(page.title)));
  const mates = (/** @type {import("./pages.js").Page} */ page) => (page.group ? items.filter((one) => one.group === page.group) : [page]);
  return h("nav", { class: "menu", "aria-label": t("app.menu") }, h("ul", {}, items.map((page) => {
    const group = mates(page);
    if (group.length === 1) return item(page);
    return group[0] === page && menuGroup(named("group.", page.group ?? ""), group.map(item));
  })));
}

/** Shows the page that the address names. */
async function enter() {
  if (!main) return;
  const wanted = place();
  const allowed = visiblePages();
  const page = wanted.path === "" ? allowed.find((one) => !one.hidden) : PAGES.find((one) => one.path === wanted.path);
  if (shown && page === shown.page && shown.mounted && shown.mounted.update) {
    shown.mounted.update(wanted.query);
    return;
  }
  leave();
  closeDialogs();
  const entry = ++entries;
  mark(page?.path ?? "");
  const root = h("div", { class: "page" });
  fill(main, root);
  if (!page) return void fill(root, h("p", { class: "notice" }, wanted.path === "" ? t("app.no-pages") : t("app.unknown-page", { path: wanted.path })));
  if (!allowed.includes(page)) return void fill(root, h("p", { class: "notice" }, t("app.no-right")));
  document.title = `${t(page.title)} · ${t("app.name")}`;
  const stop = new AbortController();
  shown = { page, mounted: undefined, stop };
  fill(root, h("p", { class: "loading" }, t("app.loading")));
  try {
    const module = await page.load();
    if (entry !== entries) return;
    fill(root);
    const mounted = await module.mount({ root, query: wanted.query, signal: stop.signal });
    if (entry !== entries) mounted?.leave?.();
    else shown = { page, mounted, stop };
  } catch (error) {
    if (entry === entries && !stop.signal.aborted) fill(root, showProblem(error, () => void again()));
  }
}

function again() {
  leave();
  return enter();
}

function leave() {
  if (!shown) return;
  shown.stop.abort();
  if (shown.mounted && shown.mounted.leave) shown.mounted.leave();
  shown = null;
}

/** @param {string} path */
function mark(path) {
  for (const item of document.querySelectorAll(".menu a")) {
    if (item.getAttribute("data-page") === path) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
  for (const group of document.querySelectorAll(".menu-group")) group.classList.toggle("present", group.querySelector("a[aria-current]") !== null);
}
