"""Files that come through the door: known by their content, never by their name, and of few kinds."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import puremagic
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session, col, select
from starlette.datastructures import UploadFile

from models.casework.attachments import LARGEST, AttachmentTooLarge, Stored, discard, store_content
from models.database import transaction
from models.tables import Attachment, Door, Matter
from notifications.wording import clean

MOST: Final = 10
"""Files in one reply."""
TAKEN: Final[Mapping[str, str]] = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heif": ".heic",
    "image/tiff": ".tif",
}
"""Kinds taken, with the ending a download gets."""
OFFICE: Final[Mapping[str, tuple[str, str]]] = {
    "word/document.xml": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".pptx",
    ),
}
"""The office documents, by the part that makes a packed file one of them."""
END: Final = struct.Struct("<4s4H2LH")
"""The record with which a packed file ends: its mark, disks, parts, size and place of the list of parts, a comment."""
MOST_PARTS, LARGEST_LIST = 3_000, 400_000
"""Parts of a packed file, and bytes of their list: a document has hundreds, and a long list takes time and room."""
OPEN_DOCUMENTS: Final[Mapping[str, str]] = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}
MACROS: Final = ("vbaproject", "macrosheets/", "basic/", "scripts/")
"""Parts of packed files that hold something to be run."""
TYPES: Final = "[content_types].xml"
"""The part in which an office document says of each of its parts what it is, whatever that part is called."""
DECLARED: Final = (b"macroenabled", b"vbaproject", b"&#", b"<!")
"""How it says that something in it runs; no document needs letters written as numbers there, or words defined."""
LONGEST_TYPES: Final = 1 << 20
"""Bytes of that part that are unpacked; it says a line of each part, so that no document comes near it."""
ENDINGS: Final[Mapping[str, str]] = {**TAKEN, **dict(OFFICE.values()), **OPEN_DOCUMENTS}


class WrongFile(Exception):
    """Only PDF, photos and office documents without macros are taken. Save the file as PDF and choose it again."""


class TooManyFiles(Exception):
    """At most ten files can be sent at once. Send the others with a further reply, or put them into one PDF."""


async def stored(files: Sequence[UploadFile], folder: Path) -> list[Stored]:
    """Keep the files in the folder, all of them or none: each is looked at before the first is kept.

    Raises `TooManyFiles`, `WrongFile`, `AttachmentTooLarge`, and OSError where the folder takes no more.
    """
    given = [each for each in files if each.filename]
    if len(given) > MOST:
        raise TooManyFiles(TooManyFiles.__doc__)
    kinds = [await run_in_threadpool(kind_of, await _whole(each)) for each in given]
    kept: list[Stored] = []
    try:
        for each, kind in zip(given, kinds, strict=True):
            content = await _whole(each)
            one = await run_in_threadpool(store_content, clean(each.filename or ""), content, folder)
            kept.append(replace(one, content_type=kind))
    except BaseException:
        discard(kept, folder)
        raise
    return kept


async def _whole(file: UploadFile) -> bytes:
    await file.seek(0)
    content = await file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise AttachmentTooLarge
    return content


def all_there(files: Sequence[Stored], folder: Path) -> None:
    """Raises FileNotFoundError where somebody's refused reply took the same file away: it has to be sent again."""
    if lost := sum(not (folder / each.digest).is_file() for each in files):
        raise FileNotFoundError(lost)


async def put_back(given: Sequence[UploadFile], kept: Sequence[Stored], folder: Path) -> None:
    """Once they are recorded: store again what was taken away in the last moment, while it is still at hand.

    A row names it now, so that nobody takes it away once more. Raises OSError where the folder takes no more.
    """
    for file, one in zip((each for each in given if each.filename), kept, strict=True):
        if not (folder / one.digest).is_file():
            await run_in_threadpool(store_content, one.name, await _whole(file), folder)


