// Pictures of every page of the workbench, with real data in it.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { furnish as furnishDistrict } from "../../tests/workbench/support/district.mjs";
import { DATA, House, diagnoses, hasData } from "../../tests/workbench/support/house.mjs";
import { Visitor, launch } from "../../tests/workbench/support/visitor.mjs";

const [folder = "workbench-screenshots", width = "1366", height = "768"] = process.argv.slice(2);
const AT = "organization=HA&dictionary=his/top";

/** Pages of figures, uploads and releases. */
const RELEASES = [
  ["overview", "zhang", "#/overview?organization=HA", ".waiting"],
  ["overview-auditor", "shen", "#/overview?organization=HA", ".waiting"],
  ["upload", "zhang", "#/upload?organization=HA&dictionary=his/disease", 'input[type="file"]', (who) => who.page.setInputFiles('input[type="file"]', `${DATA}/local_dictionaries/his_a/disease.csv`)],
  ["upload-changes", "zhang", "#/upload?organization=HA&dictionary=his/disease", 'input[type="file"]', async (who) => {
    await who.page.setInputFiles('input[type="file"]', `${DATA}/local_dictionaries/his_a/disease.csv`);
    await who.page.selectOption("select[name=column-code]", { label: "DiseaseICD" });
    await who.page.selectOption("select[name=column-name]", { label: "DiseaseName" });
    await who.page.click("text=预演（不写入）");
    await who.page.waitForSelector(".upload-report", { timeout: 60_000 });
    await who.page.locator(".upload-report").scrollIntoViewIfNeeded();
  }],
  ["release", "wang", "#/release?organization=HA", "form.publish"],
  ["release-frozen", "wang", "#/release?organization=HA", "form.publish", (who) => who.page.fill("form.publish input[type=datetime-local]", "2031-01-01T20:00")],
  ["release-rollback", "wang", "#/release?organization=HA", "form.publish", async (who) => {
    await who.page.locator("text=回退到这一版").first().click();
    await who.page.waitForSelector("dialog[open] li");
  }],
  ["differences", "shen", "#/differences?organization=HA&from=1&to=2", ".diff-list tbody tr"],
  ["differences-print", "shen", "#/differences?organization=HA&from=1&to=2", ".diff-list tbody tr", (who) => who.page.emulateMedia({ media: "print" })],
  ["code-history", "shen", "#/differences?organization=HA&from=1&to=2", ".diff-list tbody tr", async (who) => {
    await who.page.click(".diff-list tbody a");
    await who.page.waitForSelector(".code-head");
  }],
  ["weekly-report", "wang", "#/weekly-report?organization=HA&cut=now", ".paper"],
  ["weekly-report-print", "wang", "#/weekly-report?organization=HA&cut=now", ".paper", (who) => who.page.emulateMedia({ media: "print" })],
  ["release-english", "wang", "#/release?organization=HA", "form.publish", async (who) => {
    await who.page.click("text=English");
    await who.page.waitForSelector("form.publish >> text=Note");
  }],
];

