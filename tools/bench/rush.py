"""The herd of 18:00: thousands of collectors at once, without limits and with those that a server has by default."""

import json
import os
import subprocess
import sys

HERD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "herd.py")
UNLIMITED = {"ZHIYU_LIMITS_REQUESTS": "0", "ZHIYU_LIMITS_HEAVY": "0", "ZHIYU_LIMITS_HEAVY_PER_ORGANIZATION": "0"}


def measure(bed, options):
    """Every collector has a token of its own; the server is started anew for each herd."""
    service, hospital = bed.service(), bed.hospitals()[-1]
    bed.release(hospital)
    tokens = os.path.join(service.folder, "tokens")
    with open(tokens, "w", encoding="ascii") as file:
        for number in range(options.collectors):
            wanted = {"account": f"box-{number}", "role": "collector", "organizations": [hospital.organization]}
            file.write(service.call("administrator", "POST", "tokens", wanted)["token"] + "\n")
    rows = []
    for name, settings, share in (("without limits", UNLIMITED, 0.8), ("with the default limits", {}, 1.0)):
        service.stop()
        service.start(**settings)
        # The first pull builds and packs the body: memory is counted from then on.
        service.bytes("collector", "GET", f"organizations/{hospital.organization}/snapshots/{bed.release(hospital)}/body",
                      headers={"Accept-Encoding": "gzip"})
        before, processor = service.memory()[0], service.processor_seconds()
        service.most_memory(forget=True)
        command = [sys.executable, HERD, "--url", f"http://{service.listen}/api/v1", "--organization", hospital.organization,
                   "--tokens", tokens, "--collectors", str(int(options.collectors * share))]
        herd = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        grown = service.most_memory() - before
        rows.append({"limits": name, **herd, "growth_megabytes": grown,
                     "processor": service.processor_seconds() - processor})
        options.say(f"{herd['collectors']} collectors {name}: all done in {herd['all_done_seconds']} s, p99 "
                    f"{herd['done_p99_seconds']} s, errors {herd['errors']}, statuses {herd['statuses']}, grown {grown:.0f} MB")
    bed.restart()
    return rows
