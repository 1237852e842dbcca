// Somebody at a browser: signs in, presses keys, and notices what must not be: errors, dialogs of the browser, other hosts.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

// Without these the browser itself looks for hosts on the internet.
const SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: SWITCHES });
}

export class Visitor {
  /** Opens a window of its own; `account` signs in. */
  static async come(browser, house, account, { address = "", viewport = { width: 1366, height: 768 } } = {}) {
    const visitor = new Visitor();
    visitor.house = house;
    visitor.context = await browser.newContext({ viewport, locale: "zh-CN" });
    visitor.page = await visitor.context.newPage();
    visitor.troubles = [];
    visitor.expected = [];
    visitor.bytes = 0;
    visitor.#watch();
    await visitor.page.goto(`${house.url}/${address}`);
    if (account) {
      await visitor.page.click(".by-token summary");
      await visitor.page.fill('input[name="token"]', house.tokens[account]);
      await visitor.page.keyboard.press("Enter");
      await visitor.page.waitForSelector(".frame-head");
    }
    return visitor;
  }

  #watch() {
    const { page, troubles, house } = this;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") troubles.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => troubles.push(`error: ${error.stack}`));
    page.on("dialog", (dialog) => {
      // Leaving with unwritten decisions asks; a visitor who reloads means it.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const isOwn = request.url().startsWith(house.url) || /^(data|blob):/.test(request.url());
      if (!isOwn) troubles.push(`another host: ${request.url()}`);
    });
    page.on("response", async (response) => {
      const sizes = await response.request().sizes().catch(() => null);
      if (sizes) this.bytes += sizes.responseBodySize + sizes.responseHeadersSize;
    });
  }

  /** A trouble that belongs to the story, such as a server that is away. */
  expect(pattern) {
    this.expected.push(pattern);
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Opens a page of the workbench and waits until its list or content is there. */
  async open(address, ready) {
    await this.page.evaluate((hash) => {
      location.hash = hash;
    }, address);
    await this.page.waitForSelector(ready);
  }

  /** The row that is shown on the right. */
  async rowCode() {
    return this.page.evaluate(() => document.querySelector(".row-body")?.getAttribute("data-code") ?? "");
  }

  async waitForRow(code) {
    await this.page.waitForFunction((wanted) => document.querySelector(".row-body")?.getAttribute("data-code") === wanted, code);
  }

  async waitUntilSaved() {
    await this.page.waitForFunction(() => sessionStorage.getItem("zhiyu-unwritten") === null, null, { timeout: 120_000 });
  }

  /** Leaves, and says what went wrong meanwhile. */
  async leave() {
    await this.context.close();
    const unexpected = this.troubles.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
    assert.deepEqual(unexpected, []);
  }
}

/** The value below which this share of the list lies. */
export function quantile(list, share) {
  const sorted = [...list].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
