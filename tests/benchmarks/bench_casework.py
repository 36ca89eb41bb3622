"""The core: a life of twelve steps with history, clocks and queued letters, beside DBOS and beside bare writes."""

from pathlib import Path

import pytest

from tests.benchmarks import life
from tests.benchmarks.processes import steps_per_second
from tests.benchmarks.table import Table, middles, sized
from tests.benchmarks.written import written

TIMES_DBOS, PART_OF_BARE = 7.0, 0.5


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("processes", [1, 4])
def test_steps_of_a_life(
    database_url: str, processes: int, table: Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows are written by all three, in as many transactions."""
    life.furnish()
    kind = database_url.partition("+")[0].partition(":")[0]
    system = f"sqlite:///{tmp_path / 'dbos.sqlite3'}" if kind == "sqlite" else database_url
    monkeypatch.setenv("PEER_SYSTEM_DATABASE", system)
    steps = written(life.live)
    lives = sized(200 // processes, 5)

    ours, bare, dbos = middles(
        lambda: steps_per_second("ours", steps, processes, lives),
        lambda: steps_per_second("bare", steps, processes, lives),
        lambda: steps_per_second("dbos", steps, processes, max(2, lives // 2)),
    )
    what = f"steps, {kind}, {processes} {'process' if processes == 1 else 'processes'}"
    table.at_least("casework", what, ours, dbos, "DBOS", TIMES_DBOS)
    table.at_least("casework", what, ours, bare, "bare writes", PART_OF_BARE)
