"""Keeping the file: receipts, pauses, extensions, notes, assignment, links and corrections, at any open stage."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models import deadlines
from models.casework import clocks, law, vault
from models.casework.errors import (
    Missing,
    NoSuchClock,
    NotExtendable,
    NotSuspendable,
    NotYetReceived,
    UnknownComplaint,
    UnknownOfficer,
)
from models.casework.finding import matter_by_number, officer_by
from models.casework.forwarding import evidence_of, set_receipt
from models.casework.history import record
from models.codes import MatterKind, Party
from models.deadlines import PauseReason
from models.stages import Event, Stage
from models.tables import Clock, ClockState, Forwarding, Happening, Matter, Officer, WordsKind


def note(session: Session, complaint: Matter, text: str, now: datetime, *, by: str) -> None:
    """Write something down. Nobody outside is told."""
    words = vault.keep_if(session, complaint, WordsKind.NOTE, text)
    record(session, complaint, Event.NOTED, now, by=by, words=words)


def assign(session: Session, complaint: Matter, who: str | None, now: datetime, *, by: str) -> None:
    """Give the complaint to an examiner. Raises `UnknownOfficer`."""
    officer = officer_by(session, complaint, who or "")
    complaint.examiner_id = officer.id
    record(session, complaint, Event.ASSIGNED, now, by=by, facts={"officer": officer.id})


def workload(session: Session, office_id: int) -> dict[int, int]:
    """How many open complaints each officer of the office has in hand, by the officer's id."""
    rows = session.exec(
        select(Officer.id, func.count(col(Matter.id)))
        .join(
            Matter,
            (col(Matter.examiner_id) == Officer.id)
            & (col(Matter.stage) != Stage.CLOSED)
            & (col(Matter.kind) == MatterKind.COMPLAINT),
            isouter=True,
        )
        .where(Officer.office_id == office_id, col(Officer.active).is_(True))
        .group_by(col(Officer.id))
    )
    return {officer_id or 0: count for officer_id, count in rows}


def link(session: Session, complaint: Matter, number: str | None, now: datetime, *, by: str) -> None:
    """Link to the complaint that is the master; each reporter still gets letters of their own. Nothing is merged."""
    master = matter_by_number(session, number or "")
    if master.id == complaint.id:
        raise UnknownComplaint(number or "")
    complaint.master_id = master.master_id or master.id
    record(session, complaint, Event.LINKED, now, by=by, facts={"master": master.agenda_no})


def correct(
    session: Session, complaint: Matter, seq: int | None, text: str, now: datetime, *, by: str
) -> None:
    """Say that an earlier happening was wrong, and why. It stays in the history; nothing is rewritten."""
    wrong = session.exec(
        select(Happening).where(Happening.matter_id == complaint.id, Happening.seq == seq)
    ).first()
    if wrong is None:
        raise Missing("happening")
    words = vault.keep_if(session, complaint, WordsKind.REASON, text)
    facts = {"corrects": wrong.seq, "event": wrong.event.value}
    record(session, complaint, Event.CORRECTED, now, by=by, facts=facts, words=words)


def clock_with(session: Session, complaint: Matter, clock_id: int | None) -> Clock:
    """The complaint's open clock with this id. Raises `NoSuchClock`."""
    for clock in clocks.open_clocks(session, complaint):
        if clock.id == clock_id:
            return clock
    raise NoSuchClock(str(clock_id))


def receipt(
    session: Session,
    complaint: Matter,
    clock_id: int | None,
    on: date | None,
    text: str,
    now: datetime,
    *,
    by: str,
    through: Mapping[str, str] | None = None,
) -> Happening:
    """Set the day on which a letter was received, with the reason; its clocks start to count.

    Clocks that the same letter set for the same party start with it. Raises `NoSuchClock`, `InTheFuture`,
    `BeforeSending`.
    """
    clock = clock_with(session, complaint, clock_id)
    if clock.state is not ClockState.WAITING or on is None:
        raise NoSuchClock(clock.key)
    for each in clocks.open_clocks(session, complaint):
        same_letter = (each.opened_by, each.institution_id) == (clock.opened_by, clock.institution_id)
        if each.state is ClockState.WAITING and same_letter:
            set_receipt(session, each, on, now, evidence_of(through))
    _end_delivery(session, complaint, clock, now)
    words = vault.keep_if(session, complaint, WordsKind.REASON, text)
    facts = {
        "clock": clock.id,
        "key": clock.key,
        "on": on.isoformat(),
        "due": clock.proof and clock.proof["due"],
        **(through or {}),
    }
    return record(
        session,
        complaint,
        Event.RECEIPT_PROVEN,
        now,
        by=by,
        forwarding=_track(session, clock),
        facts=facts,
        words=words,
    )