def take_back(files: Sequence[Stored], door_id: int, folder: Path) -> None:
    """Take back what was stored for a reply that was refused, but no file that came with another one meanwhile.

    Two colleagues may send the same letter at once: it waits for whoever is saying something in the same matter. One
    that is recorded elsewhere at this very moment is moved aside first, and back when a row turns out to name it.
    """
    new = [each for each in files if each.new]
    if not new:
        return
    with transaction() as session:
        matter = select(Door.matter_id).where(Door.id == door_id).scalar_subquery()
        session.exec(select(Matter.id).where(Matter.id == matter).with_for_update()).first()
        named = _named(session, new)
        aside = {
            each.digest: folder / f".part-{each.digest}"
            for each in new
            if each.digest not in named and (folder / each.digest).is_file()
        }
        for digest, path in aside.items():
            (folder / digest).replace(path)
        named = _named(session, new)
        for digest, path in aside.items():
            if digest in named:
                path.replace(folder / digest)
            else:
                path.unlink()


def _named(session: Session, files: Sequence[Stored]) -> set[str]:
    """The digests of these that a row names."""
    digests = [each.digest for each in files]
    return set(session.exec(select(Attachment.digest).where(col(Attachment.digest).in_(digests))))


def kind_of(content: bytes) -> str:
    """The media type of a file, by its content. Raises `WrongFile` for what is not taken."""
    if content[:4] == b"PK\x03\x04":
        return _packed(content)
    try:
        kind = str(puremagic.from_string(content[:65536], mime=True))  # pyright: ignore[reportUnknownMemberType]
    except (puremagic.PureError, ValueError):
        raise WrongFile(WrongFile.__doc__) from None
    if kind not in TAKEN:
        raise WrongFile(WrongFile.__doc__)
    return kind


DAMAGED: Final = (
    zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What the standard library raises, somewhere, for a packed file that is broken, encrypted or of a strange kind."""


def _packed(content: bytes) -> str:
    """An office document without macros; any other packed file may hold anything.

    Nothing in it is unpacked but what it says of itself, and of that no more than `LONGEST_TYPES`.
    """
    if not _has_a_short_list(content):
        raise WrongFile(WrongFile.__doc__)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [name.lower() for name in packed.namelist()]
            open_document = _said_by(packed)
            runs = _declares_macros(packed)
    except DAMAGED:
        raise WrongFile(WrongFile.__doc__) from None
    if runs or any(part in name for name in names for part in MACROS):
        raise WrongFile(WrongFile.__doc__)
    if open_document in OPEN_DOCUMENTS:
        return open_document
    kind = next((media for part, (media, _) in OFFICE.items() if part in names), None)
    if kind is None:
        raise WrongFile(WrongFile.__doc__)
    return kind


def _has_a_short_list(content: bytes) -> bool:
    """Whether the list of parts is as short as a document's, before it is read; found as the standard library finds it.

    The record that stands before the end of archives beyond 4 GB counts for itself, and no file here is that large.
    """
    at = len(content) - END.size
    if not (content[at : at + 4] == b"PK\5\6" and content[-2:] == b"\0\0"):
        at = content.rfind(b"PK\5\6", max(len(content) - END.size - (1 << 16), 0))
    if at < 0 or at + END.size > len(content) or content[max(at - 20, 0) :].startswith(b"PK\6\7"):
        return False
    _, _, _, _, parts, size, _, _ = END.unpack_from(content, at)
    return parts <= MOST_PARTS and size <= LARGEST_LIST


def _said_by(packed: zipfile.ZipFile) -> str:
    """What an open document says it is: in its first part, which is never compressed."""
    if "mimetype" not in packed.namelist() or packed.getinfo("mimetype").compress_type != zipfile.ZIP_STORED:
        return ""
    with packed.open("mimetype") as part:
        return part.read(80).decode("ascii")


def _declares_macros(packed: zipfile.ZipFile) -> bool:
    """Whether a part is declared to hold macros; also where so much is declared that it is not read to its end."""
    left = LONGEST_TYPES
    for part in packed.infolist():
        if TYPES not in part.filename.lower():
            continue
        with packed.open(part) as file:
            said = file.read(left + 1)
        left -= len(said)
        plain = said.replace(b"\0", b"").lower()  # also in two bytes a letter
        if left < 0 or any(each in plain for each in DECLARED):
            return True
    return False
