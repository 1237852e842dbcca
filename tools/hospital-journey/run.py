#!/usr/bin/env python3
"""A whole hospital through the web API, as its curator, reviewer, publisher and auditor would: every dictionary is loaded,
suggested, mapped (exact names in bulk, the rest by score and by hand), reviewed by another account and published; then the
dictionaries are loaded again with changes, and the second release is compared with the first.

    cargo build --release
    tools/hospital-journey/run.py --zhiyu target/release/zhiyu --data ../shared/data [--database-url URL] [--json]

Without a URL it works on SQLite. A PostgreSQL database has to be empty: `createdb journey`, then
`--database-url postgres:///journey`. README.md tells what it does in which order.

It measures the work of the service, not the judgement of people: what a curator would look at, the script takes as it is
suggested, so its mappings are not for use. It uses a data folder of its own and removes it.
"""

import argparse
import csv
import io
import json
import os
import random
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
from service import ORGANIZATION, Service, Steps

# An equal name scores 990, an equal name under an equal code 1000.
EXACT = 990
GOOD = 600
BATCH = 500


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
        server.job(server.call("curator", "POST", f"{self.address}/suggest"))

    def bulk(self, server, who, act, **order):
        return server.bulk(who, self.address, act, **order)

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
            first = [one for one in rows[0]["suggestions"] if may_be_target(one)][:1]
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
        waiting = list(dict.fromkeys(row["code"] for row in self.codes(server, state="in-review")))
        for start in range(0, len(waiting), BATCH):
            items = [{"code": code} for code in waiting[start:start + BATCH]]
            server.call("reviewer", "POST", f"{self.address}/mappings/approve", {"items": items})
        return submitted["done"], approved["done"], len(waiting)


def may_be_target(suggestion):
    """Whether it is an entry of its own: headings and retired ones are shown, but cannot be a target."""
    return all(warning["code"] != "not-assignable" for warning in suggestion["warnings"])


def dictionaries(data):
    his = os.path.join(data, "local_dictionaries", "his_a")
    constants = rows_of(f"{his}/constantitem.csv")
    of_type = lambda number: [row for row in constants if row["ConstantTypeID"] == str(number)]
    constant = lambda name, target, number: Dictionary(name, target, of_type(number), "ID", "ConstantName")
    return [
        Dictionary("disease", "icd-10/guolin-2.0", rows_of(f"{his}/disease.csv"), "DiseaseICD", "DiseaseName"),
        Dictionary("drugs", "drug-generic/atc-common-1", rows_of(f"{his}/drugs.csv"), "ID", "DrugsName",
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
    gone = set(chance.sample(range(len(rows)), len(rows) // 300))
    kept = [row for index, row in enumerate(rows) if index not in gone]
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
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with Service(options.zhiyu, options.database_url) as server:
        server.run("import", "edition", "--system", "icd-10", "--edition", "guolin-2.0", "--profile",
                   "crosswalk-icd-10-guolin", "--file", f"{options.data}/codesets/icd10/guolin2.0_to_yibao2.0.csv", "--publish")
        server.hospital()
        server.start()
        report(journey(server, dictionaries(options.data)), options.json)


def journey(server, lists):
    steps = Steps(server)

    def timed(dictionary, step, act, *arguments, **named):
        return steps.take(f"{dictionary}: {step}", act, *arguments, **named)

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
        recheck = list({row["code"]: row for row in one.codes(server, state="needs-recheck")}.values())
        figures[one.name]["second_load"]["needs_recheck"] = len(recheck)
        items = [{"code": row["code"], "version": row["mapping"]["version"], "ignored": "停用"} for row in recheck]
        for start in range(0, len(items), BATCH):
            server.call("curator", "PUT", f"{one.address}/mappings", {"items": items[start:start + BATCH]})
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
    return {"dictionaries": figures, "steps": steps.list, "releases": [first, second], "diff": kinds}


def report(result, as_json):
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for name, figure in result["dictionaries"].items():
        print(name, json.dumps(figure))
    for step in result["steps"]:
        if step["seconds"] >= 0.5:
            print(f"{step['seconds']:8.2f} s {step['processor']:8.2f} s of processors {step['megabytes']:5} MB  {step['step']}")
    for release in result["releases"]:
        print(f"release {release['number']}: {release['rows']} rows, {release['changes']} changes")
    print("difference", json.dumps(result["diff"]))
    total = {key: sum(step[key] for step in result["steps"]) for key in ("seconds", "processor")}
    most = max(step["megabytes"] for step in result["steps"])
    print(f"{total['seconds'] / 60:.1f} minutes in all, {total['processor']:.0f} s of processors in the server, {most} MB at most")


main()
