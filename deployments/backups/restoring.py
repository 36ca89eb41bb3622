"""Putting a backup back: looked at as a whole first, then the attachments, our database, and Prefect's last.

Ours is verified before it takes its place where it is a file, and right after it where it is on a server. It is the
truth, so that whatever interrupts the rest, the steward can mend it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, func, select

from deployments.backups import archive, postgres, sqlite_file
from deployments.backups.manifest import BackupDamaged, Kind, Manifest, Part
from deployments.backups.places import OURS, Place, ours, prefects, shared
from deployments.backups.room import room
from deployments.migrating import upgrade
from deployments.verifying import broken_links
from models.casework import recovering
from models.database import engine_for, reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Matter


class NotEmpty(Exception):
    """There is a database already, and it is not empty. Back it up, then restore with --replace to overwrite it."""


class OtherKind(Exception):
    """The backup and this installation keep a database in different systems. Set the address of one of its kind."""


class HistoryBroken(Exception):
    """The backup's history does not verify, so it cannot be trusted. Keep it, and restore an earlier backup."""


class CountsDiffer(Exception):
    """What was restored is not what the backup says it holds. Restore again; report this if it stays."""


_WHERE: Final = {
    "narahubung": "NARAHUBUNG_DATABASE_URL",
    "prefect": "PREFECT_SERVER_DATABASE_CONNECTION_URL",
}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done. `steps` are the migrations it took, `wake` the runs that the steward will wake."""

    manifest: Manifest
    complaints: int
    open: int
    wake: int
    steps: tuple[str, ...]
    prefect: bool

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "taken_at": self.manifest.taken_at.isoformat(),
            "program": self.manifest.program,
            "complaints": self.complaints,
            "open": self.open,
            "happenings": (part.rows if (part := self.manifest.part(OURS)) else {}).get("happening", 0),
            "attachments": self.manifest.files,
            "prefect": self.prefect,
            "migrated": list(self.steps),
            "to_wake": self.wake,
            "history": "whole",
        }


def restore(source: Path, *, replace: bool, without_prefect: bool) -> Restored:
    """Put the backup into the databases that are set, verify it, and say what was restored.

    Raises what `archive.unpack` raises, `NotEmpty`, `OtherKind`, `sqlite_file.StillInUse`, `postgres.ToolMissing`,
    `postgres.ToolFailed`, `HistoryBroken`, `CountsDiffer`, `NoRoom`.
    """
    with room(), archive.workplace(settings().home) as folder:
        manifest = archive.unpack(source, folder)
        pairs = list(_targets(manifest, without_prefect=without_prefect))
        for part, place in pairs:
            _see(part, place, folder, replace=replace)
        _put_files(folder)
        result = _ours_put(manifest, *pairs[0], folder)
        for part, place in pairs[1:]:
            _put(part, place, folder)
            _compare(part, _rows(place))
    return Restored(manifest, *result, prefect=len(pairs) > 1 or manifest.shared)


def _targets(manifest: Manifest, *, without_prefect: bool) -> Iterator[tuple[Part, Place]]:
    """What goes where: our part first. Raises `OtherKind`, `BackupDamaged`."""
    wanted: list[Place | None] = [ours(), None if without_prefect else prefects()]
    for place in wanted:
        part = manifest.part(place.name) if place else None
        if place is None or (part is None and place.name != OURS):
            continue
        if part is None:
            raise BackupDamaged(f"{BackupDamaged.__doc__} (our database is not in it)")
        if part.kind is not place.kind:
            told = (
                f"{part.name}: {part.kind.value} in the backup, {place.kind.value} here; {_WHERE[part.name]}"
            )
            raise OtherKind(f"{OtherKind.__doc__} ({told})")
        yield part, place
    if manifest.shared and not shared():
        raise OtherKind(
            f"{OtherKind.__doc__} (Prefect shares our database in the backup; {_WHERE['prefect']})"
        )


def _see(part: Part, place: Place, folder: Path, *, replace: bool) -> None:
    """Before anything is changed: the part is sound, and its place is free."""
    if place.kind is Kind.SQLITE:
        sqlite_file.check(folder / part.member)
        full = sqlite_file.holds_something(place.path)
    else:
        postgres.check(folder / part.member)
        full = postgres.holds_something(place)
    if full and not replace:
        raise NotEmpty(f"{NotEmpty.__doc__} ({place.title})")
    if place.name == OURS:
        engine_for(settings().database).dispose()  # this process must not hold on to the old one
    if place.kind is Kind.SQLITE:
        sqlite_file.refuse_in_use(place.path)
    else:
        postgres.refuse_in_use(place)


def _put_files(folder: Path) -> None:
    """Put the attachments in their folder, before any row names them; those that are there stay."""
    target = settings().files
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = folder / archive.FILES
    for each in sorted(source.iterdir()) if source.is_dir() else ():
        if not (target / each.name).exists():
            each.replace(target / each.name)


def _ours_put(
    manifest: Manifest, part: Part, place: Place, folder: Path
) -> tuple[int, int, int, tuple[str, ...]]:
    """Our database in its place, migrated, verified, every desk doubted: complaints, open ones, to wake, steps."""
    if place.kind is Kind.SQLITE:
        staged = folder / part.member
        _compare(part, sqlite_file.rows(staged))
        result = _verified(manifest, f"sqlite:///{staged}")
        sqlite_file.refuse_in_use(staged)  # all of it is in the one file
        sqlite_file.put(staged, place.path)
        return result
    _put(part, place, folder)
    _compare(part, _rows(place))
    try:
        return _verified(manifest, settings().database)
    finally:
        engine_for(settings().database).dispose()


def _verified(manifest: Manifest, url: str) -> tuple[int, int, int, tuple[str, ...]]:
    steps = upgrade(url)
    try:
        with reading(url) as session:
            broken = next(broken_links(session), None)
            if broken is not None:
                raise HistoryBroken(f"{HistoryBroken.__doc__} ({broken.agenda_no}, {broken.why})")
        with transaction(url) as session:
            wake = recovering.doubt(session, manifest.taken_at)
            return _count(session), _count(session, open_only=True), wake, steps
    finally:
        engine_for(url).dispose()


def _count(session: Session, *, open_only: bool = False) -> int:
    query = select(func.count(col(Matter.id)))
    return session.exec(query.where(Matter.stage != Stage.CLOSED) if open_only else query).one()


def _put(part: Part, place: Place, folder: Path) -> None:
    if place.kind is Kind.SQLITE:
        sqlite_file.put(folder / part.member, place.path)
    else:
        postgres.put(folder / part.member, place)


def _rows(place: Place) -> dict[str, int]:
    if place.kind is Kind.POSTGRES:
        return postgres.rows(place)
    with suppress(sqlite3.DatabaseError):
        return sqlite_file.rows(place.path)
    return {}


def _compare(part: Part, rows: dict[str, int]) -> None:
    """See that the tables have as many rows as the backup says. Raises `CountsDiffer`."""
    differing = sorted(name for name in part.rows.keys() | rows if part.rows.get(name) != rows.get(name))
    if differing:
        raise CountsDiffer(f"{CountsDiffer.__doc__} ({', '.join(differing[:5])})")
