"""Translation in batches: over HTTP, and its heart in the process beside a bare loop over a hash map."""

import json
import os
import statistics
import subprocess

from load import wrk
from releases import name, target

BATCH = 1_000


def measure(bed, options):
    service, hospital = bed.service(), bed.hospitals()[-1]
    release = bed.release(hospital)
    dictionary = f"his/{hospital.names[0]}"
    codes = list(hospital.codes(hospital.names[0]))
    asked = [codes[n * 7919 % len(codes)] for n in range(BATCH)]
    batch = {"dictionary": dictionary, "items": [{"code": f"L{n:06}", "name": name(n)} for n in asked]}
    path = f"organizations/{hospital.organization}/translate?release={release}"  # at night a new release waits for the morning
    answer = service.call("collector", "POST", path, batch)
    for n, item in zip(asked, answer["items"], strict=True):
        wanted = target(n, hospital.turns - 1)
        assert (item["status"], [one["code"] for one in item["targets"]]) == ("mapped", [wanted]), (item, wanted)
    file_name = os.path.join(service.folder, "batch.json")
    with open(file_name, "w", encoding="utf-8") as file:
        json.dump(batch, file, ensure_ascii=False)
    headers = {"Authorization": f"Bearer {service.tokens['collector']}", "Content-Type": "application/json"}
    rows = []
    for connections in (1, 10):
        act = lambda seconds: wrk(f"http://{service.listen}/api/v1/{path}", headers, connections, seconds, file_name)
        act(options.warm_up)
        used = service.processor_seconds()
        runs = [act(options.seconds) for _ in range(options.rounds)]
        used = service.processor_seconds() - used
        requests = sum(run["rate"] * options.seconds for run in runs)
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        rows.append({"connections": connections, **middle, "codes_a_second": middle["rate"] * BATCH,
                     "errors": sum(run["errors"] for run in runs), "processor_microseconds": used * 1e6 / requests})
        options.say(f"translate {BATCH} codes, {connections} connections: {middle['rate']:.0f}/s, p99 {middle['p99']:.1f} ms, "
                    f"{rows[-1]['processor_microseconds']:.0f} µs of processors each")
    return {"http": rows, "in_process": bed.in_process()}


def in_process(bed, options):
    """What `in_process` tells of the two newest releases, or none when it was not built."""
    binary = os.path.join(os.path.dirname(os.path.abspath(options.zhiyu)), "examples", "in_process")
    if not os.path.exists(binary):
        options.say(f"not measured: {binary} is missing (cargo build --release --example in_process)")
        return None
    service, hospital = bed.service(), bed.hospitals()[-1]
    newest, files = bed.release(hospital, at_least=2), []
    for number in (newest - 1, newest):
        files.append(os.path.join(service.folder, f"body-{number}"))
        with open(files[-1], "wb") as file:
            file.write(service.bytes("collector", "GET", f"organizations/{hospital.organization}/snapshots/{number}/body"))
    out = subprocess.run([binary, *files, str(options.batches)], stdout=subprocess.PIPE, check=True).stdout
    told = json.loads(out)
    for what, found in told.items():
        options.say(f"{what} in process: {found['microseconds']:.0f} µs, bare {found['bare_microseconds']:.0f} µs, ratio {found['ratio']:.2f}")
    return told
