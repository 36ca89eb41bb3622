"""The way to our database: one engine per process and URL, sessions whose edge commits.

SQLite runs in WAL mode with foreign keys on and every transaction opened as a writer, so that a reader never has
to turn into one half-way; PostgreSQL needs none of that. Parameters never appear in errors or logs (rule 5).
"""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import psycopg
from sqlalchemy import Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from models.settings import settings
from models.tables import FocalPoint, Institution, Office, Officer

ResultT = TypeVar("ResultT")

SQLITE_IS = (
    "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000",
    "secure_delete=ON",  # what is erased is written over, not only let go
)  # fmt: skip
READERS_SECONDS = 5.0
"""How long to wait for those who read before the log can be emptied."""


class _OneSession(Session):
    """A session that reads each office, officer, institution and focal point once.

    A plain one forgets a row as soon as nobody refers to it, and reads it again for every letter.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.network: list[object] = []


@event.listens_for(_OneSession, "loaded_as_persistent")
def _hold(session: _OneSession, row: object) -> None:
    if isinstance(row, (Office, Officer, Institution, FocalPoint)):
        session.network.append(row)


class DatabaseUnavailable(Exception):
    """The database cannot be used. Check NARAHUBUNG_DATABASE_URL, free disk space and rights; nothing was changed."""


class DatabaseContended(DatabaseUnavailable):
    """The database was busy with what others change at the same time. Nothing was changed; run it again."""


_CONTENDED = (
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.LockNotAvailable,
)
_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED")


@lru_cache
def engine_for(url: str) -> Engine:
    """The engine of `url`, made at first use and kept for the process."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10)
        event.listen(engine, "handle_error", _name_no_values)
        return engine
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=10
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_as_writer)
    event.listen(engine, "checkin", _leave_nothing_open)
    return engine


def _name_no_values(context: ExceptionContext) -> None:
    """Drop PostgreSQL's "Failing row contains (...)" and "Key (...)=(...)": they hold what people wrote (rule 5)."""
    original = context.original_exception
    if not (isinstance(original, psycopg.Error) and original.diag.message_primary):
        return
    original.args = (original.diag.message_primary,)
    if context.sqlalchemy_exception is not None:
        name = type(original).__name__
        context.sqlalchemy_exception.args = (f"(psycopg.errors.{name}) {original.diag.message_primary}",)


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN is ours (see `_begin_as_writer`), not the driver's
    for pragma in SQLITE_IS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_as_writer(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))


def _leave_nothing_open(connection: Any, _record: ConnectionPoolEntry) -> None:
    """A commit that failed may leave its transaction open, and SQLAlchemy takes it for ended: end it here."""
    if connection is not None and connection.in_transaction:
        connection.rollback()


@contextmanager
def transaction(url: str | None = None) -> Generator[Session]:
    """One transaction: commits at the end, rolls back on any error. The only place where work is committed.

    Raises `DatabaseUnavailable` when the database cannot be reached, is full, read-only or damaged, and its kind
    `DatabaseContended` when others went first: of two in a deadlock, for instance.
    """
    with _session(url, begin="BEGIN IMMEDIATE") as session:
        yield session
        session.commit()


def unit(work: Callable[[Session], ResultT]) -> ResultT:
    """What `work` gives in one transaction; tried once more, from the beginning, where others went first.

    For work that may be repeated: it reads what it changes, and leaves nothing behind but what is committed.
    """
    try:
        with transaction() as session:
            return work(session)
    except DatabaseContended:
        with transaction() as session:
            return work(session)


@contextmanager
def reading(url: str | None = None) -> Generator[Session]:
    """A session that only reads: on SQLite it takes no write lock; nothing is committed."""
    with _session(url, begin="BEGIN") as session:
        yield session


@contextmanager
def looking_back(url: str | None = None) -> Generator[Session]:
    """A session that reads one moment of the database, however long it takes and whatever is committed meanwhile.

    For what compares rows that it reads one after the other. SQLite's readers see one moment anyhow.
    """
    with _session(url, begin="BEGIN", isolation_level="REPEATABLE READ", postgresql_readonly=True) as session:
        yield session


def empty_log() -> bool:
    """Write SQLite's log of changes into its file, and empty it: until then the old values stand in both.

    True where that was done, or there is no such log. False where somebody reads, or the disk is full: what was
    committed stays so, and the next time does the same.
    """
    url = make_url(settings().database)
    if url.get_backend_name() != "sqlite" or not url.database:
        return True
    here = f"file:{quote(url.database)}?mode=rw"
    try:
        with closing(sqlite3.connect(here, uri=True, timeout=READERS_SECONDS)) as connection:
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    return not busy


@contextmanager
def _session(url: str | None, **options: Any) -> Generator[Session]:
    engine = engine_for(url or settings().database)
    if engine.dialect.name == "sqlite":
        options = {"begin": options["begin"]}
    engine = engine.execution_options(**options)
    try:
        with _OneSession(engine, expire_on_commit=False) as session:
            yield session
    except DatabaseError as error:
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise  # what a caller did wrong, or a constraint that held
        why = f"{type(error.orig).__name__}: {error.orig}"
        kind = DatabaseContended if _contended(error.orig) else DatabaseUnavailable
        raise kind(f"{kind.__doc__} ({why})") from None


def _contended(error: BaseException | None) -> bool:
    """Whether the database only chose somebody else to go first: the same again has every chance."""
    return isinstance(error, _CONTENDED) or getattr(error, "sqlite_errorname", "").startswith(_LOCKED)
