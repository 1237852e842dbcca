// What the pages of standards and administration are about: a code system that changed, a second hospital whose collector
// reports, and the people who look after all that.
import { writeFile } from "node:fs/promises";
import path from "node:path";

export const HOSPITAL = "HB";
/** A name as it must never do anything. */
export const HOSTILE = "<img src=x onerror=\"window.hacked = true\">\u202E仁济";
/** One that the registry takes: it refuses what cannot be seen. */
export const HOSTILE_CONCEPT = HOSTILE.replace("\u202E", "");
/** The same as it is shown. */
export const HOSTILE_SHOWN = HOSTILE.replace("\u202E", "U+202E");
const SYSTEM = "XQ-village";

/** People of the second hospital and of the platform: account, role, organization. */
const PEOPLE = [
  ["guan", "administrator", "*"], ["an", "security-administrator", "*"], ["ji", "auditor", "*"], ["biao", "registrar", "*"],
  ["hb-zhang", "curator", HOSPITAL], ["hb-li", "reviewer", HOSPITAL], ["hb-wang", "publisher", HOSPITAL], ["hb-shen", "auditor", HOSPITAL], ["front-1", "collector", HOSPITAL], ["front-2", "collector", HOSPITAL],
];

/** Furnishes a house; the same for tests and for pictures. */
export async function furnish(house) {
  await house.command("organization", "add", "--id", HOSPITAL, "--name", HOSTILE);
  for (const [account, role, organization] of PEOPLE) {
    const out = await house.command("token", "create", "--for", account, "--role", role, "--organization", organization);
    house.tokens[account] = out.trim().split(/\s+/).pop();
  }
  await villages(house);
  await reports(house);
}

/** Two editions of a small code system, and the changes between them. */
async function villages(house) {
  const rows = (list) => ["code,name,parent", ...list.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(","))].join("\n");
  const before = [["10", "东乡", ""], ["101", "一村", "10"], ["102", "二村", "10"], ["1021", "二村北组", "102"], ["20", HOSTILE_CONCEPT, ""], ["201", "<b>三村</b>", "20"]];
  const after = [["10", "东镇", ""], ["101", "一村", "10"], ["103", "二村", "10"], ["20", HOSTILE_CONCEPT, ""]];
  const file = async (name, text) => {
    const place = path.join(house.folder, name);
    await writeFile(place, `${text}\n`);
    return place;
  };
  for (const [edition, list, day] of [["1990", before, "1990-12-31"], ["2000", after, "2000-12-31"]]) {
    await house.command("import", "edition", "--system", SYSTEM, "--edition", edition, "--file", await file(`${edition}.csv`, rows(list)),
      "--code", "code", "--name", "name", "--parent", "parent", "--title", `村名 ${edition}`, "--source", "试验", "--confidence", "V", "--effective-from", day, "--kind", "plain", "--publish");
  }
  const changes = ["kind,date,old_code,old_name,new_codes,new_names", "initial,1990,,,10,东乡", "initial,1990,,,102,二村", "initial,1990,,,201,<b>三村</b>",
    "upgrade,1995,10,东乡,10,东镇", "re-code,1996,102,二村,103,二村", "abolish,1997,201,<b>三村</b>,,"];
  await house.command("import", "succession", "--system", SYSTEM, "--edition", "1990-2000", "--file", await file("changes.csv", changes.join("\n")), "--profile", "events", "--publish");
}

/** A release, two collectors, codes that were not converted, and so alerts. */
async function reports(house) {
  const base = `organizations/${HOSPITAL}/dictionaries/his/diagnosis`;
  const file = ["code,name,usage", "A1,霍乱,90", `A2,"${HOSTILE.replaceAll('"', '""')}",40`, "A3,伤寒,12"].join("\n");
  await house.call("hb-zhang", "POST", `${base}/load?target=icd-10/guolin-2.0&code=code&name=name&usage=usage`, `${file}\n`);
  const { items: [target] } = await house.call("hb-zhang", "GET", "code-systems/icd-10/editions/guolin-2.0/concepts?q=A00.900&limit=1");
  await house.call("hb-zhang", "PUT", `${base}/mappings`, { items: [{ code: "A1", targets: [{ code: target.code, relationship: "equivalent" }] }] });
  const items = [{ code: "A1" }];
  await house.call("hb-zhang", "POST", `${base}/mappings/submit`, { items });
  await house.call("hb-li", "POST", `${base}/mappings/approve`, { items });
  await house.call("hb-wang", "POST", `organizations/${HOSPITAL}/releases`, { note: "首批" });
  const day = new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  const report = (id, more) => ({ report_id: id, made_at: new Date().toISOString(), client: "test/1", ...more });
  await house.call("front-1", "POST", `organizations/${HOSPITAL}/collectors/front-1/reports`, report("1", {
    outcome: "running", release: 1,
    usage: [{ day, dictionary: "his/diagnosis", release: 1, mapped: 100, codes: [
      { code: "A2", name: HOSTILE, status: "unmapped", count: 40 }, { code: "NEW-1", name: "字典里没有的病", status: "unmapped", count: 9 }, { code: "NEW-2", name: "", status: "unmapped", count: 2 }] }],
  }));
  await house.call("front-2", "POST", `organizations/${HOSPITAL}/collectors/front-2/reports`, report("1", { outcome: "refused", refusal: { code: "expired", reason: HOSTILE } }));
}
