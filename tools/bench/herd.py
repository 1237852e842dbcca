#!/usr/bin/env python3
"""Collectors that all come at 18:00:00: how long until each has the newest release, whole, and what went wrong.

herd.py --url http://127.0.0.1:8640/api/v1 --organization H1 --tokens FILE [--collectors 5000] [--seconds 2]

FILE holds a token a line; collectors take them in turn. Each opens a connection of its own at a random moment of the window,
asks for the pointer, the manifest and the body (gzip), checks size and SHA-256, and on 429 or 503 comes back after the seconds
that `Retry-After` says. Prints one JSON object. Standard library alone.
"""
import argparse
import asyncio
import collections
import gzip
import hashlib
import json
import random
import time
import urllib.parse

PATIENCE = 60  # attempts of one request
ANSWER = 60  # seconds for one answer


class Herd:
    def __init__(self, arguments):
        self.arguments = arguments
        self.base = urllib.parse.urlsplit(arguments.url)
        with open(arguments.tokens) as file:
            self.tokens = [line.strip() for line in file if line.strip()]
        self.statuses, self.errors = collections.Counter(), collections.Counter()
        self.refusal_seconds, self.answer_seconds, self.done_seconds = [], [], []
        self.without_retry_after = 0

    async def ask(self, connection, token, path):
        """One answer: status, headers in lower case, body."""
        reader, writer = connection
        head = (
            f"GET {self.base.path}/organizations/{self.arguments.organization}/snapshots/{path} HTTP/1.1\r\n"
            f"Host: {self.base.netloc}\r\nAuthorization: Bearer {token}\r\nAccept-Encoding: gzip\r\n\r\n"
        )
        begun = time.monotonic()
        writer.write(head.encode())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        taken = time.monotonic() - begun
        (self.refusal_seconds if status in (429, 503) else self.answer_seconds).append(taken)
        self.statuses[status] += 1
        return status, headers, body

    async def get(self, connection, token, path):
        for _ in range(PATIENCE):
            # A server may close what was silent for long; a client opens another connection then.
            if not connection or connection[0].at_eof():
                connection[:] = await asyncio.open_connection(self.base.hostname, self.base.port)
            status, headers, body = await asyncio.wait_for(self.ask(connection, token, path), ANSWER)
            if status == 200:
                return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
            if status not in (429, 503):
                raise ValueError(f"status {status}")
            if "retry-after" not in headers:
                self.without_retry_after += 1
            await asyncio.sleep(float(headers.get("retry-after", 1)) + random.random())
        raise ValueError("never let in")

    async def collect(self, number, begin, window):
        await asyncio.sleep(random.random() * window)
        token = self.tokens[number % len(self.tokens)]
        try:
            connection = []
            try:
                pointer = json.loads(await self.get(connection, token, "pointer"))
                offered = pointer.get("held") or pointer
                manifest = await self.get(connection, token, f"{offered['release']}/manifest")
                if hashlib.sha256(manifest).hexdigest() != offered["manifest"]["sha256"]:
                    raise ValueError("manifest-mixed")
                named = json.loads(manifest)["body"]
                body = await self.get(connection, token, f"{offered['release']}/body")
                if len(body) != named["bytes"] or hashlib.sha256(body).hexdigest() != named["sha256"]:
                    raise ValueError("body-digest-wrong")
                self.done_seconds.append(time.monotonic() - begin)
            finally:
                if connection:
                    connection[1].close()
        except Exception as failure:
            self.errors[f"{type(failure).__name__}: {failure}"] += 1

    async def health(self):
        """Asks every tenth of a second whether the server lives; the answers' seconds."""
        seconds = []
        try:
            while True:
                begun = time.monotonic()
                reader, writer = await asyncio.open_connection(self.base.hostname, self.base.port)
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                line = await reader.readline()
                writer.close()
                if b" 200 " not in line:
                    self.errors[f"health: {line}"] += 1
                seconds.append(time.monotonic() - begun)
                await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            return seconds

    async def run(self):
        begin = time.monotonic()
        watching = asyncio.create_task(self.health())
        numbers = range(self.arguments.collectors)
        await asyncio.gather(*(self.collect(number, begin, self.arguments.seconds) for number in numbers))
        all_done = time.monotonic() - begin
        watching.cancel()
        health = await watching
        report = {
            "collectors": self.arguments.collectors,
            "window_seconds": self.arguments.seconds,
            "tokens": len(self.tokens),
            "done": len(self.done_seconds),
            "errors": dict(self.errors),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "refused_without_retry_after": self.without_retry_after,
            "all_done_seconds": round(all_done, 2),
            "done_p50_seconds": quantile(self.done_seconds, 0.5),
            "done_p99_seconds": quantile(self.done_seconds, 0.99),
            "answer_p50_ms": quantile(self.answer_seconds, 0.5, 1000),
            "answer_p99_ms": quantile(self.answer_seconds, 0.99, 1000),
            "refusal_p50_ms": quantile(self.refusal_seconds, 0.5, 1000),
            "refusal_p99_ms": quantile(self.refusal_seconds, 0.99, 1000),
            "health_asked": len(health),
            "health_max_ms": quantile(health, 1, 1000),
        }
        print(json.dumps(report, ensure_ascii=False, indent=1))


def quantile(values, share, times=1):
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * times, 2)


parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
parser.add_argument("--url", required=True)
parser.add_argument("--organization", required=True)
parser.add_argument("--tokens", required=True)
parser.add_argument("--collectors", type=int, default=5000)
parser.add_argument("--seconds", type=float, default=2.0)
asyncio.run(Herd(parser.parse_args()).run())
