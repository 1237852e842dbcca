// From a file to a release and its audit: a curator uploads and maps, a reviewer approves, a publisher publishes and rolls
// back, an auditor compares.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { Visitor } from "../support/visitor.mjs";

const ORGANIZATION = "organizations/HA";
const ROWS = [["X01", "霍乱", 900], ["X02", "伤寒", 800], ["X03", "细菌性痢疾", 700], ["X04", "结核性胸膜炎", 600], ["X05", "麻风", 500], ["X06", "破伤风", 400]];

const csv = (rows) => ["编码,名称,次数,备注", ...rows.map((row) => `${row.join(",")},x`)].join("\r\n");
const file = (text, name) => ({ name, mimeType: "text/csv", buffer: text });
/** A hospital's export is GB 18030 more often than not. */
const gb18030 = (text) => execFileSync("iconv", ["-f", "UTF-8", "-t", "GB18030"], { input: text });

export async function uploadsAndMaps(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/upload?organization=HA" });
  const { page } = zhang;
  await page.selectOption("select[name=dictionary]", "");
  await page.fill("input[name=source]", "his");
  await page.fill("input[name=name]", "fresh");
  await page.selectOption("select[name=system]", "icd-10");
  await page.waitForSelector('select[name=edition] option[value="guolin-2.0"]', { state: "attached" });
  await page.selectOption("select[name=edition]", "guolin-2.0");
  await page.setInputFiles('input[type="file"]', file(gb18030(csv(ROWS)), "诊断.csv"));
  await page.waitForSelector("text=GB 18030");
  assert.equal(await page.inputValue("select[name=column-code]"), "0");
  assert.equal(await page.inputValue("select[name=column-name]"), "1");
  assert.equal(await page.inputValue("select[name=column-usage]"), "2");
  assert.match(await page.textContent(".upload-columns table"), /结核性胸膜炎/);
  await page.click("text=预演（不写入）");
  await page.waitForSelector(".upload-report >> text=首次上传");
  assert.ok(!(await dictionaries(house)).includes("his/fresh"), "a dry run writes nothing");
  await page.click(".upload-report .primary");
  await page.click("dialog[open] .primary");
  await page.waitForSelector("text=推荐已生成", { timeout: 60_000 });
  await page.click("text=去对照工作");
  await page.waitForSelector(".row-body[data-code]");
  for (let row = 0; row < ROWS.length; row++) {
    const code = await zhang.rowCode();
    await zhang.press("Enter");
    if (await page.evaluate(() => document.querySelector(".row-again:not([hidden])") !== null)) {
      await page.waitForTimeout(270);
      await zhang.press("Enter");
    }
    if (row < ROWS.length - 1) await page.waitForFunction((last) => document.querySelector(".row-body")?.getAttribute("data-code") !== last, code);
  }
  await zhang.waitUntilSaved();
  const { coverage } = await house.call("zhang", "GET", house.dictionary("fresh"));
  assert.equal(coverage.states.drafted, ROWS.length);
  await zhang.leave();
}

/** The difference to the last load is seen before it is applied; another file or column needs another dry run. */
export async function seesWhatALoadChanges(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/upload?organization=HA&dictionary=his/fresh" });
  const { page } = zhang;
  const next = [["X01", "副霍乱并感染性休克", 900], ...ROWS.slice(1, 5), ["X07", "白喉", 300]];
  await page.setInputFiles('input[type="file"]', file(Buffer.from(csv(next)), "again.csv"));
  await page.click("text=预演（不写入）");
  await page.waitForSelector(".upload-report");
  const told = await page.textContent(".upload-report");
  for (const words of ["新增编码", "消失的编码", "转待复核的对照"]) assert.ok(told.includes(words), `${words}: ${told.slice(0, 400)}`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("text=下载 CSV")]);
  assert.match(await readFile(await saved.path(), "utf8"), /X07/);
  await page.click(".upload-report .primary");
  await page.waitForSelector("dialog[open] >> text=如果这是不完整的导出");
  await page.keyboard.press("Escape");
  await page.selectOption("select[name=column-usage]", "");
  assert.equal(await page.locator(".upload-report").count(), 0, "the dry run was of other columns");
  // A workbook is shown as well.
  const book = await house.bytes("zhang", `${house.dictionary("fresh")}/work-list?format=xlsx`);
  await page.setInputFiles('input[type="file"]', { name: "book.xlsx", mimeType: "application/octet-stream", buffer: book });
  await page.waitForSelector("text=第一个可见工作表");
  const [present] = (await house.call("zhang", "GET", `${ORGANIZATION}/dictionaries`)).filter((one) => one.id === "his/fresh");
  assert.equal(present.loads, 1);
  await zhang.leave();
}

