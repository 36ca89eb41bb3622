"""What the interface answers when something cannot be done: problem documents (RFC 9457), each with a code of ours.

They say what is wrong and what to do next, and never repeat what was sent.
"""

import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.casework.attachments import AttachmentTooLarge
from models.casework.errors import (
    BeforeSending,
    CaseworkError,
    InTheFuture,
    NobodyNamed,
    SameOfficial,
    UnknownItem,
    Unsigned,
)
from models.database import DatabaseUnavailable
from portal.api_words import PROBLEMS, Told
from portal.bounds import TooLarge
from portal.crowds import TooOften
from portal.gate import NoEntry
from portal.uploads import TooManyFiles, WrongFile

log = structlog.get_logger("portal")

MEDIA_TYPE: Final = "application/problem+json"
WAIT: Final = "600"
"""Seconds after which whoever came too often may come again."""


class NoKey(Exception):
    """There is no key in the request, or one that opens nothing."""


class KeyUsedBefore(Exception):
    """The same Idempotency-Key was sent before with something else."""


class Unreadable(Exception):
    """The body is no JSON, or no form."""


class WrongMediaType(Exception):
    """The body is of a kind that is not taken here."""


class Fault(BaseModel):
    """A field that does not fit."""

    field: str = Field(
        description="Its name; empty where it concerns the whole, or a field that is not known."
    )
    code: str = Field(description="What is wrong with it, such as `missing` or `string_too_long`.")


class Problem(BaseModel):
    """What is wrong, and what to do next (RFC 9457)."""

    type: str = Field(description="`urn:narahubung:problem:` and the code.")
    title: str
    status: int
    code: str = Field(json_schema_extra={"enum": list(PROBLEMS)})
    detail: str
    fields: list[Fault] = []


_CODES: Final[tuple[tuple[type[Exception], str, tuple[tuple[str, str], ...]], ...]] = (
    (NoKey,              "no_key",      ()),
    (NoEntry,            "not_found",   ()),
    (KeyUsedBefore,      "key_used",    (("Idempotency-Key", "used_before"),)),
    (Unreadable,         "malformed",   ()),
    (WrongMediaType,     "media_type",  ()),
    (TooLarge,           "too_large",   ()),
    (AttachmentTooLarge, "too_large",   (("files", "large_file"),)),
    (TooOften,           "too_often",   ()),
    (TooManyFiles,       "invalid",     (("files", "many_files"),)),
    (WrongFile,          "invalid",     (("files", "wrong_file"),)),
    (InTheFuture,        "invalid",     (("on", "in_the_future"),)),
    (BeforeSending,      "invalid",     (("on", "before_sending"),)),
    (UnknownItem,        "invalid",     (("item", "unknown_item"),)),
    (NobodyNamed,        "invalid",     (("name", "missing"),)),
    (Unsigned,           "invalid",     (("signed", "missing"),)),
    (SameOfficial,         "invalid",     (("name", "same_person"),)),
    (CaseworkError,      "not_asked",   ()),
    (DatabaseUnavailable, "unavailable", ()),
    (OSError,            "unavailable", ()),
)  # fmt: skip
"""The first that fits."""
_HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    "no_key": {"WWW-Authenticate": 'Bearer realm="Narahubung"'},
    "too_often": {"Retry-After": WAIT},
}
_STATUSES: Final[Mapping[int, str]] = {404: "not_found", 405: "method", 400: "malformed"}


def problem(code: str, fields: Iterable[tuple[str, str]] = (), **headers: str) -> Response:
    """The problem with this code as an answer."""
    status, title, detail = PROBLEMS[code]
    said = Problem(
        type=f"urn:narahubung:problem:{code}", title=title, status=status, code=code, detail=detail,
        fields=[Fault(field=field, code=what) for field, what in fields],
    )  # fmt: skip
    return JSONResponse(
        said.model_dump(mode="json"), status, {**_HEADERS.get(code, {}), **headers}, MEDIA_TYPE
    )


def answers(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems an operation may answer with, as its documentation lists them."""
    by_status: dict[int | str, list[Told]] = {}
    for code in codes:
        by_status.setdefault(PROBLEMS[code].status, []).append(PROBLEMS[code])
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": " Or: ".join(each.title for each in told), "content": content}
        for status, told in by_status.items()
    }


def speak_problems(app: FastAPI) -> None:
    """Let every error of `app` be told as a problem; its message is told to nobody (rule 5)."""
    for kind, *_ in _CODES:
        app.add_exception_handler(kind, _told)
    app.exception_handler(ValidationError)(_invalid_reply)
    app.exception_handler(RequestValidationError)(_invalid_request)
    app.exception_handler(HTTPException)(_refused)
    app.add_middleware(Caught)


class Caught:
    """Lets every fault of ours be told as a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever it is, the caller gets a problem document, unless the answer has begun."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:
            if begun:
                raise
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{Path(frame.filename).name}:{frame.lineno}"
            log.error("interface failed", error=type(error).__name__, where=where)  # noqa: TRY400 - never its message
            await problem("fault")(scope, receive, send)


def _told(_request: Request, error: Exception) -> Response:
    code, fields = next((code, fields) for kind, code, fields in _CODES if isinstance(error, kind))
    return problem(code, fields)


def _invalid_reply(_request: Request, error: ValidationError) -> Response:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    if any(each["type"] == "json_invalid" for each in faults):
        return problem("malformed")
    return problem("invalid", [_fault(each["type"], each["loc"]) for each in faults])


def _fault(what: str, where: Sequence[int | str]) -> tuple[str, str]:
    """A field that is not known is not named: its name is what was typed."""
    return ("" if what == "extra_forbidden" or not where else str(where[0])), what


def _invalid_request(_request: Request, error: RequestValidationError) -> Response:
    faults: list[tuple[str, str]] = [
        (".".join(map(str, each["loc"])), each["type"]) for each in error.errors()
    ]
    if any(where.startswith("path.") for where, _ in faults):
        return problem("not_found")
    return problem("invalid", [(where.partition(".")[2], what) for where, what in faults])


def _refused(_request: Request, error: HTTPException) -> Response:
    allow = (error.headers or {}).get("Allow")
    code = _STATUSES.get(error.status_code, "malformed")
    return problem(code, (), **({"Allow": allow} if allow else {}))
