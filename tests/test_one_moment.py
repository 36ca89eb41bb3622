"""What compares rows of a live database sees one moment of it: what is committed meanwhile is no alarm."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from models.casework import keeping
from models.casework.finding import matter_by_number
from models.database import engine_for, looking_back, reading, transaction
from models.tables import Matter
from tests import sample
from tests.running import narahubung


@contextmanager
def an_officer_who_writes(url: str, number: str) -> Generator[list[str]]:
    """Just before somebody reads a history for the first time, a note is committed; the numbers it was put to."""
    noted = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM happening" in statement and not noted:
            noted.append(number)
            with transaction() as session:
                complaint = matter_by_number(session, number, to_change=True)
                keeping.note(session, complaint, "Catatan.", sample.NOW, by=sample.HEAD)

    engine = engine_for(url)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def number(database_url: str) -> str:
    """The number of a complaint that is open."""
    del database_url
    with transaction() as session:
        sample.office(session)
        return sample.lodged(session, access="report").agenda_no


@pytest.mark.parametrize("words", [("verify-history",), ("verify-history", "--json")])
def test_a_commit_meanwhile_breaks_no_history(database_url: str, number: str, words: tuple[str, ...]) -> None:
    """The complaint was read before the note, its history would be read after it."""
    with an_officer_who_writes(database_url, number) as noted:
        result = narahubung(*words)

    assert (0, [number]) == (result.exit_code, noted)


def test_a_commit_meanwhile_breaks_no_invariant(database_url: str, number: str) -> None:
    """The doctor's deep look reads in batches for minutes; officers need not stop for it."""
    with an_officer_who_writes(database_url, number) as noted:
        answer = json.loads(narahubung("doctor", "--deep", "--json").stdout)

    assert [number] == noted
    assert [] == answer["deep"]["broken"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_looks_back_changes_nothing(database_url: str, number: str) -> None:
    """PostgreSQL itself refuses, and the connection goes back to the others as it was."""
    del database_url
    with looking_back() as session:
        session.exec(select(Matter)).one().version = 9
        with pytest.raises(DBAPIError, match="read-only"):
            session.flush()
    with transaction() as session:
        keeping.note(session, matter_by_number(session, number), "Catatan.", sample.NOW, by=sample.HEAD)
    with reading() as session:
        assert 2 < matter_by_number(session, number).version < 9
