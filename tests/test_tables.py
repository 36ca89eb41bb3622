"""What the tables hold to by themselves, whatever the program does: history only grows, codes and times are sound."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col, select

from models.database import DatabaseUnavailable, reading, transaction
from models.stages import Event, Stage
from models.tables import Counter, Happening, Matter, Office
from models.tables.columns import NaiveDatetime

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def happening(session: Session) -> Happening:
    """The first happening of a complaint, committed."""
    office = Office(code="BJM", name="Kantor Perwakilan")
    session.add(office)
    session.flush()
    complaint = Matter(agenda_no="000001.2026", office_id=office.id or 0, received_at=NOON)
    session.add(complaint)
    session.flush()
    row = Happening(
        matter_id=complaint.id or 0,
        seq=1,
        event=Event.LODGED,
        at=NOON,
        recorded_at=NOON,
        by="reporter",
        stage_after=Stage.ACCESS,
        previous="",
        hash="0" * 64,
    )
    session.add(row)
    session.commit()
    return row


COLUMNS = "id, matter_id, seq, event, at, recorded_at, by, stage_after, facts, words, previous, hash"
SAME = f"SELECT {COLUMNS} FROM happening"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE happening SET by = 'somebody else'",
        "UPDATE happening SET hash = '1' WHERE seq = 1",
        "DELETE FROM happening",
        f"INSERT INTO happening ({COLUMNS}) {SAME}",
        f"INSERT INTO happening ({COLUMNS}) {SAME} WHERE true ON CONFLICT (id) DO UPDATE SET by = 'somebody else'",
    ],
)
def test_history_refuses_to_change(session: Session, happening: Happening, statement: str) -> None:
    """The database itself refuses it, to whoever asks, and the row is as it was."""
    with pytest.raises(IntegrityError, match=r"append-only|unique"):
        session.connection().execute(text(statement))
    session.rollback()

    with reading() as fresh:
        assert [("reporter", "0" * 64)] == fresh.exec(select(Happening.by, Happening.hash)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT OR REPLACE INTO happening ({COLUMNS}) {SAME}",
        f"REPLACE INTO happening ({COLUMNS}) SELECT 'other', {COLUMNS.removeprefix('id, ')} FROM happening",
        "UPDATE OR REPLACE happening SET seq = 1",
        "UPDATE OR IGNORE happening SET by = 'somebody else'",
    ],
)
def test_history_cannot_be_replaced_in_sqlite(session: Session, happening: Happening, statement: str) -> None:
    """SQLite's REPLACE deletes without firing the trigger on DELETE."""
    with pytest.raises(IntegrityError, match="append-only"):
        session.connection().execute(text(statement))
    session.rollback()

    assert [happening.id] == session.exec(select(Happening.id)).all()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", ["TRUNCATE happening CASCADE", "TRUNCATE matter CASCADE"])
def test_history_cannot_be_truncated_in_postgresql(
    session: Session, happening: Happening, statement: str
) -> None:
    """Neither by itself nor along with what it belongs to."""
    with pytest.raises(IntegrityError, match="TRUNCATE of a happening is refused"):
        session.connection().execute(text(statement))
    session.rollback()

    assert [happening.id] == session.exec(select(Happening.id)).all()


def test_a_complaint_with_history_cannot_be_deleted(session: Session, happening: Happening) -> None:
    """What a row refers to stays."""
    with pytest.raises(IntegrityError):
        session.connection().execute(text("DELETE FROM matter"))
    session.rollback()


def test_an_instant_comes_back_in_utc(session: Session, happening: Happening) -> None:
    """Whatever zone it was given in."""
    complaint = session.exec(select(Matter)).one()
    complaint.closed_at = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=8)))
    session.add(complaint)
    session.commit()
    session.refresh(complaint)

    assert complaint.closed_at is not None
    assert (NOON, timedelta(0)) == (complaint.closed_at, complaint.closed_at.utcoffset())


def test_a_naive_time_is_refused(session: Session, happening: Happening) -> None:
    """A time without a zone may be an hour or two off."""
    complaint = session.exec(select(Matter)).one()
    complaint.closed_at = datetime(2026, 3, 2, 20)  # noqa: DTZ001 - the mistake itself
    session.add(complaint)
    with pytest.raises(StatementError) as refused:
        session.commit()
    session.rollback()

    assert isinstance(refused.value.orig, NaiveDatetime)


def test_a_code_that_does_not_exist_is_refused(session: Session, happening: Happening) -> None:
    """By the database too, for whoever writes past the program."""
    with pytest.raises(IntegrityError, match=r"ck_matter_stage"):
        session.connection().execute(text("UPDATE matter SET stage = 'limbo'"))
    session.rollback()


def test_an_error_shows_no_parameters(database_url: str) -> None:
    """What a person typed may be in them."""
    with transaction() as session, pytest.raises(IntegrityError) as refused:
        session.connection().execute(
            text("INSERT INTO matter (agenda_no, office_id) VALUES (:name, NULL)"), {"name": "Siti Rahmah"}
        )
    assert "Siti Rahmah" not in str(refused.value)


def test_what_fails_half_way_is_taken_back(database_url: str) -> None:
    """A transaction commits as a whole or not at all."""

    def fail() -> None:
        with transaction() as session:
            session.add(Counter(series="agenda", last=1))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with transaction() as session:
        session.add(Counter(series="letters", last=1))
    with reading() as session:
        assert ["letters"] == session.exec(select(Counter.series).order_by(col(Counter.series))).all()


def test_a_database_without_tables_is_named(empty_database_url: str) -> None:
    """Where the program was started past its check, the sentence still says what to look at."""
    with pytest.raises(Exception, match="counter") as refused, reading(empty_database_url) as session:
        session.exec(select(Counter)).all()

    assert empty_database_url.startswith("postgresql") or isinstance(refused.value, DatabaseUnavailable)
