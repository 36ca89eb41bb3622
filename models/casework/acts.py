"""The acts of the ladders: what a missed term does to the case, once an officer (or a setting) releases it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from models.casework import correction, examination, forwarding, law, recommendation, vault, verification
from models.casework.errors import CaseworkError, NoSuchAct
from models.casework.history import record
from models.casework.network import succession
from models.ladders import Act, Rung
from models.lifecycle import UnknownStep
from models.stages import Event
from models.tables import Clock, Forwarding, Institution, Matter, Reached, RungState, WordsKind


def _second_request(session: Session, complaint: Matter, clock: Clock, now: datetime, by: str) -> None:
    forwarding.second_request(session, complaint, _track(session, clock), now, by=by)


def _right_unused(session: Session, complaint: Matter, clock: Clock, now: datetime, by: str) -> None:
    forwarding.right_unused(session, complaint, _track(session, clock), now, by=by)


def _deemed_withdrawn(session: Session, complaint: Matter, _clock: Clock, now: datetime, by: str) -> None:
    verification.deem_withdrawn(session, complaint, now, by=by)


def _issue_report(session: Session, complaint: Matter, _clock: Clock, now: datetime, by: str) -> None:
    examination.move(session, complaint, Event.DRAFTING_STARTED, now, by=by)


def _hand_over(session: Session, complaint: Matter, _clock: Clock, now: datetime, by: str) -> None:
    correction.hand_over(session, complaint, "", now, by=by)


def _alarm(session: Session, complaint: Matter, clock: Clock, now: datetime, by: str) -> None:
    facts = {
        "clock": clock.id,
        "key": clock.key,
        "tells": ["resolution_unit", "headquarters"],
        "rung": "alarm",
    }
    record(
        session,
        complaint,
        Event.ESCALATED,
        now,
        by=by,
        facts={**facts, "due": clock.proof and clock.proof["due"]},
    )


def _sanction(session: Session, complaint: Matter, clock: Clock, now: datetime, by: str) -> None:
    code = session.get_one(Institution, clock.institution_id).code if clock.institution_id else None
    recommendation.recommend_sanction(session, complaint, code, "", now, by=by)


def _doubt(session: Session, complaint: Matter, _clock: Clock, now: datetime, by: str) -> None:
    succession.miss(session, complaint, "", now, by=by)


ACTS: Mapping[Act, Callable[[Session, Matter, Clock, datetime, str], None]] = {
    Act.SECOND_REQUEST: _second_request,
    Act.RIGHT_UNUSED: _right_unused,
    Act.DEEMED_WITHDRAWN: _deemed_withdrawn,
    Act.ISSUE_REPORT: _issue_report,
    Act.HANDOVER_TO_RESOLUTION: _hand_over,
    Act.STATUTORY_ALARM: _alarm,
    Act.SANCTION: _sanction,
    Act.DOUBT: _doubt,
}


def awaiting(session: Session, complaint: Matter) -> list[Reached]:
    """The acts of the complaint that wait for release, in the order in which they came due."""
    query = (
        select(Reached)
        .where(Reached.matter_id == complaint.id, Reached.state == RungState.AWAITING)
        .order_by(col(Reached.id))
    )
    return list(session.exec(query))


def awaiting_with(session: Session, complaint: Matter, reached_id: int | None) -> Reached:
    """The waiting act with this id. Raises `NoSuchAct`."""
    for row in awaiting(session, complaint):
        if row.id == reached_id:
            return row
    raise NoSuchAct(str(reached_id))


def rung_of(session: Session, row: Reached) -> Rung:
    """The rung behind a waiting act. Raises `NoSuchAct` where the ladder no longer has it."""
    key = session.get_one(Clock, row.clock_id).key
    for rung in law.ladder(key):
        if rung.name == row.rung and rung.does is not None:
            return rung
    raise NoSuchAct(row.rung)


def release(session: Session, complaint: Matter, row: Reached, now: datetime, *, by: str) -> None:
    """Do what the ladder says. Raises `NoSuchAct` when the case has moved on and it is no longer possible."""
    rung = rung_of(session, row)
    clock = session.get_one(Clock, row.clock_id)
    row.state = RungState.RELEASED
    session.add(row)
    session.flush()
    try:
        ACTS[rung.does or Act.STATUTORY_ALARM](session, complaint, clock, now, by)
    except UnknownStep as error:
        raise NoSuchAct(str(error)) from None


def decline(session: Session, complaint: Matter, row: Reached, text: str, now: datetime, *, by: str) -> None:
    """Leave an act undone, with the reason; the clock stays overdue and visible."""
    clock = session.get_one(Clock, row.clock_id)
    row.state = RungState.DECLINED
    session.add(row)
    words = vault.keep_if(session, complaint, WordsKind.REASON, text)
    facts = {"clock": clock.id, "key": clock.key, "rung": row.rung}
    record(session, complaint, Event.ACT_DECLINED, now, by=by, facts=facts, words=words)


def lapse(session: Session, complaint: Matter) -> None:
    """Acts that wait although their clock has ended are declined by the course of things."""
    for row in awaiting(session, complaint):
        clock = session.get_one(Clock, row.clock_id)
        if clock.ended_at is not None:
            row.state = RungState.DECLINED
            session.add(row)


def _track(session: Session, clock: Clock) -> Forwarding:
    if clock.forwarding_id is None:
        raise CaseworkError(clock.key)
    return session.get_one(Forwarding, clock.forwarding_id)
