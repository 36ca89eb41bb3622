"""PostgreSQL databases, by PostgreSQL's own tools: one dump of one snapshot, and one transaction that puts it back.

What the tools say may quote a row, so that only the few sentences about versions, rights and connections pass (rule 5).
"""

import os
import re
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import psycopg
from psycopg.sql import SQL, Identifier

from deployments.backups.manifest import BackupDamaged
from deployments.backups.places import Place
from deployments.backups.sqlite_file import VERSIONS, StillInUse
from deployments.migrating import VERSION_TABLE

BLOCK: Final = 1 << 20
QUIET: Final = ("--no-owner", "--no-privileges", "--no-comments")
"""Owners, rights and comments stay the target's own affair."""
TELLABLE: Final = re.compile(
    r"server version mismatch|server version: [^;]+; pg_\w+ version: .+|unsupported version \([\d.]+\) in file header"
    r"|password authentication failed|Connection refused|Connection timed out|permission denied for [a-z ]+"
    r"|must be owner of [a-z ]+|No space left on device|could not extend file"
)


class ToolMissing(Exception):
    """PostgreSQL's own tools are needed (pg_dump, pg_restore, psql). Install its client (Debian: postgresql-client)."""


class ToolFailed(Exception):
    """PostgreSQL's tool could not do its work; nothing was changed. Check the server, its version and your rights."""


@contextmanager
def snapshot(place: Place) -> Generator["Snapshot"]:
    """The database as it is at one moment, for as long as the block lasts. Raises `ToolFailed`."""
    with _connected(place) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield Snapshot(place, connection)
        connection.execute("ROLLBACK")


class Snapshot:
    """One moment of a database: its dump and its counts agree, whatever is written meanwhile."""

    def __init__(self, place: Place, connection: "psycopg.Connection[Any]") -> None:
        self.place, self.connection = place, connection

    def dump(self, target: IO[bytes]) -> None:
        """Write the dump (format *custom*). Raises `ToolMissing`, `ToolFailed`, OSError where the disk is full."""
        row = self.connection.execute("SELECT pg_export_snapshot()").fetchone()
        name = str(row[0]) if row else ""
        command = ["pg_dump", "--format=custom", "--compress=0", f"--snapshot={name}", *QUIET]
        with _tool([*command, f"--dbname={self.place.conninfo}"], self.place, gives=True) as dumping:
            while block := _out(dumping).read(BLOCK):
                target.write(block)

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        return _rows(self.connection)

    def revision(self) -> str | None:
        """The step that our tables have reached."""
        found = self.connection.execute(
            SQL("SELECT version_num FROM {}").format(Identifier(VERSION_TABLE))
        ).fetchone()
        return found and str(found[0])


def rows(place: Place) -> dict[str, int]:
    """How many rows each table has. Raises `ToolFailed` when the server cannot be reached."""
    with _connected(place) as connection:
        return _rows(connection)


def holds_something(place: Place) -> bool:
    """Whether any table has a row, but for those that only say how far it is migrated."""
    return any(count for name, count in rows(place).items() if name not in VERSIONS)


def refuse_in_use(place: Place) -> None:
    """See that nobody else is connected to the database. Raises `StillInUse`."""
    with _connected(place) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
    if others and others[0]:
        raise StillInUse(f"{StillInUse.__doc__} ({place.title}, {others[0]} connections)")


def need(*tools: str) -> None:
    """See that these programs are there, before anything is begun. Raises `ToolMissing`."""
    for tool in tools:
        try:
            subprocess.run([tool, "--version"], check=True, capture_output=True)  # noqa: S603 - our own names
        except (OSError, subprocess.CalledProcessError):
            raise ToolMissing(f"{ToolMissing.__doc__} ({tool} was not found)") from None


