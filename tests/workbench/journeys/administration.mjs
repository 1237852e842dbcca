// Collectors and alerts, organizations, accounts and tokens, and the audit log; and what holds on each of these pages.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { HOSTILE_SHOWN } from "../support/district.mjs";
import { Visitor } from "../support/visitor.mjs";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** The pages of these journeys, and who sees them in the menu. */
const PAGES = {
  registry: ["guan", "an", "ji", "biao", "hb-zhang", "hb-wang", "hb-shen"],
  specifications: ["guan", "an", "ji", "biao", "hb-zhang", "hb-wang", "hb-shen"],
  collectors: ["guan", "ji", "hb-zhang", "hb-wang", "hb-shen"],
  alerts: ["guan", "ji", "hb-zhang", "hb-wang", "hb-shen"],
  organizations: ["guan", "ji", "hb-wang", "hb-shen"],
  accounts: ["guan", "an", "ji", "hb-shen"],
  tokens: ["guan"],
  audit: ["ji", "hb-shen"],
};
/** Addresses that are opened for whoever may see their page, and what has to be there. */
const ADDRESSES = [
  ["registry", "#/registry", "tbody tr"],
  ["registry", "#/registry?system=XQ-village&edition=1990&code=102", ".browse-right .row-name"],
  ["registry", "#/registry?system=XQ-village&tab=editions", "tbody tr"],
  ["registry", "#/registry?system=XQ-village&tab=difference", ".chip"],
  ["registry", "#/registry?system=XQ-village&tab=succession&code=102&date=1992", ".answer"],
  ["registry", "#/registry?system=XQ-village&tab=year", ".year-list .list-row"],
  ["specifications", "#/specifications", "tbody tr"],
  ["specifications", "#/specifications?tab=domains", "tbody tr"],
  ["specifications", "#/specifications?id=henan-2026&table=病人表&field=性别", "text=未说明"],
  ["specifications", "#/specifications?domain=GB-T-2261.1", "tbody tr"],
  ["collectors", "#/collectors?organization=HB", "tbody tr"],
  ["collectors", "#/collectors?organization=HB&tab=queue", "tbody tr"],
  ["alerts", "#/alerts?organization=HB", "tbody tr"],
  ["alerts", "#/alerts?organization=HB&alert=1", "dialog[open] .facts"],
  ["organizations", "#/organizations", "main tbody tr, main .facts"],
  ["organizations", "#/organizations?organization=HB", ".facts"],
  ["accounts", "#/accounts", ".table-frame"],
  ["tokens", "#/tokens", "tbody tr"],
  ["audit", "#/audit", "tbody tr"],
];

export async function rolesSeeTheirs(browser, house) {
  for (const account of PAGES.registry) {
    const who = await Visitor.come(browser, house, account);
    const menu = await who.page.evaluate(() => [...document.querySelectorAll(".menu a")].map((item) => item.getAttribute("data-page")));
    for (const [page, people] of Object.entries(PAGES)) assert.equal(menu.includes(page), people.includes(account), `${account} and ${page}`);
    for (const [page, address, ready] of ADDRESSES) {
      if (PAGES[page].includes(account)) await who.open(address, ready);
      else if (address === `#/${page}`) await who.open(address, "text=当前账号无权使用这一页");
    }
    assert.equal(await who.page.evaluate(() => window.hacked), undefined);
    await who.leave();
  }
}

