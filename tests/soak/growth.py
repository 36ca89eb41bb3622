"""What must stay flat while an office works on and on: memory, file handles, and Prefect's database per complaint."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

ROWS = (
    "flow_run",
    "flow_run_state",
    "flow_run_input",
    "task_run",
    "artifact",
    "artifact_collection",
    "log",
    "events",
)


@dataclass(frozen=True)
class Sample:
    """One look: the worker's memory in MB and its file handles, and the rows of Prefect's tables."""

    minutes: float
    memory: float
    handles: int
    complaints: int
    rows: dict[str, int]

    def line(self) -> str:
        """The sample in one line, the rows for each complaint."""
        each = " ".join(f"{name}={count / max(1, self.complaints):.1f}" for name, count in self.rows.items())
        return (
            f"{self.minutes:5.1f} min  {self.memory:6.1f} MB  {self.handles:4d} handles"
            f"  {self.complaints:5d} complaints  {each}"
        )


def look(minutes: float, pid: int | None, complaints: int, prefect_database: Path) -> Sample:
    """How things are now. A worker that is just being started counts as nothing."""
    memory, handles = 0.0, 0
    if pid is not None:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
            memory, handles = (
                pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
                len(list(Path(f"/proc/{pid}/fd").iterdir())),
            )
        except OSError:
            pass  # it was killed at this moment
    with sqlite3.connect(f"file:{prefect_database}?mode=ro", uri=True, timeout=30) as connection:
        rows = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ROWS}
    return Sample(minutes, memory, handles, complaints, rows)