def _end_delivery(session: Session, complaint: Matter, received: Clock, now: datetime) -> None:
    """The Ombudsman's own term to deliver a Recommendation ends when the last addressee is known to have it."""
    if received.key.startswith("recommendation_report"):
        running = clocks.open_clocks(session, complaint)
        if not any(each.state is ClockState.WAITING and each.key == received.key for each in running):
            for each in running:
                if each.key == "recommendation_delivery":
                    clocks.end(session, each, now)


def pause(
    session: Session,
    complaint: Matter,
    clock_id: int | None,
    reason: PauseReason | None,
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Stop a clock for a reason that its term admits; the office head or headquarters may override that.

    Raises `NoSuchClock`, `NotSuspendable`, `NotYetReceived`.
    """
    clock = clock_with(session, complaint, clock_id)
    if clock.state is not ClockState.RUNNING:
        raise NotYetReceived(clock.key)
    try:
        law.term(clock.key, complaint.rule_set).allow_pause(reason or PauseReason.OVERRIDE)
    except deadlines.NotSuspendable:
        raise NotSuspendable(clock.key) from None
    if reason is PauseReason.OVERRIDE and not _may_override(session, complaint, by):
        raise NotSuspendable(clock.key)
    clocks.pause(session, clock, now, reason=(reason or PauseReason.OVERRIDE).value, by=by)
    _clock_happened(session, complaint, clock, Event.CLOCK_PAUSED, text, now, by=by)


def _may_override(session: Session, complaint: Matter, by: str) -> bool:
    """Only the head of the office or headquarters may stop a clock that the law does not let rest."""
    try:
        return officer_by(session, complaint, by).role in (Party.OFFICE_HEAD, Party.HEADQUARTERS)
    except UnknownOfficer:
        return False


def resume(session: Session, complaint: Matter, clock_id: int | None, now: datetime, *, by: str) -> None:
    """Let a paused clock run again; its due date moves by the days it stood still. Raises `NoSuchClock`."""
    clock = clock_with(session, complaint, clock_id)
    if clock.state is not ClockState.PAUSED:
        raise NoSuchClock(clock.key)
    clocks.resume(session, clock, now)
    _clock_happened(session, complaint, clock, Event.CLOCK_RESUMED, "", now, by=by)


def extend(
    session: Session,
    complaint: Matter,
    clock_id: int | None,
    days: int | None,
    text: str,
    now: datetime,
    *,
    by: str,
) -> None:
    """Give the party more days: once, at most the original length. Raises `NotExtendable`, `NotYetReceived`."""
    clock = clock_with(session, complaint, clock_id)
    if clock.state is not ClockState.RUNNING:
        raise NotYetReceived(clock.key)
    try:
        law.term(clock.key, complaint.rule_set).allow_extension(days or 0, clock.extension)
    except (deadlines.NotExtendable, deadlines.ExtensionTooLong):
        raise NotExtendable(clock.key) from None
    clocks.extend(session, clock, days or 0, now)
    _clock_happened(session, complaint, clock, Event.EXTENDED, text, now, by=by, days=days)


def _clock_happened(
    session: Session,
    complaint: Matter,
    clock: Clock,
    event: Event,
    text: str,
    now: datetime,
    *,
    by: str,
    days: int | None = None,
) -> None:
    words = vault.keep_if(session, complaint, WordsKind.REASON, text)
    facts = {"clock": clock.id, "key": clock.key, "days": days, "due": clock.proof and clock.proof["due"]}
    record(session, complaint, event, now, by=by, forwarding=_track(session, clock), facts=facts, words=words)


def _track(session: Session, clock: Clock) -> Forwarding | None:
    return session.get(Forwarding, clock.forwarding_id) if clock.forwarding_id else None
