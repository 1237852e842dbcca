"""The difference of two releases in which every mapping is another: through the web API, and a hash join by a client."""

import statistics
import time


def measure(bed, options):
    service, hospital = bed.service(), bed.hospitals()[-1]
    newest = bed.release(hospital, at_least=2)
    rows = []
    for form in ("csv", "json"):
        path = f"organizations/{hospital.organization}/releases/diff?from={newest - 1}&to={newest}&format={form}"
        runs = []
        for _ in range(options.rounds):
            begun, used = time.monotonic(), service.processor_seconds()
            answer = service.bytes("auditor", "GET", path)
            seconds, processor = time.monotonic() - begun, service.processor_seconds() - used
            runs.append((seconds, processor, *hash_join(service, hospital.organization, newest)))
        middle = [statistics.median(column) for column in zip(*runs)]
        assert answer.count(b"\n") > hospital.rows or form == "json", "lines are missing"
        assert middle[4] == hospital.rows, "the hash join finds others"
        rows.append({"format": form, "megabytes": len(answer) / 1e6, "lines": hospital.rows, "seconds": middle[0],
                     "processor": middle[1], "client_seconds": middle[2], "join_seconds": middle[3]})
        options.say(f"difference as {form}: {middle[0]:.2f} s ({middle[1]:.2f} s of processors); a client that takes both bodies "
                    f"and joins them {middle[2]:.2f} s, of it the join in memory, in Python, {middle[3]:.3f} s")
    return {"http": rows, "in_process": bed.in_process()}


def hash_join(service, organization, newest):
    """Seconds to take both bodies and join them, seconds of the join alone, and how many lines differ."""
    begun = time.monotonic()
    def lines(number):
        body = service.bytes("collector", "GET", f"organizations/{organization}/snapshots/{number}/body")
        return [(line.split(b'","name"', 1)[0], line) for line in body.splitlines()]

    before, after = lines(newest - 1), lines(newest)
    joining = time.monotonic()
    known = dict(before)
    differ = sum(1 for key, line in after if known.pop(key, None) != line) + len(known)
    return time.monotonic() - begun, time.monotonic() - joining, differ
