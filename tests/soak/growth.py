"""What must stay flat while an office works on and on: memory, file handles, and Prefect's database.

What Prefect keeps once of a complaint is counted for each complaint; what it adds with each step of one, and its bytes,
for each happening, because an office that has just begun knows young complaints only.
"""

import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlmodel import Session, col, func, select

from models.tables import Happening, Matter

ONCE = ("flow_run", "flow_run_input", "artifact", "artifact_collection")
BY_STEP = ("flow_run_state", "task_run", "log", "events")
ROWS = (*ONCE, *BY_STEP)
SIZE = "bytes of Prefect's database"

LEAST = 9
"""Fewer samples than these prove nothing: three for each third."""
BY_A_THIRD, HANDLES_MORE, ROWS_MORE = 1.33, 10, 1.0


class TooFewSamples(AssertionError):
    """Nothing can be said about growth. Let the soak run for longer (SOAK_MINUTES)."""


@dataclass(frozen=True)
class Process:
    """A process at one moment: memory in MB and open file handles; nothing of one that does not run."""

    pid: int | None
    memory: float = 0.0
    handles: int = 0


@dataclass(frozen=True)
class Sample:
    """One look: worker and Prefect's server, and the rows and bytes of Prefect's database."""

    minutes: float
    worker: Process
    server: Process
    complaints: int
    happenings: int
    rows: dict[str, int]
    size: int

    def of(self, name: str) -> float:
        """So many rows of this table, or `SIZE`, for each complaint or for each happening."""
        by = self.complaints if name in ONCE else self.happenings
        return (self.size if name == SIZE else self.rows[name]) / max(1, by)

    def line(self) -> str:
        """The sample in one line."""
        rows = " ".join(f"{name}={self.of(name):.1f}" for name in ROWS)
        return (
            f"{self.minutes:5.1f} min  worker {self.worker.memory:6.1f} MB {self.worker.handles:4d} handles"
            f"  server {self.server.memory:6.1f} MB  {self.complaints:5d} complaints"
            f" {self.happenings:6d} happenings  {self.of(SIZE) / 1000:.1f} kB  {rows}"
        )


def process(pid: int | None) -> Process:
    """How the process is now. One that is just being started, or was killed at this moment, counts as nothing."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
        handles = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return Process(None)
    return Process(pid, pages * os.sysconf("SC_PAGE_SIZE") / 1e6, handles)


def look(
    minutes: float, worker: int | None, server: int | None, prefect_database: Path, session: Session
) -> Sample:
    """How things are now."""
    complaints = session.exec(select(func.count(col(Matter.id)))).one()
    happenings = session.exec(select(func.count(col(Happening.id)))).one()
    with sqlite3.connect(f"file:{prefect_database}?mode=ro", uri=True, timeout=30) as connection:
        rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ROWS}
    size = prefect_database.stat().st_size
    return Sample(minutes, process(worker), process(server), complaints, happenings, rows, size)


def grown(samples: Sequence[Sample], undisturbed: Sequence[Sample]) -> list[str]:
    """What has grown from the first third to the last, by medians; nothing, in an office that may work on for ever.

    What Prefect keeps is judged over the whole run. The memory and the handles of a process are judged over the
    undisturbed stretch alone, in which nobody kills it. Raises `TooFewSamples`.
    """
    found = [
        name for name in ROWS if _more(samples, lambda each, name=name: each.of(name), BY_A_THIRD, ROWS_MORE)
    ]
    judged: Sequence[tuple[str, Sequence[Sample], Callable[[Sample], float], float, float]] = (
        (SIZE, samples, lambda each: each.of(SIZE), BY_A_THIRD, 0),
        ("worker's memory", undisturbed, lambda each: each.worker.memory, BY_A_THIRD, 0),
        ("worker's handles", undisturbed, lambda each: each.worker.handles, 1, HANDLES_MORE),
        ("server's memory", undisturbed, lambda each: each.server.memory, BY_A_THIRD, 0),
    )
    return found + [name for name, over, value, times, more in judged if _more(over, value, times, more)]


def _more(samples: Sequence[Sample], value: Callable[[Sample], float], times: float, more: float) -> bool:
    if len(samples) < LEAST:
        raise TooFewSamples(f"{TooFewSamples.__doc__} ({len(samples)} of {LEAST})")
    third = len(samples) // 3
    before, after = (median(map(value, part)) for part in (samples[:third], samples[-third:]))
    return after > before * times + more
