#!/usr/bin/env python3
"""A whole hospital through the web API, as its curator, reviewer, publisher and auditor would: every dictionary is loaded,
suggested, mapped (exact names in bulk, the rest by score and by hand), reviewed by another account and published; then the
dictionaries are loaded again with changes, and the second release is compared with the first.

    cargo build --release
    tools/hospital-journey/run.py --zhiyu target/release/zhiyu --data ../shared/data [--json]

It measures the work of the service, not the judgement of people: what a curator would look at, the script takes as it is
suggested, so its mappings are not for use. It uses a data folder of its own and removes it.
"""

import argparse
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

LISTEN = "127.0.0.1:8648"
ORGANIZATION = "HA"
EXACT = 1000
GOOD = 600
BATCH = 500


class Server:
    """The service and the tokens of its people."""

    def __init__(self, binary, folder):
        self.binary, self.folder, self.tokens = binary, folder, {}

    def run(self, *arguments):
        command = [self.binary, "--data", self.folder, *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [self.binary, "--data", self.folder, "serve", "--listen", LISTEN], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        while True:
            try:
                urllib.request.urlopen(f"http://{LISTEN}/healthz")
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server did not start")

    def call(self, who, method, path, body=None, raw=None, headers=None):
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if raw is not None else "application/json"
        request = urllib.request.Request(f"http://{LISTEN}/api/v1/{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.tokens[who]}")
        request.add_header("Accept-Language", "en")
        if data is not None:
            request.add_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refusal:
            sys.exit(f"{method} {path}: {refusal.code} {refusal.read().decode()[:2000]}")


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def file_of(rows, columns):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class Dictionary:
    """One dictionary of the hospital: its rows, its columns, its target."""

    def __init__(self, name, target, rows, code, title, attributes=()):
        self.name, self.target, self.rows, self.code, self.title = name, target, rows, code, title
        self.attributes = list(attributes)
        self.address = f"organizations/{ORGANIZATION}/dictionaries/his/{name}"

    def load(self, server, rows, dry_run=False):
        query = {"target": self.target, "code": self.code, "name": self.title, "attributes": ",".join(self.attributes)}
        if dry_run:
            query["dry_run"] = "true"
        content = file_of(rows, [self.code, self.title, *self.attributes])
        return server.call("curator", "POST", f"{self.address}/load?{urllib.parse.urlencode(query)}", raw=content)

    def suggest(self, server):
        job = server.call("curator", "POST", f"{self.address}/suggest")
        while job["state"] not in ("done", "finished", "failed"):
            time.sleep(0.2)
            job = server.call("curator", "GET", f"jobs/{job['id']}")
        if job["state"] == "failed":
            sys.exit(f"{self.name}: {job}")

    def bulk(self, server, who, act, **order):
        """The dry run of a bulk act, and the act itself with the plan of it."""
        dry = server.call(who, "POST", f"{self.address}/bulk/{act}", order)
        if not dry["done"]:
            return dry
        return server.call(who, "POST", f"{self.address}/bulk/{act}", {**order, "plan": dry["plan"]})

    def codes(self, server, **query):
        cursor = None
        while True:
            parameters = {**query, "limit": 500}
            if cursor:
                parameters["cursor"] = cursor
            page = server.call("curator", "GET", f"{self.address}/codes?{urllib.parse.urlencode(parameters)}")
            yield from page["items"]
            cursor = page.get("next")
            if not cursor:
                return

    def by_hand(self, server):
        """What bulk acts left: the first suggestion as `related`, or nothing fits. One decision a code."""
        left = {}
        for row in self.codes(server, state="unmapped"):
            left.setdefault(row["code"], []).append(row)
        items = []
        for code, rows in left.items():
            names = {row["name"] for row in rows}
            first = rows[0]["suggestions"][:1]
            if len(names) > 1:
                items.append({"code": code, "no_match": f"the code stands with {len(names)} names", "review_on": "2027-01-31"})
            elif first:
                target = {"code": first[0]["code"], "relationship": "related"}
                items.append({"code": code, "targets": [target], "justification": "taken as suggested by the script"})
            else:
                items.append({"code": code, "no_match": "nothing suggested", "review_on": "2027-01-31"})
        for start in range(0, len(items), BATCH):
            server.call("curator", "PUT", f"{self.address}/mappings", {"items": items[start:start + BATCH]})
        return len(items)

    def review(self, server):
        """Submitted as a whole; approved in bulk, and one by one where a risk asks for it."""
        submitted = self.bulk(server, "curator", "submit", filter={"state": "drafted"})
        for row in list(self.codes(server, state="drafted")):
            server.call("curator", "POST", f"{self.address}/mappings/submit", {"items": [{"code": row["code"]}]})
        approved = self.bulk(server, "reviewer", "approve", filter={"state": "in-review"})
        waiting = []
        for row in self.codes(server, state="in-review"):
            if row["code"] not in waiting:
                waiting.append(row["code"])
        for start in range(0, len(waiting), BATCH):
            items = [{"code": code} for code in waiting[start:start + BATCH]]
            server.call("reviewer", "POST", f"{self.address}/mappings/approve", {"items": items})
        return submitted["done"], approved["done"], len(waiting)


def dictionaries(data):
    his = os.path.join(data, "local_dictionaries", "his_a")
    constants = rows_of(f"{his}/constantitem.csv")
    of_type = lambda number: [row for row in constants if row["ConstantTypeID"] == str(number)]
    constant = lambda name, target, number: Dictionary(name, target, of_type(number), "ID", "ConstantName")
    return [
        Dictionary("disease", "icd-10/guolin-2.0", rows_of(f"{his}/disease.csv"), "DiseaseICD", "DiseaseName"),
        Dictionary("drugs", "drug-generic/atc-common-1", rows_of(f"{his}/drugs.csv"), "DrugsCode", "DrugsName",
                   ["DrugsFormat", "DrugsUnit", "Manufacturer"]),
        Dictionary("department", "ZLKM/zhiyu-1", rows_of(f"{his}/department.csv"), "ID", "DeptName"),
        Dictionary("fees", "MED-CHRGITM-TYPE/zhiyu-1", rows_of(f"{his}/expenseclass.csv"), "ID", "ExpName"),
        constant("department-class", "ZLKM/zhiyu-1", 1),
        constant("payment", "CV07.10.005/2014", 5),
        constant("sex", "GB-T-2261.1/2003", 7),
        constant("title", "GB-T-8561-health/2001", 8),
    ]


def changed(rows, dictionary, chance):
    """The rows of a second load: some renamed, some gone, some new; and how many of each."""
    rows = [dict(row) for row in rows]
    renamed = chance.sample(rows, max(1, len(rows) // 200)) if len(rows) > 20 else []
    for row in renamed:
        row[dictionary.title] += "（新）"
    gone = chance.sample(range(len(rows)), len(rows) // 300)
    kept = [row for index, row in enumerate(rows) if index not in set(gone)]
    new = []
    for number in range(len(rows) // 100):
        row = dict(chance.choice(rows))
        row[dictionary.code] = f"NEW{number:05}"
        new.append(row)
    return kept + new


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--data", required=True, help="the folder of the test data")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(options.zhiyu, folder)
        server.run("import", "edition", "--system", "icd-10", "--edition", "guolin-2.0", "--profile",
                   "crosswalk-icd-10-guolin", "--file", f"{options.data}/codesets/icd10/guolin2.0_to_yibao2.0.csv", "--publish")
        server.run("organization", "add", "--id", ORGANIZATION, "--name", "试验医院")
        for role in ("curator", "reviewer", "publisher", "auditor"):
            out = server.run("token", "create", "--for", f"the-{role}", "--role", role, "--organization", ORGANIZATION)
            server.tokens[role] = out.split()[-1]
        server.start()
        try:
            report(journey(server, dictionaries(options.data)), options.json)
        finally:
            server.process.terminate()
            server.process.wait()


def journey(server, lists):
    steps = []

    def timed(dictionary, step, act, *arguments, **named):
        begun = time.monotonic()
        result = act(*arguments, **named)
        steps.append({"dictionary": dictionary, "step": step, "seconds": round(time.monotonic() - begun, 2)})
        return result

    figures = {}
    for one in lists:
        figure = figures.setdefault(one.name, {"rows": len(one.rows)})
        timed(one.name, "load", one.load, server, one.rows)
        timed(one.name, "suggest", one.suggest, server)
        exact = timed(one.name, "accept exact names", one.bulk, server, "curator", "accept",
                      filter={"state": "suggested"}, score_from=EXACT, reason="名称完全相同")
        good = timed(one.name, "accept good suggestions", one.bulk, server, "curator", "accept",
                     filter={"state": "suggested"}, score_from=GOOD, relationship="related", reason="脚本按得分采纳")
        figure["exact"], figure["exact_refused_as_risky"] = exact["done"], exact["refused"]
        figure["good"], figure["good_refused_as_risky"] = good["done"], good["refused"]
        figure["by_hand"] = timed(one.name, "the rest by hand", one.by_hand, server)
        submitted, bulk, single = timed(one.name, "submit and approve", one.review, server)
        figure.update(submitted_in_bulk=submitted, approved_in_bulk=bulk, approved_singly=single)
    first = timed("all", "publish 1", server.call, "publisher", "POST", f"organizations/{ORGANIZATION}/releases",
                  {"note": "first"}, headers={"Idempotency-Key": "first"})
    chance = random.Random(20261121)
    for one in lists:
        rows = changed(one.rows, one, chance)
        preview = timed(one.name, "preview of the second load", one.load, server, rows, dry_run=True)
        timed(one.name, "second load", one.load, server, rows)
        keep = ("added", "removed", "renamed")
        figures[one.name]["second_load"] = {key: preview[key] for key in keep if key in preview}
        recheck = list(one.codes(server, state="needs-recheck"))
        figures[one.name]["second_load"]["needs_recheck"] = len(recheck)
        items = [{"code": row["code"], "version": row["mapping"]["version"], "ignored": "停用"} for row in recheck[:BATCH]]
        if items:
            server.call("curator", "PUT", f"{one.address}/mappings", {"items": items})
        timed(one.name, "suggest again", one.suggest, server)
        timed(one.name, "the rest by hand again", one.by_hand, server)
        timed(one.name, "submit and approve again", one.review, server)
    second = timed("all", "publish 2", server.call, "publisher", "POST", f"organizations/{ORGANIZATION}/releases",
                   {"note": "second"}, headers={"Idempotency-Key": "second"})
    lines = timed("all", "diff 1..2", server.call, "auditor", "GET",
                  f"organizations/{ORGANIZATION}/releases/diff?from=1&to=2&format=json")
    lines = lines["items"] if isinstance(lines, dict) else lines
    kinds = {}
    for line in lines:
        kinds[line["kind"]] = kinds.get(line["kind"], 0) + 1
    return {"dictionaries": figures, "steps": steps, "releases": [first, second], "diff": kinds,
            "seconds": round(sum(step["seconds"] for step in steps), 1)}


def report(result, as_json):
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for name, figure in result["dictionaries"].items():
        print(name, json.dumps(figure))
    for step in result["steps"]:
        if step["seconds"] >= 0.5:
            print(f"{step['seconds']:8.2f} s  {step['dictionary']:16} {step['step']}")
    for release in result["releases"]:
        print(f"release {release['number']}: {release['rows']} rows, {release['changes']} changes")
    print("difference", json.dumps(result["diff"]))
    print(f"{result['seconds'] / 60:.1f} minutes in all")


main()
