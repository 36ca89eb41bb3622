"""The database drops connections, restarts, sees a deadlock, cannot be written: nothing half done, and a sentence."""

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlmodel import Session, select, text

from models.casework.finding import matter_by_number
from models.casework.keeping import note
from models.database import DatabaseUnavailable, engine_for, reading, transaction
from models.settings import settings
from models.tables import Happening, Matter
from tests import sample

on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lodged() -> str:
    """A complaint on the sample office; its number."""
    with transaction() as session:
        sample.office(session)
        return sample.lodged(session, access="report").agenda_no


def happenings(number: str) -> int:
    """How many happenings its history holds."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        return len(session.exec(select(Happening.id).where(Happening.matter_id == complaint.id)).all())


def add_note(number: str, meanwhile: Callable[[Session], object] = lambda _: None) -> None:
    """One note in a transaction of its own, with something that happens before it is committed."""
    with transaction() as session:
        complaint = matter_by_number(session, number, to_change=True)
        note(session, complaint, "Catatan.", sample.NOW, by=sample.HEAD)
        meanwhile(session)


def drop_all_connections(server: psycopg.Connection) -> None:
    """What a restart of the server does to its clients."""
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s",
        [engine_for(settings().database).url.database],
    )


@on_postgres
def test_a_dropped_connection_undoes_the_transaction(database_url: str, postgres: psycopg.Connection) -> None:
    """Cut in the middle: nothing of it is kept, the reason is a sentence without values, the next one works."""
    del database_url
    number = lodged()
    before = happenings(number)
    with pytest.raises(DatabaseUnavailable, match="nothing was changed"):
        add_note(number, lambda session: (drop_all_connections(postgres), session.exec(select(Matter)).all()))
    assert before == happenings(number)
    add_note(number)
    assert before + 1 == happenings(number)


@on_postgres
def test_a_restarted_server_is_found_again(database_url: str, postgres: psycopg.Connection) -> None:
    """Every pooled connection is dead after it: nobody notices."""
    del database_url
    number = lodged()
    drop_all_connections(postgres)
    add_note(number)
    assert happenings(number) > 0


@on_postgres
def test_of_two_in_a_deadlock_one_goes_on(database_url: str) -> None:
    """Each holds what the other wants: the server ends one of them whole, the other commits."""
    del database_url
    first = lodged()
    with transaction() as session:
        second = sample.lodged(session, access="report", subject="Sertipikat").agenda_no
    counts = [happenings(first), happenings(second)]
    together, ended = threading.Barrier(2, timeout=10), list[str]()

    def both(mine: str, other: str) -> None:
        try:
            add_note(
                mine, lambda session: (together.wait(), matter_by_number(session, other, to_change=True))
            )
            ended.append("done")
        except DatabaseUnavailable as error:
            ended.append("deadlock" if "DeadlockDetected" in str(error) else str(error))

    threads = [threading.Thread(target=both, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert ["deadlock", "done"] == sorted(ended)
    assert sum(counts) + 1 == happenings(first) + happenings(second)


@on_sqlite
def test_a_file_that_cannot_be_written_says_so(database_url: str) -> None:
    """A disk that was mounted read-only, say: the sentence tells what to check, and reading goes on."""
    number = lodged()
    before = happenings(number)
    with (
        pytest.raises(DatabaseUnavailable, match="attempt to write a readonly database"),
        transaction(f"{database_url}?mode=ro&uri=true".replace("sqlite:///", "sqlite:///file:")) as session,
    ):
        session.exec(text("UPDATE matter SET version = version + 1"))  # pyright: ignore[reportCallIssue, reportArgumentType]
    assert before == happenings(number)


@on_sqlite
def test_a_database_that_is_no_database_says_so(database_url: str, tmp_path: Path) -> None:
    """A file of something else under the name of the database: a sentence, and the file is left as it is."""
    del database_url
    path = tmp_path / "surat.sqlite3"
    path.write_bytes(b"Yth. Bapak/Ibu, " * 400)
    with pytest.raises(DatabaseUnavailable), reading(f"sqlite:///{path}") as session:
        session.exec(select(Matter)).all()
    assert path.read_bytes().startswith(b"Yth.")
