"""The sweep of a million clocks: at once when nothing is due, and otherwise as long as what is due takes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, inspect, text, update
from sqlmodel import SQLModel, col, func, select

from models.casework.finding import matter_by_number
from models.casework.intake import sort
from models.casework.sweep import sweep
from models.codes import Access
from models.database import transaction
from models.tables import Clock, Happening, Matter, Outbox, Reached, RungState
from tests.benchmarks import life
from tests.benchmarks.table import Table, middle, middles, seconds, sized

BATCH = 50
"""As many as the scheduled flow attends to in one transaction."""
QUIET_SECONDS, TIMES_BARE = 0.020, 3.0


@pytest.mark.timeout(3600)
def test_sweeping_a_million_clocks(database_url: str, table: Table) -> None:
    """Reminders fall due; the peer writes the same rows by bare SQL, in batches of the same size."""
    clocks = sized(1_000_000, 10_000)
    now = _open(clocks)
    kind = database_url.partition("+")[0].partition(":")[0]
    idle = middle(lambda: seconds(lambda: _sweep_all(now)))
    table.by_itself(
        "sweep",
        f"{clocks:,} clocks, {kind}, nothing due",
        f"{idle * 1000:.1f} ms",
        f"< {QUIET_SECONDS * 1000:.0f} ms",
        met=idle < QUIET_SECONDS,
    )
    taken = 1
    for due in (sized(1_000, 100), sized(10_000, 1_000)):
        turns = iter(range(taken, taken + 6 * due, due))
        taken += 6 * due

        def ours(due: int = due, turns: Any = turns) -> float:
            _let_fall_due(next(turns), due, now)
            return seconds(lambda: _sweep_all(now))

        def bare(due: int = due, turns: Any = turns) -> float:
            _let_fall_due(next(turns), due, now)
            return seconds(lambda: _write_all(now))

        lasted, peer = middles(ours, bare)
        table.at_most("sweep", f"{due:,} due, {kind}", lasted, peer, "bare SQL", TIMES_BARE)


def _sweep_all(now: datetime) -> None:
    while True:
        with transaction() as session:
            if sweep(session, now, BATCH).clocks == 0:
                return


def _open(clocks: int) -> datetime:
    """A complaint with its clocks, and so many copies of it. Returns when its first reminder is due."""
    life.furnish()
    number = life.lodged()
    life.decided(number, lambda s, c, now: sort(s, c, Access.REPORT, now, by=life.BY), life.FILED)
    with transaction() as session:
        model = matter_by_number(session, number)
        clock = session.exec(
            select(Clock).where(Clock.matter_id == model.id).order_by(col(Clock.next_at))
        ).first()
        assert clock is not None
        assert clock.next_at is not None
        now = clock.next_at + timedelta(minutes=1)
        session.exec(update(Clock).values(next_at=now + timedelta(days=30)))
        copied = _names(Matter, "agenda_no", "source_key")
        session.connection().execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
                f" INSERT INTO matter (agenda_no, {copied}) SELECT 'copy-' || n.i, {copied} FROM n, matter"
            ),
            {"many": clocks},
        )
        own = ("matter_id", "opened_by")
        of_clock, of_model = _names(Clock, *own), _names(Clock, *own, of="m.")
        session.connection().execute(
            text(
                f"INSERT INTO clock (matter_id, {of_clock}) SELECT c.id, {of_model}"
                " FROM matter c, clock m WHERE m.id = :model AND c.agenda_no LIKE 'copy-%' ORDER BY c.id"
            ),
            {"model": clock.id},
        )
    return now


def _names(table: type[SQLModel], *but: str, of: str = "") -> str:
    columns = inspect(table).columns
    return ", ".join(f'{of}"{column.name}"' for column in columns if column.name not in {"id", *but})


def _let_fall_due(first: int, many: int, now: datetime) -> None:
    """The next `many` clocks need attention now."""
    with transaction() as session:
        least = session.exec(select(func.min(Clock.id)).where(col(Clock.opened_by).is_(None))).one() or 0
        chosen = col(Clock.id).between(least + first, least + first + many - 1)
        session.exec(update(Clock).where(chosen).values(next_at=now - timedelta(minutes=1)))


def _write_all(now: datetime) -> None:
    """The peer: the same rows for each clock that is due, and nothing is thought about."""
    due = select(Clock.id, Clock.matter_id, Matter.version, Matter.chain).join(
        Matter, col(Matter.id) == col(Clock.matter_id)
    )
    while True:
        with transaction() as session:
            rows = session.exec(due.where(col(Clock.next_at) <= now).limit(BATCH)).all()
            if not rows:
                return
            _write(session.connection(), rows, now)


def _write(connection: Any, rows: Any, now: datetime) -> None:
    happenings: list[dict[str, Any]] = [
        {
            "id": str(uuid4()), "matter_id": complaint, "seq": version + 1, "event": "reminded", "at": now,
            "recorded_at": now, "by": "narahubung", "stage_before": "formal_check", "stage_after": "formal_check",
            "facts": {"clock": clock, "key": "sla_verification_formal", "rung": "r1", "act": None, "tells": []},
            "words": [], "previous": chain, "hash": chain,
        }
        for clock, complaint, version, chain in rows
    ]  # fmt: skip
    connection.execute(
        update(Matter)
        .where(col(Matter.id) == bindparam("of"))
        .values(version=bindparam("after"), chain=bindparam("last")),
        [{"of": complaint, "after": version + 1, "last": chain} for _, complaint, version, chain in rows],
    )
    connection.execute(
        update(Clock).where(col(Clock.id) == bindparam("of")).values(next_at=bindparam("then")),
        [{"of": clock, "then": now + timedelta(days=1)} for clock, _, _, _ in rows],
    )
    connection.execute(insert(Happening), happenings)
    connection.execute(
        insert(Outbox),
        [{"happening_id": row["id"], "matter_id": row["matter_id"]} for row in happenings],
    )
    connection.execute(
        insert(Reached),
        [
            {
                "clock_id": clock, "matter_id": complaint, "rung": "r1", "state": RungState.FIRED, "due_used": now,
                "at": now, "happening_id": row["id"],
            }
            for (clock, complaint, _, _), row in zip(rows, happenings, strict=True)
        ],
    )  # fmt: skip
