"""A form of the door as it was sent: its fields, its files, and what is wrong with it, field by field."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from pydantic import ValidationError
from sqlmodel import Session
from starlette.datastructures import UploadFile

from models.casework import answering, doors
from models.casework.attachments import AttachmentTooLarge, Stored
from models.casework.errors import (
    BeforeSending,
    CaseworkError,
    InTheFuture,
    NobodyNamed,
    SameOfficial,
    Unsigned,
)
from models.codes import ReplyKind
from models.replies import LONGEST, REPLIES, ItemReport, Reply
from models.tables import Door
from portal.door_words import FAULTS
from portal.forms import form_of
from portal.gate import WrongTicket
from portal.uploads import TooManyFiles, WrongFile

_FIELDS: Final = frozenset(name for reply in REPLIES.values() for name in reply.model_fields)
"""What a form of ours has; nothing else is kept."""
REFUSALS: Final = (ValidationError, CaseworkError, WrongFile, TooManyFiles, WrongTicket, OSError)
"""What can be wrong with a form; anything else is a fault of ours."""


class NoRoom(Exception):
    """There is no room for what is being sent. Nothing was recorded, and a saved draft is still there."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: `name` is the form's own, for drafts and faults."""

    name: str
    ticket: str
    fields: dict[str, str]
    files: list[UploadFile]

    def reply(self, kind: ReplyKind) -> Reply:
        """What is said in it. Raises pydantic's `ValidationError`. A field left empty is left out."""
        known = REPLIES[kind].model_fields
        given = {key: value for key, value in self.fields.items() if key in known and value.strip()}
        return REPLIES[kind].model_validate(given)


async def read(request: Request, kind: ReplyKind | None = None) -> Sent:
    """The form in a request; of the kind that its address names, or as the form names itself. Raises `NoRoom`."""
    try:
        form = await form_of(request, fields=40, longest=4 * LONGEST + 1024)
    except OSError:  # larger files are put down while they are read
        raise NoRoom(NoRoom.__doc__) from None
    strings = {key: value for key, value in form.multi_items() if isinstance(value, str)}
    fields = {key: value[: 2 * LONGEST] for key, value in strings.items() if key in _FIELDS}
    name = strings.get("form", "")[:40] if kind is None else _name(kind, fields)
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
    return Sent(name, strings.get("ticket", ""), fields, files)


def _name(kind: ReplyKind, fields: dict[str, str]) -> str:
    return f"{kind.value}-{fields.get('item', '')[:3]}" if REPLIES[kind] is ItemReport else kind.value


def names(session: Session, door: Door) -> set[str]:
    """The forms there are at the door, one per item where items are reported: only their drafts are kept."""
    items = {f"{ReplyKind.ITEM_REPORT}-{item.number}" for item in doors.items_at(session, door)}
    return {*ReplyKind} - {ReplyKind.ITEM_REPORT} | items


def tickets(nonce: str, reply: Reply, files: Sequence[Stored]) -> tuple[str, str]:
    """The submission's ticket, and the part of it that stands for the form alone: a page has several forms."""
    head = head_of(nonce, answering.form_of(reply))
    said = "/".join((reply.model_dump_json(), *(each.digest for each in files)))
    return f"{head}.{hashlib.sha256(said.encode()).hexdigest()[:31]}", head


def head_of(nonce: str, form: str) -> str:
    """What stands for one form of one page."""
    return hashlib.sha256(f"{nonce}/{form}".encode()).hexdigest()[:32]


def faults(error: Exception) -> dict[str, str]:
    """What is wrong, by field, as keys of `FAULTS`; under no name what concerns the whole form."""
    if isinstance(error, ValidationError):
        return {
            str((each["loc"] or ("",))[0]): each["type"] if each["type"] in FAULTS else "value_error"
            for each in error.errors(include_input=False, include_url=False)
        }
    for kind, where, what in _FAULTS:
        if isinstance(error, kind):
            return {where: what}
    return {"": "moved_on"}


_FAULTS: Final[tuple[tuple[type[Exception], str, str], ...]] = (
    (WrongFile, "files", "wrong_file"),
    (AttachmentTooLarge, "files", "large_file"),
    (TooManyFiles, "files", "many_files"),
    (InTheFuture, "on", "future"),
    (BeforeSending, "on", "before"),
    (NobodyNamed, "name", "missing"),
    (Unsigned, "signed", "missing"),
    (SameOfficial, "name", "same_person"),
    (WrongTicket, "", "ticket"),
    (OSError, "files", "no_room"),
)
