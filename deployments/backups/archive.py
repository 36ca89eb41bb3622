"""The one file of a backup: written beside its name, whole or not at all, private; read with every checksum."""

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Final

from deployments.backups.manifest import NAME, BackupDamaged, Manifest, read

BLOCK: Final = 1 << 20
FILES: Final = "files/"
LARGEST_MANIFEST: Final = 1 << 24
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_MEMBER: Final = re.compile(r"(narahubung|prefect)\.(sqlite3|dump)")


class BackupExists(Exception):
    """There is a file of this name already, and a backup never overwrites one. Give it another name."""


class NoBackup(Exception):
    """There is no backup file of this name that can be read. Check the path and its rights."""


@contextmanager
def workplace(folder: Path) -> Generator[Path]:
    """A private folder inside `folder` that is gone when the block ends, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = Path(mkdtemp(prefix=".narahubung-", dir=folder))
    try:
        yield place
    finally:
        _clear(place)


@contextmanager
def writing(target: Path, place: Path) -> Generator["tarfile.TarFile"]:
    """The archive, growing inside `place`; at the end of the block it is on the disk and gets its name.

    Raises `BackupExists`, and OSError where the disk takes no more.
    """
    part = place / "archive"
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as content:
        with (
            gzip.GzipFile("", "wb", compresslevel=6, fileobj=content) as packed,
            tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
        ):
            yield archive
        content.flush()
        os.fsync(content.fileno())
    try:
        os.link(part, target)  # fails where the name has been taken meanwhile
    except FileExistsError:
        raise BackupExists(f"{BackupExists.__doc__} ({target})") from None
    except OSError:  # a file system without links
        part.replace(target)
    _sync_folder(target.parent)


def add_file(archive: "tarfile.TarFile", path: Path, member: str) -> int:
    """Add a file under a name, and give its size in bytes; nothing about the machine or its user goes along."""
    with path.open("rb") as content:
        size = os.fstat(content.fileno()).st_size
        archive.addfile(_member(member, size), content)
    return size


def add_manifest(archive: "tarfile.TarFile", manifest: Manifest) -> None:
    """Add the manifest, as the last."""
    content = manifest.model_dump_json(indent=2).encode()
    archive.addfile(_member(NAME, len(content)), BytesIO(content))


def unpack(source: Path, place: Path) -> Manifest:
    """Unpack the whole archive into `place`, and see that it is what its manifest says.

    Raises `NoBackup`, `BackupDamaged`, `BackupNewer`, and OSError where the disk takes no more.
    """
    digests: dict[str, str] = {}
    manifest: bytes | None = None
    try:
        with (
            source.open("rb") as content,
            gzip.GzipFile(fileobj=content, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for member in archive:
                found = archive.extractfile(member) if member.isreg() and manifest is None else None
                if found is None:
                    raise BackupDamaged(f"{BackupDamaged.__doc__} (it holds what no backup does)")
                if member.name == NAME and member.size < LARGEST_MANIFEST:
                    manifest = found.read()
                else:
                    digests[member.name] = _unpacked(found, _target(member.name, place))
            _to_the_end(packed)  # where gzip's own checksum is
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile):
        raise BackupDamaged(BackupDamaged.__doc__) from None
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        if error.filename is not None and Path(error.filename) != source:
            raise
        raise NoBackup(f"{NoBackup.__doc__} ({source})") from None
    if manifest is None:
        raise BackupDamaged(f"{BackupDamaged.__doc__} (its end is missing)")
    told = read(manifest)
    _compare(told, digests)
    return told


def _compare(manifest: Manifest, digests: dict[str, str]) -> None:
    """Every part has its checksum, every attachment is what its name says, and none is missing."""
    expected = {part.member: part.sha256 for part in manifest.parts}
    attachments = {name: digest for name, digest in digests.items() if name.startswith(FILES)}
    parts = {name: digest for name, digest in digests.items() if name not in attachments}
    if parts != expected:
        wrong = sorted(name for name in parts.keys() | expected if parts.get(name) != expected.get(name))
        raise BackupDamaged(f"{BackupDamaged.__doc__} (checksum of {', '.join(wrong)})")
    changed = sum(name != FILES + digest for name, digest in attachments.items())
    if changed or len(attachments) != manifest.files:
        raise BackupDamaged(
            f"{BackupDamaged.__doc__} ({changed} attachments changed, {len(attachments)} found)"
        )


def _target(name: str, place: Path) -> Path:
    if _MEMBER.fullmatch(name):
        return place / name
    if name.startswith(FILES) and _DIGEST.fullmatch(name.removeprefix(FILES)):
        (place / FILES).mkdir(exist_ok=True)
        return place / name
    raise BackupDamaged(f"{BackupDamaged.__doc__} (it holds what no backup does)")


def _unpacked(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as written:
        while block := content.read(BLOCK):
            digest.update(block)
            written.write(block)
    return digest.hexdigest()


def _to_the_end(content: gzip.GzipFile) -> None:
    while content.read(BLOCK):
        pass


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(place: Path) -> None:
    for path in sorted(place.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    place.rmdir()


def digests(names: Iterable[str]) -> list[str]:
    """Those of the names in the attachments' folder that are attachments, in order."""
    return sorted(name for name in names if _DIGEST.fullmatch(name))
