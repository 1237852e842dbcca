// What holds for everybody: hostile names stay text, the first page is small, lists scroll, roles see their pages only, and
// nothing serious stands in the way of whoever uses a screen reader.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { report } from "../support/house.mjs";
import { PLACES } from "./releases.mjs";
import { Visitor, quantile } from "../support/visitor.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Bytes of the first page over the wire. */
const FIRST_PAGE = 300 * 1024;

/** Names of codes as they must never do anything. */
export const HOSTILE = [
  ["H1", "<script>window.hacked = true</script>霍乱", 9],
  ["H2", '<img src=x onerror="window.hacked = true">', 8],
  ["H3", "急性\u202E炎胃\u202C左侧", 7],
  ["H4", "𠮷野氏病 𪚥𠈓", 6],
  ["H5", "javascript:alert(1)//{{7*7}}${7*7}", 5],
  ["H6", "零\u200B宽\uFEFF字\u0007符", 4],
  ["<b>H7</b>", "=HYPERLINK(\"http://evil\")", 3],
];

export async function hostileNamesStayText(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/hostile" });
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  for (const [code, name] of HOSTILE) {
    await zhang.waitForRow(code);
    const shown = await page.evaluate(() => ({
      name: document.querySelector(".row-name")?.textContent,
      direction: getComputedStyle(document.querySelector(".row-name bdi")).unicodeBidi,
      strange: document.querySelectorAll(".desk script, .desk img, .desk b > *").length,
    }));
    const visible = name.replace(/[\u0007\u200B\uFEFF\u202C\u202E]/gu, (mark) => `U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
    assert.equal(shown.name, visible);
    assert.equal(shown.direction, "isolate");
    assert.equal(shown.strange, 0);
    await zhang.press("ArrowDown");
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await zhang.leave();
}

export async function firstPageIsSmall(browser, house) {
  const visitor = await Visitor.come(browser, house, null);
  await visitor.page.waitForSelector("input[name=account]");
  await visitor.page.waitForLoadState("networkidle");
  const signIn = visitor.bytes;
  await visitor.page.click(".by-token summary");
  await visitor.page.fill("input[name=token]", house.tokens.zhang);
  await visitor.press("Enter");
  await visitor.page.waitForSelector(".tiles");
  await visitor.open("#/work-list?organization=HA&dictionary=his/small", ".row-body[data-code]");
  const files = await visitor.page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => !entry.name.includes("/api/")).reduce((sum, entry) => sum + entry.transferSize, 0));
  await report({ page: "sign-in", bytes: signIn, with_work_list_files: files });
  assert.ok(signIn > 0 && signIn <= FIRST_PAGE, `${signIn} bytes`);
  assert.ok(files <= FIRST_PAGE, `${files} bytes`);
  const answer = await fetch(house.url);
  assert.match(answer.headers.get("content-security-policy"), /default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  const again = await fetch(house.url, { headers: { "If-None-Match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
  await visitor.leave();
}

export async function longListsScroll(browser, house, rows) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/disease" });
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  await page.waitForFunction((count) => document.querySelector(".virtual-list .list-row:not([hidden])")?.getAttribute("aria-setsize") === String(count), rows, { timeout: 180_000 });
  const resting = await page.evaluate(frames, 0);
  const scrolling = await page.evaluate(frames, 240);
  const [rest, scroll] = [resting, scrolling].map((list) => 1000 / (list.reduce((sum, one) => sum + one, 0) / list.length));
  await report({ list: rows, frames_per_second: Math.round(scroll), resting: Math.round(rest), p95_frame_ms: Math.round(quantile(scrolling, 0.95)) });
  // A busy machine draws fewer frames whatever is on the page.
  assert.ok(scroll >= 0.75 * rest, `${scroll} frames a second, ${rest} at rest`);
  await zhang.press("End");
  await page.waitForFunction((last) => document.querySelector('.list-row[aria-selected="true"]')?.getAttribute("data-index") === String(last), rows - 1);
  await zhang.leave();
}

/** How long each frame took for three seconds, while the list scrolls by so many pixels a frame. */
function frames(pixels) {
  return new Promise((resolve) => {
    const list = document.querySelector(".virtual-list");
    const times = [];
    let last = performance.now();
    const begun = last;
    const step = (now) => {
      times.push(now - last);
      last = now;
      list.scrollTop += pixels;
      if (now - begun < 3_000) requestAnimationFrame(step);
      else resolve(times.slice(1));
    };
    requestAnimationFrame(step);
  });
}

export async function rolesSeeTheirPages(browser, house) {
  const seen = {};
  for (const account of ["zhang", "li", "shen"]) {
    const visitor = await Visitor.come(browser, house, account);
    seen[account] = await visitor.page.evaluate(() => [...document.querySelectorAll(".menu a")].map((item) => item.getAttribute("data-page")));
    await visitor.leave();
  }
  assert.ok(seen.zhang.includes("work-list") && !seen.zhang.includes("review"));
  assert.ok(seen.li.includes("review"));
  assert.ok(seen.shen.includes("work-list") && !seen.shen.includes("review"));
  const shen = await Visitor.come(browser, house, "shen", { address: "#/work-list?organization=HA&dictionary=his/small" });
  await shen.page.waitForSelector(".row-body[data-code]");
  assert.equal(await shen.page.locator("button.suggestion").count(), 0, "an auditor takes nothing");
  await shen.open("#/review", "text=当前账号无权使用这一页");
  await shen.leave();
}

/** axe-core on these pages; findings that are serious or critical fail. */
export async function nothingSeriousInTheWay(browser, house) {
  const axe = await readFile(AXE, "utf8");
  for (const [account, address, ready] of [
    [null, "", "input[name=account]"],
    ["zhang", "#/work-list?organization=HA&dictionary=his/small", ".row-body[data-code]"],
    ["li", "#/review?organization=HA&dictionary=his/top", ".desk"],
    ["li", "#/review?organization=HA&dictionary=his/top&tab=samples", ".samples table"],
    ...PLACES,
  ]) {
    const visitor = await Visitor.come(browser, house, account, { address });
    await visitor.page.waitForSelector(ready);
    await visitor.page.evaluate(axe);
    const { violations } = await visitor.page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
    assert.deepEqual(serious.map((one) => `${address}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`), []);
    await visitor.leave();
  }
}

export async function speaksEnglish(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/small" });
  await zhang.page.waitForSelector(".row-body[data-code]");
  await zhang.page.click("text=English");
  await zhang.page.waitForSelector("text=Suggestions");
  assert.equal(await zhang.page.evaluate(() => document.documentElement.lang), "en");
  await zhang.leave();
}