async function dictionaries(house) {
  return (await house.call("zhang", "GET", `${ORGANIZATION}/dictionaries`)).map((one) => one.id);
}

/** Somebody hands in what is drafted, another approves it. */
async function approve(house) {
  const { items } = await house.call("zhang", "GET", `${house.dictionary("fresh")}/codes/lines?state=drafted&limit=100`);
  const codes = items.map((line) => ({ code: line.code }));
  await house.call("zhang", "POST", `${house.dictionary("fresh")}/mappings/submit`, { items: codes });
  await house.call("li", "POST", `${house.dictionary("fresh")}/mappings/approve`, { items: codes });
}

/** The hour of Asia/Shanghai in which the journeys began: they may go on over its end. */
const BEGUN = new Date(Date.now() + 8 * 3_600_000).getUTCHours();

/** The hour of Asia/Shanghai so many hours after the journeys began. */
function hour(ahead) {
  return String((BEGUN + ahead) % 24).padStart(2, "0");
}

export async function publishes(browser, house) {
  // The window is far from now, so that releases are effective at once whenever this runs.
  await house.call("wang", "PUT", `${ORGANIZATION}/freeze-window`, { window: `${hour(4)}:00-${hour(6)}:00`, reason: "试验" });
  await approve(house);
  const wang = await Visitor.come(browser, house, "wang", { address: "#/release?organization=HA" });
  wang.expect(/ERR_FAILED/);
  const { page } = wang;
  await page.waitForSelector("form.publish");
  const told = await page.textContent(".release-next");
  assert.ok(told.includes("his/fresh：新增 6"), told.slice(0, 400));
  assert.ok(told.includes("X01"));
  await page.fill("form.publish textarea", "首批对照");
  // The answer is lost on its way: the same key publishes once.
  await page.route("**/releases", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    await route.fetch();
    await route.abort();
  });
  await publishNow(page);
  await page.waitForSelector("text=可能已经发布");
  await page.unroute("**/releases");
  await publishNow(page);
  await page.waitForSelector(".toast >> text=已发布第 1 版");
  await page.waitForSelector("text=没有已审核、待发布的对照");
  const releases = await house.call("wang", "GET", `${ORGANIZATION}/releases`);
  assert.equal(releases.length, 1);
  assert.equal(releases[0].note, "首批对照");
  await wang.leave();
}

async function publishNow(page) {
  await page.click("form.publish button[type=submit]");
  await page.waitForSelector("dialog[open] >> text=发布之后不能更改");
  await page.click("dialog[open] .primary");
  await page.waitForFunction(() => document.querySelector("dialog[open]") === null);
}

/** What changed since one looked is counted again; an instant in the freeze window needs a reason. */
export async function publishesWhatWasSeen(browser, house) {
  await house.call("zhang", "PUT", `${house.dictionary("fresh")}/mappings`, { items: [{ code: "X02", no_match: "本院不再使用" }, { code: "X03", ignored: "院内自用" }] });
  await approve(house);
  const wang = await Visitor.come(browser, house, "wang", { address: "#/release?organization=HA" });
  wang.expect(/409/);
  const { page } = wang;
  await page.waitForSelector("form.publish");
  const told = await page.textContent(".release-next");
  assert.ok(told.includes("更改 1，撤下 1"), told.slice(0, 400));
  await house.call("zhang", "PUT", `${house.dictionary("fresh")}/mappings`, { items: [{ code: "X05", no_match: "另行处理" }] });
  await approve(house);
  await page.fill("form.publish textarea", "更正");
  await publishNow(page);
  await page.waitForSelector(".toast >> text=又变了");
  await page.waitForFunction(() => document.querySelector(".release-next")?.textContent?.includes("更改 2，撤下 1"));
  assert.equal(await page.inputValue("form.publish textarea"), "更正");
  await page.fill("form.publish input[type=datetime-local]", `2031-01-01T${hour(5)}:00`);
  await page.waitForSelector("text=须写明紧急放行的理由");
  await page.click("text=立即（冻结时段内则顺延到时段结束）");
  await publishNow(page);
  await page.waitForSelector(".toast >> text=已发布第 2 版");
  await wang.leave();
}

