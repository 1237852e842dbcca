"""Snapshots as they are served, beside nginx with the same bytes and headers."""

import gzip
import hashlib
import http.client
import json

from load import paired, wrk
from nginx import Nginx

SAME = ("content-type", "content-encoding", "cache-control", "vary", "accept-ranges")


def get(listen, path, headers):
    """Status, headers in lower case, body."""
    connection = http.client.HTTPConnection(*listen.split(":"))
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


class Case:
    """One address of the service and the file of nginx beside it."""

    def __init__(self, service, organization, path, name):
        self.listen, self.path, self.name = service.listen, f"/api/v1/organizations/{organization}/snapshots/{path}", name
        self.headers = {"Authorization": f"Bearer {service.tokens['collector']}", "Accept-Encoding": "gzip"}
        status, self.told, self.body = get(self.listen, self.path, self.headers)
        assert status == 200, (self.path, status, self.body[:300])

    def file(self):
        return self.body, {key: self.told[key] for key in SAME if key in self.told}

    def checked(self, nginx):
        """Both servers give the same, and say to whoever has it that nothing is new."""
        status, told, body = get(nginx.listen, f"/{self.name}", self.headers)
        assert (status, body) == (200, self.body), (self.name, status, len(body), len(self.body))
        for key in (*SAME, "content-length"):
            assert told.get(key) == self.told.get(key), (self.name, key, told.get(key), self.told.get(key))
        self.tags = {"nginx": told["etag"], "zhiyu": self.told["etag"]}
        for listen, path, tag in ((self.listen, self.path, self.tags["zhiyu"]), (nginx.listen, f"/{self.name}", self.tags["nginx"])):
            status, _, body = get(listen, path, {**self.headers, "If-None-Match": tag})
            assert (status, body) == (304, b""), (path, status, body)

    def run(self, nginx, connections, same, options):
        def one(url, tag):
            headers = {**self.headers, "If-None-Match": tag} if same else self.headers
            return lambda seconds=options.seconds: wrk(url, headers, connections, seconds)

        measured = one(f"http://{self.listen}{self.path}", self.tags["zhiyu"])
        control = one(nginx.url(self.name), self.tags["nginx"])
        control(options.warm_up), measured(options.warm_up)
        found = paired(measured, control, options.rounds)
        if not found["counts"]:  # Somebody else used the machine: once more.
            found = paired(measured, control, options.rounds)
        return found


def measure(bed, options):
    """Bodies of three sizes and answers that nothing is new, at 10 and 50 connections."""
    service = bed.service()
    bodies, pointers, latest = [], None, None
    for hospital in bed.hospitals():
        number = bed.release(hospital)
        case = Case(service, hospital.organization, f"{number}/body", hospital.organization)
        manifest = json.loads(get(service.listen, case.path.replace("/body", "/manifest"), case.headers)[2])
        assert hashlib.sha256(gzip.decompress(case.body)).hexdigest() == manifest["body"]["sha256"], "a wrong body"
        bodies.append(case)
        pointers = Case(service, hospital.organization, "pointer", "pointer")
        latest = Case(service, hospital.organization, "latest", "latest")
    rows = []
    with Nginx({case.name: case.file() for case in (*bodies, pointers, latest)}) as nginx:
        plan = [(f"body of {len(case.body) / 1000:.0f} KB", case, False) for case in bodies]
        plan += [("304, body", bodies[0], True), ("304, pointer", pointers, True), ("304, latest", latest, True)]
        for _, case, _ in plan:
            case.checked(nginx)
        for title, case, same in plan:
            for connections in (10, 50):
                service.most_memory(forget=True)
                found = case.run(nginx, connections, same, options)
                rows.append({"what": title, "connections": connections, **found, "megabytes": service.most_memory(),
                             "nginx_megabytes": nginx.megabytes()})
                options.say(f"{title}, {connections} connections: {found['measured']['rate']:.0f}/s, nginx "
                            f"{found['control']['rate']:.0f}/s, ratio {found['ratio']:.2f}"
                            + ("" if found["counts"] else f" REFUSED: nginx moved by {found['drift']:.0%}"))
    return rows
