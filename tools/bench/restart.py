#!/usr/bin/env python3
"""How long a server is away after it was killed, with a million concepts in its database: until `/readyz` answers 200, and until a
concept is read.

    cargo build --release
    tools/bench/restart.py --zhiyu target/release/zhiyu [--rows 1000000] [--rounds 7] [--no-postgres]

It is killed (SIGKILL) while it does nothing, and in the middle of importing the whole list once more, a transaction of hundreds of
megabytes. On PostgreSQL the service alone is killed. Needs Linux; the list is made by tools/village-list.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import postgres
from service import Service

GENERATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "village-list", "generate.py")
SYSTEM = "code-systems/villages"


class Registry:
    """A server with the list."""

    def __init__(self, service, villages):
        self.service, self.villages, self.turns = service, villages, 0
        with open(villages, encoding="utf-8") as file:
            self.code = list(file)[-1].split(",", 1)[0]
        service.run("migrate")
        service.run("import", "edition", "--system", "villages", "--edition", "1", "--kind", "division-12", "--parent", "parent",
                    "--file", villages, "--publish")
        for role in ("auditor", "administrator", "registrar"):
            service.tokens[role] = service.run("token", "create", "--for", f"the-{role}", "--role", role).split()[-1]
        self.start()

    def start(self):
        """Seconds until it is ready, and until it gave a concept."""
        begun = time.monotonic()
        self.service.start()
        while True:
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"http://{self.service.listen}/readyz")
                break
            time.sleep(0.01)
        ready = time.monotonic() - begun
        self.service.call("auditor", "GET", f"{SYSTEM}/editions/1/concepts/{self.code}")
        return ready, time.monotonic() - begun

    def kill(self):
        self.service.process.kill()
        self.service.process.wait()

    def kill_while_importing(self, after):
        """Megabytes of the log that it leaves."""
        self.turns += 1
        name = f"again-{self.turns}"
        thread = threading.Thread(target=self.send, args=(name,))
        thread.start()
        time.sleep(after)
        self.kill()
        thread.join()
        log = os.path.join(self.service.folder, "zhiyu.sqlite-wal")
        return os.path.getsize(log) / 1e6 if os.path.exists(log) else 0

    def send(self, name):
        with open(self.villages, "rb") as file:
            body = file.read()
        path = f"http://{self.service.listen}/api/v1/{SYSTEM}/editions/{name}/import?kind=division-12&parent=parent"
        request = urllib.request.Request(path, data=body, method="POST")
        request.add_header("Authorization", f"Bearer {self.service.tokens['registrar']}")
        request.add_header("Content-Type", "application/octet-stream")
        try:
            urllib.request.urlopen(request)
            print(f"{name} was imported before the kill", file=sys.stderr)
        except urllib.error.HTTPError as refusal:
            sys.exit(f"{path}: {refusal.code} {refusal.read().decode()[:500]}")
        except OSError:
            pass


def tell(engine, what, times):
    ready, first = ([time[part] for time in times] for part in (0, 1))
    print(f"{engine:10} {what:28} ready {statistics.median(ready):.2f} s, at most {max(ready):.2f} s; "
          f"first concept {statistics.median(first):.2f} s, at most {max(first):.2f} s", flush=True)


def measure(engine, database, villages, options):
    with Service(options.zhiyu, database) as service:
        begun = time.monotonic()
        registry = Registry(service, villages)
        print(f"{engine:10} {options.rows:,} concepts, made in {time.monotonic() - begun:.0f} s", flush=True)
        times = []
        for _ in range(options.rounds):
            registry.kill()
            times.append(registry.start())
        tell(engine, "killed while idle", times)
        times, logs = [], []
        for number in range(options.rounds):
            logs.append(registry.kill_while_importing(options.seconds * (1 + number) / options.rounds))
            times.append(registry.start())
        tell(engine, f"killed while importing, log of {min(logs):.0f} to {max(logs):.0f} MB", times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=30, help="the latest kill of an import, after it was sent")
    parser.add_argument("--no-postgres", action="store_true")
    options = parser.parse_args()
    with Service(options.zhiyu) as kept:
        villages = os.path.join(kept.folder, "villages.csv")
        subprocess.run([sys.executable, GENERATE, "--rows", str(options.rows), "--out", villages], check=True)
        measure("SQLite", None, villages, options)
        if not options.no_postgres:
            with postgres.cluster() as database:
                if database:
                    measure("PostgreSQL", database, villages, options)


if __name__ == "__main__":
    main()