def check(dump: Path) -> None:
    """See that pg_restore can read the dump. Raises `BackupDamaged`, `ToolMissing`."""
    need("pg_restore", "psql")
    command = ["pg_restore", "--list", str(dump)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a path of ours
    if done.returncode:
        raise BackupDamaged(f"{BackupDamaged.__doc__}{_told(done.stderr)}")


def put(dump: Path, place: Place) -> None:
    """Put the dump in the place of all that the database holds, in one transaction: all of it or nothing.

    Raises `ToolMissing`, `ToolFailed`.
    """
    filling = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    filling += ["--output=/dev/null", "--file=-", f"--dbname={place.conninfo}"]
    with (
        _tool(["pg_restore", *QUIET, "--file=-", str(dump)], place, gives=True) as reading,
        _tool(filling, place, takes=True) as writing,
    ):
        script = cast("IO[bytes]", writing.stdin)
        try:
            script.write(_EMPTY.encode())
            while block := _out(reading).read(BLOCK):
                script.write(block)
            if reading.wait():  # psql must not commit what it has got so far
                writing.kill()
                raise _failure("pg_restore", reading)
            script.close()
        except BrokenPipeError:
            pass  # psql has given up: it says why


@contextmanager
def _tool(
    command: list[str], place: Place, *, takes: bool = False, gives: bool = False
) -> Generator["subprocess.Popen[bytes]"]:
    """A tool at work, with a pipe into it or out of it; at the end of the block it must have succeeded.

    Raises `ToolMissing`, `ToolFailed`.
    """
    environment = {**os.environ, "LC_ALL": "C", "PGCLIENTENCODING": "UTF8"}
    if place.password is not None:
        environment["PGPASSWORD"] = place.password
    try:
        process = subprocess.Popen(  # noqa: S603 - as above
            command,
            env=environment,
            stdin=subprocess.PIPE if takes else subprocess.DEVNULL,
            stdout=subprocess.PIPE if gives else None,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise ToolMissing(f"{ToolMissing.__doc__} ({command[0]} was not found)") from None
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        failure = _failure(command[0], process)
    if process.returncode:
        raise failure


def _out(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    return cast("IO[bytes]", process.stdout)


def _failure(tool: str, process: "subprocess.Popen[bytes]") -> ToolFailed:
    """What to say of a tool that has failed, once it has ended."""
    said = process.stderr.read() if process.stderr else b""
    return ToolFailed(f"{ToolFailed.__doc__} ({tool}, exit code {process.wait()}){_told(said)}")


def _told(said: bytes) -> str:
    """What may be passed on of a tool's words, in brackets; nothing where none of it may."""
    found = list(dict.fromkeys(TELLABLE.findall(said.decode(errors="replace"))))
    return f" ({'; '.join(found)})" if found else ""


@contextmanager
def _connected(place: Place) -> Generator["psycopg.Connection[Any]"]:
    try:
        connection = psycopg.connect(
            place.conninfo, password=place.password, autocommit=True, connect_timeout=10
        )
    except psycopg.OperationalError as error:
        raise ToolFailed(f"{ToolFailed.__doc__}{_told(str(error).encode())}") from None
    with connection:
        yield connection


def _rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    return dict(_counted(connection))


def _counted(connection: "psycopg.Connection[Any]") -> Iterator[tuple[str, int]]:
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    ).fetchall()
    for (name,) in names:
        found = connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(name))).fetchone()
        yield name, int(found[0]) if found else 0


_EMPTY: Final = """
SET client_min_messages = warning;
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN
    SELECT CASE kind.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
           ELSE 'TABLE' END AS what, quote_ident(kind.relname) AS name
    FROM pg_class kind
    WHERE kind.relnamespace = current_schema()::regnamespace AND kind.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = kind.oid AND deptype IN ('e', 'a', 'i'))
  LOOP EXECUTE format('DROP %s IF EXISTS %s CASCADE', thing.what, thing.name); END LOOP;
  FOR thing IN
    SELECT function.oid::regprocedure::text AS name FROM pg_proc function
    WHERE function.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = function.oid AND deptype = 'e')
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name); END LOOP;
  FOR thing IN
    SELECT type.oid::regtype::text AS name FROM pg_type type
    WHERE type.typnamespace = current_schema()::regnamespace AND type.typtype IN ('e', 'd')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = type.oid AND deptype = 'e')
  LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', thing.name); END LOOP;
END $$;
"""
"""Drops all that is in the schema, but for what belongs to extensions."""
