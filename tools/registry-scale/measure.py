#!/usr/bin/env python3
"""How a registry of a million concepts behaves: import, start, reads while another list is imported, search.

    cargo build --release
    tools/registry-scale/measure.py --zhiyu target/release/zhiyu [--rows 1000000] [--json]

Needs Linux. Makes a list with tools/village-list, uses a data folder of its own and removes it. Ratios count; seconds are of
this machine.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ADDRESS = ("127.0.0.1", 8647)
SYSTEM, EDITION = "villages", "1"


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


class Zhiyu:
    def __init__(self, binary, data):
        self.binary, self.data = binary, data

    def run(self, *arguments):
        """Seconds and peak memory in MB of a command."""
        begun = time.monotonic()
        process = subprocess.Popen([self.binary, "--data", self.data, *arguments], stdout=subprocess.PIPE)
        out = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{arguments}: {status}\n{out}")
        return time.monotonic() - begun, usage.ru_maxrss / 1024, out

    def serve(self):
        listen = f"{ADDRESS[0]}:{ADDRESS[1]}"
        return subprocess.Popen([self.binary, "--data", self.data, "serve", "--listen", listen], stdout=subprocess.DEVNULL)


def get(connection, token, path):
    connection.request("GET", f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status} {body[:300]}")
    return body


def first_answer(token, path, begun):
    while True:
        try:
            get(http.client.HTTPConnection(*ADDRESS, timeout=60), token, path)
            return time.monotonic() - begun
        except ConnectionRefusedError:
            pass


def reads(token, codes, stop, times):
    """Lookups of one concept after another, until told to stop."""
    connection = http.client.HTTPConnection(*ADDRESS, timeout=60)
    number = 0
    while not stop.is_set():
        code = codes[number % len(codes)]
        begun = time.monotonic()
        get(connection, token, f"code-systems/{SYSTEM}/editions/{EDITION}/concepts/{code}")
        times.append(time.monotonic() - begun)
        number += 7919


def timed_reads(token, codes, work):
    """The latencies of lookups while some work is done."""
    stop, times = threading.Event(), []
    reader = threading.Thread(target=reads, args=(token, codes, stop, times))
    reader.start()
    work()
    stop.set()
    reader.join()
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        villages = os.path.join(folder, "villages.csv")
        generate = os.path.join(HERE, "..", "village-list", "generate.py")
        subprocess.run([sys.executable, generate, "--rows", str(arguments.rows), "--out", villages], check=True)
        with open(villages, encoding="utf-8") as file:
            codes = [line.split(",", 1)[0] for line in file][1:]
        zhiyu = Zhiyu(arguments.zhiyu, os.path.join(folder, "data"))
        zhiyu.run("migrate")
        order = ("import", "edition", "--system", SYSTEM, "--kind", "division-12", "--parent", "parent", "--file", villages)
        seconds, memory, _ = zhiyu.run(*order, "--edition", EDITION, "--publish")
        figures["import_s"], figures["import_peak_mb"] = seconds, memory
        token = zhiyu.run("token", "create", "--for", "reader", "--role", "auditor")[2].split()[-1]
        edition = f"code-systems/{SYSTEM}/editions/{EDITION}"
        search = f"{edition}/concepts?q=%E7%8E%8B%E5%9D%AA&limit=10"

        begun = time.monotonic()
        server = zhiyu.serve()
        try:
            figures["start_to_first_concept_s"] = first_answer(token, f"{edition}/concepts/{codes[0]}", begun)
            begun = time.monotonic()
            connection = http.client.HTTPConnection(*ADDRESS, timeout=120)
            get(connection, token, search)
            figures["first_search_builds_index_s"] = time.monotonic() - begun
            times = []
            for _ in range(200):
                begun = time.monotonic()
                get(connection, token, search)
                times.append(time.monotonic() - begun)
            figures["search_p50_ms"], figures["search_p99_ms"] = (1000 * percentile(times, p) for p in (0.5, 0.99))

            idle = timed_reads(token, codes, lambda: time.sleep(10))
            busy = timed_reads(token, codes, lambda: zhiyu.run(*order, "--edition", "2"))
            figures["read_idle_p99_ms"] = 1000 * percentile(idle, 0.99)
            figures["read_during_import_p99_ms"] = 1000 * percentile(busy, 0.99)
            figures["read_ratio_p99"] = figures["read_during_import_p99_ms"] / figures["read_idle_p99_ms"]
            with open(f"/proc/{server.pid}/status", encoding="ascii") as status:
                sizes = dict(line.split(":", 1) for line in status)
            figures["server_anonymous_mb"] = int(sizes["RssAnon"].split()[0]) / 1024
        finally:
            server.terminate()
            server.wait()

        begun = time.monotonic()
        server = zhiyu.serve()
        try:
            figures["restart_to_first_concept_s"] = first_answer(token, f"{edition}/concepts/{codes[0]}", begun)
            begun = time.monotonic()
            get(http.client.HTTPConnection(*ADDRESS, timeout=120), token, search)
            figures["first_search_opens_index_s"] = time.monotonic() - begun
        finally:
            server.terminate()
            server.wait()
    figures = {name: round(value, 3) for name, value in figures.items()}
    print(json.dumps(figures, indent=1) if arguments.json else "\n".join(f"{name:30} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
