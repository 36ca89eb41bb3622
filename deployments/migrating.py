"""Bringing our database to the tables of this program, by whichever process comes first.

Every process that starts calls `check`; `narahubung migrate` calls `upgrade`. All steps of one upgrade are one
transaction under a lock of the database, so that processes starting together wait for each other and a failed step
leaves nothing behind.
"""

import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from models.database import DatabaseUnavailable, reading
from models.settings import settings

MIGRATIONS: Final = Path(str(files("deployments.migrations")))
VERSION_TABLE: Final = "narahubung_version"
"""Not Alembic's default, so that an administrator may let Prefect use the same PostgreSQL database."""
LOCK: Final = 7_264_011_906
"""The key of our advisory lock on PostgreSQL."""
PATIENCE: Final = 60.0
"""Seconds (real time) for which a process waits while another one migrates."""


class DatabaseNewer(Exception):
    """The database was made by a newer Narahubung. Install that version here too; nothing was changed."""


class DatabaseOlder(Exception):
    """The tables of the database are older than this program. Back the database up, then run `narahubung migrate`."""


class DatabaseForeign(Exception):
    """The database has tables of another program under names of ours. Give Narahubung a database of its own."""


class DatabaseBusy(Exception):
    """Another process has held the database for a minute. Stop the other processes of Narahubung, then try again."""


@cache
def revisions() -> tuple[str, ...]:
    """The numbers of all steps this program knows, oldest first."""
    return tuple(sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def revision_of(url: str | None = None) -> str | None:
    """The step that the database has reached; None for a database without our tables."""
    with reading(url) as session:
        return _revision(session.connection())


def check(url: str | None = None) -> None:
    """See that the database fits this program: an embedded (SQLite) one is brought up to date on the spot.

    Raises `DatabaseNewer`, `DatabaseOlder` (PostgreSQL: an administrator decides when), `DatabaseBusy`,
    `DatabaseForeign`, `DatabaseUnavailable`.
    """
    url = url or settings().database
    reached = revision_of(url)
    _refuse_newer(reached)
    if reached == revisions()[-1]:
        return
    if not url.startswith("sqlite"):
        raise DatabaseOlder(DatabaseOlder.__doc__)
    upgrade(url)


def upgrade(url: str | None = None) -> tuple[str, ...]:
    """Take the database to this program's last step; returns the steps that were taken, none when it was there.

    Raises `DatabaseNewer`, `DatabaseForeign`, `DatabaseBusy`, `DatabaseUnavailable`. All or nothing.
    """
    with _locked(url or settings().database) as connection:
        reached = _revision(connection)
        _refuse_newer(reached)
        if reached is None:
            _refuse_foreign(connection)
        missing = tuple(number for number in revisions() if reached is None or number > reached)
        if missing:
            run_steps(connection)
    return missing


def run_steps(connection: Connection) -> None:
    """Run the missing steps inside the transaction of `connection`; the caller commits."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def _refuse_newer(reached: str | None) -> None:
    if reached is not None and reached not in revisions():
        raise DatabaseNewer(DatabaseNewer.__doc__)


def _refuse_foreign(connection: Connection) -> None:
    from deployments.migrations.comparing import METADATA

    if METADATA.tables.keys() & set(inspect(connection).get_table_names()):
        raise DatabaseForeign(DatabaseForeign.__doc__)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - a constant


@contextmanager
def _locked(url: str) -> Generator[Connection]:
    engine = _engine(url)
    try:
        with _connected(engine) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            yield connection
            if engine.dialect.name == "sqlite":
                _see_foreign_keys(connection)
    except OperationalError as error:
        if _is_lock(error):
            raise DatabaseBusy(DatabaseBusy.__doc__) from None
        raise DatabaseUnavailable(f"{DatabaseUnavailable.__doc__} ({error.orig})") from None
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_alone)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")  # a table that is copied and dropped is still referred to
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=ON")  # such a copy holds what may have to be erased one day


def _begin_alone(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN EXCLUSIVE")


def _connected(engine: Engine) -> Connection:
    """A connection. SQLite does not wait by itself while another process turns a new file to WAL mode."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            if not _is_lock(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _is_lock(error: OperationalError) -> bool:
    said = str(error.orig)
    return "locked" in said or "lock timeout" in said


def _see_foreign_keys(connection: Connection) -> None:
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise RuntimeError("a migration has left rows that refer to nothing; it was taken back")
