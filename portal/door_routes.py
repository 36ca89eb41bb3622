"""What the door answers: opening only shows; a post says something, once, and gives a receipt for it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final, cast, get_args

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from models.casework import answering, drafting
from models.casework.attachments import Stored
from models.codes import MatterKind, ReplyKind
from models.database import reading, transaction
from models.dates import Language
from models.replies import LONGEST, Reply
from models.settings import settings
from models.tables import Submission
from notifications.links import keys, links
from portal import door_forms, door_views, uploads
from portal.bounds import Number
from portal.door_words import FAULTS, form_words, label, said
from portal.downloads import download
from portal.gate import (
    REPLIES as REPLY_RATE,
    VISITS,
    WRONG_LINKS,
    Guest,
    NoEntry,
    Rates,
    Tickets,
    WrongTicket,
    enter,
    visit,
)
from portal.pages import page

log = structlog.get_logger("portal")
router = APIRouter()

SCRIPTED: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""One script of ours, which saves drafts; none in the page itself."""
Spoken = Annotated[str, Query(alias="bahasa", max_length=2)]
Step = Annotated[str, Query(alias="langkah", max_length=8)]
SURE: Final = "pasti"
"""The second look before somebody confirms with one click."""


@router.get("/p/{token}")
def show(request: Request, token: str, spoken: Spoken = "", step: Step = "") -> HTMLResponse:
    """The matter as it stands. Changes nothing, however often a mail scanner opens it."""
    return _shown(request, token, spoken, sure=step == SURE)


@router.get("/p/{token}/tanda-terima/{submission_id}")
def receipt(request: Request, token: str, submission_id: Number, spoken: Spoken = "") -> HTMLResponse:
    """The receipt of something that came through this door."""
    with reading() as session:
        guest = _guest(request, session, token, spoken)
        row = session.get(Submission, submission_id)
        if row is None or row.door_id != guest.door.id:
            raise NoEntry
        values: dict[str, Any] = {
            "number": guest.complaint.registration_no or guest.complaint.agenda_no,
            "institution": guest.institution.name,
            "sent": door_views.sent(guest, row),
        }
        files = [each for each in answering.evidence(session, guest.door) if each.submission_id == row.id]
        return _page("door_receipt.html.j2", guest, token, spoken, files=files, **values)


@router.post("/p/{token}/draf")
async def save_draft(request: Request, token: str, spoken: Spoken = "") -> Response:
    """Keep what is half written. The page's script asks for no page in return."""
    await run_in_threadpool(_let_in, request, token, spoken)
    async with _rates(request).crowd.at(links().read(token).door_id):
        sent = await door_forms.read(request)
        await run_in_threadpool(_keep, request, token, spoken, sent)
    if request.headers.get("x-draft"):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return RedirectResponse(f"/p/{token}{_query(spoken)}#{sent.name}", HTTPStatus.SEE_OTHER)


@router.post("/p/{token}/{kind}")
async def say(request: Request, token: str, kind: ReplyKind, spoken: Spoken = "") -> Response:
    """Say something. What cannot be taken comes back with what is wrong, and what was written is kept."""
    await run_in_threadpool(_let_in, request, token, spoken)
    async with _rates(request).crowd.at(links().read(token).door_id):
        return await _said(request, token, kind, spoken)


async def _said(request: Request, token: str, kind: ReplyKind, spoken: str) -> Response:
    sent = await door_forms.read(request, kind)
    nonce = _nonce(token, sent)
    files: list[Stored] = []
    try:
        reply = sent.reply(kind)
        files = await uploads.stored(sent.files, settings().files)
        submission_id = await run_in_threadpool(_take, request, token, spoken, nonce, reply, files)
        await uploads.put_back(sent.files, files, settings().files)
    except door_forms.REFUSALS as error:
        door_id = links().read(token).door_id
        await run_in_threadpool(uploads.take_back, files, door_id, settings().files)
        await run_in_threadpool(_keep, request, token, spoken, sent)
        return await run_in_threadpool(_shown, request, token, spoken, sent, door_forms.faults(error))
    return RedirectResponse(f"/p/{token}/tanda-terima/{submission_id}{_query(spoken)}", HTTPStatus.SEE_OTHER)


@router.get("/p/{token}/lampiran/{attachment_id}")
def attachment(request: Request, token: str, attachment_id: Number, spoken: Spoken = "") -> Response:
    """A file that came through this door, as a download under a name of ours."""
    with reading() as session:
        guest = _guest(request, session, token, spoken)
        row = next((each for each in door_views.files(session, guest) if each.id == attachment_id), None)
    if row is None or (found := download(row)) is None:
        raise NoEntry
    return found


