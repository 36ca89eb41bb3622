"""Who calls the interface: a key opens the matters of its own institution, and everything else is answered alike."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Final, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import parse
from sqlmodel import Session

from models.casework import api_keys, doors
from models.casework.business_time import business_now
from models.casework.finding import matter_by_number
from models.codes import Party
from models.database import reading
from models.dates import Language
from models.tables import ApiKey, Door, Institution, Matter
from notifications.recipients import Recipient, look_up
from portal.api_problems import NoKey
from portal.gate import WRONG_LINKS, Guest, NoEntry, Rates, expired

REQUESTS: Final = parse("600/minute")
"""Requests with one key. A system that reads its matters every minute uses a few dozen."""
_bearer = HTTPBearer(
    scheme_name="key",
    auto_error=False,
    description="A key that the office made for your institution: `nrh_...`.",
)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a key that is in force."""

    key_id: int
    institution_id: int

    @property
    def person(self) -> str:
        """As whom a submission names them."""
        return f"api_key:{self.key_id}"


def _holder(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Holder:
    """Whoever holds the key in the request. Wrong keys are counted with wrong links. Raises `NoKey`, `TooOften`."""
    rates, address = rates_of(request), request.client.host if request.client else ""
    rates.refuse(WRONG_LINKS, "wrong", address)
    if given is None:
        raise NoKey
    with reading() as session:
        key = api_keys.find(session, given.credentials)
    if key is None:
        rates.count(WRONG_LINKS, "wrong", address)
        raise NoKey
    rates.count(REQUESTS, "key", str(key.id))
    return Holder(key.id or 0, key.institution_id)


Held = Annotated[Holder, Depends(_holder)]
"""An operation that asks for it is for holders of a key."""


def rates_of(request: Request) -> Rates:
    """How often is too often, shared with the pages."""
    return cast("Rates", request.app.state.rates)


def enter(
    session: Session, holder: Holder, door_id: int, language: Language = "id", *, to_change: bool = False
) -> Guest:
    """The holder at one of their institution's doors. Raises `NoKey`, `NoEntry`.

    `to_change` locks the complaint, so that two answers come one after the other.
    """
    key, door = session.get(ApiKey, holder.key_id), session.get(Door, door_id)
    if key is None or key.revoked_at is not None:
        raise NoKey
    if door is None or door.revoked_at is not None or door.institution_id != key.institution_id:
        raise NoEntry
    complaint = session.get_one(Matter, door.matter_id)
    if to_change:
        complaint = matter_by_number(session, complaint.agenda_no, to_change=True)
    guest = at(session, holder, door, complaint, language)
    if expired(complaint, guest.now):
        raise NoEntry
    return guest


def at(session: Session, holder: Holder, door: Door, complaint: Matter, language: Language) -> Guest:
    """The holder at this door, which is their institution's."""
    institution, now = (
        session.get_one(Institution, door.institution_id),
        business_now(session, datetime.now(UTC)),
    )
    return Guest(
        door,
        complaint,
        institution,
        _recipient(session, holder, language),
        doors.standing(session, door),
        now,
    )


def _recipient(session: Session, holder: Holder, language: Language) -> Recipient:
    """Written to as the institution itself is, and named by its key."""
    office = look_up(session, f"institution:{holder.institution_id}", Party.FOCAL_POINT)
    if office is None:
        raise NoEntry
    return replace(office, person=holder.person, language=language)
