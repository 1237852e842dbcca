#!/usr/bin/env python3
"""Collectors that all come at 18:00:00: how long until each has the newest release, whole, and what went wrong.

    herd.py --url http://127.0.0.1:8640/api/v1 --organization H1 --tokens FILE [--collectors 5000] [--seconds 2]

FILE holds a token a line; collectors take them in turn. Each opens a connection of its own at a random moment of the window,
asks for the pointer, the manifest and the body (gzip), checks digests, and on 429 or 503 comes back after the seconds that
`Retry-After` says. The body is unpacked and checked once before; each collector then compares the SHA-256 of the bytes that it
got with those. Prints one JSON object. Standard library alone.
"""

import argparse
import asyncio
import collections
import gzip
import hashlib
import json
import random
import resource
import socket
import time
import urllib.parse
import urllib.request

PATIENCE = 200  # attempts of one request
ANSWER = 60  # seconds for one answer
PART = 64 * 1024


class Closed(Exception):
    """The server closed a connection that was silent for long."""


class Connection:
    def __init__(self, host, port):
        self.address, self.socket = (host, port), None

    async def open(self):
        self.close()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        await asyncio.get_running_loop().sock_connect(self.socket, self.address)

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    async def ask(self, request, keep):
        """Status, headers, SHA-256 of the body, and the body if it is kept."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.socket, request)
        head = b""
        while b"\r\n\r\n" not in head:
            part = await loop.sock_recv(self.socket, 16 * 1024)
            if not part:
                raise Closed
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        digest, kept, left = hashlib.sha256(body), [body], int(headers.get("content-length", 0)) - len(body)
        while left:
            # A buffer that all share would be written by the next one before this one reads it.
            part = await loop.sock_recv(self.socket, PART)
            if not part:
                raise ValueError("cut off")
            digest.update(part)
            if keep:
                kept.append(part)
            left -= len(part)
        return int(first.split()[1]), headers, digest.hexdigest(), b"".join(kept)


class Herd:
    def __init__(self, arguments):
        self.arguments, self.base = arguments, urllib.parse.urlsplit(arguments.url)
        with open(arguments.tokens, encoding="ascii") as file:
            self.tokens = file.read().split()
        self.statuses, self.errors = collections.Counter(), collections.Counter()
        self.refusals, self.answers, self.done, self.own = [], [], [], []
        self.without_retry_after = 0
        self.packed = self.whole()

    def request(self, token, path):
        address = f"{self.base.path}/organizations/{self.arguments.organization}/snapshots/{path}"
        return (f"GET {address} HTTP/1.1\r\nHost: {self.base.netloc}\r\nAuthorization: Bearer {token}\r\n"
                "Accept-Encoding: gzip\r\n\r\n").encode()

    def whole(self):
        """The SHA-256 of the packed body, after the body was checked against its manifest, and this against its pointer."""
        def get(path):
            address = f"{self.arguments.url}/organizations/{self.arguments.organization}/snapshots/{path}"
            headers = {"Authorization": f"Bearer {self.tokens[0]}", "Accept-Encoding": "gzip"}
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
                return answer.read()

        release = json.loads(get("pointer"))["release"]
        named, packed = json.loads(get(f"{release}/manifest"))["body"], get(f"{release}/body")
        assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == named["sha256"], "body-digest-wrong"
        return {named["sha256"]: hashlib.sha256(packed).hexdigest()}

    async def get(self, connection, token, path, keep):
        for _ in range(PATIENCE):
            begun = time.monotonic()
            try:
                if not connection.socket:
                    await connection.open()
                async with asyncio.timeout(ANSWER):
                    status, headers, digest, body = await connection.ask(self.request(token, path), keep)
            except (Closed, ConnectionResetError):
                connection.close()
                continue
            taken = time.monotonic() - begun
            (self.refusals if status in (429, 503) else self.answers).append(taken)
            self.statuses[status] += 1
            if status == 200:
                return digest, body
            if status not in (429, 503):
                raise ValueError(f"status {status}")
            if "retry-after" not in headers:
                self.without_retry_after += 1
            await asyncio.sleep(float(headers.get("retry-after", 1)) + random.random())
        raise ValueError("never let in")

    async def collect(self, number, begin, window):
        await asyncio.sleep(random.random() * window)
        token, own_begin = self.tokens[number % len(self.tokens)], time.monotonic()
        connection = Connection(self.base.hostname, self.base.port)
        try:
            _, pointer = await self.get(connection, token, "pointer", True)
            pointer = json.loads(pointer)
            offered = pointer.get("held") or pointer
            digest, manifest = await self.get(connection, token, f"{offered['release']}/manifest", True)
            if digest != offered["manifest"]["sha256"]:
                raise ValueError("manifest-mixed")
            digest, _ = await self.get(connection, token, f"{offered['release']}/body", False)
            if digest != self.packed[json.loads(manifest)["body"]["sha256"]]:
                raise ValueError("body-digest-wrong")
            self.done.append(time.monotonic() - begin)
            self.own.append(time.monotonic() - own_begin)
        except Exception as failure:
            self.errors[f"{type(failure).__name__}: {failure}"] += 1
        finally:
            connection.close()

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
        begin, window = time.monotonic(), self.arguments.seconds
        watching = asyncio.create_task(self.health())
        await asyncio.gather(*(self.collect(number, begin, window) for number in range(self.arguments.collectors)))
        all_done = time.monotonic() - begin
        watching.cancel()
        health = await watching
        return {
            "collectors": self.arguments.collectors, "window_seconds": window, "tokens": len(self.tokens),
            "done": len(self.done), "errors": dict(self.errors),
            "statuses": {str(status): count for status, count in sorted(self.statuses.items())},
            "refused_without_retry_after": self.without_retry_after, "all_done_seconds": round(all_done, 2),
            "done_p50_seconds": quantile(self.own, 0.5), "done_p99_seconds": quantile(self.own, 0.99),
            "answer_p50_ms": quantile(self.answers, 0.5, 1000), "answer_p99_ms": quantile(self.answers, 0.99, 1000),
            "refusal_p99_ms": quantile(self.refusals, 0.99, 1000),
            "health_asked": len(health), "health_max_ms": quantile(health, 1, 1000),
        }


def quantile(values, share, times=1):
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * times, 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--organization", required=True)
    parser.add_argument("--tokens", required=True)
    parser.add_argument("--collectors", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=2.0)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(Herd(parser.parse_args()).run()), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
