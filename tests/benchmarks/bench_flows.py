"""Flows: the officer's wait and whole lives at once, under the warm worker and under Prefect's own process worker."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import psycopg
import pytest

from tests.benchmarks.flow_site import LIFE, Site, WorkerKind, site
from tests.benchmarks.table import RUNS, Table, sized
from tests.conftest import new_database
from tests.prefect_server import FOLDER, PORT, Server

SECTION = "flows"
PEER = "process worker"


@pytest.fixture
def server(
    database_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Prefect's server on the same kind of database as ours."""
    running = Server(PORT, FOLDER)
    running.forget_everything()
    if database_url.startswith("sqlite"):
        running.start()
        yield running
        running.stop()
        return
    cluster: psycopg.Connection = request.getfixturevalue("postgres")
    with new_database(cluster) as url:
        theirs = url.replace("+psycopg", "+asyncpg", 1)
        monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", theirs)
        running.start()
        yield running
        running.stop()


def kind_of(url: str) -> str:
    """What the database is called in the table."""
    return "SQLite" if url.startswith("sqlite") else "PostgreSQL"


def waits(here: Site, lives: int, steps: int) -> list[float]:
    """The officer's waits in some lives, one after the other; a first step, which warms everything up, not counted."""
    here.live(here.lodge(access="report"), 1)
    return [wait for _ in range(lives) for wait in here.live(here.lodge(access="report"), steps)]


@pytest.mark.timeout(3000)
def test_flows(database_url: str, server: Server, mailbox: object, home: Path, table: Table) -> None:
    """Submit to next desk; answer at the door to next desk; lives at once; what a segment costs the API server."""
    del mailbox
    name = kind_of(database_url)
    rounds: dict[WorkerKind, list[Round]] = {"warm": [], "process": []}
    for _ in range(RUNS):  # in turn, so that both meet the same load of the machine
        for worker, measured in rounds.items():
            measured.append(_measured(server, home, worker))
    ours, peers = rounds["warm"], rounds["process"]
    waits_of_ours = [wait for each in ours for wait in each.waits]
    wait, theirs = median(waits_of_ours), median(wait for each in peers for wait in each.waits)
    answered = [wait for each in ours for wait in each.answered]
    p95 = quantiles(waits_of_ours, n=20)[-1]
    rate, cost = median(each.rate for each in ours), median(each.cost for each in ours)

    table.by_itself(SECTION, f"officer's wait, p50, {name}", f"{wait:.2f} s", "< 0.4 s", met=wait < 0.4)
    table.by_itself(SECTION, f"officer's wait, p95, {name}", f"{p95:.2f} s", "< 1.5 s", met=p95 < 1.5)
    table.at_most(SECTION, f"officer's wait, {name}", wait, theirs, PEER, 1 / 25)
    for what, took, most in (("p50", median(answered), 0.4), ("p95", quantiles(answered, n=20)[-1], 1.5)):
        row = f"answer at the door to the next desk, {what}, {name}"
        table.by_itself(SECTION, row, f"{took:.2f} s", f"< {most} s", met=took < most)
    times = 8 if name == "SQLite" else 12
    their_rate = median(each.rate for each in peers)
    table.at_least(SECTION, f"steps of lives at once, {name}", rate, their_rate, PEER, times)
    shown = f"{cost:.3f} s"
    table.by_itself(SECTION, f"API server's CPU per segment, {name}", shown, "< 0.12 s", met=cost < 0.12)


class Round(NamedTuple):
    """What one worker did in one round."""

    waits: list[float]
    """Seconds of each step, the lives one after the other."""
    answered: list[float]
    """Seconds from an answer at the door to the next desk; the warm worker's only."""
    rate: float
    """Steps per second of lives at once."""
    cost: float
    """Seconds of CPU that a segment cost Prefect's server."""


def _measured(server: Server, home: Path, worker: WorkerKind) -> Round:
    warm = worker == "warm"
    with site(server, home, worker) as here:
        took = waits(here, lives=max(2, sized(60)) if warm else 1, steps=len(LIFE) if warm else 3)
        heard = here.answers(max(6, sized(40))) if warm else []
        idle = _idle(here)
        began, before = time.perf_counter(), here.cpu()
        lives = max(4, sized(200)) if warm else 4
        steps = len(LIFE) if warm else 2
        rate = here.live_together(lives, steps)
        spent = here.cpu() - before - idle * (time.perf_counter() - began)
        return Round(took, heard, rate, spent / (lives * (steps + 1)))


def _idle(here: Site) -> float:
    """Seconds of CPU per second that the server uses while nothing happens."""
    before = here.cpu()
    time.sleep(10)
    return (here.cpu() - before) / 10
