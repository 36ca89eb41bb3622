"""Taking a backup while everything runs: Prefect's database, then ours, then the attachments, then the manifest."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from deployments.backups import archive, postgres, sqlite_file
from deployments.backups.manifest import Kind, Manifest, Part, installed
from deployments.backups.places import Place, ours, prefects, shared
from deployments.backups.room import room
from deployments.progress import bar
from models.settings import settings


class NothingToBackUp(Exception):
    """There is no database of Narahubung yet. Check NARAHUBUNG_HOME and NARAHUBUNG_DATABASE_URL."""


def take(target: Path) -> Manifest:
    """Write a backup to `target`: whole, on the disk, readable by its owner only; or nothing at all.

    Raises `NothingToBackUp`, `NoRoom`, `archive.BackupExists`, `sqlite_file.DatabaseDamaged`, `postgres.ToolMissing`,
    `postgres.ToolFailed`.
    """
    if target.exists():
        raise archive.BackupExists(f"{archive.BackupExists.__doc__} ({target})")
    wanted = list(_wanted())
    if any(place.kind is Kind.POSTGRES for place in wanted):
        postgres.need("pg_dump")
    with room(), archive.workplace(target.parent) as folder:
        started = datetime.now(UTC)
        with bar() as shown:
            task = shown.add_task("Databases", total=len(wanted))
            found: list[tuple[Part, str | None]] = []
            for place in wanted:
                found.append(_taken(place, folder))
                shown.advance(task)
            with archive.writing(target, folder) as packed:
                for part, _ in found:
                    archive.add_file(packed, folder / part.member, part.member)
                    (folder / part.member).unlink()  # its place is needed: the archive grows beside it
                sizes = [archive.add_file(packed, each, archive.FILES + each.name) for each in _attachments()]
                manifest = Manifest(
                    program=installed("narahubung"),
                    prefect=installed("prefect"),
                    revision=found[-1][1] or "",
                    taken_at=started,
                    parts=[part for part, _ in found],
                    shared=shared(),
                    files=len(sizes),
                    files_size=sum(sizes),
                )
                archive.add_manifest(packed, manifest)
    return manifest


def _wanted() -> Iterator[Place]:
    """Prefect's database, where there is one within reach, and ours after it."""
    own = ours()
    if own.kind is Kind.SQLITE and not own.path.exists():
        raise NothingToBackUp(NothingToBackUp.__doc__)
    other = prefects()
    if other is not None and (other.kind is Kind.POSTGRES or other.path.exists()):
        yield other
    yield own


def _taken(place: Place, folder: Path) -> tuple[Part, str | None]:
    """One database as a member of the archive, and the step its tables have reached if it is ours."""
    at = datetime.now(UTC)
    if place.kind is Kind.SQLITE:
        target = folder / f"{place.name}.sqlite3"
        sqlite_file.copy(place.path, target)
        rows = sqlite_file.rows(target)
        reached = sqlite_file.revision(target) if place == ours() else None
    else:
        target = folder / f"{place.name}.dump"
        with postgres.snapshot(place) as snapshot, target.open("xb") as content:
            snapshot.dump(content)
            rows = snapshot.rows()
            reached = snapshot.revision() if place == ours() else None
    if place == ours() and reached is None:
        raise NothingToBackUp(NothingToBackUp.__doc__)
    with target.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    part = Part(
        name=place.name,
        kind=place.kind,
        member=target.name,
        sha256=digest,
        size=target.stat().st_size,
        taken_at=at,
        rows=rows,
    )
    return part, reached


def _attachments() -> Iterator[Path]:
    """The attachments there are now: every one that a row in the copy of our database names is among them."""
    folder = settings().files
    if folder.is_dir():
        yield from (folder / name for name in archive.digests(path.name for path in folder.iterdir()))
