"""SQLite databases: a consistent copy while others write, what is in one, and putting one in another's place."""

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from deployments.backups.manifest import BackupDamaged
from deployments.migrating import VERSION_TABLE

VERSIONS: Final = frozenset({VERSION_TABLE, "alembic_version"})
"""Tables that say how far a database is migrated, and nothing about its content."""
PATIENCE: Final = 30.0


class DatabaseDamaged(Exception):
    """A database that was to be backed up is damaged. Keep its file, and restore an earlier backup."""


class StillInUse(Exception):
    """A program still uses the database. Stop every process of Narahubung and Prefect, then restore."""


def copy(source: Path, target: Path) -> None:
    """Copy the database as it is at one moment, by SQLite's own online backup; writers go on meanwhile.

    Raises `DatabaseDamaged`, and sqlite3.OperationalError where the disk takes no more.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_opened(source)) as origin, closing(sqlite3.connect(target)) as made:
        origin.backup(made)  # all pages in one step: a reader's snapshot, which no writer waits for
        made.execute("PRAGMA journal_mode=DELETE")
        if made.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise DatabaseDamaged(f"{DatabaseDamaged.__doc__} ({source.name})")


def rows(path: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(_opened(path)) as database:
        names = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ).fetchall()
        return {name: _count(database, name) for (name,) in names}


def revision(path: Path) -> str | None:
    """The step that our tables in this file have reached."""
    with closing(_opened(path)) as database:
        found = database.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608 - a constant
    return found and str(found[0])


def holds_something(path: Path) -> bool:
    """Whether there is a row in it, or what is there cannot even be read as a database."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        return any(count for name, count in rows(path).items() if name not in VERSIONS)
    except sqlite3.DatabaseError:
        return True


def refuse_in_use(path: Path) -> None:
    """Fold the journal into the file, which needs it for itself alone. Raises `StillInUse`."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=1.0)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StillInUse(f"{StillInUse.__doc__} ({path.name})") from None
        raise
    except sqlite3.DatabaseError:
        return  # it is no database: nobody uses it as one


def check(path: Path) -> None:
    """See that a file from a backup is a sound database. Raises `BackupDamaged`."""
    try:
        with closing(sqlite3.connect(path)) as database:
            sound = database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise BackupDamaged(f"{BackupDamaged.__doc__} ({path.name})")


def put(staged: Path, target: Path) -> None:
    """Put the file in the place of `target`, whole or not at all; what belonged to the old one's journal goes."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.restoring")
    try:
        try:
            staged.replace(beside)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copyfile(staged, beside)
        beside.chmod(0o600)
        with beside.open("rb") as content:
            os.fsync(content.fileno())
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE)


def _count(database: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    return int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 - a table's own name
