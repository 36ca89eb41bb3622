"""A decree that moves a hundred thousand deadlines: the dry run, and the decree itself, as the command is run."""

from pathlib import Path

import pytest
from sqlmodel import col, func, select

from flows import wanted
from models.database import reading, transaction
from models.tables import EarlierDue
from tests import sample
from tests.benchmarks.commands import ran
from tests.benchmarks.table import Table, sized
from tests.many_clocks import copied

SECTION = "decree"
DECREE = """date,name,kind,region,known_on,source
2026-04-13,Cuti Bersama Contoh,collective_leave,,2026-03-03,SKB contoh
"""
MOST_MB = 300
LOOKED, MOVED = 1_000, 300
"""The least deadlines per second."""


@pytest.mark.timeout(3600)
def test_a_decree_over_many_deadlines(database_url: str, table: Table, tmp_path: Path) -> None:
    """Each complaint has two deadlines; the decree moves one of them. Done once: it cannot be done again."""
    many = sized(100_000, 2_000)
    kind = database_url.partition("+")[0].partition(":")[0]
    with transaction() as session:
        sample.office(session)
        copied(session, sample.lodged(session, access="report"), many - 1, desks=True)
    path = tmp_path / "decree.csv"
    path.write_text(DECREE, encoding="utf-8")

    dry = ran("holidays", "import", str(path), "--dry-run", "--csv", str(tmp_path / "dry.csv"))
    real = ran("holidays", "import", str(path), "--csv", str(tmp_path / "moved.csv"))
    looked, moved, memory = many / dry.seconds, many / real.seconds, max(dry.memory, real.memory)
    with reading() as session:
        assert many == session.exec(select(func.count(col(EarlierDue.id)))).one()
    assert [] == wanted.stale_desks(1)

    name = f"{many:,} deadlines, {kind}"
    table.by_itself(
        SECTION, f"dry run, {name}", f"{looked:,.0f} /s", f"≥ {LOOKED:,} /s", met=looked >= LOOKED
    )
    table.by_itself(
        SECTION, f"moved and told, {name}", f"{moved:,.0f} /s", f"≥ {MOVED} /s", met=moved >= MOVED
    )
    table.by_itself(SECTION, f"memory, {name}", f"{memory:.0f} MB", f"< {MOST_MB} MB", met=memory < MOST_MB)
