/** Releases: what the next one would change and whom it reaches, publishing, and the ones that were published. @module */
import { at, get } from "../api.js";
import { fill, foreign, h } from "../dom.js";
import { go, link, note } from "../router.js";
import { may } from "../session.js";
import { colon, count, listed, moment, named, percent, t } from "../words.js";
import { badge } from "../components/badge.js";
import { chooser } from "../components/chooser.js";
import { showProblem } from "../components/problem.js";
import { table } from "../components/table.js";
import { toastProblem } from "../components/toast.js";
import { coming } from "../release/coming.js";
import { kindBadge, lineView } from "../release/line.js";
import { pastReleases } from "../release/past.js";
import { publishForm, sums } from "../release/publish.js";

/** How many coming changes are shown at once. */
const SHOWN = 100;
const KINDS = /** @type {const} */ (["added", "changed", "removed", "same"]);

/** @param {import("../pages.js").Context} context */
export async function mount({ root, query, signal }) {
  const { element, choice } = await chooser({ query, only: "organization", signal, changed: ({ organization }) => go("release", { organization }) });
  if (signal.aborted) return;
  if (!choice) return void fill(root, element);
  note({ organization: choice.organization });
  await show(root, element, choice.organization, signal);
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} choosing
 * @param {string} organization
 * @param {AbortSignal} signal
 */
async function show(root, choosing, organization, signal) {
  const mayPublish = may("publish-release", organization);
  const [releases, { window }] = await Promise.all([
    get(at`organizations/${organization}/releases`, { signal }),
    get(at`organizations/${organization}/freeze-window`, { signal }),
  ]);
  const newest = releases[0]?.number;
  const rollout = newest === undefined ? [] : await get(at`organizations/${organization}/releases/${newest}/rollout`, { signal });
  const percent = rollout[0]?.percent ?? 100;
  if (signal.aborted) return;
  const again = () => void show(root, choosing, organization, signal).catch(toastProblem);
  const next = h("div", { class: "release-next" }, h("p", { class: "loading" }, t("app.loading")));
  fill(root, h("h1", { class: "unseen" }, t("page.release")),
    h("div", { class: "toolbar" }, choosing, h("span", { class: "grow" }), h("span", {}, window ? t("release.window", { window }) : t("release.window.none")),
      mayPublish && h("a", { href: link("organizations", { organization }) }, t("release.window.change"))),
    next,
    h("section", { class: "card part" }, h("h2", {}, t("release.past")), pastReleases({ organization, releases, window, percent, mayPublish, again })));
  try {
    await showNext(next, { organization, latest: releases[0]?.number ?? 0, window, mayPublish, again, signal });
  } catch (error) {
    if (!signal.aborted) fill(next, showProblem(error, again));
  }
}

/**
 * @param {HTMLElement} place
 * @param {{ organization: string, latest: number, window: string | null, mayPublish: boolean, again: () => void, signal: AbortSignal }} of
 */
async function showNext(place, { organization, latest, window, mayPublish, again, signal }) {
  const [found, figures, pins, collectors] = await Promise.all([
    coming(organization, latest, signal),
    get(at`organizations/${organization}/coverage`, { query: { by: "organization" }, signal }),
    get(at`organizations/${organization}/collectors/pins`, { signal }),
    may("read-feedback", organization) ? get(at`organizations/${organization}/collectors`, { signal }) : null,
  ]);
  if (signal.aborted) return;
  const { counts } = figures.total;
  const left = ["in_review", "drafted", "returned", "needs_recheck"].filter((name) => counts[name].codes > 0);
  const rest = left.length > 0 && h("p", { class: "small" }, t("release.next.left"), " ", listed(left.map((name) => `${named("state.", name.replace("_", "-"))} ${count(counts[name].codes)}`)));
  if (found.items.length === 0) {
    return void fill(place, h("section", { class: "card" }, h("h2", {}, t("release.next")), h("p", {}, t("release.next.nothing")), rest));
  }
  fill(place,
    h("div", { class: mayPublish ? "release-columns" : "" },
      h("section", { class: "card part" },
        h("div", { class: "part-head" }, h("h2", {}, t("release.next")), sums(found)), rest,
        radius(found, counts.codes.usage, collectors, pins), changes(found, organization, latest)),
      mayPublish && publishForm({ organization, next: latest + 1, window, coming: found, signal, again })));
}

