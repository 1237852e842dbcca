// A curator maps two hundred rows of a real hospital with nothing but the keyboard.
import assert from "node:assert/strict";
import { report } from "../support/house.mjs";
import { Visitor, quantile } from "../support/visitor.mjs";

const ROWS = 200;
/** From the key to the next row on the screen, in milliseconds. */
const MEDIAN = 100;
const SLOW = 250;

export async function mapsTwoHundredRows(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/top" });
  await zhang.page.waitForSelector(".row-body[data-code]");
  await zhang.page.evaluate(watchKeys);
  const tally = { taken: 0, asked: 0, none: 0 };
  const decided = new Set();
  while (decided.size < ROWS) {
    const code = await zhang.rowCode();
    assert.ok(!decided.has(code), `${code} comes a second time`);
    decided.add(code);
    await decide(zhang, tally);
    await zhang.page.waitForFunction((last) => document.querySelector(".row-body")?.getAttribute("data-code") !== last, code);
  }
  const waits = await zhang.page.evaluate(() => window.waits);
  await zhang.waitUntilSaved();
  const lines = await house.call("zhang", "GET", `${house.dictionary("top")}/codes/lines?state=drafted&limit=1000`);
  const drafted = new Set(lines.items.map((line) => line.code));
  assert.deepEqual([...decided].filter((code) => !drafted.has(code)), [], "every decision was written");
  const [median, slow] = [quantile(waits, 0.5), quantile(waits, 0.95)];
  await report({ journey: "200 rows by keyboard", ...tally, measured: waits.length, p50_ms: Math.round(median), p95_ms: Math.round(slow), most_ms: Math.round(Math.max(...waits)) });
  assert.ok(median <= MEDIAN, `p50 ${median} ms`);
  assert.ok(slow <= SLOW, `p95 ${slow} ms`);
  await takesBack(zhang, house, [...decided].pop());
  await zhang.leave();
}

/** Takes the first suggestion; confirms where it is asked again; says that nothing fits where nothing is suggested. */
async function decide(zhang, tally) {
  const sees = await zhang.page.evaluate(() => ({
    suggests: document.querySelector(".suggestion") !== null,
    hasSeveralNames: [...document.querySelectorAll(".risks li")].some((risk) => risk.textContent?.includes("多个名称")),
  }));
  if (!sees.suggests || sees.hasSeveralNames) {
    tally.none += 1;
    await zhang.press("n");
    await zhang.page.waitForSelector("dialog[open]");
    return zhang.press("Enter");
  }
  await zhang.press("Enter");
  const isAsked = await zhang.page.evaluate(() => document.querySelector(".row-again:not([hidden])") !== null);
  if (!isAsked) {
    tally.taken += 1;
    return;
  }
  tally.asked += 1;
  await zhang.page.waitForTimeout(270);
  await zhang.press("Enter");
}

/** Measures from a key to the first frame with another row. */
function watchKeys() {
  window.waits = [];
  let begun = 0;
  const body = document.querySelector(".row-body");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") begun = performance.now();
  }, true);
  new MutationObserver(() => {
    if (begun === 0) return;
    const from = begun;
    begun = 0;
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - from)));
  }).observe(body, { attributes: true, attributeFilter: ["data-code"] });
}

/** What was decided last is taken back, on the page and in the database; the history tells both. */
async function takesBack(zhang, house, code) {
  await zhang.press("u");
  await zhang.waitForRow(code);
  await zhang.waitUntilSaved();
  const [line] = (await house.call("zhang", "GET", `${house.dictionary("top")}/codes/lines?code=${encodeURIComponent(code)}`)).items;
  assert.ok(["unmapped", "suggested"].includes(line.state), line.state);
  const steps = await house.call("zhang", "GET", `${house.dictionary("top")}/history?code=${encodeURIComponent(code)}`);
  assert.deepEqual(steps.map((step) => step.step), ["draft", "undo"]);
}