export async function compares(browser, house) {
  const shen = await Visitor.come(browser, house, "shen", { address: "#/differences?organization=HA&from=1&to=2" });
  const { page } = shen;
  await page.waitForSelector(".diff-list tbody tr");
  assert.equal(await page.locator(".diff-list tbody tr").count(), 3);
  const told = await page.textContent(".diff-list");
  for (const words of ["编制 zhang", "审核 li", "本院不再使用", "撤下"]) assert.ok(told.includes(words), words);
  await page.selectOption("select[name=kind]", "removed");
  await page.waitForFunction(() => document.querySelectorAll(".diff-list tbody tr").length === 1);
  assert.match(page.url(), /kind=removed/);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("text=导出 CSV")]);
  const lines = (await readFile(await saved.path(), "utf8")).trim().split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[1], /X03/);
  const [book] = await Promise.all([page.waitForEvent("download"), page.click("text=导出 XLSX")]);
  assert.equal((await readFile(await book.path())).subarray(0, 2).toString(), "PK");
  // On paper there is no menu and no button, and the head says what is compared.
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".frame-head"), false);
  assert.equal(await page.isVisible("text=导出 CSV"), false);
  assert.equal(await page.isVisible("text=第 1 版到第 2 版的差异"), true);
  await page.emulateMedia({ media: "screen" });
  await page.click(".diff-list tbody a");
  await page.waitForSelector(".code-head");
  const history = await page.textContent(".code-history");
  for (const words of ["已撤下", "院内自用", "发布", "审核通过", "zhang", "wang"]) assert.ok(history.includes(words), words);
  await page.fill("input[name=code]", "伤寒");
  await shen.press("Enter");
  await page.waitForSelector(".code-head >> text=X02");
  await shen.leave();
}

export async function rollsBack(browser, house) {
  const wang = await Visitor.come(browser, house, "wang", { address: "#/release?organization=HA" });
  const { page } = wang;
  await page.click("text=回退到这一版");
  await page.waitForSelector("dialog[open] >> text=1 条恢复");
  assert.match(await page.textContent("dialog[open]"), /2 条改回原来的对照/);
  await page.fill("dialog[open] input[name=reason]", "第 2 版有误");
  await page.click("dialog[open] .danger");
  await page.waitForSelector(".toast >> text=已回退：第 3 版");
  const [one, , three] = (await house.call("wang", "GET", `${ORGANIZATION}/releases`)).reverse();
  assert.equal(three.digest, one.digest);
  assert.equal(three.note, "第 2 版有误");
  await page.click("button >> text=发放");
  await page.fill("dialog[open] input[name=percent]", "25");
  await page.fill("dialog[open] input[name=reason]", "先试一台");
  await page.click("dialog[open] .primary");
  await page.waitForSelector("td >> text=先发 25%");
  await wang.leave();
}

/** Overview and weekly report show the figures of the API, and a frozen report prints. */
export async function reportsFigures(browser, house) {
  await house.call("zhang", "PUT", `${house.dictionary("fresh")}/bindings`, { fields: [{ specification: "henan-2026", table: "门急诊诊断", field: "西医诊断编码" }] });
  const wang = await Visitor.come(browser, house, "wang", { address: "#/overview?organization=HA" });
  const { page } = wang;
  await page.waitForSelector(".tiles");
  assert.match(await page.textContent(".overview-side"), /门急诊诊断/);
  const report = await house.call("wang", "GET", `${ORGANIZATION}/coverage`);
  const coverage = report.total.rates.find((one) => one.measure === "coverage");
  const tiles = await page.textContent(".tiles");
  assert.ok(tiles.includes(`${coverage.numerator.codes.toLocaleString("zh-CN")} / ${coverage.denominator.codes.toLocaleString("zh-CN")}`), tiles);
  assert.equal(await page.locator(".overview-main .thin-bar").count(), report.dictionaries.length);
  await page.click(".page >> text=对码周报");
  await page.waitForSelector(".paper");
  await page.click("text=定格最近的周报");
  await page.waitForSelector(".paper >> text=SHA-256");
  const [frozen] = await house.call("wang", "GET", `${ORGANIZATION}/coverage/reports`);
  assert.ok((await page.textContent(".paper")).includes(frozen.digest));
  const pdf = await page.pdf();
  assert.equal(pdf.subarray(0, 4).toString(), "%PDF");
  // A group of the menu opens and closes by keyboard.
  await page.focus(".menu-group button");
  await wang.press("ArrowDown", "ArrowDown", "Enter");
  await page.waitForSelector(".diff-list");
  assert.equal(await page.isVisible(".menu-list"), false);
  assert.equal(await page.locator(".menu-group.present").count(), 1);
  await page.focus(".menu-group button");
  await wang.press("ArrowDown", "Escape");
  assert.equal(await page.isVisible(".menu-list"), false);
  await wang.leave();
}

