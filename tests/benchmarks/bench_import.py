"""Bulk intake: filings from a table through `narahubung import`, each with its receipt queued."""

import csv
from pathlib import Path

import pytest

from tests.benchmarks import life
from tests.benchmarks.commands import Ran, ran
from tests.benchmarks.table import RUNS, Table, sized

PER_SECOND, MOST_MB = 1_000, 300
MAPPING = """
key = {{ template = "desk{run}:{{no}}" }}
live = true
[office]
code = "BJM"
[reporter]
name = {{ column = "who" }}
email = {{ column = "mail" }}
[filing]
received_at = {{ column = "at" }}
subject = {{ column = "what" }}
"""


@pytest.mark.timeout(3600)
def test_importing_filings_with_their_receipts(database_url: str, tmp_path: Path, table: Table) -> None:
    """The command as its users run it: every row checked, then stored in batches, its letters queued with it."""
    life.furnish()
    filings = sized(100_000, 2_000)
    kind = database_url.partition("+")[0].partition(":")[0]
    source = tmp_path / "filings.csv"
    with source.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(("no", "at", "what", "who", "mail"))
        for number in range(filings):
            rows.writerow(
                (number, "2022-02-28T09:00", "Jalan rusak", f"Pelapor {number}", f"p{number}@example.org")
            )
    measured = sorted(_imported(source, tmp_path, run) for run in range(RUNS))
    lasted, memory = measured[RUNS // 2]
    rate = filings / lasted
    what = f"{filings:,} filings, {kind}"
    wanted = PER_SECOND if kind == "sqlite" else None
    target = f"≥ {wanted:,} /s" if wanted else ""
    table.by_itself("import", what, f"{rate:,.0f} /s", target, met=rate >= wanted if wanted else None)
    table.by_itself("import", f"{what}, memory", f"{memory:,.0f} MB", f"< {MOST_MB} MB", met=memory < MOST_MB)


def _imported(source: Path, folder: Path, run: int) -> Ran:
    mapping = folder / f"mapping{run}.toml"
    mapping.write_text(MAPPING.format(run=run), encoding="utf-8")
    return ran("import", str(source), "--map", str(mapping), "--json")
