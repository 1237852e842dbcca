// Several people on one list, and bad times: nobody's work is overwritten unseen, and nothing is lost.
import assert from "node:assert/strict";
import { Visitor } from "../support/visitor.mjs";

const LIST = "#/work-list?organization=HA&dictionary=his/pair";

/** What another curator does appears; who comes too late sees both decisions and chooses. */
export async function seeEachOther(browser, house) {
  const [zhang, chen] = [await Visitor.come(browser, house, "zhang", { address: LIST }), await Visitor.come(browser, house, "chen", { address: LIST })];
  zhang.expect(/412/);
  for (const visitor of [zhang, chen]) await visitor.page.waitForSelector(".row-body[data-code]");
  const code = await chen.rowCode();
  const isIgnored = (who) => who.page.waitForFunction(() => document.querySelector('.list-row[data-index="0"] .line-target')?.textContent?.includes("不上传"), null, { timeout: 15_000 });
  // Zhang has the dialog open while Chen decides: no poll helps here, only the version does.
  await zhang.press("n");
  await zhang.page.waitForSelector("dialog[open]");
  await house.call("chen", "PUT", `${house.dictionary("pair")}/mappings`, { items: [{ code, ignored: "陈的决定", version: 0 }] });
  await zhang.press("Enter");
  await zhang.page.waitForSelector("dialog[open] >> text=两个人改了同一行");
  const shown = await zhang.page.textContent("dialog[open]");
  assert.match(shown, /陈的决定/);
  assert.match(shown, /标准中没有对应条目/);
  await zhang.page.waitForTimeout(450);
  await zhang.press("Enter");
  await isIgnored(zhang);
  await isIgnored(chen);
  const [line] = (await house.call("zhang", "GET", `${house.dictionary("pair")}/codes/lines?code=${encodeURIComponent(code)}`)).items;
  assert.equal(line.author, "chen");
  await zhang.leave();
  await chen.leave();
}

/** The server dies while one works: decisions wait, and are written once when it is back. */
export async function loseNothing(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: `${LIST}&state=unmapped` });
  zhang.expect(/ERR_CONNECTION|Failed to load|ERR_EMPTY_RESPONSE/);
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  await page.waitForTimeout(500);
  const first = await zhang.rowCode();
  await house.stop();
  const codes = [];
  for (let row = 0; row < 3; row++) {
    const code = await zhang.rowCode();
    codes.push(code);
    await zhang.press("n");
    await page.waitForSelector("dialog[open]");
    await zhang.press("Enter");
    await page.waitForFunction((last) => document.querySelector(".row-body")?.getAttribute("data-code") !== last, code);
  }
  assert.equal(codes[0], first);
  await page.waitForSelector("text=连接不上服务");
  await house.serve();
  await zhang.waitUntilSaved();
  for (const code of codes) {
    const steps = await house.call("zhang", "GET", `${house.dictionary("pair")}/history?code=${encodeURIComponent(code)}`);
    assert.equal(steps.filter((step) => step.step === "draft").length, 1, `${code} was written once`);
  }
  await zhang.leave();
}

/** What the server refuses comes back to the curator with its reason. */
export async function tellsWhatIsRefused(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: `${LIST}&state=unmapped` });
  zhang.expect(/404|409|400/);
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  const code = await zhang.rowCode();
  await page.route("**/mappings", (route) => route.fulfill({
    status: 409, contentType: "application/problem+json",
    body: JSON.stringify({ code: "step-not-allowed", detail: "不能这样做", advice: "请刷新", status: 409 }),
  }));
  await zhang.press("n");
  await page.waitForSelector("dialog[open]");
  await zhang.press("Enter");
  await page.waitForSelector(".toast.bad >> text=不能这样做");
  await page.click(".toast.bad >> text=回到该行");
  await zhang.waitForRow(code);
  await page.waitForSelector("text=上一次的决定没有被保存");
  assert.match(await page.textContent(`.list-row[aria-selected="true"] .line-state`), /未保存/);
  await zhang.leave();
}

/** A decision that did not reach the server survives a reload of the page, on whichever page one is then. */
export async function surviveAReload(browser, house) {
  const zhang = await Visitor.come(browser, house, "zhang", { address: `${LIST}&state=unmapped` });
  zhang.expect(/ERR_FAILED|Failed to load/);
  const { page } = zhang;
  await page.waitForSelector(".row-body[data-code]");
  const code = await zhang.rowCode();
  await page.route("**/mappings", (route) => route.abort());
  await zhang.press("n");
  await page.waitForSelector("dialog[open]");
  await zhang.press("2");
  await page.waitForSelector("text=连接不上服务");
  await page.unroute("**/mappings");
  await page.evaluate(() => history.replaceState(null, "", "#/"));
  await page.reload();
  await page.waitForSelector(".frame-head");
  await zhang.waitUntilSaved();
  const [row] = (await house.call("zhang", "GET", `${house.dictionary("pair")}/codes?code=${encodeURIComponent(code)}`)).items;
  assert.equal(row.mapping.decision.outcome, "no-match");
  await zhang.leave();
}
