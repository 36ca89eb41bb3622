"""What the file's page answers: the list, one complaint, its attachments and its letters. Reading only."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session, col, func, select

from models.casework import listing
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.casework.network.overview import UNDERTAKINGS, undertakings
from models.database import reading
from models.settings import settings
from models.tables import Attachment, Letter, Matter, Office
from models.zones import Zone
from notifications.composing import html_of, wording_of
from notifications.context import Context, RecipientGone, context_of
from notifications.kinds import REGISTRY
from notifications.printing import page as printed
from portal.downloads import download
from portal.file_views import Say, file_view
from portal.pages import STANDING, framed, page

SHOWN: Final = 300
"""How many open complaints the list shows."""

router = APIRouter()


class Absent(Exception):
    """What was asked for is not part of this file; `what` names the words that say so."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@contextmanager
def _at_business_time() -> Generator[tuple[Session, datetime]]:
    with reading() as session:
        yield session, business_now(session, datetime.now(UTC))


@router.get("/")
def open_complaints() -> HTMLResponse:
    """The open complaints, the most urgent first."""
    language = settings().language
    with _at_business_time() as (session, now):
        count = listing.count(session, listing.Wanted(), now)
        lines = list(listing.lines(session, listing.Wanted(), now, SHOWN))
        network = list(undertakings(session, listing.Wanted(kinds=UNDERTAKINGS), now, SHOWN))
        say = Say(language, _zone(session))
    return page(
        "list.html.j2", language, say=say, lines=lines, network=network, count=count, now=now.isoformat()
    )


def _zone(session: Session) -> Zone:
    """The list's zone: that of the office with the most complaints is the one in which its readers live."""
    counted = (
        select(Office)
        .join(Matter, col(Matter.office_id) == Office.id)
        .group_by(col(Office.id))
        .order_by(func.count(col(Matter.id)).desc(), col(Office.id))
    )
    office = session.exec(counted).first()
    return office.zone if office else Zone.WIB


@router.get("/berkas")
def find(number: Annotated[str, Query(max_length=60)] = "") -> RedirectResponse:
    """The file with this agenda or registration number; the latter holds slashes, so it is asked for here."""
    with reading() as session:
        complaint = matter_by_number(session, number.strip())
    return RedirectResponse(f"/berkas/{quote(complaint.agenda_no, safe='')}", 303)


@router.get("/berkas/{number}")
def file(number: str) -> HTMLResponse:
    """The whole file of the complaint, or undertaking of the network, with this number."""
    language = settings().language
    with _at_business_time() as (session, now):
        view = file_view(session, matter_by_number(session, number), now, language)
    return page("undertaking.html.j2" if view["file"]["undertaking"] else "file.html.j2", language, **view)


@router.get("/berkas/{number}/lampiran/{attachment_id}")
def attachment(number: str, attachment_id: int) -> Response:
    """An attachment to download, under a name of ours: never shown in place, whatever it says it is."""
    with reading() as session:
        complaint = matter_by_number(session, number)
        row = session.get(Attachment, attachment_id)
    if row is None or row.matter_id != complaint.id:
        raise Absent("missing_file")
    if (found := download(row)) is None:
        raise Absent("missing_file")
    return found


@router.get("/berkas/{number}/surat/{letter_id}")
def letter(number: str, letter_id: int) -> HTMLResponse:
    """One letter: to whom, how far it came, and what it says."""
    language = settings().language
    with reading() as session:
        complaint, row = _letter(session, number, letter_id)
        context = _context(session, row)
        words = wording_of(context)
        say = Say(language, session.get_one(Office, complaint.office_id).zone)
    return page(
        "letter.html.j2",
        language,
        say=say,
        number=complaint.agenda_no,
        row=row,
        subject=words.subject,
        text=words.text,
        name=context.to.name,
        email=context.to.email,
        formal=REGISTRY[context.kind].formal,
    )


@router.get("/berkas/{number}/surat/{letter_id}/isi")
def letter_body(number: str, letter_id: int) -> HTMLResponse:
    """The letter's HTML part as it was sent, for the frame in its page."""
    with reading() as session:
        context = _context(session, _letter(session, number, letter_id)[1])
        return framed(html_of(context, wording_of(context)))


@router.get("/berkas/{number}/surat/{letter_id}/cetak")
def letter_page(number: str, letter_id: int) -> HTMLResponse:
    """The formal letter as a numbered page to print."""
    with reading() as session:
        row = _letter(session, number, letter_id)[1]
        if not REGISTRY[_context(session, row).kind].formal:
            raise Absent("no_letter")
        return HTMLResponse(printed(session, letter_id), headers={"Content-Security-Policy": STANDING})


def _letter(session: Session, number: str, letter_id: int) -> tuple[Matter, Letter]:
    complaint = matter_by_number(session, number)
    row = session.get(Letter, letter_id)
    if row is None or row.matter_id != complaint.id:
        raise Absent("no_letter")
    return complaint, row


def _context(session: Session, row: Letter) -> Context:
    try:
        return context_of(session, row)
    except RecipientGone:
        raise Absent("gone") from None