export async function nothingSerious(browser, house) {
  const axe = await readFile(AXE, "utf8");
  const who = { ji: await Visitor.come(browser, house, "ji"), guan: await Visitor.come(browser, house, "guan"), an: await Visitor.come(browser, house, "an") };
  for (const visitor of Object.values(who)) await visitor.page.evaluate(axe);
  const check = async (visitor, where) => {
    const { violations } = await visitor.page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
    const serious = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
    assert.deepEqual(serious.map((one) => `${where}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`), []);
  };
  for (const [page, address, ready] of ADDRESSES) {
    const visitor = page === "tokens" ? who.guan : who.ji;
    await visitor.open(address, ready);
    await check(visitor, address);
  }
  for (const [visitor, address, button] of [[who.an, "#/accounts", "建立账户"], [who.guan, "#/tokens", "新建令牌"], [who.guan, "#/organizations", "登记机构"]]) {
    await visitor.open(address, `button >> text=${button}`);
    await visitor.page.click(`button >> text=${button}`);
    await visitor.page.waitForSelector("dialog[open] form");
    await check(visitor, `${address} ${button}`);
  }
  for (const visitor of Object.values(who)) await visitor.leave();
}

export async function handlesAlerts(browser, house) {
  const zhang = await Visitor.come(browser, house, "hb-zhang", { address: "#/alerts?organization=HB&kind=new-unmapped-code" });
  const { page } = zhang;
  await page.waitForSelector("tbody tr");
  assert.equal(await page.locator("tbody tr").count(), 3);
  assert.ok((await page.textContent("tbody")).includes("A2"));
  for (const box of [0, 1]) await page.locator("tbody input").nth(box).check();
  await page.click("button >> text=确认收到（2）");
  await page.fill('dialog[open] input[name="reason"]', "已转临床核实");
  await zhang.press("Enter");
  await page.waitForFunction(() => [...document.querySelectorAll("tbody .badge")].filter((one) => one.textContent === "已确认").length === 2);
  await page.click("tbody tr >> nth=0");
  await page.click('dialog[open] button >> text="标为已解决"');
  await page.fill('dialog[open] input[name="reason"]', "已对照");
  await zhang.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  const { steps } = await house.call("hb-zhang", "GET", "organizations/HB/alerts/1");
  assert.deepEqual(steps.map((one) => one.step), ["open", "acknowledge", "resolve"]);
  assert.equal(steps[1].reason, "已转临床核实");
  await page.selectOption('select[name="state"]', "resolved");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.click("tbody tr");
  await page.click('dialog[open] button >> text="重新打开"');
  await page.fill('dialog[open] input[name="reason"]', "又来了");
  await zhang.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 0);
  await zhang.leave();
  // An auditor reads and does nothing.
  const shen = await Visitor.come(browser, house, "hb-shen", { address: "#/alerts?organization=HB" });
  await shen.page.waitForSelector("tbody tr");
  assert.equal(await shen.page.locator("tbody input").count(), 0);
  await shen.leave();
}

export async function watchesCollectors(browser, house) {
  const wang = await Visitor.come(browser, house, "hb-wang", { address: "#/collectors?organization=HB" });
  const { page } = wang;
  await page.waitForSelector("tbody tr");
  const refused = page.locator("tbody tr", { hasText: "front-2" });
  assert.match(await refused.textContent(), /拒绝了快照.*expired/);
  assert.ok((await refused.textContent()).includes(HOSTILE_SHOWN));
  await page.locator("tbody tr", { hasText: "front-1" }).locator("button").click();
  await page.fill('dialog[open] input[name="reason"]', "先观察");
  await wang.press("Enter");
  await page.waitForSelector("tbody >> text=固定在 1");
  await page.click('[role="tab"] >> text=未对照队列');
  await page.waitForSelector("tbody tr");
  const rows = await page.evaluate(() => [...document.querySelectorAll("tbody tr")].map((row) => row.textContent));
  assert.ok(rows[0].includes("A2") && rows[0].includes(HOSTILE_SHOWN) && rows[0].includes("40"), rows[0]);
  assert.ok(rows.some((row) => row.includes("NEW-2") && row.includes("<5")), "small counts are not shown");
  assert.equal(await page.locator("tbody img").count(), 0);
  await wang.leave();
}

