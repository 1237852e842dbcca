"""Readers who take the newest release all the time while others are published: each answer has to be one whole release."""

import threading
import time

from service import Service
from year import check, publish


def measure(bed, options):
    """Every publication changes one mapping of a small hospital."""
    with bed.new_service() as service:
        hospital = bed.hospital_of(service, options.readers_rows)
        hospital.load()
        hospital.approve()
        hospital.publish()
        readers = Readers(service, hospital.organization, options.readers)
        begun = time.monotonic()
        for number in range(options.readers_publications):
            publish(service, hospital, [number % hospital.rows], 4 * (1 + number // hospital.rows))
        seconds = time.monotonic() - begun
        found = {"publications": options.readers_publications, "seconds": seconds, "rows": hospital.rows, **readers.stop()}
    options.say(f"{found}")
    assert not found["failures"], found["failures"]
    return found


class Readers:
    """They read the newest manifest and its body and hold one against the other; releases never go back."""

    def __init__(self, service: Service, organization, count):
        self.service, self.organization, self.over, self.failures = service, organization, False, []
        self.seen = [0] * count
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def read(self, number):
        last = 0
        while not self.over:
            try:
                latest = self.service.call("collector", "GET", f"organizations/{self.organization}/snapshots/latest")
                assert latest["release"] >= last, f"{latest['release']} after {last}"
                last = latest["release"]
                check(self.service, self.organization, last)
                self.seen[number] += 1
            except (Exception, SystemExit) as failure:
                self.failures.append(str(failure)[:300])
                return
            time.sleep(0.5)

    def stop(self):
        self.over = True
        for thread in self.threads:
            thread.join()
        return {"readers": len(self.threads), "bodies": sum(self.seen), "failures": self.failures[:3]}
