// A house to visit: the program with a scratch database, a hospital, its people, and dictionaries of a real hospital.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const BINARY = process.env.ZHIYU_BINARY ?? path.join(ROOT, "target/debug/zhiyu");
export const DATA = process.env.ZHIYU_TEST_DATA ?? path.resolve(ROOT, "../shared/data");
const HOSPITAL = "HA";
const EDITION = "icd-10/guolin-2.0";
const run = promisify(execFile);

/** Whether the real data is at hand; says so when it is not. */
export function hasData() {
  const isThere = existsSync(path.join(DATA, "local_dictionaries/his_a/disease.csv"));
  if (!isThere) console.log(`no data in ${DATA}: the journeys are left out`);
  return isThere;
}

export class House {
  /** Starts the program and lets people and a hospital in. */
  static async open() {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is not built: cargo build`);
    const house = new House();
    house.hospital = HOSPITAL;
    house.folder = await mkdtemp(path.join(tmpdir(), "zhiyu-workbench-"));
    house.tokens = {};
    await house.command("import", "edition", "--system", "icd-10", "--edition", "guolin-2.0", "--profile", "crosswalk-icd-10-guolin", "--file", `${DATA}/codesets/icd10/guolin2.0_to_yibao2.0.csv`, "--publish");
    await house.command("organization", "add", "--id", HOSPITAL, "--name", "试验医院");
    for (const [account, role] of [["zhang", "curator"], ["chen", "curator"], ["li", "reviewer"], ["wang", "publisher"], ["shen", "auditor"]]) {
      const out = await house.command("token", "create", "--for", account, "--role", role, "--organization", HOSPITAL);
      house.tokens[account] = out.trim().split(/\s+/).pop();
    }
    await house.serve();
    return house;
  }

  async command(...given) {
    const { stdout } = await run(BINARY, ["--data", this.folder, ...given], { maxBuffer: 1 << 26 });
    return stdout;
  }

  async serve() {
    this.port ??= await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.process = spawn(BINARY, ["--data", this.folder, "serve", "--listen", `127.0.0.1:${this.port}`], { stdio: "ignore" });
    for (;;) {
      if (this.process.exitCode !== null) throw new Error("the server did not start");
      const answer = await fetch(`${this.url}/healthz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Stops the program, as a power cut would. */
  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await ended;
  }

  async close() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Asks the API as somebody. */
  async call(account, method, address, body) {
    const isFile = typeof body === "string";
    const answer = await fetch(`${this.url}/api/v1/${address}`, {
      method,
      headers: { Authorization: `Bearer ${this.tokens[account]}`, ...(body === undefined ? {} : { "Content-Type": isFile ? "application/octet-stream" : "application/json" }) },
      body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text.slice(0, 500)}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** A file that the API answers with. */
  async bytes(account, address) {
    const answer = await fetch(`${this.url}/api/v1/${address}`, { headers: { Authorization: `Bearer ${this.tokens[account]}` } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Loads a dictionary from rows of code, name and usage. */
  async load(name, rows) {
    const cell = (text) => `"${String(text).replaceAll('"', '""')}"`;
    const file = ["code,name,usage", ...rows.map((row) => row.map(cell).join(","))].join("\n");
    await this.call("zhang", "POST", `organizations/${HOSPITAL}/dictionaries/his/${name}/load?target=${EDITION}&code=code&name=name&usage=usage`, `${file}\n`);
  }

  /** Suggests for a whole dictionary and waits. */
  async suggest(name) {
    let job = await this.call("zhang", "POST", `organizations/${HOSPITAL}/dictionaries/his/${name}/suggest`);
    while (job.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, 100));
      job = await this.call("zhang", "GET", `jobs/${job.id}`);
    }
    if (job.state !== "done") throw new Error(`suggesting: ${job.state}`);
  }

  dictionary(name) {
    return `organizations/${HOSPITAL}/dictionaries/his/${name}`;
  }
}

/** The rows of the diagnosis dictionary of a real hospital: code, name, and a usage made up by place. */
export async function diagnoses() {
  const text = await readFile(path.join(DATA, "local_dictionaries/his_a/disease.csv"), "utf8");
  const [head, ...rows] = readCsv(text);
  const [code, name] = [head.indexOf("DiseaseICD"), head.indexOf("DiseaseName")];
  return rows.filter((row) => row[code] && row[name]).map((row, index) => [row[code], row[name], Math.floor(200_000 / ((index * 7919) % rows.length + 1) ** 0.9)]);
}

function readCsv(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at++) {
    const letter = text[at];
    const row = rows[rows.length - 1];
    if (quoted && letter === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at++;
    } else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ",") row.push("");
    else if (!quoted && letter === "\n") rows.push([""]);
    else if (quoted || letter !== "\r") row[row.length - 1] += letter;
  }
  return rows.filter((row) => row.length > 1);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Writes figures where the caller of the tests finds them. */
export async function report(figures) {
  const line = JSON.stringify(figures);
  console.log(`figures ${line}`);
  if (process.env.ZHIYU_FIGURES) await writeFile(process.env.ZHIYU_FIGURES, `${line}\n`, { flag: "a" });
}