/** The administrator makes an account and says what it may do; the person signs in with it, and is refused what ended. */
export async function letsSomebodyIn(browser, house) {
  const an = await Visitor.come(browser, house, "an", { address: "#/accounts" });
  const { page } = an;
  an.expect(/409|400/);
  await page.click("button >> text=建立账户");
  await page.fill('dialog[open] input[name="id"]', "xin");
  await page.fill('dialog[open] input[name="name"]', HOSTILE_SHOWN.replace("U+202E", "\u202E"));
  await page.selectOption('dialog[open] select[name="organization"]', "HB");
  await page.click("dialog[open] .dialog-actions .primary");
  const password = await page.textContent("dialog[open] [data-secret]");
  await an.press("Escape");
  assert.equal(await page.locator("dialog[open] [data-secret]").count(), 1, "Escape does not lose the secret");
  await page.click("dialog[open] .dialog-actions .primary");
  await page.waitForSelector("h1 >> text=xin");
  assert.ok((await page.textContent("h1")).includes(HOSTILE_SHOWN));
  assert.equal((await page.content()).includes(password), false, "the password is nowhere on the page");
  // A grant of three powers at once is not offered; a special one ends by itself.
  await page.click("button >> text=授权");
  await page.selectOption('dialog[open] select[name="role"]', "curator");
  await page.waitForSelector("dialog[open] >> text=编制对照");
  await page.fill('dialog[open] input[name="until"]', "2027-01-31T18:00");
  await page.click("dialog[open] .dialog-actions .primary");
  assert.equal(await page.locator("dialog[open]").count(), 1, "a grant needs a reason");
  await page.fill('dialog[open] input[name="reason"]', "顶班");
  await an.press("Enter");
  await page.waitForSelector("tbody >> text=临时有效");
  await page.waitForSelector("tbody >> text=2027-01-31 18:00");

  const xin = await Visitor.come(browser, house, null);
  await signIn(xin.page, password);
  await xin.page.waitForSelector('input[name="present"]');
  await xin.page.fill('input[name="present"]', password);
  for (const name of ["new", "again"]) await xin.page.fill(`input[name="${name}"]`, "Wang-Jing.7391");
  await xin.press("Enter");
  await xin.page.waitForSelector('input[name="account"]');
  await signIn(xin.page, "Wang-Jing.7391");
  await xin.page.waitForSelector(".frame-head");
  await xin.open("#/alerts?organization=HB", "tbody tr");
  // Locking ends the session with the next request.
  await page.click('button >> text="锁定"');
  await page.fill('dialog[open] input[name="reason"]', "离岗");
  await an.press("Enter");
  await page.waitForSelector("text=已锁定");
  xin.expect(/401/);
  await xin.page.click("text=刷新");
  await xin.page.waitForSelector('input[name="account"]');
  await xin.leave();
  await page.click('button >> text="解锁"');
  await page.fill('dialog[open] input[name="reason"]', "回岗");
  await an.press("Enter");
  await page.waitForSelector(".toolbar .badge.good");
  await page.click('tbody button >> text="撤回"');
  await page.fill('dialog[open] input[name="reason"]', "顶班结束");
  await an.press("Enter");
  await page.waitForSelector("tbody >> text=已撤回");
  await an.leave();
}

async function signIn(page, password) {
  await page.fill('input[name="account"]', "xin");
  await page.fill('input[name="password"]', password);
  await page.keyboard.press("Enter");
}

