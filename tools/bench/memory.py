"""Memory and start: an empty server, and one with a million concepts (tools/registry-scale)."""

import json
import os
import subprocess
import sys
import time

SCALE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "registry-scale", "measure.py")


def measure(bed, options):
    with bed.bare_service() as service:
        service.run("migrate")
        start = service.start()
        time.sleep(2)
        whole, anonymous = service.memory()
        options.say(f"empty: {whole:.0f} MB, of it {anonymous:.0f} MB that are no pages of files; started in {start:.2f} s")
    command = [sys.executable, SCALE, "--zhiyu", options.zhiyu, "--rows", str(options.concepts), "--json"]
    out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    scale = json.loads(out)
    options.say(json.dumps(scale))
    return {"empty_megabytes": whole, "empty_anonymous_megabytes": anonymous, "empty_start_seconds": start,
            "concepts": options.concepts, **scale}
