"""The service under measurement: one data folder, one server, its people, and what it costs."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ORGANIZATION = "HA"


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Service:
    """The binary on a folder of its own; on PostgreSQL when an (empty) database is named."""

    def __init__(self, binary, database=None, listen=None):
        self.binary, self.listen, self.tokens = binary, listen or f"127.0.0.1:{free_port()}", {}
        self.kept = tempfile.TemporaryDirectory()
        self.folder = self.kept.name
        self.environment = {**os.environ, "ZHIYU_DATABASE_URL": database} if database else os.environ
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.stop()
        self.kept.cleanup()

    def run(self, *arguments):
        """A command's output."""
        command = [self.binary, "--data", self.folder, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=self.environment)
        if done.returncode:
            sys.exit(f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def hospital(self, *more):
        """Organizations, and a token for each role in all of them."""
        for organization in (ORGANIZATION, *more):
            self.run("organization", "add", "--id", organization, "--name", f"医院 {organization}")
        for role in ("administrator", "curator", "reviewer", "publisher", "auditor", "collector"):
            self.tokens[role] = self.run("token", "create", "--for", f"the-{role}", "--role", role).split()[-1]

    def start(self, **settings):
        """Seconds until the server says that it lives; settings are environment variables."""
        begun = time.monotonic()
        self.process = subprocess.Popen([self.binary, "--data", self.folder, "serve", "--listen", self.listen],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**self.environment, **settings})
        while True:
            try:
                urllib.request.urlopen(f"http://{self.listen}/healthz")
                return time.monotonic() - begun
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server did not start")
                time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process = None

    def bytes(self, who, method, path, body=None, raw=None, headers=None):
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if raw is not None else "application/json"
        request = urllib.request.Request(f"http://{self.listen}/api/v1/{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.tokens[who]}")
        request.add_header("Accept-Language", "en")
        if data is not None:
            request.add_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            sys.exit(f"{method} {path}: {refusal.code} {refusal.read().decode()[:2000]}")

    def call(self, who, method, path, body=None, raw=None, headers=None):
        return json.loads(self.bytes(who, method, path, body, raw, headers) or b"null")

    def job(self, job):
        """Waits for the end of a job."""
        while job["state"] == "running":
            time.sleep(0.2)
            job = self.call("curator", "GET", f"jobs/{job['id']}")
        if job["state"] != "done":
            sys.exit(f"a job failed: {job}")

    def bulk(self, who, address, act, **order):
        """The dry run of a bulk act, and the act itself with the plan of it."""
        dry = self.call(who, "POST", f"{address}/bulk/{act}", order)
        if not dry["done"]:
            return dry
        return self.call(who, "POST", f"{address}/bulk/{act}", {**order, "plan": dry["plan"]})

    def memory(self):
        """Megabytes that the server has now: all, and without pages of files."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file)
        return tuple(int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))

    def processor_seconds(self):
        """What the server used of the processors so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def most_memory(self, forget=False):
        """The most memory that the server had, in MB; counted anew from now on if asked."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            most = next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) // 1024
        if forget:
            with open(f"/proc/{self.process.pid}/clear_refs", "w", encoding="ascii") as file:
                file.write("5")
        return most


class Steps:
    """What each step took: wall time, processor time of the server, its memory."""

    def __init__(self, service):
        self.service, self.list = service, []

    def take(self, name, act, *arguments, **named):
        self.service.most_memory(forget=True)
        begun, used = time.monotonic(), self.service.processor_seconds()
        result = act(*arguments, **named)
        self.list.append({"step": name, "seconds": round(time.monotonic() - begun, 3),
                          "processor": round(self.service.processor_seconds() - used, 2),
                          "megabytes": self.service.most_memory()})
        return result

    def report(self, least=0.0):
        for step in self.list:
            if step["seconds"] >= least:
                print(f"{step['seconds']:9.2f} s {step['processor']:8.2f} s of processors {step['megabytes']:5} MB  {step['step']}")
