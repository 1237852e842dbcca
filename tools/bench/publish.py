"""Publishing beside bare inserts of the rows that it writes.

The rows of a release are its changes, the steps of its mappings and their new states. `bare` writes the same in one
transaction: on SQLite with Python's `executemany` into tables with the same keys and durability, on PostgreSQL with COPY.
"""

import os
import sqlite3
import statistics
import subprocess
import tempfile
import time

from service import Steps

CHANGES = ("organization_id, dictionary, code, release, line, author, reviewer, reviewed_at, justification, origin")
STEPS = ("organization_id, dictionary, code, version, step, state, name, decision, account, at, reason, origin, bulk")


def bare_sqlite(folder, organization, release):
    """Seconds to write what a release wrote, without the service."""
    source = sqlite3.connect(f"file:{folder}/zhiyu.sqlite?mode=ro", uri=True)
    of = (organization, release)
    changes = source.execute(f"SELECT {CHANGES} FROM release_changes WHERE organization_id = ? AND release = ?", of).fetchall()
    steps = source.execute(f"SELECT {STEPS} FROM mapping_steps WHERE organization_id = ? AND step = 'publish' AND reason = ?",
                           (organization, f"release {release}")).fetchall()
    states = source.execute("SELECT * FROM mappings WHERE organization_id = ?", (organization,)).fetchall()
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
        return only_changes, time.monotonic() - begun, len(changes)


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


def measure(bed, options):
    """Rounds of publishing all mappings anew, and of the bare writing of the same rows."""
    hospital = bed.hospitals()[-1]
    rows = [engine(hospital, "SQLite", options, lambda number: bare_sqlite(bed.service().folder, hospital.organization, number)[:2])]
    with bed.postgres() as url:
        if url:
            other = bed.new_hospital(url, hospital.rows)
            with other.service:
                rows.append(engine(other, "PostgreSQL", options, lambda number: bare_postgres(url, number)))
    return rows


def engine(hospital, name, options, bare):
    """Medians over the rounds; rounds after the first take the lines in force into account."""
    steps, runs = Steps(hospital.service), []
    if not hospital.turns:
        steps.take("load", hospital.load)
    for _ in range(options.publications):
        hospital.approve(steps.take)
        number = steps.take("publish", hospital.publish)
        seconds, processor = steps.list[-1]["seconds"], steps.list[-1]["processor"]
        only, whole = zip(*(bare(number) for _ in range(2)))
        runs.append({"seconds": seconds, "processor": processor, "bare": min(whole), "bare_changes": min(only),
                     "ratio": seconds / min(whole)})
        options.say(f"publish {hospital.rows} mappings on {name}: {seconds:.2f} s ({processor:.2f} s of processors), bare "
                    f"{min(whole):.2f} s, ratio {runs[-1]['ratio']:.2f}")
    middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    return {"engine": name, "rows": hospital.rows, **middle, "runs": runs, "steps": steps.list,
            "megabytes": max(step["megabytes"] for step in steps.list)}