/** Name, account, address, what must be there, and what is done then. A page of the workbench has a line here. */
const PICTURES = [
  ["sign-in", null, "", "input[name=account]"],
  ["work-list", "zhang", `#/work-list?${AT}`, ".row-body[data-code]"],
  ["work-list-risk", "zhang", `#/work-list?${AT}&state=suggested&score_to=0.4`, ".row-body[data-code]", (who) => who.press("Enter")],
  ["work-list-decided", "zhang", `#/work-list?${AT}&state=drafted`, ".row-section.history, .row-body[data-code]", (who) => who.page.waitForTimeout(900)],
  ["work-list-search", "zhang", `#/work-list?${AT}`, ".row-body[data-code]", async (who) => {
    await who.press("/");
    await who.page.fill("dialog[open] input", "gxy");
    await who.page.waitForSelector("#search-results li");
  }],
  ["work-list-no-match", "zhang", `#/work-list?${AT}`, ".row-body[data-code]", (who) => who.press("n")],
  ["work-list-relationship", "zhang", `#/work-list?${AT}&state=suggested`, ".row-body[data-code]", (who) => who.press("e")],
  ["work-list-bulk", "zhang", `#/work-list?${AT}&state=suggested`, ".row-body[data-code]", async (who) => {
    await who.page.click("text=批量");
    await who.page.click("dialog[open] >> text=预演");
    await who.page.waitForSelector("dialog[open] .bulk-sum");
  }],
  ["work-list-help", "zhang", `#/work-list?${AT}`, ".row-body[data-code]", (who) => who.press("?")],
  ["work-list-english", "zhang", `#/work-list?${AT}`, ".row-body[data-code]", (who) => who.page.click("text=English")],
  ["work-list-auditor", "shen", `#/work-list?${AT}`, ".row-body[data-code]"],
  ["review", "li", `#/review?${AT}`, ".row-body[data-code]", (who) => who.page.waitForTimeout(900)],
  ["review-return", "li", `#/review?${AT}`, ".row-body[data-code]", (who) => who.press("r")],
  ["review-samples", "zhao", `#/review?${AT}&tab=samples`, ".samples table", async (who) => {
    await who.page.click("tr.openable");
    await who.page.waitForSelector(".sample-strip");
  }],
  ...RELEASES,
  ["standards", "ji", "#/registry", "tbody tr"],
  ["standards-tree", "ji", "#/registry?system=GB-T-2260-yearly&code=419001", ".browse-right .row-name", (who) => who.page.click('[role="treeitem"] >> nth=15')],
  ["standards-search", "ji", "#/registry?system=icd-10&edition=guolin-2.0&code=A00.000&q=huoluan", ".browse-right .row-name"],
  ["standards-editions", "ji", "#/registry?system=icd-10&tab=editions", "tbody tr", (who) => who.page.click("tbody tr")],
  ["standards-difference", "ji", "#/registry?system=icd-10&tab=difference&from=icd-10/guolin-2.0&to=icd-10/yibao-2.0", "tbody tr"],
  ["standards-succession", "ji", "#/registry?system=GB-T-2260-yearly&tab=succession&code=410827&date=1987", ".answer"],
  ["standards-year", "ji", "#/registry?system=GB-T-2260-yearly&tab=year&year=1995&under=410000", ".year-list .list-row", (who) => who.page.click(".year-list .list-row >> nth=2")],
  ["specification", "ji", "#/specifications?id=henan-2026&table=病人表", "tbody tr"],
  ["specification-field", "ji", "#/specifications?id=henan-2026&table=病人表&field=性别", "tbody tr", async (who) => {
    await who.page.fill('input[name="values"]', "1,男, 1,3");
    await who.press("Enter");
    await who.page.waitForSelector(".verdicts");
  }],
  ["value-domain", "ji", "#/specifications?domain=GB-T-2261.1", "tbody tr"],
  ["collectors", "hb-wang", "#/collectors?organization=HB", "tbody tr"],
  ["collectors-queue", "hb-wang", "#/collectors?organization=HB&tab=queue", "tbody tr"],
  ["alerts", "hb-zhang", "#/alerts?organization=HB", "tbody tr"],
  ["alert", "hb-zhang", "#/alerts?organization=HB&alert=1", "dialog[open]"],
  ["organizations", "guan", "#/organizations", "tbody tr"],
  ["organization", "hb-wang", "#/organizations?organization=HB", ".facts"],
  ["accounts", "an", "#/accounts", "tbody tr"],
  ["account-new", "an", "#/accounts", "tbody tr", (who) => who.page.click("text=建立账户")],
  ["tokens", "guan", "#/tokens", "tbody tr"],
  ["audit", "ji", "#/audit", "tbody tr"],
  ["audit-event", "ji", "#/audit", "tbody tr", (who) => who.page.click("tbody tr")],
  ["audit-checkpoints", "ji", "#/audit?tab=checkpoints", "tbody tr"],
];

if (!hasData()) process.exit(1);
await mkdir(folder, { recursive: true });
const house = await House.open();
const browser = await launch();
try {
  await furnish(house);
  await furnishDistrict(house);
  await house.command("import", "divisions", "--folder", `${DATA}/divisions/yearly_1981_2024`, "--confidence", "V-");
  await house.command("import", "edition", "--system", "icd-10", "--edition", "yibao-2.0", "--profile", "crosswalk-icd-10-yibao", "--file", `${DATA}/codesets/icd10/guolin2.0_to_yibao2.0.csv`, "--publish");
  for (const [name, account, address, ready, then] of PICTURES) {
    const who = await Visitor.come(browser, house, account, { address, viewport: { width: Number(width), height: Number(height) } });
    try {
      await who.page.waitForSelector(ready, { timeout: 20_000 });
      await then?.(who);
      await who.page.waitForTimeout(400);
    } catch (error) {
      console.log(`${name}: ${error.message.split("\n")[0]}`);
    }
    await who.page.screenshot({ path: path.join(folder, `${name}.png`) });
    await who.context.close();
    for (const trouble of who.troubles) console.log(`${name}: ${trouble}`);
  }
} finally {
  await browser.close();
  await house.close();
}

