"""Many running deadlines at once: copies of one complaint with its clocks and, if wanted, a desk at which it waits."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import Session, SQLModel, select

from models.tables import Clock, Desk, DeskState, Matter, Run


def copied(session: Session, model: Matter, many: int, *, desks: bool = False) -> None:
    """So many more complaints like this one, in a handful of statements; their histories are not copied."""
    connection = session.connection()
    of_matter = _names(Matter, "agenda_no", "registration_no", "source_key")
    connection.execute(
        text(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
            f" INSERT INTO matter (agenda_no, {of_matter})"
            f" SELECT 'copy-' || n.i, {of_matter} FROM n, matter WHERE matter.id = :model"
        ),
        {"many": many, "model": model.id},
    )
    of_clock, of_model = (
        _names(Clock, "matter_id", "opened_by"),
        _names(Clock, "matter_id", "opened_by", of="m."),
    )
    connection.execute(
        text(
            f"INSERT INTO clock (matter_id, {of_clock}) SELECT c.id, {of_model}"
            " FROM matter c, clock m WHERE m.matter_id = :model AND c.agenda_no LIKE 'copy-%' ORDER BY c.id"
        ),
        {"model": model.id},
    )
    if desks:
        copies = session.exec(select(Matter).where(Matter.id != model.id)).all()
        session.add_all(Run(matter_id=each.id or 0, run_id=str(each.id)) for each in copies)
        session.flush()
        session.add_all(_desk(each) for each in copies)


def _desk(complaint: Matter) -> Desk:
    return Desk(
        token=f"desk-{complaint.id}",
        matter_id=complaint.id or 0,
        run_id=str(complaint.id),
        generation=1,
        version=complaint.version,
        stage=complaint.stage,
        state=DeskState.OPEN,
        opened_at=datetime.now(UTC),
    )


def _names(table: type[SQLModel], *but: str, of: str = "") -> str:
    columns: Any = inspect(table).columns
    return ", ".join(f'{of}"{column.name}"' for column in columns if column.name not in {"id", *but})
