"""Files that come with a complaint: each kept once under its content's digest, its name in the vault.

Storing comes before the transaction that names the files, so that no row ever points to a file that is not there;
what was stored for a transaction that failed is discarded. Errors name a file by its place in the filing (rule 5).
"""

import hashlib
import mimetypes
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from sqlmodel import Session

from models.casework.errors import CaseworkError
from models.tables import Attachment, Item, Matter, Submission
from models.written import without_controls

UNKNOWN: Final = "application/octet-stream"
BLOCK: Final = 1 << 20
LARGEST: Final = 25 * BLOCK


class AttachmentUnreadable(CaseworkError):
    """An attachment cannot be read. Check the path given in the filing; nothing was stored."""


class AttachmentTooLarge(CaseworkError):
    """An attachment is larger than 25 MB. Make it smaller or bring it on paper; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it lies in the folder: its own name, its size in bytes, and whether it was not there before."""

    name: str
    content_type: str
    size: int
    digest: str
    new: bool


def store(paths: Sequence[Path], folder: Path) -> list[Stored]:
    """Copy the files into the folder, each under its SHA-256, all of them or none.

    Raises `AttachmentUnreadable`, `AttachmentTooLarge`, and OSError where the folder takes no more.
    """
    for place, path in enumerate(paths):
        _see(place, path)
    stored: list[Stored] = []
    try:
        for path in paths:
            with path.open("rb") as content:
                stored.append(_keep(path.name, content, folder))
    except BaseException:
        discard(stored, folder)
        raise
    return stored


def store_content(name: str, content: bytes, folder: Path) -> Stored:
    """The same for content at hand, under the last part of `name`. Raises `AttachmentTooLarge`."""
    return _keep(name.replace("\\", "/").rpartition("/")[2], BytesIO(content), folder)


def attach(
    session: Session,
    complaint: Matter,
    stored: Sequence[Stored],
    now: datetime,
    *,
    submission: Submission | None = None,
    item: Item | None = None,
) -> None:
    """Note the stored files with the complaint, and with what they came with. Business time `now` in UTC."""
    for each in stored:
        session.add(
            Attachment(
                matter_id=complaint.id or 0,
                name=without_controls(each.name)[:255] or each.digest[:12],
                content_type=each.content_type,
                size=each.size,
                digest=each.digest,
                added_at=now,
                submission_id=submission.id if submission else None,
                item_id=item.id if item else None,
            )
        )
    session.flush()


def discard(stored: Iterable[Stored], folder: Path) -> None:
    """Take back what `store` has just copied, where its complaint could not be taken in."""
    for each in stored:
        if each.new:
            with suppress(FileNotFoundError):
                (folder / each.digest).unlink()


def _see(place: int, path: Path) -> None:
    """Before anything is copied: it is a file, it can be opened, it is not too large."""
    if not path.is_file():
        raise AttachmentUnreadable(f"attachments.{place}: no such file")
    try:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
    except OSError as error:
        raise AttachmentUnreadable(f"attachments.{place}: {error.strerror}") from None
    if size > LARGEST:
        raise AttachmentTooLarge(f"attachments.{place}: {size / BLOCK:.1f} MB")


def _keep(name: str, content: IO[bytes], folder: Path) -> Stored:
    """Whole on the disk under another name first: a crash leaves no half a file under a digest."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".part-", delete=False) as part:
        try:
            while block := content.read(BLOCK):
                part.write(block)
                if part.tell() > LARGEST:
                    raise AttachmentTooLarge
            part.flush()
            os.fsync(part.fileno())
            size = part.tell()
            with Path(part.name).open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            target = folder / digest
            new = not target.exists()
            Path(part.name).replace(target)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    return Stored(name, mimetypes.guess_type(name)[0] or UNKNOWN, size, digest, new)
