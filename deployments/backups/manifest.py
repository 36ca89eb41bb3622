"""What a backup says about itself, and whether this program can put it back."""

from datetime import datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from deployments.migrating import revisions

FORMAT: Final = 1
NAME: Final = "manifest.json"
"""The last member of the archive: a file that was cut off has none."""


class BackupNewer(Exception):
    """This backup was made by a newer version than the one installed here. Install that version, then restore."""


class BackupDamaged(Exception):
    """This file is no whole backup: it was cut off or changed. Take another one; nothing was restored."""


class Kind(StrEnum):
    """What a database is kept in."""

    SQLITE = "SQLite"
    POSTGRES = "PostgreSQL"


class Part(BaseModel):
    """One database: the archive's member that holds it, its SHA-256 and size in bytes, and the rows of each table."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    name: str
    kind: Kind
    member: str
    sha256: str
    size: int
    taken_at: datetime
    rows: dict[str, int]


class Manifest(BaseModel):
    """What is in a backup. `revision` is the step of our tables; times are real time in UTC."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    format: int = FORMAT
    program: str
    prefect: str
    revision: str
    taken_at: datetime
    parts: list[Part]
    shared: bool = False
    """Prefect's tables are in the same PostgreSQL database as ours: there is one part for both."""
    files: int
    files_size: int

    def part(self, name: str) -> Part | None:
        """The part with this name, if there is one."""
        return next((part for part in self.parts if part.name == name), None)


def read(content: bytes) -> Manifest:
    """The manifest that `content` holds. Raises `BackupNewer`, `BackupDamaged`."""
    try:
        head = _Head.model_validate_json(content)
        if head.format > FORMAT:
            raise BackupNewer(f"{BackupNewer.__doc__} (it was made by {head.program})")
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        raise BackupDamaged(f"{BackupDamaged.__doc__} (its manifest cannot be read)") from None
    if manifest.revision not in revisions() and manifest.revision > revisions()[-1]:
        raise BackupNewer(f"{BackupNewer.__doc__} (it was made by {manifest.program})")
    if _release(manifest.prefect) > _release(installed("prefect")):
        raise BackupNewer(f"{BackupNewer.__doc__} (it holds the database of Prefect {manifest.prefect})")
    return manifest


def installed(package: str) -> str:
    """The version of a package that is installed here; `0` for a source tree that is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


class _Head(BaseModel):
    """What every format has, however new."""

    model_config = ConfigDict(hide_input_in_errors=True)

    format: int
    program: str = "a newer version"


def _release(number: str) -> tuple[int, ...]:
    """Major and minor: within them Prefect's tables only grow by what its own migrations add."""
    return tuple(int(each) for each in number.split(".")[:2] if each.isdigit())