/** Who may not publish or load is not offered to, and refused by the server. */
export async function offersOnlyWhatOneMay(browser, house) {
  for (const [account, mayLoad, mayPublish] of [["zhang", true, false], ["li", false, false], ["wang", false, true], ["shen", false, false]]) {
    const visitor = await Visitor.come(browser, house, account, { address: "#/release?organization=HA" });
    await visitor.page.waitForSelector("text=发布版");
    await visitor.page.waitForSelector(".release-next .card");
    assert.equal(await visitor.page.locator("text=回退到这一版").count() > 0, mayPublish, account);
    assert.equal(await visitor.page.locator("form.publish").count() > 0, false, "nothing is approved");
    const pages = await visitor.page.evaluate(() => [...document.querySelectorAll(".menu a")].map((item) => item.getAttribute("data-page")));
    assert.equal(pages.includes("upload"), mayLoad, account);
    for (const one of ["overview", "release", "differences", "code-history", "weekly-report"]) assert.ok(pages.includes(one), `${account}: ${one}`);
    if (!mayLoad) await visitor.open("#/upload", "text=当前账号无权使用这一页");
    await visitor.leave();
  }
}

/** Hostile names of a hospital stay text on every page of this part. */
export async function hostileNamesStayTextHere(browser, house, hostile) {
  const rows = hostile.map(([code, name], index) => [code, name, 9_000_000 - index]);
  await house.load("evil", rows);
  const base = house.dictionary("evil");
  const items = rows.map(([code]) => ({ code, no_match: "<img src=x onerror=hacked=true>" }));
  const zhang = await Visitor.come(browser, house, "zhang", { address: "#/overview?organization=HA" });
  await zhang.page.waitForSelector(".tiles");
  await isHarmless(zhang, ".overview-main");
  await zhang.open("#/upload?organization=HA&dictionary=his/evil", 'input[type="file"]');
  const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
  const text = ["<b>code</b>,<img src=x>,usage", ...rows.map(([code, name, usage]) => [`${code}!`, `${name}乙`, usage].map(cell).join(","))].join("\n");
  await zhang.page.setInputFiles('input[type="file"]', file(Buffer.from(text), "<b>.csv"));
  await zhang.page.selectOption("select[name=column-code]", "0");
  await zhang.page.selectOption("select[name=column-name]", "1");
  await zhang.page.click("text=预演（不写入）");
  await zhang.page.waitForSelector(".upload-report");
  await isHarmless(zhang, ".page");
  await zhang.leave();
  await house.call("zhang", "PUT", `${base}/mappings`, { items });
  const codes = rows.map(([code]) => ({ code }));
  await house.call("zhang", "POST", `${base}/mappings/submit`, { items: codes });
  await house.call("li", "POST", `${base}/mappings/approve`, { items: codes });
  const wang = await Visitor.come(browser, house, "wang", { address: "#/release?organization=HA" });
  await wang.page.waitForSelector("form.publish");
  await isHarmless(wang, ".page");
  const { number } = await house.call("wang", "POST", `${ORGANIZATION}/releases`, { note: "<script>window.hacked = true</script>" });
  await wang.open(`#/differences?organization=HA&from=${number - 1}&to=${number}`, ".diff-list tbody tr");
  await isHarmless(wang, ".page");
  for (const [code] of rows) {
    await wang.open(`#/code-history?organization=HA&dictionary=his/evil&code=${encodeURIComponent(code)}`, ".code-head");
    await wang.page.waitForFunction((wanted) => document.querySelector(".code-head .code")?.textContent === wanted, code);
    await isHarmless(wang, ".page");
  }
  await wang.open("#/weekly-report?organization=HA&cut=now", ".paper");
  await isHarmless(wang, ".page");
  await wang.leave();
}

async function isHarmless(visitor, within) {
  const found = await visitor.page.evaluate((place) => ({
    strange: document.querySelectorAll(`${place} script, ${place} img, ${place} bdi *:not(.unseen-mark)`).length,
    hacked: window.hacked,
  }), within);
  assert.deepEqual(found, { strange: 0, hacked: undefined });
}

/** Addresses that axe-core looks at: account, address, what must be there. */
export const PLACES = [
  ["zhang", "#/overview?organization=HA", ".tiles"],
  ["zhang", "#/upload?organization=HA", 'input[type="file"]'],
  ["wang", "#/release?organization=HA", ".release-next .card"],
  ["shen", "#/differences?organization=HA&from=1&to=2", ".diff-list tbody tr"],
  ["shen", "#/code-history?organization=HA&dictionary=his/fresh&code=X02", ".code-head"],
  ["wang", "#/weekly-report?organization=HA&cut=now", ".paper"],
];
