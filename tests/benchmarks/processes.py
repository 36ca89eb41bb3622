"""Lives lived in several processes at once, by the engine or by a peer, and the steps per second of all together."""

import multiprocessing
import os
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

from models.database import engine_for
from models.settings import settings
from tests.benchmarks.life import live
from tests.benchmarks.written import Again, StepWritten

Life = Callable[[], object]


def ours(_: Sequence[StepWritten]) -> Life:
    """The engine itself."""
    return live


def bare(steps: Sequence[StepWritten]) -> Life:
    """SQLAlchemy that writes the same rows, a transaction per step, and thinks about nothing."""
    engine = engine_for(settings().database)

    def write() -> None:
        again = Again()
        for step in steps:
            with engine.begin() as connection:
                again.write(connection, step)

    return write


def dbos(steps: Sequence[StepWritten]) -> Life:
    """A DBOS workflow of as many durable steps, each writing the same rows in a transaction."""
    library: Any = import_module("dbos")
    engine = engine_for(settings().database)
    lives: dict[str, Again] = {}

    def write(number: int, token: str) -> None:
        with engine.begin() as connection:
            lives[token].write(connection, steps[number])

    step = library.DBOS.step()(write)

    def workflow(token: str) -> None:
        for number in range(len(steps)):
            step(number, token)

    flow = library.DBOS.workflow()(workflow)
    library.DBOS(
        config={
            "name": "peer",
            "system_database_url": os.environ["PEER_SYSTEM_DATABASE"],
            "executor_id": str(os.getpid()),
            "log_level": "ERROR",
            "run_admin_server": False,
        }
    )
    library.DBOS.launch()

    def lived() -> None:
        token = str(uuid4())
        lives[token] = Again()
        flow(token)
        del lives[token]

    return lived


WAYS: Mapping[str, Callable[[Sequence[StepWritten]], Life]] = {"ours": ours, "bare": bare, "dbos": dbos}


def steps_per_second(way: str, steps: Sequence[StepWritten], processes: int, lives: int) -> float:
    """Let so many processes live so many lives each, at once, after one to warm up."""
    context = multiprocessing.get_context(
        "forkserver"
    )  # whose children have neither connections nor threads of ours
    context.set_forkserver_preload([__name__])
    ours = {name: value for name, value in os.environ.items() if name.startswith(("NARAHUBUNG_", "PEER_"))}
    together = context.Barrier(processes)
    told: Any = context.Queue()
    workers = [
        context.Process(target=_work, args=(way, steps, lives, together, told, ours))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    spans = [told.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join(30)
        worker.kill()
    lasted = max(end for _, end in spans) - min(begin for begin, _ in spans)
    return processes * lives * len(steps) / lasted


def _work(
    way: str,
    steps: Sequence[StepWritten],
    lives: int,
    together: Barrier,
    told: Any,
    environment: Mapping[str, str],
) -> None:
    os.environ.update(environment)
    life = WAYS[way](steps)
    life()
    together.wait(300)
    began = time.perf_counter()
    for _ in range(lives):
        life()
    told.put((began, time.perf_counter()))
