#!/usr/bin/env python3
"""Asks the same questions of zhiyu, of rapidfuzz (Python) and of PostgreSQL's pg_trgm, and prints quality and speed of each.

    tools/compare-matching/compare.py --concepts CODES.tsv --queries Q.tsv [--history H.tsv]... [--sample N]
        [--zhiyu target/release/zhiyu] [--postgres postgresql://…]

Needs Python with rapidfuzz; with --postgres also `psql` and the right to create the extension pg_trgm in that (scratch) database.
Only questions with one answer that the list has are asked, --sample of them evenly spread. One thread each.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from rapidfuzz import fuzz, process

LIMIT = 10


def rows(path):
    cells = [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    plain = lambda cell: cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
    return [(plain(first), plain(second)) for first, second in cells]


def spread(questions, sample):
    step = max(1, len(questions) / sample)
    return [questions[int(at * step)] for at in range(min(sample, len(questions)))]


def figures(label, questions, answers, times):
    places = [names.index(wanted) if wanted in names else None for (_, wanted), names in zip(questions, answers)]
    hit = lambda within: sum(place is not None and place < within for place in places) / len(places)
    times = sorted(times)
    at = lambda share: times[int((len(times) - 1) * share)]
    print(f"| {label} | {hit(1):.3f} | {hit(5):.3f} | {hit(10):.3f} | {at(0.5):.2f} | {at(0.99):.2f} |", flush=True)


def ask_rapidfuzz(label, scorer, names, questions):
    answers, times = [], []
    for source, _ in questions:
        start = time.perf_counter()
        found = process.extract(source, names, scorer=scorer, limit=LIMIT)
        times.append((time.perf_counter() - start) * 1000)
        answers.append([name for name, _, _ in found])
    figures(label, questions, answers, times)


def ask_trigrams(url, names, questions):
    quoted = lambda text: "'" + text.replace("'", "''") + "'"
    script = ["\\set QUIET on", "\\pset format unaligned", "\\pset tuples_only on", "\\timing off",
              "CREATE EXTENSION IF NOT EXISTS pg_trgm;", "CREATE TEMP TABLE names (name text);"]
    for at in range(0, len(names), 1000):
        values = ",".join(f"({quoted(name)})" for name in names[at:at + 1000])
        script.append(f"INSERT INTO names VALUES {values};")
    script += ["CREATE INDEX ON names USING gist (name gist_trgm_ops (siglen = 64));", "ANALYZE names;", "\\timing on"]
    for source, _ in questions:
        script.append(f"\\echo ?\nSELECT name FROM names ORDER BY name <-> {quoted(source)} LIMIT {LIMIT};")
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write("\n".join(script))
        file.flush()
        output = subprocess.run(["psql", url, "-X", "-f", file.name], check=True, capture_output=True, text=True).stdout
    answers, times = [], []
    for block in output.split("?\n")[1:]:
        lines = block.splitlines()
        timing = next(line for line in reversed(lines) if line.startswith("Time: "))
        times.append(float(timing.split()[1]))
        answers.append([line for line in lines if line and not line.startswith("Time: ")])
    figures("pg_trgm, GiST, `<->`", questions, answers, times)


def ask_zhiyu(label, binary, concepts, questions, history):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write("source\ttargets\n" + "".join(f"{source}\t{wanted}\n" for source, wanted in questions))
        file.flush()
        command = [binary, "evaluate", "--json", "--concepts", concepts, "--queries", file.name]
        for path in history:
            command += ["--history", path]
        found = json.loads(subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout)
    keys = ("hit_at_1", "hit_at_5", "hit_at_10")
    hits = " | ".join(f"{found[key]:.3f}" for key in keys)
    print(f"| {label} | {hits} | {found['p50_ms']:.2f} | {found['p99_ms']:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--concepts", type=pathlib.Path, required=True)
    parser.add_argument("--queries", type=pathlib.Path, required=True)
    parser.add_argument("--history", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--zhiyu", type=pathlib.Path, default=pathlib.Path("target/release/zhiyu"))
    parser.add_argument("--postgres")
    arguments = parser.parse_args()
    names = list(dict.fromkeys(name for _, name in rows(arguments.concepts)))
    known = set(names)
    questions = [row for row in rows(arguments.queries) if "##" not in row[1] and row[1] in known]
    questions = spread(questions, arguments.sample)
    print(f"{len(names)} names, {len(questions)} questions with one answer\n")
    print("| engine | hit@1 | hit@5 | hit@10 | p50 ms | p99 ms |\n|---|---|---|---|---|---|")
    ask_zhiyu("zhiyu, no history", arguments.zhiyu, arguments.concepts, questions, [])
    if arguments.history:
        ask_zhiyu("zhiyu, history", arguments.zhiyu, arguments.concepts, questions, arguments.history)
    ask_rapidfuzz("rapidfuzz `process.extract`, WRatio (its default)", fuzz.WRatio, names, questions)
    ask_rapidfuzz("rapidfuzz `process.extract`, ratio", fuzz.ratio, names, questions)
    if arguments.postgres:
        ask_trigrams(arguments.postgres, names, questions)
    else:
        print("pg_trgm was not asked: give --postgres", file=sys.stderr)


if __name__ == "__main__":
    main()