export async function keepsTokens(browser, house) {
  const guan = await Visitor.come(browser, house, "guan", { address: "#/tokens" });
  const { page } = guan;
  guan.expect(/400|409/);
  await page.click("button >> text=新建令牌");
  await page.fill('dialog[open] input[name="account"]', "front-9");
  await page.click("dialog[open] .dialog-actions .primary");
  await page.waitForSelector("dialog[open] .problem >> text=请至少选择一个机构");
  await page.check('dialog[open] input[value="HB"]');
  await page.click("dialog[open] .dialog-actions .primary");
  const secret = await page.textContent("dialog[open] [data-secret]");
  house.tokens["front-9"] = secret;
  await page.click("dialog[open] .dialog-actions .primary");
  assert.equal((await house.call("front-9", "GET", "session")).account, "front-9");
  await page.fill('input[type="search"]', "front-9");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.click('tbody button >> text="轮换"');
  await page.fill('dialog[open] input[name="hours"]', "0");
  await guan.press("Enter");
  const next = await page.textContent("dialog[open] [data-secret]");
  assert.notEqual(next, secret);
  await page.click("dialog[open] .dialog-actions .primary");
  await assert.rejects(house.call("front-9", "GET", "session"), /401/);
  house.tokens["front-9"] = next;
  await house.call("front-9", "GET", "session");
  await page.click('tbody button >> text="吊销"');
  await page.click("dialog[open] .dialog-actions .primary");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 0);
  await assert.rejects(house.call("front-9", "GET", "session"), /401/);
  await guan.leave();
}

export async function registersAnOrganization(browser, house) {
  const guan = await Visitor.come(browser, house, "guan", { address: "#/organizations" });
  const { page } = guan;
  guan.expect(/400/);
  await page.click("button >> text=登记机构");
  await page.fill('dialog[open] input[name="id"]', "HC");
  await page.fill('dialog[open] input[name="name"]', "第三医院");
  await page.fill('dialog[open] input[name="uscc"]', "12345");
  await page.click("dialog[open] .dialog-actions .primary");
  await page.waitForSelector("dialog[open] .problem");
  assert.equal(await page.inputValue('dialog[open] input[name="name"]'), "第三医院", "what was typed stays");
  await page.fill('dialog[open] input[name="uscc"]', "");
  await page.click("dialog[open] .dialog-actions .primary");
  await page.waitForSelector("h1 >> text=第三医院");
  await guan.leave();
  const wang = await Visitor.come(browser, house, "hb-wang", { address: "#/organizations?organization=HB" });
  await wang.page.click('button >> text="开始共享"');
  await wang.page.fill('dialog[open] input[name="reason"]', "同意共享");
  await wang.press("Enter");
  await wang.page.waitForSelector('.badge >> text="共享"');
  await wang.leave();
}

export async function searchesTheLog(browser, house) {
  const ji = await Visitor.come(browser, house, "ji", { address: "#/audit" });
  const { page } = ji;
  await page.waitForSelector("tbody tr");
  await page.fill('input[name="account"]', "guan");
  await page.selectOption('select[name="action"]', "token.");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 3);
  const acts = await page.evaluate(() => [...document.querySelectorAll("tbody tr")].map((row) => row.querySelector(".below.code")?.textContent));
  assert.deepEqual(acts, ["token.revoke", "token.rotate", "token.create"]);
  await page.check(".tick input");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.match(await page.evaluate(() => location.hash), /account=guan.*action=token\.|action=token\..*account=guan/);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click("text=导出 XLSX")]);
  assert.match(saved.suggestedFilename(), /\.xlsx$/);
  await page.click("tbody tr");
  await page.click("dialog[open] >> text=存在证明");
  await page.waitForSelector("dialog[open] >> text=叶摘要");
  await ji.press("Escape", "Escape");
  await page.click('[role="tab"] >> text=检查点');
  await page.click("button >> text=立即生成");
  await page.waitForSelector("dialog[open] pre >> text=zhiyu/audit/");
  await ji.leave();
  // Whoever audits one hospital sees that one.
  const shen = await Visitor.come(browser, house, "hb-shen", { address: "#/audit" });
  await shen.page.waitForSelector("tbody tr");
  assert.equal(await shen.page.inputValue('select[name="organization"]'), "HB");
  assert.equal(await shen.page.locator('[role="tab"] >> text=检查点').count(), 0);
  await shen.leave();
}
