"""The deadlines a letter shows: those its happening set, or the one it is about, with their proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.articles import source_text
from models.casework import clocks, law
from models.casework.clock_rules import GATHERING
from models.casework.reported import KINDS, items_of, unverified
from models.codes import ItemStatus, Party
from models.dates import long_date, long_instant
from models.proof_text import length_text, proof_text
from models.proofs import Proof
from models.stages import Event
from models.tables import Clock, ClockState, Forwarding, Happening, Item, Matter
from models.terms.receipts import received
from notifications.addressees import INSTITUTION, OFFICE, PUBLIC
from notifications.concerns import clock_of
from notifications.gathering import items_of as rows_of, opened_by
from notifications.recipients import Concern, Recipient


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline for a reader. `day` and `instant` are empty while it waits for the receipt of its letter.

    `length` says how long the term is ("14 hari kalender"), `proof` how the date was reached, a fact per line.
    `theirs`: it binds an institution, not the reporter or the office.
    `basis` is the source as it may be told: as the law only where its wording was seen.
    `received` is whose receipt of what starts it ("Rekomendasi diterima atasan Terlapor"); `own`, that it is the
    reader's receipt of this very letter.
    `extendable`: more time may still be asked for. `reported`: all of its items that are open wait for verification.
    `left` counts the days from the letter's date to the due date; negative once it has passed.
    """

    title: str
    length: str
    source: str
    basis: str
    received: str
    own: bool
    waits: bool
    day: str
    instant: str
    proof: tuple[str, ...]
    left: int
    provisional: bool
    at: datetime | None
    key: str
    theirs: bool
    extendable: bool
    of_items: bool
    reported: bool

    @property
    def passed(self) -> bool:
        """Whether the due date lies before the letter's date."""
        return self.left < 0

    @property
    def appointment(self) -> bool:
        """Whether it is a day on which something takes place, not the end of a term that was counted."""
        return self.key == GATHERING


def dues(
    session: Session,
    complaint: Matter,
    happening: Happening,
    concerns: Iterable[Concern],
    recipient: Recipient,
) -> list[Due]:
    """The deadlines that the recipient's letter about the happening shows, the earliest first."""
    clocks = _about(session, happening)
    if not clocks:
        places = {concern.institution_id for concern in concerns}
        opened = (each for each in opened_by(session, happening) if not _settled_at_once(each, happening))
        clocks = [clock for clock in sorted(opened, key=_urgency) if _shown_to(recipient.role, clock, places)]
    return [due_of(session, clock, complaint, recipient, happening.at) for clock in clocks]


def _settled_at_once(clock: Clock, happening: Happening) -> bool:
    """Whether nobody need mind it: it never ran, or what it would wait for was known the moment it was set."""
    return clock.state is ClockState.VOID or (clock.ended_at is not None and clock.ended_at <= happening.at)


def running(session: Session, matter_id: int, institution_id: int) -> list[Clock]:
    """The terms that bind the institution and are running, the earliest first."""
    clocks = session.exec(
        select(Clock)
        .where(
            Clock.matter_id == matter_id,
            Clock.institution_id == institution_id,
            Clock.state == ClockState.RUNNING,
        )
        .order_by(col(Clock.due_at), col(Clock.id))
    )
    return [clock for clock in clocks if clock.binds in INSTITUTION]


_OF_THE_TRACK = frozenset({Event.ACKNOWLEDGED, Event.FOCAL_POINT_CHANGED})


def _urgency(clock: Clock) -> tuple[bool, datetime | None, int]:
    """The earliest due date first; those that wait for receipt have none and come last."""
    return clock.due_at is None, clock.due_at, clock.id or 0


def _about(session: Session, happening: Happening) -> list[Clock]:
    """The deadline that the happening names; those that run, where receipt was confirmed or somebody takes over."""
    named = clock_of(session, happening)
    if named is not None:
        return [named]
    if happening.event in _OF_THE_TRACK and happening.forwarding_id is not None:
        track = session.get_one(Forwarding, happening.forwarding_id)
        return running(session, happening.matter_id, track.institution_id)
    return []


def _shown_to(role: Party, clock: Clock, institutions: set[int]) -> bool:
    if role in PUBLIC:
        return clock.binds in PUBLIC
    if role in INSTITUTION:
        return clock.binds in INSTITUTION and (
            clock.institution_id is None or clock.institution_id in institutions
        )
    return True


def _bound(role: Party, binds: Party) -> bool:
    """Whether the reader is the party bound, so that their own receipt counts; an officer's never does."""
    return role not in OFFICE and (role is binds or (role in PUBLIC and binds in PUBLIC))


def due_of(session: Session, clock: Clock, complaint: Matter, recipient: Recipient, at: datetime) -> Due:
    """One deadline in the reader's language and zone; the days that are left are counted from `at`."""
    language, zone = recipient.language, recipient.zone
    item = session.get(Item, clock.item_id) if clock.item_id else None
    term = law.term(clock.key, complaint.rule_set)
    length = length_text(term.length, term.unit, term.basis, language) if term.length is not None else ""
    proof = Proof.model_validate(clock.proof) if clock.proof is not None else None
    of_items = items_of(clock, rows_of(session, clock.matter_id)) if clock.key in KINDS else []
    owed = [each for each in of_items if each.status is not ItemStatus.DONE]
    return Due(
        title=clocks.title_of(session, clock, language),
        length=length,
        source=term.source,
        basis=source_text(term.source, term.sure, language),
        received=received(term.starts, language) if term.on_receipt else "",
        own=term.on_receipt and _bound(recipient.role, clock.binds),
        waits=proof is None,
        day=long_date(proof.due, language) if proof else "",
        instant=long_instant(proof.due_at, zone, language) if proof else "",
        proof=tuple(proof_text(proof, language).splitlines()) if proof else (),
        left=(zone.day_of(proof.due_at) - zone.day_of(at)).days if proof else 0,
        provisional=proof.provisional if proof else False,
        at=proof.due_at if proof else None,
        key=f"{clock.key}-{item.number}" if item else clock.key,
        theirs=clock.institution_id is not None,
        extendable=term.may_extend(clock.extension),
        of_items=bool(owed),
        reported=bool(owed) and all(map(unverified, owed)),
    )
