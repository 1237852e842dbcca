#!/usr/bin/env python3
"""The table of budgets, measured: serving beside nginx, translation, the herd, publishing, differences, a year, memory.

    cargo build --release --bin zhiyu --example in_process
    tools/bench/run.py --zhiyu target/release/zhiyu --out FOLDER [--only serve,translate] [--quick]

Writes `figures.json`, `figures.md` and `serving.svg` into the folder. Ends with 3 when a measurement does not count, because
nginx itself moved by more than a fifth between rounds.
"""

import argparse
import datetime
import json
import os
import sys
import time

import diff
import memory
import publish
import readers
import rush
import serve
import translate
import year
from bed import Bed
from plot import plot
from table import table

# Publishing comes first: it makes the releases that the others use.
ALL = {"publish": publish, "serve": serve, "translate": translate, "diff": diff, "herd": rush, "readers": readers, "year": year,
       "memory": memory}
WHOLE = {"rows": (1_000, 10_000, 100_000), "rounds": 7, "seconds": 1, "warm_up": 1, "publications": 2, "batches": 2_000,
         "collectors": 5_000, "year_rows": 50_000, "days": 365, "readers": 100, "readers_rows": 500,
         "readers_publications": 1_000, "concepts": 1_000_000}
QUICK = {"rows": (500, 1_000, 2_000), "rounds": 3, "seconds": 1, "warm_up": 1, "publications": 2, "batches": 200,
         "collectors": 200, "year_rows": 1_000, "days": 8, "readers": 10, "readers_rows": 20,
         "readers_publications": 30, "concepts": 20_000}


def load():
    with open("/proc/loadavg", encoding="ascii") as file:
        return [float(number) for number in file.read().split()[:3]]


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return next((line.partition(": ")[2].strip() for line in file if line.startswith("model name")), "?")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default=",".join(ALL), help="some of " + ", ".join(ALL))
    parser.add_argument("--quick", action="store_true", help="small: to see that the programs work")
    parser.add_argument("--no-postgres", action="store_true")
    given = parser.parse_args()
    unknown = set(given.only.split(",")) - set(ALL)
    if unknown:
        parser.error(f"unknown: {unknown}")
    options = argparse.Namespace(**(QUICK if given.quick else WHOLE), zhiyu=os.path.abspath(given.zhiyu),
                                 no_postgres=given.no_postgres, say=lambda line: print(f"{time.strftime('%H:%M:%S')} {line}", flush=True))
    figures = {"at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "quick": given.quick,
               "processors": f"{os.cpu_count()} × {processor()}", "load_before": load(), "sizes": WHOLE if not given.quick else QUICK}
    with Bed(options) as bed:
        for name in ALL:
            if name in given.only.split(","):
                begun = time.monotonic()
                figures[name] = ALL[name].measure(bed, options)
                options.say(f"{name} took {time.monotonic() - begun:.0f} s; load {load()[0]}")
    figures["load_after"] = load()
    os.makedirs(given.out, exist_ok=True)
    for name, text in (("figures.json", json.dumps(figures, ensure_ascii=False, indent=1)), ("figures.md", table(figures)),
                       ("serving.svg", plot(figures.get("serve", [])))):
        with open(os.path.join(given.out, name), "w", encoding="utf-8") as file:
            file.write(text + "\n")
    print(table(figures))
    refused = [row["what"] for row in figures.get("serve", []) if not row["counts"]]
    if refused:
        print(f"does not count, nginx moved by more than a fifth between rounds: {', '.join(refused)}", file=sys.stderr)
        sys.exit(3)


if __name__ == "__main__":
    main()
