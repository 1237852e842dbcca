#!/usr/bin/env python3
"""What curation takes on a large dictionary: a load of 50,000 rows, bulk acts on all of them, pages of the work list, its way
out to Excel and back, a second load, and coverage over many hospitals.

    cargo build --release
    tools/bench/curation.py --zhiyu target/release/zhiyu [--rows 50000] [--hospitals 40] [--each 30000]
    createdb bench && tools/bench/curation.py --zhiyu target/release/zhiyu --database-url postgres:///bench

The PostgreSQL database has to be empty. Seconds are of this machine; the processors' seconds are those of the server alone.
"""

import argparse
import os
from urllib.parse import urlencode

from service import ORGANIZATION, Service, Steps

QUERY = "target=bench/1&code=code&name=name&usage=usage"


def dictionary(rows, start=0, renamed=0):
    """Rows of a dictionary, the first ones most used; of these some renamed."""
    name = lambda n: f"本院第{n}项诊断名称" if n >= renamed else f"改名后的第{n}项"
    lines = "".join(f"L{n:06},{name(n)},{max(0, rows - n)}\n" for n in range(start, start + rows))
    return f"code,name,usage\n{lines}".encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zhiyu", required=True)
    parser.add_argument("--database-url", help="an empty PostgreSQL database; SQLite without it")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--hospitals", type=int, default=40)
    parser.add_argument("--each", type=int, default=30_000)
    options = parser.parse_args()
    hospitals = [f"C{number:02}" for number in range(options.hospitals)]
    with Service(options.zhiyu, options.database_url) as service:
        concepts = os.path.join(service.folder, "concepts.csv")
        with open(concepts, "w", encoding="utf-8") as file:
            file.write("code,name\n" + "".join(f"T{n:05},标准条目{n}号\n" for n in range(5_000)))
        service.run("import", "edition", "--system", "bench", "--edition", "1", "--code", "code", "--name", "name",
                    "--file", concepts, "--publish")
        service.hospital(*hospitals)
        service.start()
        steps = Steps(service)
        try:
            one_dictionary(service, steps, options.rows)
            many_hospitals(service, steps, hospitals, options.each)
        finally:
            steps.report()


def one_dictionary(service, steps, rows):
    address = f"organizations/{ORGANIZATION}/dictionaries/his/d"
    no_match = {"reason": "标准中没有", "review_on": "2027-01-31"}
    call, take = service.call, steps.take
    take("load", call, "curator", "POST", f"{address}/load?{QUERY}", raw=dictionary(rows))
    for name, query in (("first page", {}), ("text", {"text": "第4999"}), ("by sound", {"text": "dsjbx"}),
                        ("unmapped, share 80 %", {"state": "unmapped", "share": 80})):
        take(f"work list, {name}", call, "curator", "GET", f"{address}/codes?{urlencode({**query, 'limit': 100})}")
    take("work list, every page of 500", pages, service, address)
    dry = take("bulk no-match, dry run", call, "curator", "POST", f"{address}/bulk/no-match", no_match)
    order = {**no_match, "plan": dry["plan"]}
    take("bulk no-match", call, "curator", "POST", f"{address}/bulk/no-match", order)
    submit = take("bulk submit, dry run and act", service.bulk, "curator", address, "submit")
    assert submit["done"] == dry["done"], submit
    done = take("bulk approve, dry run and act", service.bulk, "reviewer", address, "approve")
    assert done["done"] == dry["done"], done
    take("undo the approval", call, "reviewer", "POST", f"{address}/bulk/{done['number']}/undo", {"reason": "试"})
    for form in ("xlsx", "csv"):
        file = take(f"work list to {form}", service.bytes, "curator", "GET", f"{address}/work-list?format={form}")
        take(f"work list back from {form} ({len(file) / 1e6:.1f} MB)", call, "curator", "POST",
             f"{address}/work-list?dry_run=true", raw=file)
    again = dictionary(rows, 100, 600)
    take("second load, dry run", call, "curator", "POST", f"{address}/load?{QUERY}&dry_run=true", raw=again)
    take("second load", call, "curator", "POST", f"{address}/load?{QUERY}", raw=again)
    take("coverage of the hospital", call, "auditor", "GET", f"organizations/{ORGANIZATION}/coverage")


def pages(service, address):
    cursor = None
    while True:
        query = {"limit": 500, **({"cursor": cursor} if cursor else {})}
        page = service.call("curator", "GET", f"{address}/codes?{urlencode(query)}")
        cursor = page.get("next")
        if not cursor:
            return


def many_hospitals(service, steps, hospitals, each):
    if not hospitals:
        return
    def fill():
        for hospital in hospitals:
            address = f"organizations/{hospital}/dictionaries/his/d"
            service.call("curator", "POST", f"{address}/load?{QUERY}", raw=dictionary(each))
            service.bulk("curator", address, "no-match", reason="标准中没有", review_on="2027-01-31", filter={"top": each // 2})

    steps.take(f"{len(hospitals)} hospitals: {each} rows each, half of them decided", fill)
    steps.take("coverage of all hospitals", service.call, "auditor", "GET", "coverage")
    steps.take("coverage of all hospitals, again", service.call, "auditor", "GET", "coverage")


main()