/** A dictionary in the midst of its work: some rows drafted, some in review, approved, returned. */
async function furnish(house) {
  const out = await house.command("token", "create", "--for", "zhao", "--role", "reviewer", "--organization", "HA");
  house.tokens.zhao = out.trim().split(/\s+/).pop();
  const all = await diagnoses();
  await house.load("top", all.slice(0, 400));
  await house.suggest("top");
  const base = house.dictionary("top");
  const order = { filter: { state: "suggested" }, score_from: 900, reason: "名称一致" };
  const { plan } = await house.call("zhang", "POST", `${base}/bulk/accept`, order);
  await house.call("zhang", "POST", `${base}/bulk/accept`, { ...order, plan });
  const drafted = (await house.call("zhang", "GET", `${base}/codes/lines?state=drafted&limit=1000`)).items;
  const items = (from, to) => drafted.slice(from, to).map((line) => ({ code: line.code }));
  await house.call("zhang", "POST", `${base}/mappings/submit`, { items: items(0, 60) });
  await house.call("li", "POST", `${base}/mappings/approve`, { items: items(0, 30) });
  await house.call("li", "POST", `${base}/mappings/return`, { items: items(30, 34), reason: "请与科室核实" });
  await house.call("chen", "POST", `${base}/codes/notes`, { code: drafted[70].code, text: "与病案室核实：本院此码专指成人" });
  await house.call("chen", "POST", `${base}/assignments`, { assignee: "chen", next: 20 });
  await house.call("zhao", "POST", `${base}/samples`, { draws: 40 });
  await house.load("disease", all);
  await house.call("zhang", "PUT", `${base}/bindings`, { fields: [["门急诊诊断", "西医诊断编码"], ["住院诊断", "诊断编码"]].map(([table, field]) => ({ specification: "henan-2026", table, field })) });
  await release(house, drafted);
}

/** A collector that runs the first release, and codes that it could not convert. */
async function report(house) {
  const out = await house.command("token", "create", "--for", "box-1", "--role", "collector", "--organization", "HA");
  house.tokens["box-1"] = out.trim().split(/\s+/).pop();
  const [first] = (await house.call("wang", "GET", "organizations/HA/releases")).reverse();
  const codes = [["A99.901", "怪病", 12], ["A00.051", "古典型霍乱", 340], ["B99.x01", "<b>发热待查</b>", 77]];
  await house.call("box-1", "POST", "organizations/HA/collectors/box-1/reports", {
    report_id: "box-1-1", made_at: new Date().toISOString(), outcome: "applied", release: first.number, digest: first.digest, client: "zhiyu/0.1.0",
    usage: [{ day: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), dictionary: "his/top", release: first.number, batch: "0".repeat(64), mapped: 1200,
      codes: codes.map(([code, name, count]) => ({ code, name, status: "unmapped", count })) }],
  });
  await house.command("alerts", "check");
}

/** Two releases, and what a third would change. */
async function release(house, drafted) {
  const base = house.dictionary("top");
  const publish = (note) => house.call("wang", "POST", "organizations/HA/releases", { note });
  const decide = async (items) => {
    const codes = items.map((item) => ({ code: item.code }));
    await house.call("zhang", "PUT", `${base}/mappings`, { items });
    await house.call("zhang", "POST", `${base}/mappings/submit`, { items: codes });
    await house.call("li", "POST", `${base}/mappings/approve`, { items: codes });
  };
  const target = (line) => ({ code: line.targets[0].code, relationship: "broader" });
  await publish("首批诊断对照");
  await decide([{ code: drafted[0].code, no_match: "标准中没有对应条目" }, { code: drafted[1].code, ignored: "院内自用" }, ...drafted.slice(2, 5).map((line) => ({ code: line.code, targets: [target(line)], justification: "标准条目更宽，经病案室确认" }))]);
  await decide(drafted.slice(80, 92).map((line) => ({ code: line.code, targets: [target(line)] })));
  await publish("更正首批对照，补充十二条");
  await report(house);
  await decide([{ code: drafted[5].code, no_match: "本院不再使用" }, { code: drafted[6].code, ignored: "测试数据" }, ...drafted.slice(100, 120).map((line) => ({ code: line.code, targets: [target(line)] }))]);
}