/** Nothing fits, a search by initials, another relationship, a note, and handing in: each by keys. */
export async function usesEveryKey(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/small" });
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  const first = await zhang.rowCode();
  await zhang.press("/");
  await page.waitForSelector("dialog[open] input[type=search]");
  await page.keyboard.type("gxy");
  await page.waitForSelector("#search-results li[aria-selected=true]");
  await page.waitForFunction(() => document.querySelector("#search-results li[aria-selected=true]")?.textContent?.includes("高血压"));
  await zhang.press("Enter");
  await page.waitForFunction((code) => document.querySelector(".row-body")?.getAttribute("data-code") !== code, first);
  await zhang.press("ArrowUp");
  await zhang.waitForRow(first);
  await zhang.waitUntilSaved();
  await page.waitForSelector(".row-section .target");
  await zhang.press("e");
  await page.waitForSelector("dialog[open] .choices");
  await zhang.press("3");
  await zhang.waitUntilSaved();
  await zhang.press("m");
  await page.waitForSelector("dialog[open] textarea");
  await page.keyboard.type("与病案室核实过");
  await zhang.press("Enter");
  await page.waitForSelector("text=与病案室核实过");
  const [row] = (await house.call("zhang", "GET", `${house.dictionary("small")}/codes?code=${encodeURIComponent(first)}`)).items;
  assert.match(row.mapping.decision.targets[0].display, /高血压/);
  assert.equal(row.mapping.decision.targets[0].relationship, "broader");
  assert.equal(row.notes[0].text, "与病案室核实过");
  await zhang.press("s");
  await zhang.waitUntilSaved();
  const steps = await house.call("zhang", "GET", `${house.dictionary("small")}/history?code=${encodeURIComponent(first)}`);
  assert.equal(steps.at(-1).step, "submit");
  await zhang.press("?");
  await page.waitForSelector("dialog[open] .keys");
  await zhang.press("Escape");
  await zhang.leave();
}

/** Many rows at once: the dry run stands there before anything is written, and the act can be undone. */
export async function actsInBulk(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/small&state=suggested" });
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  await page.click("text=批量");
  await page.click("dialog[open] >> text=预演");
  await page.waitForSelector("dialog[open] .bulk-sum");
  const before = await house.call("zhang", "GET", house.dictionary("small"));
  const would = Number(/\d+/.exec(await page.textContent("dialog[open] .bulk-sum"))?.[0]);
  assert.ok(would > 0);
  await page.click("dialog[open] >> text=执行");
  await page.waitForSelector(".toast >> text=批量操作");
  const after = await house.call("zhang", "GET", house.dictionary("small"));
  assert.equal(after.coverage.states.drafted ?? 0, (before.coverage.states.drafted ?? 0) + would);
  await page.click(".toast >> text=撤销");
  await page.waitForSelector(`.toast >> text=已撤销 ${would} 行`);
  const undone = await house.call("zhang", "GET", house.dictionary("small"));
  assert.deepEqual(undone.coverage, before.coverage);
  await zhang.leave();
}

/** What one types into a field decides nothing; the filter comes with Enter, and a link shows it again. */
export async function findsALocalCode(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/work-list?organization=HA&dictionary=his/small" });
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  const before = await house.call("zhang", "GET", house.dictionary("small"));
  await zhang.press("f");
  await page.keyboard.type("1nsiju", { delay: 150 });
  await page.fill(".filters input", "");
  await page.keyboard.type("\u75C5");
  await zhang.press("Enter");
  await page.waitForFunction(() => location.hash.includes("text="));
  await page.waitForSelector(".row-body[data-code]");
  const names = await page.evaluate(() => [...document.querySelectorAll(".list-row:not([hidden]) .line-name")].map((cell) => cell.textContent));
  assert.ok(names.length > 0 && names.every((name) => name.includes("\u75C5")), names.join());
  await page.focus('.filters select[name="sort"]');
  await zhang.press("ArrowDown");
  await page.waitForFunction(() => location.hash.includes("sort=code"));
  await page.waitForSelector('.filters select[name="sort"]:focus');
  await zhang.press("Escape");
  assert.deepEqual((await house.call("zhang", "GET", house.dictionary("small"))).coverage, before.coverage, "nothing was decided");
  await zhang.leave();
}
