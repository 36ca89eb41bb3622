"""The interface's operations: reading changes nothing; a reply is said once, and gives a receipt for it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlmodel import col, select

from models.casework import answering, doors
from models.casework.attachments import Stored
from models.casework.errors import CaseworkError
from models.codes import ReplyKind
from models.database import reading, transaction
from models.dates import Language
from models.replies import REPLIES
from models.settings import settings
from models.tables import Matter, Submission
from portal import api_bodies, api_views, door_views, uploads
from portal.api_bodies import Body
from portal.api_gate import Held, Holder, at, enter, rates_of
from portal.api_models import Matters, MatterSheet, Receipt
from portal.api_problems import KeyUsedBefore, NoKey, answers
from portal.bounds import HIGHEST, Number
from portal.downloads import download
from portal.gate import REPLIES as REPLY_RATE, NoEntry, visit

log = structlog.get_logger("portal")
router = APIRouter()

Spoken = Annotated[Language, Query(description="The language of words for people: Indonesian or English.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Of your own choosing, one for each thing you say. The same key again gives the same receipt.",
    ),
]

ALWAYS: Final = ("no_key", "invalid", "too_often", "fault", "unavailable")
ONE: Final = (*ALWAYS, "not_found")
SAYING: Final = (*ONE, "not_asked", "malformed", "media_type", "too_large", "key_used")
WORDS: Final = {
    ReplyKind.ACKNOWLEDGEMENT: "Confirm receipt of the letter",
    ReplyKind.ANSWER: "Answer what was asked",
    ReplyKind.SUPPLEMENT: "Add something to the answer",
    ReplyKind.ITEM_REPORT: "Report how far an item is",
    ReplyKind.EXTENSION: "Ask for more time",
    ReplyKind.NOT_OURS: "Say that the matter is not yours",
    ReplyKind.COLLEAGUE: "Name a colleague",
    ReplyKind.ATTENDANCE: "Say who comes to a gathering, or who is to be focal point",
    ReplyKind.SIGNATURE: "Sign a joint commitment",
    ReplyKind.STILL_IN_POST: "Confirm who holds the post of focal point",
    ReplyKind.SUCCESSOR: "Name a successor",
}


@router.get("/matters", summary="List the open matters", tags=["Matters"], responses=answers(*ALWAYS))
def matters(
    holder: Held,
    after: Annotated[int, Query(ge=0, le=HIGHEST, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    language: Spoken = "id",
) -> Matters:
    """The matters in which something can be said now, in the order in which they were opened."""
    with reading() as session:
        found = doors.open_doors(session, holder.institution_id, after=after, most=limit + 1)
        shown = [
            at(session, holder, door, session.get_one(Matter, door.matter_id), language)
            for door, _ in found[:limit]
        ]
        more = shown[-1].door.id if len(found) > limit else None
        return Matters(matters=[api_views.line(session, guest) for guest in shown], next=more)


@router.get("/matters/{door_id}", summary="Read a matter", tags=["Matters"], responses=answers(*ONE))
def matter(holder: Held, door_id: Number, language: Spoken = "id") -> MatterSheet:
    """What is asked of your institution, by when and why, which items are yours, and what you said so far."""
    with reading() as session:
        return api_views.matter(session, enter(session, holder, door_id, language))


@router.get(
    "/matters/{door_id}/receipts/{receipt_id}",
    summary="Read a receipt",
    tags=["Replies"],
    responses=answers(*ONE),
)
def receipt(holder: Held, door_id: Number, receipt_id: Number) -> Receipt:
    """The receipt of something your institution said, through this interface or through its link."""
    with reading() as session:
        guest, row = enter(session, holder, door_id), session.get(Submission, receipt_id)
        if row is None or row.door_id != guest.door.id:
            raise NoEntry
        return api_views.receipt(session, guest, row)


@router.get(
    "/matters/{door_id}/files/{file_id}",
    summary="Read a file that came with a reply",
    tags=["Replies"],
    response_class=Response,
    responses={
        200: {
            "description": "The file, as it came.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        **answers(*ONE),
    },
)
def file(holder: Held, door_id: Number, file_id: Number) -> Response:
    """As a download under a name of ours."""
    with reading() as session:
        kept = door_views.files(session, enter(session, holder, door_id))
        row = next((each for each in kept if each.id == file_id), None)
    if row is None or (found := download(row)) is None:
        raise NoEntry
    return found


def _saying(kind: ReplyKind) -> Callable[..., Awaitable[Receipt]]:
    """The operation for one kind of reply."""

    async def say(request: Request, response: Response, holder: Held, door_id: Number, key: Key) -> Receipt:
        await run_in_threadpool(_let_in, request, holder, door_id)
        async with rates_of(request).crowd.at(door_id):
            said = await _said(request, kind, holder, door_id, key)
        response.headers["Location"] = f"/api/matters/{door_id}/receipts/{said.id}"
        return said

    return say


async def _said(request: Request, kind: ReplyKind, holder: Holder, door_id: int, key: str) -> Receipt:
    body = await api_bodies.read(request, kind)
    files = await uploads.stored(body.files, settings().files)
    try:
        said = await run_in_threadpool(_take, holder, door_id, key, body, files)
    except (
        CaseworkError,
        KeyUsedBefore,
        NoEntry,
        NoKey,
    ):  # after a fault it may have been recorded all the same
        await run_in_threadpool(uploads.take_back, files, door_id, settings().files)
        raise
    await uploads.put_back(body.files, files, settings().files)
    return said


for each, model in REPLIES.items():
    router.post(
        f"/matters/{{door_id}}/replies/{each.value}",
        summary=WORDS[each],
        description=model.__doc__,
        operation_id=f"say_{each.value}",
        tags=["Replies"],
        status_code=HTTPStatus.CREATED,
        responses=answers(*SAYING),
        openapi_extra=api_bodies.described(each),
    )(_saying(each))


def _let_in(request: Request, holder: Holder, door_id: int) -> None:
    """Before anything of the body is read."""
    with reading() as session:
        enter(session, holder, door_id)
    rates_of(request).count(REPLY_RATE, "reply", str(door_id))


def _take(holder: Holder, door_id: int, key: str, body: Body, files: list[Stored]) -> Receipt:
    ticket, head = api_bodies.tickets(holder, key, door_id, body.reply, files)
    with transaction() as session:
        guest = enter(session, holder, door_id, to_change=True)
        before = session.exec(
            select(Submission.ticket).where(col(Submission.ticket).startswith(f"{head}.", autoescape=True))
        ).first()
        if before not in (None, ticket):
            raise KeyUsedBefore
        uploads.all_there(files, settings().files)
        said = answering.submit(session, visit(guest, ticket), body.reply, files)
        log.info(
            "door.said", number=guest.complaint.agenda_no, kind=body.reply.kind.value, receipt=said.receipt_no
        )
        return api_views.receipt(session, guest, said)
