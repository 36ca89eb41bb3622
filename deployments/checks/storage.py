"""The database and the home folder: reachable, of this program's version, writable, with room and closed to others."""

import shutil
import stat
from pathlib import Path
from typing import Final

from sqlalchemy import text

from deployments.checks import Findings, ok, problem, warning
from deployments.migrating import revision_of, revisions
from models.casework.numbers import next_number
from models.database import DatabaseUnavailable, reading, transaction
from models.settings import settings

ROOM: Final = 1_000_000_000
LEAST: Final = 200_000_000
"""Bytes free on the disk of the home: below the one a warning, below the other a problem."""
PROBE: Final = "doctor"


class _TakenBack(Exception):
    """The probe wrote, and is undone by this."""


def home() -> Findings:
    """The home folder: there, ours alone, with room on its disk."""
    folder = settings().home
    if not folder.is_dir():
        yield warning(
            "home",
            f"{folder} does not exist yet",
            "Start `narahubung up` once, or set NARAHUBUNG_HOME to a folder you own.",
        )
        return
    open_to_others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    if open_to_others:
        yield warning(
            "home", f"other users of this machine can look into {folder}", f"Close it: chmod 700 {folder}"
        )
    else:
        yield ok("home", f"{folder}, closed to other users")
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free on the disk of {folder}"
    if free < LEAST:
        yield problem(
            "disk", found, "Free some space now: complaints and letters cannot be stored on a full disk."
        )
    elif free < ROOM:
        yield warning("disk", found, "Free some space soon.")
    else:
        yield ok("disk", found)


def database() -> Findings:
    """The database: reachable, at this program's version, writable; SQLite in WAL mode."""
    kind = "SQLite" if settings().embedded else "PostgreSQL"
    if settings().embedded and not _file().exists():
        yield warning(
            "database",
            "there is none yet",
            "Start `narahubung up`, or run `narahubung migrate`: either makes it.",
        )
        return
    try:
        reached = revision_of()
    except DatabaseUnavailable:
        yield problem(
            "database",
            f"{kind} cannot be reached",
            "Start it, or check NARAHUBUNG_DATABASE_URL and the rights of its file.",
        )
        return
    known = revisions()
    if reached == known[-1]:
        yield ok("database", f"{kind}, version {reached}")
    elif reached is not None and reached not in known:
        yield problem(
            "database",
            f"version {reached} is newer than this program ({known[-1]})",
            "Install the newer Narahubung here too.",
        )
    else:
        found = f"version {reached or 'none'}, this program needs {known[-1]}"
        yield problem("database", found, "Back the database up, then run `narahubung migrate`.")
    if reached == known[-1]:
        yield from _writable()
    if settings().embedded:
        yield from _wal()


def in_order() -> bool:
    """Whether the database is there and of this version, so that the checks that read it can run."""
    if settings().embedded and not _file().exists():
        return False
    try:
        return revision_of() == revisions()[-1]
    except DatabaseUnavailable:
        return False


def _file() -> Path:
    return Path(settings().database.removeprefix("sqlite:///"))


def _writable() -> Findings:
    """Write one row, and take it back."""
    try:
        with transaction() as session:
            next_number(session, PROBE)
            raise _TakenBack
    except _TakenBack:
        yield ok("writing", "the database takes what is written")
    except DatabaseUnavailable:
        yield problem(
            "writing",
            "the database takes nothing",
            "Check the disk's free space and the rights of the database's file and folder.",
        )


def _wal() -> Findings:
    with reading() as session:
        mode = str(session.connection().execute(text("PRAGMA journal_mode")).scalar())
    if mode == "wal":
        yield ok("journal", "SQLite writes in WAL mode")
    else:
        yield warning(
            "journal",
            f"SQLite writes in {mode} mode",
            "Put NARAHUBUNG_HOME on a local disk: WAL does not work over a network.",
        )
