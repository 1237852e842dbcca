#!/usr/bin/env python3
"""Publishing a hundred thousand mappings and comparing two such releases, beside bare inserts of the same rows.

    cargo build --release
    tools/bench/publish.py --zhiyu target/release/zhiyu [--rows 100000] [--rounds 3]
    createdb bench && tools/bench/publish.py --zhiyu target/release/zhiyu --database-url postgres:///bench

The PostgreSQL database has to be empty; `psql` has to reach it too. Every round publishes all mappings anew (each with
another target), so rounds after the first also take the lines in force into account. `bare` writes the rows that the round
added (changes and steps) and gives the mappings their new state, in one transaction: on SQLite with Python's `executemany`
into tables with the same keys and durability, on PostgreSQL with COPY. Ratios count; seconds are of this machine.
"""

import argparse
import os
import sqlite3
import subprocess
import tempfile
import time

from service import ORGANIZATION, Service, Steps

BULK = 50_000
CONCEPTS = 100_000


def concepts():
    return "code,name\n" + "".join(f"T{n:05}.{n % 10},标准条目{n}号\n" for n in range(CONCEPTS))


class Dictionaries:
    """The rows, in dictionaries that one bulk act can take."""

    def __init__(self, service, rows):
        self.service, self.rows = service, rows
        self.names = [f"d{number}" for number in range((rows + BULK - 1) // BULK)]

    def address(self, name):
        return f"organizations/{ORGANIZATION}/dictionaries/his/{name}"

    def codes(self, name):
        first = self.names.index(name) * BULK
        return range(first, min(first + BULK, self.rows))

    def load(self):
        for name in self.names:
            lines = "".join(f"L{n:06},本院第{n}项诊断名称\n" for n in self.codes(name))
            query = "target=bench/1&code=code&name=name"
            self.service.call("curator", "POST", f"{self.address(name)}/load?{query}", raw=f"code,name\n{lines}".encode())

    def draft(self, turn):
        for name in self.names:
            codes = list(self.codes(name))
            for start in range(0, len(codes), 5_000):
                items = [item(n, turn) for n in codes[start:start + 5_000]]
                if turn:
                    for one in items:
                        one["version"] = turn * 4
                self.service.call("curator", "PUT", f"{self.address(name)}/mappings", {"items": items})

    def bulk(self, who, act):
        for name in self.names:
            done = self.service.bulk(who, self.address(name), act)
            left = [row["code"] for row in done["refused_samples"]]
            assert not left, f"{act} left {left}"


def item(n, turn):
    number = (n + turn) % CONCEPTS
    target = {"code": f"T{number:05}.{number % 10}", "relationship": "related"}
    return {"code": f"L{n:06}", "targets": [target], "justification": "第一次编制" if not turn else f"第 {turn} 次改编"}


CHANGES = ("organization_id, dictionary, code, release, line, author, reviewer, reviewed_at, justification, origin")
STEPS = ("organization_id, dictionary, code, version, step, state, name, decision, account, at, reason, origin, bulk")


def bare_sqlite(folder, release):
    """Seconds to write what a release wrote, without the service."""
    source = sqlite3.connect(f"file:{folder}/zhiyu.sqlite?mode=ro", uri=True)
    changes = source.execute(f"SELECT {CHANGES} FROM release_changes WHERE release = ?", (release,)).fetchall()
    steps = source.execute(f"SELECT {STEPS} FROM mapping_steps WHERE step = 'publish' AND reason = ?",
                           (f"release {release}",)).fetchall()
    states = source.execute("SELECT * FROM mappings").fetchall()
    source.close()
    with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as other:
        bare = sqlite3.connect(f"{other}/bare.sqlite", isolation_level=None)
        bare.executescript(f"""PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE c ({CHANGES}, PRIMARY KEY (organization_id, dictionary, code, release));
            CREATE INDEX c2 ON c (organization_id, release);
            CREATE TABLE s ({STEPS}, PRIMARY KEY (organization_id, dictionary, code, version));
            CREATE TABLE m (organization_id, dictionary, code, name, state, decision, justification, author, submitted_by,
                reviewer, reviewed_at, version, updated_at, origin, PRIMARY KEY (organization_id, dictionary, code));
            CREATE INDEX m2 ON m (organization_id, state);""")
        bare.execute("BEGIN")
        bare.executemany(f"INSERT INTO m VALUES ({','.join('?' * 14)})", states)
        bare.execute("UPDATE m SET state = 'approved'")
        bare.execute("COMMIT")
        begun = time.monotonic()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(f"INSERT INTO c VALUES ({','.join('?' * 10)})", changes)
        only_changes = time.monotonic() - begun
        bare.executemany(f"INSERT INTO s VALUES ({','.join('?' * 13)})", steps)
        bare.execute("UPDATE m SET state = 'released', version = version + 1")
        bare.execute("COMMIT")
        return only_changes, time.monotonic() - begun


def bare_postgres(url, release):
    def psql(text):
        done = subprocess.run(["psql", url, "-qAt", "-v", "ON_ERROR_STOP=1"], input=text, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    with tempfile.TemporaryDirectory() as folder:
        psql(f"""DROP SCHEMA IF EXISTS bare CASCADE; CREATE SCHEMA bare;
            CREATE TABLE bare.c (LIKE release_changes INCLUDING INDEXES);
            CREATE TABLE bare.s (LIKE mapping_steps INCLUDING INDEXES);
            CREATE TABLE bare.m (LIKE mappings INCLUDING INDEXES); INSERT INTO bare.m SELECT * FROM mappings;
            UPDATE bare.m SET state = 'approved'; CHECKPOINT;
            \\copy (SELECT * FROM release_changes WHERE release = {release}) TO '{folder}/c'
            \\copy (SELECT * FROM mapping_steps WHERE step = 'publish' AND reason = 'release {release}') TO '{folder}/s'
            """)
        begun = time.monotonic()
        psql(f"BEGIN;\n\\copy bare.c FROM '{folder}/c'\nCOMMIT;")
        only_changes = time.monotonic() - begun
        psql("TRUNCATE bare.c")
        begun = time.monotonic()
        psql(f"BEGIN;\n\\copy bare.c FROM '{folder}/c'\n\\copy bare.s FROM '{folder}/s'\n"
             "UPDATE bare.m SET state = 'released', version = version + 1;\nCOMMIT;")
        whole = time.monotonic() - begun
        psql("DROP SCHEMA bare CASCADE")
        return only_changes, whole


def hash_join(service, first, last):
    """How many lines differ between two releases, and the seconds that a hash join of their lines takes, read and split before."""
    def lines(number):
        if not number:
            return []
        body = service.bytes("collector", "GET", f"organizations/{ORGANIZATION}/snapshots/{number}/body")
        return [(line.split(b'","name"', 1)[0], line) for line in body.splitlines()]

    before, after = lines(first), lines(last)
    begun = time.monotonic()
    known = dict(before)
    differ = sum(1 for key, line in after if known.pop(key, None) != line) + len(known)
    return differ, time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with Service(options.zhiyu, options.database_url) as service:
        list_file = os.path.join(service.folder, "concepts.csv")
        with open(list_file, "w", encoding="utf-8") as file:
            file.write(concepts())
        service.run("import", "edition", "--system", "bench", "--edition", "1", "--code", "code", "--name", "name",
                    "--file", list_file, "--publish")
        service.hospital()
        service.start()
        measure(service, options)


def measure(service, options):
    steps, dictionaries = Steps(service), Dictionaries(service, options.rows)
    steps.take("load", dictionaries.load)
    for turn in range(options.rounds):
        release = turn + 1
        steps.take(f"{release}: draft, 5,000 a request", dictionaries.draft, turn)
        steps.take(f"{release}: submit in bulk", dictionaries.bulk, "curator", "submit")
        steps.take(f"{release}: approve in bulk", dictionaries.bulk, "reviewer", "approve")
        published = steps.take(f"{release}: PUBLISH", service.call, "publisher", "POST",
                               f"organizations/{ORGANIZATION}/releases", {"note": f"round {turn}"})
        assert published["changes"] == options.rows, published
        if options.database_url:
            only, whole = bare_postgres(options.database_url, release)
        else:
            only, whole = bare_sqlite(service.folder, release)
        took = steps.list[-1]["seconds"]
        print(f"release {release}: publish {took:.2f} s; bare {whole:.2f} s, ratio {took / whole:.2f}; "
              f"bare changes alone {only:.2f} s, ratio {took / only:.2f}", flush=True)
    for first, last in ((0, 1), (1, 2), (1, 3)):
        if last <= options.rounds:
            rows, seconds = hash_join(service, first, last)
            print(f"hash join of the bodies {first} and {last} in memory, in Python: {rows} differ, {seconds:.3f} s")
            for form in ("csv", "json"):
                path = f"organizations/{ORGANIZATION}/releases/diff?from={first}&to={last}&format={form}"
                answer = steps.take(f"DIFF {first}..{last} as {form}", service.bytes, "auditor", "GET", path)
                print(f"diff {first}..{last} as {form}: {len(answer)} bytes")
    steps.report()


main()