def _shown(
    request: Request,
    token: str,
    spoken: str,
    sent: door_forms.Sent | None = None,
    faults: Mapping[str, str] | None = None,
    *,
    sure: bool = False,
) -> HTMLResponse:
    """The page; with a form that could not be taken, what is wrong with it and what was typed."""
    with reading() as session:
        guest = _guest(request, session, token, spoken)
        values = door_views.matter(session, guest)
        found = {field: said(FAULTS[what], guest.language) for field, what in (faults or {}).items()}
        status = HTTPStatus.OK
        if sent is not None:
            values["draft"] = {**values["draft"], sent.name: sent.fields}
            status = HTTPStatus.CONFLICT if "" in found else HTTPStatus.UNPROCESSABLE_ENTITY
        if "supplement" not in values["draft"] and "answer" in values["draft"]:
            values["draft"]["supplement"] = values["draft"][
                "answer"
            ]  # a colleague was faster: it can be added
        return _page(
            "door.html.j2", guest, token, spoken, status=status, ticket=_tickets().issue(token), longest=LONGEST,
            faulty=sent.name if sent else "", faults=found, sure=sure, **values,
        )  # fmt: skip


def _page(
    name: str, guest: Guest, token: str, spoken: str, /, *, status: int = 200, **values: Any
) -> HTMLResponse:
    language = guest.language

    network = guest.complaint.kind is not MatterKind.COMPLAINT
    response = page(
        name, language, status=status, token=token,
        say=partial(label, language=language, network=network),
        form_words=partial(form_words, language=language, network=network),
        query=_query(spoken), other="en" if language == "id" else "id", **values,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = SCRIPTED
    return response


def _guest(request: Request, session: Any, token: str, spoken: str, *, to_change: bool = False) -> Guest:
    rates, address = _rates(request), _address(request)
    rates.refuse(WRONG_LINKS, "wrong", address)
    rates.count(VISITS, "visit", address)
    try:
        guest = enter(session, token, datetime.now(UTC), to_change=to_change)
    except NoEntry:
        rates.count(WRONG_LINKS, "wrong", address)
        raise
    language: Language = spoken if spoken in get_args(Language) else guest.language  # pyright: ignore[reportAssignmentType] - checked
    return replace(guest, to=replace(guest.to, language=language))


def _let_in(request: Request, token: str, spoken: str) -> None:
    """Comes before anything of the form is read: nobody without a link can make us take in a file."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise NoEntry
    with reading() as session:
        guest = _guest(request, session, token, spoken)
    _rates(request).count(REPLY_RATE, "reply", str(guest.door.id))


def _nonce(token: str, sent: door_forms.Sent) -> str:
    """The number of the form's ticket, empty for a ticket that is none of ours: told with the form, nothing is lost."""
    try:
        return _tickets().nonce(sent.ticket, token)
    except WrongTicket:
        return ""


def _take(request: Request, token: str, spoken: str, nonce: str, reply: Reply, files: list[Stored]) -> int:
    if not nonce:
        raise WrongTicket(WrongTicket.__doc__)
    with transaction() as session:
        guest = _guest(request, session, token, spoken, to_change=True)
        ticket, head = door_forms.tickets(nonce, reply, files)
        if any(each.ticket != ticket for each in answering.with_ticket(session, head)):
            raise WrongTicket(WrongTicket.__doc__)  # the same form of the same page, but other words in it
        uploads.all_there(files, settings().files)
        said_now = answering.submit(session, visit(guest, ticket), reply, files)
        log.info(
            "door.said", number=guest.complaint.agenda_no, kind=reply.kind.value, receipt=said_now.receipt_no
        )
        return said_now.id or 0


def _keep(request: Request, token: str, spoken: str, sent: door_forms.Sent) -> None:
    """Keep what was typed; a form with a stranger's ticket is only shown again. Several tabs come one by one."""
    with transaction() as session, suppress(WrongTicket):
        guest = _guest(request, session, token, spoken, to_change=True)
        head = door_forms.head_of(_tickets().nonce(sent.ticket, token), sent.name)
        late = answering.with_ticket(session, head)  # a save that was overtaken by its own form
        if sent.name in door_forms.names(session, guest.door) and not late:
            drafting.save(session, guest.door, guest.to.person, sent.name, sent.fields, datetime.now(UTC))


def _query(spoken: str) -> str:
    return f"?bahasa={spoken}" if spoken in get_args(Language) else ""


def _tickets() -> Tickets:
    return Tickets(keys())


def _rates(request: Request) -> Rates:
    return cast("Rates", request.app.state.rates)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
