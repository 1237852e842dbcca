"""A year of daily releases: what the database grows by, how large deltas are, what the difference over the year takes.

The first release has all mappings; every day after it 50 of them get another target and a release is published. Every mapping
changes at most once in the year.
"""

import gzip
import hashlib
import json
import os
import statistics
import time

from releases import target

CHANGES = 50


def measure(bed, options):
    service = bed.new_service()
    with service:
        hospital = bed.hospital_of(service, options.year_rows)
        hospital.load()
        hospital.approve()
        hospital.publish()
        sizes, seconds = {1: database_bytes(service)}, {}
        for day in range(2, options.days + 1):
            first = (day - 2) * CHANGES
            seconds[day] = publish(service, hospital, [n % hospital.rows for n in range(first, first + CHANGES)], 4)
            if day in (30, 100, options.days):
                sizes[day] = database_bytes(service)
        for release in {1, options.days // 2, options.days}:
            check(service, hospital.organization, release)
        found = {"rows": hospital.rows, "days": options.days, "changes_a_day": CHANGES, "database_bytes": sizes,
                 "publish_seconds_first": statistics.median(seconds[day] for day in list(seconds)[:10]),
                 "publish_seconds_last": statistics.median(seconds[day] for day in list(seconds)[-10:]), "deltas": deltas(service, hospital.organization, options.days)}
        for first in (1, options.days - 1):
            begun = time.monotonic()
            path = f"organizations/{hospital.organization}/releases/diff?from={first}&to={options.days}&format=csv"
            lines = service.bytes("auditor", "GET", path).count(b"\n") - 1
            assert lines == CHANGES * (options.days - first), (first, lines)
            found[f"diff_from_{'first' if first == 1 else 'yesterday'}"] = {"seconds": time.monotonic() - begun, "lines": lines}
    options.say(json.dumps(found))
    return found


def publish(service, hospital, codes, version):
    """Gives mappings of the first dictionary another target and publishes them; seconds of the publication alone."""
    address = f"{hospital.address(hospital.names[0])}/mappings"
    items = [{"code": f"L{n:06}", "version": version, "justification": f"{version} 次以后",
              "targets": [{"code": target(n, version), "relationship": "equivalent"}]} for n in codes]
    service.call("curator", "PUT", address, {"items": items})
    for seen, (who, step) in enumerate((("curator", "submit"), ("reviewer", "approve")), start=version + 1):
        service.call(who, "POST", f"{address}/{step}", {"items": [{"code": item["code"], "version": seen} for item in items]})
    begun = time.monotonic()
    made = service.call("publisher", "POST", f"organizations/{hospital.organization}/releases", {"note": "bench"})
    assert made["changes"] == len(items), made
    return time.monotonic() - begun


def database_bytes(service):
    return sum(os.path.getsize(os.path.join(service.folder, name)) for name in os.listdir(service.folder)
               if name.startswith("zhiyu.sqlite"))


def check(service, organization, release):
    """The size of a body, packed with gzip, after it was held against its manifest."""
    path = f"organizations/{organization}/snapshots/{release}"
    manifest = json.loads(service.bytes("collector", "GET", f"{path}/manifest"))
    packed = service.bytes("collector", "GET", f"{path}/body", headers={"Accept-Encoding": "gzip"})
    body = gzip.decompress(packed)
    assert (len(body), hashlib.sha256(body).hexdigest()) == (manifest["body"]["bytes"], manifest["body"]["sha256"]), release
    return len(packed)


def deltas(service, organization, days):
    """Bytes of deltas packed with gzip, beside those of the body."""
    sizes = {"body": check(service, organization, days)}
    for back in (1, 7, 30, days - 1):
        if 0 < back < days:
            path = f"organizations/{organization}/snapshots/{days}/delta?from={days - back}"
            sizes[f"{back} days"] = len(service.bytes("collector", "GET", path, headers={"Accept-Encoding": "gzip"}))
    return sizes