/**
 * Whom and how much it reaches.
 * @param {import("../release/coming.js").Coming} found
 * @param {number} whole Usage of all codes of the organization.
 * @param {any[] | null} collectors
 * @param {any[]} pins Collectors that stay at a release.
 */
function radius(found, whole, collectors, pins) {
  const pinned = new Map(pins.map((pin) => [pin.collector, pin]));
  const reached = collectors?.filter((one) => !pinned.has(one.collector)).length ?? 0;
  const share = (/** @type {number} */ usage) => percent(whole === 0 ? null : usage / whole);
  return h("div", { class: "radius" }, h("h3", {}, t("release.radius")),
    h("ul", { class: "plain" },
      whole === 0 ? h("li", {}, t("release.radius.no-usage")) : [
        h("li", {}, t("release.radius.usage", { usage: count(found.usage), share: share(found.usage) })),
        found.moved > 0 && h("li", { class: "bad-text" }, t("release.radius.usage.changed", { usage: count(found.moved), share: share(found.moved) }))],
      found.dictionaries.map(({ dictionary, counts }) => h("li", {}, foreign(dictionary), colon(), listed(KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${named("kind.", kind)} ${count(counts[kind])}`)))),
      collectors && h("li", {}, collectors.length === 0 ? t("collectors.none") : [
        t("release.radius.collectors", { count: count(reached) }), colon(), collectors.map((one) => [collector(one, pinned.get(one.collector)), " "])])));
}

/**
 * @param {any} one
 * @param {any} pin
 */
function collector(one, pin) {
  const state = one.state === "behind" ? t("collectors.behind", { count: one.behind }) : named("collector.", one.state);
  return h("span", { class: "collector" }, foreign(one.collector), " ", badge(state, one.state === "current" ? "good" : "warn"), " ",
    pin && [badge(t("collectors.pinned", { release: pin.release }), "busy", pin.reason), " "], one.release !== null && one.release !== undefined && h("small", {}, t("release.runs", { release: one.release })));
}

/**
 * @param {import("../release/coming.js").Coming} found
 * @param {string} organization
 * @param {number} latest
 */
function changes(found, organization, latest) {
  const place = h("div", {});
  let shown = SHOWN;
  draw();
  return place;

  function draw() {
    const more = found.items.length - shown;
    fill(place, table([
      { title: t("release.kind"), cell: (one) => kindBadge(one.kind) },
      { title: t("work.code"), cell: (one) => [h("a", { href: link("code-history", { organization, dictionary: one.mapping.dictionary, code: one.mapping.code }) }, foreign(one.mapping.code, "code")), h("div", {}, foreign(one.mapping.name))] },
      { title: t("work.usage"), number: true, cell: (one) => count(one.usage) },
      { title: latest === 0 ? t("release.before.none") : t("release.before", { release: latest }), cell: (one) => lineView(one.before) },
      { title: t("release.after"), cell: (one) => one.after ? lineView(one.after) : h("span", {}, badge(t("outcome.ignored"), "warn"), " ", foreign(one.mapping.decision.reason ?? "")) },
      { title: t("release.by"), class: "who-when", cell: (one) => [one.mapping.author, " / ", one.mapping.reviewer, h("div", { class: "small" }, moment(one.mapping.reviewed_at))] },
    ], found.items.slice(0, shown), { caption: t("release.next") }),
    more > 0 && h("div", { class: "actions" }, h("span", { class: "small" }, t("release.shown", { shown: count(shown), count: count(found.items.length) })),
      h("button", { type: "button", onclick: () => {
        shown += 5 * SHOWN;
        draw();
      } }, t("diff.more", { count: count(Math.min(more, 5 * SHOWN)) }))));
  }
}
