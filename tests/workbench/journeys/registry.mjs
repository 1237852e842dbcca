// Standards: finding a concept by tree and by typing, what differs, what became of a code; tables, fields, values and their uses.
import assert from "node:assert/strict";
import { Visitor } from "../support/visitor.mjs";
import { HOSTILE_CONCEPT } from "../support/district.mjs";

const VILLAGES = "#/registry?system=XQ-village&edition=1990";

export async function findsAConcept(browser, house) {
  const ji = await Visitor.come(browser, house, "ji", { address: VILLAGES });
  const { page } = ji;
  await page.waitForSelector('[role="treeitem"]');
  assert.equal(await page.locator('[role="treeitem"]').count(), 2, "branches are read when they are opened");
  await page.locator('[role="treeitem"]').first().focus();
  await ji.press("ArrowRight");
  await page.waitForSelector('[data-code="102"]');
  assert.equal(await page.locator('[data-code="101"] > .tree-line > .twig.leaf').count(), 1, "what has nothing below is a leaf");
  await ji.press("ArrowDown", "ArrowDown", "ArrowRight");
  await page.waitForSelector('[data-code="1021"]');
  await ji.press("ArrowRight", "Enter");
  await page.waitForSelector('.browse-right .row-name >> text=二村北组');
  assert.match(await page.textContent(".browse-right .path"), /10 东乡.*102 二村/);
  // As one types: by the initials of pinyin too.
  await page.fill(".browse-side input", "ec");
  await page.waitForSelector(".hit >> text=二村");
  await page.fill(".browse-side input", "20");
  await page.waitForSelector(".hit");
  await ji.press("Enter");
  await page.waitForFunction((name) => document.querySelector(".browse-right .row-name")?.textContent === name, HOSTILE_CONCEPT);
  assert.equal(await page.locator(".browse img, .browse b").count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.match(await page.evaluate(() => location.hash), /code=20/);
  await ji.leave();
}

export async function comparesEditions(browser, house) {
  const ji = await Visitor.come(browser, house, "ji", { address: "#/registry?system=XQ-village&tab=difference&from=XQ-village/1990&to=XQ-village/2000" });
  const { page } = ji;
  await page.waitForSelector(".chip");
  assert.match(await page.textContent(".chips"), /新增 1.*删除 3.*改名 1/);
  await page.click(".chip >> text=改名");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.match(await page.textContent("tbody tr"), /10改名 东乡东镇/);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("text=导出 CSV")]);
  assert.match(saved.suggestedFilename(), /\.csv$/);
  await ji.leave();
}

export async function goesThroughTheYears(browser, house) {
  const ji = await Visitor.come(browser, house, "ji", { address: "#/registry?system=XQ-village&tab=succession&code=102&date=1992" });
  const { page } = ji;
  await page.waitForSelector(".answer");
  assert.match(await page.textContent(".answer"), /103/);
  await page.fill('input[name="code"]', "201");
  await ji.press("Enter");
  await page.waitForSelector(".answer >> text=已撤销");
  assert.equal(await page.locator(".answer b b").count(), 0);
  await page.click('[role="tab"] >> text=历年的树');
  const names = () => page.evaluate(() => [...document.querySelectorAll(".year-list .list-row:not([hidden]) bdi")].map((one) => one.textContent));
  await page.waitForFunction(() => document.querySelector(".year-list")?.textContent?.includes("东镇"));
  await page.fill('input[name="year"]', "1995");
  await ji.press("Enter");
  await page.waitForFunction(() => document.querySelector(".year-list")?.textContent?.includes("东乡"));
  assert.ok((await names()).includes("二村北组"));
  await ji.leave();
}

export async function drillsDown(browser, house) {
  const ji = await Visitor.come(browser, house, "ji", { address: "#/specifications" });
  const { page } = ji;
  await page.click("text=henan-2026");
  await page.waitForSelector(".drill-tables a");
  assert.equal(await page.locator(".drill-tables a").count(), 47);
  await page.fill(".drill-tables input", "病人表");
  await page.click('.drill-tables a >> text="病人表"');
  await page.click('tbody a >> text="性别"');
  await page.waitForSelector("text=未说明");
  await page.waitForSelector("text=/\\d+\\+? 个字段，/");
  await page.fill('input[name="values"]', "1,男, 1");
  await ji.press("Enter");
  await page.waitForSelector(".verdicts");
  assert.match(await page.textContent(".verdicts"), /有效 “1”.*无效 “男”.*是否应为 “1”.*无效 “ 1”/);
  await page.click(".card h2 a");
  await page.waitForSelector("h1 >> text=值域");
  await page.click("tbody a >> nth=0");
  await page.waitForSelector(".drill");
  await ji.leave();
}
