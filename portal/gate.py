"""Who stands at a door: the link is read, the person found, and every wrong link is answered alike."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, Signer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlmodel import Session

from models.casework import doors
from models.casework.business_time import business_now
from models.casework.doors import Standing
from models.casework.finding import matter_by_number
from models.casework.focal_points import in_post
from models.casework.network import confirming
from models.casework.visits import Visit
from models.codes import FocalState, Party
from models.dates import Language
from models.settings import settings
from models.tables import Door, FocalPoint, Institution, Matter
from notifications.links import BadLink, Pass, links
from notifications.recipients import Recipient, look_up
from portal.crowds import Crowd, TooOften

WRONG_LINKS: Final = parse("20/10 minutes")
"""Links that open nothing, from one address, before it has to wait."""
VISITS: Final = parse("240/minute")
REPLIES: Final = parse("30/minute")
"""Replies and drafts at one door. A page that saves itself every ten seconds uses six."""


class NoEntry(Exception):
    """The link is forged, unknown, revoked, expired or somebody else's: all of these are answered alike."""


class HandedOver(Exception):
    """The link is genuine, and its holder no longer holds the post: the matter is with somebody else now."""


class WrongTicket(Exception):
    """The form did not come from this page. Reload the page and send it again; what was written is still there."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may come through: the door, who they are, and how it stands there. `now` is business time."""

    door: Door
    complaint: Matter
    institution: Institution
    to: Recipient
    standing: Standing
    now: datetime

    @property
    def language(self) -> Language:
        """The language in which the office writes to them."""
        return self.to.language


class Rates:
    """How often is too often, and how many at once, counted in this process. Raises `TooOften`."""

    def __init__(self) -> None:
        self.crowd = Crowd()
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, rate: RateLimitItem, *whose: str) -> None:
        """One more of its kind."""
        if not self._limiter.hit(rate, *whose):
            raise TooOften(TooOften.__doc__)

    def refuse(self, rate: RateLimitItem, *whose: str) -> None:
        """Refuse whoever has used up their tries, without counting this one."""
        if not self._limiter.test(rate, *whose):
            raise TooOften(TooOften.__doc__)


def enter(session: Session, token: str, real: datetime, *, to_change: bool = False) -> Guest:
    """The guest whom a link's token lets in. Raises `NoEntry`, `HandedOver`.

    `to_change` locks the complaint, so that two answers come one after the other.
    """
    try:
        given = links().read(token)
    except BadLink:
        raise NoEntry from None
    door = session.get(Door, given.door_id)
    if door is None or door.revoked_at is not None or door.generation != given.generation:
        raise NoEntry
    if not doors.belongs(session, door, given.person):
        raise NoEntry
    to = look_up(session, given.person, Party.FOCAL_POINT)
    if to is None:
        raise NoEntry
    complaint = session.get_one(Matter, door.matter_id)
    if to_change:
        complaint = matter_by_number(session, complaint.agenda_no, to_change=True)
    institution, now = session.get_one(Institution, door.institution_id), business_now(session, real)
    if expired(complaint, now):
        raise NoEntry
    _still_in_post(session, given, door, institution, now)
    return Guest(door, complaint, institution, to, doors.standing(session, door), now)


def expired(complaint: Matter, now: datetime) -> bool:
    """Whether the matter was closed so long ago that its links open nothing any more, not even receipts."""
    kept = timedelta(days=settings().links_kept_days)
    return complaint.closed_at is not None and now - complaint.closed_at > kept


def _still_in_post(
    session: Session, given: Pass, door: Door, institution: Institution, now: datetime
) -> None:
    if not given.person.startswith("focal_point:"):
        return
    contact, today = (
        session.get_one(FocalPoint, int(given.person.partition(":")[2])),
        institution.zone.day_of(now),
    )
    if contact.state is not FocalState.LEFT and in_post(contact, today):
        return
    if not confirming.awaited(session, door, contact, today):
        raise HandedOver


def visit(guest: Guest, ticket: str) -> Visit:
    """The guest about to say something with the form's ticket."""
    return Visit(guest.complaint, guest.door, guest.to.person, ticket, guest.now)


class Tickets:
    """What a form carries: proof that this page made it for this guest, and a number that makes it count once."""

    def __init__(self, newest_first: Sequence[str]) -> None:
        self._signer = Signer(list(reversed(newest_first)), salt="narahubung.ticket")

    def issue(self, token: str) -> str:
        """A fresh ticket for the holder of the link."""
        nonce = secrets.token_urlsafe(18)
        return f"{nonce}.{self._signature(nonce, token)}"

    def nonce(self, ticket: str, token: str) -> str:
        """The ticket's number. Raises `WrongTicket`."""
        nonce, _, signature = ticket.partition(".")
        try:
            self._signer.unsign(f"{nonce}/{token}.{signature}")
        except BadSignature:
            raise WrongTicket(WrongTicket.__doc__) from None
        return nonce

    def _signature(self, nonce: str, token: str) -> str:
        return self._signer.get_signature(f"{nonce}/{token}").decode()
