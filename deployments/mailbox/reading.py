"""The page where the demo's mails are read: a list, and each mail as its recipient would see it."""

from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.trustedhost import TrustedHostMiddleware

from deployments.mailbox.keeping import Mail, Mailbox
from deployments.mailbox.wording import WORDS
from models.dates import short_date
from models.settings import settings
from models.zones import Zone
from portal.pages import FOLDER as SHARED, framed, guard

PAGE: Final = 100
RENEWED: Final = "6"
"""Seconds after which the list of the newest looks again."""
LOCAL: Final = ["127.0.0.1", "localhost"]
"""A site elsewhere that points its name here gets nothing."""
SHOWN: Final = (
    "From", "To", "Delivered-To", "Reply-To", "Date", "Subject", "Message-ID", "In-Reply-To", "References",
    "Auto-Submitted", "Content-Language",
)  # fmt: skip

router = APIRouter()


def mailbox_app(mailbox: Mailbox, zone: Zone = Zone.WITA) -> FastAPI:
    """The page for the mails of a mailbox; times are those of the zone."""
    app = FastAPI(title="Narahubung", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.mailbox, app.state.zone = mailbox, zone
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOCAL)
    guard(app, settings().language)
    app.include_router(router)
    return app


@router.get("/")
def mails(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    renew: Annotated[int, Query(ge=0, le=1)] = 1,
) -> HTMLResponse:
    """The mails, the newest first. The first page looks again by itself, unless somebody searches in it."""
    found = _mailbox(request).mails(q)
    shown = found[(page - 1) * PAGE : page * PAGE]
    renewing = bool(renew) and page == 1 and not q.strip()
    answer = _page(
        request,
        "mails.html.j2",
        rows=[(mail, _when(request, mail)) for mail in shown],
        total=len(found),
        q=q,
        number=page,
        more=len(found) > page * PAGE,
        renewing=renewing,
    )
    if renewing:
        answer.headers["Refresh"] = RENEWED
    return answer


@router.get("/surel/{key}")
def mail(request: Request, key: str) -> HTMLResponse:
    """One mail: its HTML part in a frame of its own, its text, its headers, its calendar file."""
    kept = _kept(request, key)
    message = kept.message()
    plain = message.get_body(("plain",))
    thread = str(message["References"] or "")
    others = [
        (each, _when(request, each))
        for each in _mailbox(request).mails(kept.recipient)
        if thread and each.key != key and str(each.message()["References"] or "") == thread
    ]
    return _page(
        request,
        "mail.html.j2",
        mail=kept,
        when=_when(request, kept),
        headers=[(name, str(message[name])) for name in SHOWN if message[name] is not None],
        has_html=message.get_body(("html",)) is not None,
        text=plain.get_content() if plain is not None else "",
        has_calendar=_calendar(message) is not None,
        others=others,
    )


@router.get("/surel/{key}/isi")
def body(request: Request, key: str) -> HTMLResponse:
    """The mail's HTML part, for the frame: an origin of its own, no script; its links open in a window of theirs."""
    part = _kept(request, key).message().get_body(("html",))
    if part is None:
        raise HTTPException(404)
    return framed(cast("str", part.get_content()))


@router.get("/surel/{key}/batas-waktu.ics")
def calendar(request: Request, key: str) -> Response:
    """The mail's calendar file."""
    content = _calendar(_kept(request, key).message())
    if content is None:
        raise HTTPException(404)
    headers = {"Content-Disposition": 'attachment; filename="batas-waktu.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/surel/{key}/sumber")
def source(request: Request, key: str) -> Response:
    """The mail as it came over the wire."""
    return Response(_kept(request, key).raw(), media_type="text/plain; charset=utf-8")


def _mailbox(request: Request) -> Mailbox:
    return cast("Mailbox", request.app.state.mailbox)


def _kept(request: Request, key: str) -> Mail:
    kept = _mailbox(request).get(key)
    if kept is None or not kept.path.exists():
        raise HTTPException(404)
    return kept


def _calendar(message: EmailMessage) -> bytes | None:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return cast("bytes", part.get_payload(decode=True))
    return None


def _when(request: Request, mail: Mail) -> str:
    zone = cast("Zone", request.app.state.zone)
    local = mail.received.astimezone(zone.tz)
    return f"{short_date(local.date(), settings().language)} {local:%H:%M:%S}"


def _page(request: Request, template: str, **values: Any) -> HTMLResponse:
    language = settings().language
    words = {key: pair[0 if language == "id" else 1] for key, pair in WORDS.items()}
    zone = cast("Zone", request.app.state.zone).value
    return HTMLResponse(
        _templates().get_template(template).render(language=language, say=words, zone=zone, **values)
    )


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader([Path(__file__).parent / "templates", SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
