"""A rotation: one officer leaves, and a thousand open tasks have another contact, each with its happening."""

import pytest
from sqlmodel import func, select

from models.casework import handing_over
from models.database import reading, transaction
from models.stages import Event
from models.tables import Happening
from tests import sample
from tests.benchmarks.table import Table, seconds
from tests.test_handing_over import LATER, asked, leaves

TASKS, BATCH = 1_000, 50


@pytest.mark.timeout(1800)
def test_a_thousand_tasks(database_url: str, table: Table) -> None:
    """In batches of one transaction each, as the command and the clock's pass do it."""
    kind = database_url.partition("+")[0].partition(":")[0]
    with transaction() as session:
        sample.office(session)
    for _ in range(TASKS // BATCH):
        with transaction() as session:
            asked(session, BATCH)
    with transaction() as session:
        leaves(session)
    took = seconds(_everything)
    with reading() as session:
        moved = session.exec(
            select(func.count()).select_from(Happening).where(Happening.event == Event.FOCAL_POINT_CHANGED)
        ).one()
    assert TASKS == moved
    table.by_itself("rotation", f"{TASKS:,} open tasks handed over, {kind}", f"{took:.1f} s", "", met=None)


def _everything() -> None:
    last = 0
    while True:
        with transaction() as session:
            moved = handing_over.hand_over(session, LATER, after=last)
        if moved is None:
            return
        last = moved.last
