"""What the measurements share: one server with three hospitals whose bodies are small, middling and large."""

import contextlib

import postgres
from releases import Hospital, add_edition
from service import ORGANIZATION, Service
from translate import in_process

# One client makes all the load with one token: what each may ask for is measured elsewhere.
SETTINGS = {"ZHIYU_LIMITS_RATE_PER_TOKEN": "0", "ZHIYU_LIMITS_HEAVY": "0", "ZHIYU_LIMITS_HEAVY_PER_TOKEN": "0",
            "ZHIYU_LIMITS_HEAVY_PER_ORGANIZATION": "0"}
NAMES = ("S", "M", "L")


class Bed:
    def __init__(self, options):
        self.options, self.running, self.list, self.told = options, None, [], None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.running:
            self.running.__exit__()

    def bare_service(self, database=None):
        return Service(self.options.zhiyu, database)

    def new_service(self, database=None, *organizations):
        """A server with the standard and its people."""
        service = self.bare_service(database)
        service.hospital(*organizations)
        add_edition(service)
        service.start(**SETTINGS)
        return service

    def service(self):
        if not self.running:
            self.running = self.new_service(None, *NAMES)
        return self.running

    def restart(self):
        self.running.stop()
        self.running.start(**SETTINGS)

    def hospitals(self):
        if not self.list:
            self.list = [Hospital(self.service(), name, rows) for name, rows in zip(NAMES, self.options.rows)]
        return self.list

    def hospital_of(self, service, rows):
        return Hospital(service, ORGANIZATION, rows)

    def new_hospital(self, database, rows):
        return self.hospital_of(self.new_service(database), rows)

    def release(self, hospital, at_least=1):
        """The number of the newest release; releases are made until there are so many."""
        if not hospital.turns:
            hospital.load()
        while hospital.turns < at_least:
            hospital.approve()
            hospital.publish()
        return hospital.turns

    def in_process(self):
        if self.told is None:
            self.told = in_process(self, self.options) or {}
        return self.told

    def postgres(self):
        return contextlib.nullcontext() if self.options.no_postgres else postgres.cluster()
