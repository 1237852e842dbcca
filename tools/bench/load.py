"""Load made by wrk, and what became of it."""

import json
import os
import statistics
import subprocess
import tempfile

REPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "report.lua")
MOST_DRIFT = 0.2  # of the control between rounds


def wrk(url, headers, connections, seconds, body=None):
    """Requests a second, p50 and p99 in milliseconds, errors. Every request is the same."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        with open(REPORT, encoding="utf-8") as file:
            script.write(file.read())
        if body is not None:
            script.write(f'wrk.method = "POST"\nwrk.body = io.open({json.dumps(body)}, "rb"):read("*a")\n')
        script.flush()
        command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", script.name]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    told = json.loads(out.rpartition("REPORT ")[2])
    return {"rate": told["requests"] * 1e6 / told["microseconds"], "p50": told["p50"] / 1000, "p99": told["p99"] / 1000,
            "errors": told["errors"], "megabytes_a_second": told["bytes"] / told["microseconds"]}


def paired(measured, control, rounds):
    """Rounds of A/B/A/B: medians of both, the ratio of every round, and how far the control moved.

    Drift is the distance between the second lowest and the second highest rate of the control, of its median."""
    both = {"measured": [], "control": []}
    for _ in range(rounds):
        both["control"].append(control())
        both["measured"].append(measured())
    rates = sorted(run["rate"] for run in both["control"])
    cut = 1 if rounds >= 5 else 0
    drift = (rates[rounds - 1 - cut] - rates[cut]) / statistics.median(rates)
    ratios = [a["rate"] / b["rate"] for a, b in zip(both["measured"], both["control"])]
    middle = lambda name: {key: statistics.median(run[key] for run in both[name]) for key in both[name][0]}
    return {"measured": middle("measured"), "control": middle("control"), "ratio": statistics.median(ratios),
            "ratios": ratios, "errors": sum(run["errors"] for run in both["measured"]), "drift": drift,
            "counts": drift <= MOST_DRIFT}
