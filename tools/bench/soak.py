#!/usr/bin/env python3
"""Days of mixed work in a small hospital, as long as wanted: whether memory, open files and the write-ahead log keep their size.

    cargo build --release
    tools/bench/soak.py --zhiyu target/release/zhiyu --minutes 60 [--postgres] [--csv samples.csv]

All the while four collectors pull and check the newest release, one translates batches, one searches the standard; a curator drafts
50 codes, a reviewer approves them and a publisher publishes, once a second. The slope of memory is that of a straight line through
the samples of the second half: what caches take at first is no leak. Bodies are kept ready up to 16 MiB (`snapshot.ready_mib`), so that
they have what they may take within minutes; the smaller memories of 4,096 releases are full after some 70 minutes. Ends with 1 when
an answer was wrong. Needs Linux.
"""

import argparse
import contextlib
import os
import statistics
import sys
import threading
import time

import postgres
from bed import SETTINGS
from readers import Readers
from releases import Hospital, add_edition, name
from service import ORGANIZATION, Service
from year import publish

ROWS, CODES, EVERY = 2_000, 50, 1.0
SAMPLE = 5.0
SMALL = {"ZHIYU_SNAPSHOT_READY_MIB": "16"}


class Loop:
    """Does one thing over and over until it is stopped."""

    def __init__(self, act, pause):
        self.act, self.pause, self.over, self.count, self.failure = act, pause, threading.Event(), 0, None
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.over.is_set() and not self.failure:
            try:
                self.act(self.count)
                self.count += 1
            except (Exception, SystemExit) as failure:
                self.failure = str(failure)[:500]
            self.over.wait(self.pause)

    def stop(self):
        self.over.set()
        self.thread.join()


def sample(service, begun):
    """Hours, megabytes in all, without pages of files, open files, megabytes of the log."""
    whole, anonymous = service.memory()
    log = os.path.join(service.folder, "zhiyu.sqlite-wal")
    return ((time.monotonic() - begun) / 3600, whole, anonymous, len(os.listdir(f"/proc/{service.process.pid}/fd")),
            os.path.getsize(log) / 1e6 if os.path.exists(log) else 0.0)


def slope(samples, part):
    """Of the second half of the samples, by the hour."""
    half = samples[len(samples) // 2:]
    if len(half) < 3:
        return float("nan")
    return statistics.linear_regression([one[0] for one in half], [one[part] for one in half]).slope


def work(service, options):
    hospital = Hospital(service, ORGANIZATION, ROWS)
    hospital.load()
    hospital.approve()
    hospital.publish()
    batch = {"dictionary": "his/d0", "items": [{"code": f"L{n:06}", "name": name(n)} for n in range(1_000)]}

    def once_more(number):
        first = number * CODES
        publish(service, hospital, [n % ROWS for n in range(first, first + CODES)], 4 * (1 + first // ROWS))

    def translate(_):
        items = service.call("collector", "POST", f"organizations/{ORGANIZATION}/translate?release=1", batch)["items"]
        assert all(item["status"] == "mapped" for item in items)

    def search(number):
        found = service.call("auditor", "GET", f"code-systems/bench/editions/1/concepts?limit=20&q=T{number * 37 % 100_000:05}")
        assert found["items"], found

    begun, samples = time.monotonic(), []
    readers = Readers(service, ORGANIZATION, 4)
    loops = {"publications": Loop(once_more, EVERY), "batches": Loop(translate, 0.2), "searches": Loop(search, 0.2)}
    failures = []
    while time.monotonic() - begun < options.minutes * 60 and not failures:
        time.sleep(SAMPLE)
        samples.append(sample(service, begun))
        failures = [loop.failure for loop in loops.values() if loop.failure] + readers.failures
    for loop in loops.values():
        loop.stop()
    counts = {what: loop.count for what, loop in loops.items()}
    return samples, {**counts, "bodies": readers.stop()["bodies"]}, failures


def tell(samples, counts, failures):
    files, logs = [one[3] for one in samples], [one[4] for one in samples]
    print(f"{samples[-1][0] * 60:.1f} minutes: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()))
    for part, what in ((1, "memory"), (2, "memory without pages of files")):
        print(f"{what}: {samples[0][part]:.0f} MB at first, {samples[-1][part]:.0f} MB at last, "
              f"slope of the second half {slope(samples, part):+.1f} MB/h")
    print(f"open files: {files[0]} at first, {files[-1]} at last, {min(files)} to {max(files)}")
    print(f"write-ahead log: {logs[-1]:.1f} MB at last, at most {max(logs):.1f} MB")
    print(f"wrong answers: {len(failures)} {failures[:3] or ''}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own; SQLite without it")
    parser.add_argument("--csv", help="keep the samples in this file")
    options = parser.parse_args()
    with postgres.cluster() if options.postgres else contextlib.nullcontext() as database, Service(options.zhiyu, database) as service:
        service.hospital()
        add_edition(service)
        service.start(**SETTINGS, **SMALL)
        samples, counts, failures = work(service, options)
    if options.csv:
        with open(options.csv, "w", encoding="ascii") as file:
            file.write("hours,megabytes,anonymous_megabytes,files,log_megabytes\n")
            file.writelines(",".join(f"{value:.4f}" for value in one) + "\n" for one in samples)
    tell(samples, counts, failures)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
