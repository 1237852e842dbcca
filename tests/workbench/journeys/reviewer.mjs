// A reviewer approves and returns by keyboard what others handed in, and judges a sample.
import assert from "node:assert/strict";
import { Visitor } from "../support/visitor.mjs";

export async function approvesAndReturns(browser, house) {
  const drafted = await house.call("zhang", "GET", `${house.dictionary("top")}/codes/lines?state=drafted&limit=40`);
  const items = drafted.items.map((line) => ({ code: line.code, version: line.version }));
  await house.call("zhang", "POST", `${house.dictionary("top")}/mappings/submit`, { items });
  const li = await Visitor.come(browser, house, "li", { address: "#/review?organization=HA&dictionary=his/top" });
  const { page } = li;
  await page.waitForSelector(".row-body[data-code]");
  const returned = await li.rowCode();
  await li.press("r");
  await page.waitForSelector("dialog[open] textarea");
  await page.keyboard.type("部位不符");
  await li.press("Enter");
  await page.waitForFunction((code) => document.querySelector(".row-body")?.getAttribute("data-code") !== code, returned);
  for (let row = 1; row < items.length; row++) {
    const code = await li.rowCode();
    await li.press("Enter");
    if (await page.evaluate(() => document.querySelector(".row-again:not([hidden])") !== null)) {
      await page.waitForTimeout(270);
      await li.press("Enter");
    }
    if (row < items.length - 1) await page.waitForFunction((last) => document.querySelector(".row-body")?.getAttribute("data-code") !== last, code);
  }
  await li.waitUntilSaved();
  const { coverage } = await house.call("li", "GET", house.dictionary("top"));
  assert.equal(coverage.states.approved, items.length - 1);
  assert.equal(coverage.states.returned, 1);
  const steps = await house.call("li", "GET", `${house.dictionary("top")}/history?code=${encodeURIComponent(returned)}`);
  assert.equal(steps.at(-1).reason, "部位不符");
  await li.leave();
}

export async function judgesASample(browser, house) {
  // Whoever approved does not judge: another reviewer does.
  const out = await house.command("token", "create", "--for", "zhao", "--role", "reviewer", "--organization", "HA");
  house.tokens.zhao = out.trim().split(/\s+/).pop();
  const zhao = await Visitor.come(browser, house, "zhao", { address: "#/review?organization=HA&dictionary=his/top&tab=samples" });
  const { page } = zhao;
  await page.click("text=抽一个样本");
  await page.waitForSelector(".sample-strip");
  const rows = await page.locator(".sample-strip li").count();
  assert.ok(rows > 1);
  for (let row = 0; row < rows; row++) {
    await zhao.press("y");
    await page.waitForFunction((judged) => document.querySelectorAll(".strip.good").length === judged, row + 1);
  }
  const [sample] = await house.call("zhao", "GET", `${house.dictionary("top")}/samples`);
  assert.equal(sample.wrong, 0);
  assert.notEqual(sample.standing, "open");
  await zhao.leave();
}
