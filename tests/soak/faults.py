"""What goes wrong in a soak: kills, a mail server that stalls or refuses, a database that is locked or cuts off."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress

import psycopg

from models.database import engine_for
from models.settings import settings
from tests.besieged import Process, Site
from tests.conftest import POSTGRES
from tests.soak.refusing import MOODS

VICTIMS = ("worker", "mail", "server")
LASTING = (2.0, 8.0)
"""Seconds: longer than a try at the mail server may last here, and long enough for a writer to notice a lock."""


EVERY = 8.0
"""Seconds from one fault to the next, on average."""


class Faults:
    """The faults of one site, by its dice: each comes once before one comes again. Counted by name."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self._site, self._chance = site, chance
        self.seen, self.deaths = Counter[str](), 0
        self._good = site.processes["mail"]
        self._good_again_at = 0.0
        trouble = self._lock if settings().embedded else self._cut_off
        self._all: tuple[Callable[[], None], ...] = (self._kill, self._stall_mail, self._refuse_mail, trouble)
        self._next: list[Callable[[], None]] = []
        self._due_at = time.monotonic() + EVERY

    def strike(self) -> None:
        """The next one, when its time has come."""
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + self._chance.uniform(0.5, 1.5) * EVERY
        self._next = self._next or self._chance.sample(self._all, k=len(self._all))
        fault = self._next.pop()
        fault()
        self.seen[fault.__name__.lstrip("_")] += 1

    def pass_by(self, *, at_once: bool = False) -> None:
        """The good mail server comes back when the bad one's time is over."""
        if self._site.processes["mail"] is not self._good and (
            at_once or time.monotonic() >= self._good_again_at
        ):
            self._replace_mail(self._good)

    def _kill(self) -> None:
        victim = self._chance.choice(VICTIMS)
        self.deaths += victim in ("worker", "mail")
        self._site.kill(victim)

    def _stall_mail(self) -> None:
        """The mail server takes connections and says nothing."""
        pid = self._site.processes["mail"].pid
        if pid is not None:
            os.kill(pid, signal.SIGSTOP)
            threading.Timer(self._chance.uniform(*LASTING), _go_on, [pid]).start()

    def _refuse_mail(self) -> None:
        """Another mail server stands in its place, which takes no mail. Whatever the good one was at has ended."""
        self.deaths += 1
        words = ("tests.soak.refusing", str(settings().smtp_port), self._chance.choice(MOODS))
        self._good_again_at = time.monotonic() + self._chance.uniform(*LASTING)
        self._replace_mail(Process(words, self._good.output))

    def _replace_mail(self, by: Process) -> None:
        self._site.kill("mail")
        self._site.processes["mail"] = by
        by.start()

    def _lock(self) -> None:
        """Somebody else writes to our SQLite database, and takes their time."""
        lasting = self._chance.uniform(*LASTING)
        path = settings().database.removeprefix("sqlite:///")

        def hold() -> None:
            with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                time.sleep(lasting)
                connection.execute("ROLLBACK")

        threading.Thread(target=hold).start()

    def _cut_off(self) -> None:
        """Every connection to our PostgreSQL database is dropped, as by a restart of the server.

        What a worker has just sent may not be written down yet.
        """
        self.deaths += 1
        name = engine_for(settings().database).url.database
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = %s",
                [name],
            )


def _go_on(pid: int) -> None:
    with suppress(ProcessLookupError):  # it was killed meanwhile
        os.kill(pid, signal.SIGCONT)
