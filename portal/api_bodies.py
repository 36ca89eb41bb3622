"""How a reply comes in: as JSON, or as a form with the JSON in the field `reply` beside its files."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from models.casework.attachments import Stored
from models.codes import ReplyKind
from models.replies import REPLIES, Reply
from portal.api_gate import Holder
from portal.api_problems import Unreadable, WrongMediaType
from portal.bounds import TooLarge
from portal.forms import form_of
from portal.uploads import MOST

LONGEST: Final = 1 << 20
"""Bytes of a reply's JSON: the longest text, escaped letter by letter, and room to spare."""
JSON, FORM = "application/json", "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Body:
    """What came in: the reply, checked, and the files, not checked yet."""

    reply: Reply
    files: list[UploadFile]


async def read(request: Request, kind: ReplyKind) -> Body:
    """The reply in a request.

    Raises pydantic's `ValidationError`, `Unreadable`, `WrongMediaType`, `TooLarge`, and OSError where nothing more
    can be put down.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == JSON:
        return Body(_checked(kind, await _whole(request)), [])
    if media_type != FORM:
        raise WrongMediaType
    try:
        form = await form_of(request, fields=2, longest=LONGEST)
    except HTTPException:
        raise Unreadable from None
    replies, files = form.getlist("reply"), form.getlist("files")
    named = [each for each in files if isinstance(each, UploadFile) and each.filename]
    if len(replies) != 1 or {*form} - {"reply", "files"} or len(named) < len(files):
        raise Unreadable  # also a file without a name: browsers mean by it that there is none
    said = replies[0]
    if isinstance(said, UploadFile):  # a part with a file's name, as some clients send JSON
        said = await said.read(LONGEST + 1)
        if len(said) > LONGEST:
            raise TooLarge
    return Body(_checked(kind, said), named)


def _checked(kind: ReplyKind, said: bytes | str) -> Reply:
    return REPLIES[kind].model_validate_json(said, strict=True)


async def _whole(request: Request) -> bytes:
    taken = bytearray()
    async for part in request.stream():
        taken += part
        if len(taken) > LONGEST:
            raise TooLarge
    return bytes(taken)


def tickets(holder: Holder, key: str, door_id: int, reply: Reply, files: Sequence[Stored]) -> tuple[str, str]:
    """The submission's ticket, and the part of it that stands for the Idempotency-Key alone.

    Keys of two holders cannot meet; what follows the key's part stands for what was said.
    """
    head = hashlib.sha256(f"{holder.person}/{key}".encode()).hexdigest()[:40]
    said = [str(door_id), reply.kind.value, reply.model_dump_json(), *(each.digest for each in files)]
    return f"{head}.{hashlib.sha256('/'.join(said).encode()).hexdigest()[:23]}", head


def described(kind: ReplyKind) -> dict[str, Any]:
    """The request's body, for the documentation."""
    reply = {"$ref": f"#/components/schemas/{REPLIES[kind].__name__}"}
    files = {"type": "array", "maxItems": MOST, "items": {"type": "string", "format": "binary"}}
    form = {
        "type": "object",
        "properties": {"reply": reply, "files": files},
        "required": ["reply"],
        "additionalProperties": False,
    }
    encoding = {"reply": {"contentType": JSON}}
    return {
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": reply}, FORM: {"schema": form, "encoding": encoding}},
        }
    }
