#!/usr/bin/env python3
"""Times `zhiyu translate` on a made-up day: 100,000 mappings, 2,000,000 rows, one core.

    tools/translate-speed/measure.py [--binary target/release/zhiyu] [--rows 2000000] [--mappings 100000] [--rounds 5]

Before anything is timed, the output of a small run is compared cell by cell with what this script reckons itself, and every
run has to reconcile. Prints a line a round, and one JSON line at the end. Needs Python 3 alone.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import subprocess
import tempfile
import time

TITLES = ["visit", "code", "name", "department", "when"]


def snapshot(folder, count):
    lines = []
    for number in range(count):
        code = f"D{number:06d}"
        target = {"system": "icd-10", "edition": "made-up", "code": f"A{number % 36000:05d}.{number % 9}x{number % 7:02d}",
                  "display": f"编造的疾病名称第{number % 36000}号", "relationship": "equivalent"}
        line = {"dictionary": "his/diagnosis", "code": code, "name": f"本地诊断名称{number}", "targets": [target]}
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    body = "".join(lines).encode()
    manifest = {"format": "zhiyu-snapshot/1", "organization": "H1", "release": 1, "previous": None,
                "body": {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "rows": count}, "editions": [],
                "published_at": "2026-01-01T00:00:00.000000Z", "effective_at": "2026-01-01T00:00:00.000000Z",
                "publisher": "made-up", "key_id": None, "signature": None}
    with open(os.path.join(folder, "body.jsonl"), "wb") as file:
        file.write(body)
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as file:
        file.write(json.dumps(manifest, ensure_ascii=False, separators=(",", ":")))
    return [json.loads(line) for line in lines]


def day(path, rows, count, hits):
    chance = random.Random(20261121)
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(TITLES) + "\n")
        for row in range(rows):
            number = chance.randrange(count) if chance.random() < hits else count + row
            file.write(f"{row:010d},D{number:06d},本地诊断名称{number},内科门诊,2026-11-20 09:{row % 60:02d}:00\n")


def run(binary, folder, source, out, pin=True):
    command = [binary, "--json", "translate", "--unsigned", "--from", folder, "--in", source, "--out", out, "--dictionary",
               "his/diagnosis", "--column", "code", "--name-column", "name"]
    if pin:
        command = ["taskset", "-c", "0"] + command
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert answer["reconciles"], answer
    return answer, wall, busy, after.ru_maxrss


def must_be_right(binary, folder, work, lines):
    source, out = os.path.join(work, "small.csv"), os.path.join(work, "small-out.csv")
    day(source, 20_000, len(lines), 0.9)
    run(binary, folder, source, out, pin=False)
    known = {line["code"]: line["targets"][0] for line in lines}
    with open(source, encoding="utf-8", newline="") as given, open(out, encoding="utf-8", newline="") as told:
        for asked, answer in zip(csv.DictReader(given), csv.DictReader(told), strict=True):
            target = known.get(asked["code"])
            assert {title: answer[title] for title in TITLES} == asked
            assert answer["code.status"] == ("mapped" if target else "unmapped"), answer
            assert answer["code.code"] == (target["code"] if target else ""), answer
            assert answer["code.display"] == (target["display"] if target else ""), answer


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--binary", default="target/release/zhiyu")
    options.add_argument("--rows", type=int, default=2_000_000)
    options.add_argument("--mappings", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--hits", type=float, default=1.0)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "release")
        os.mkdir(folder)
        lines = snapshot(folder, chosen.mappings)
        must_be_right(chosen.binary, folder, work, lines)
        source, empty = os.path.join(work, "day.csv"), os.path.join(work, "empty.csv")
        day(source, chosen.rows, chosen.mappings, chosen.hits)
        day(empty, 0, chosen.mappings, chosen.hits)
        rates = []
        for number in range(chosen.rounds):
            # Loading the snapshot is no part of a row: a run without rows is subtracted.
            _, load_wall, load_busy, _ = run(chosen.binary, folder, empty, os.path.join(work, "out.csv"))
            answer, wall, busy, peak = run(chosen.binary, folder, source, os.path.join(work, "out.csv"))
            rates.append(chosen.rows / (busy - load_busy))
            print(f"round {number + 1}: {wall:.2f} s wall, {busy:.2f} s processor, of which {load_busy:.2f} s loading; "
                  f"{rates[-1]:,.0f} rows/s of processor, {chosen.rows / (wall - load_wall):,.0f} rows/s of wall; "
                  f"peak {peak // 1024} MiB")
        rates.sort()
        print(json.dumps({"rows": chosen.rows, "mappings": chosen.mappings, "mapped": answer["parts"][0]["mapped"],
                          "input_bytes": answer["input"]["bytes"], "output_bytes": answer["output"]["bytes"],
                          "median_rows_per_processor_second": round(rates[len(rates) // 2])}))


if __name__ == "__main__":
    main()
