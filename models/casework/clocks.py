"""One deadline of a matter: starting, pausing, extending, counting anew and ending it.

Instants are UTC, business time; days are local to the zone of the party bound.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models import proofs, workdays
from models.casework import law
from models.casework.errors import NotYetReceived
from models.dates import Language
from models.deadlines import Term, Unit
from models.ladders import schedule
from models.proofs import Proof, due
from models.tables import Clock, ClockState, EarlierDue, Gathering, Item, Matter, Pause, Reached
from models.terms import title

OPEN_STATES = (ClockState.WAITING, ClockState.RUNNING, ClockState.PAUSED)


def start(session: Session, clock: Clock, day: date, *, evidence: str) -> None:
    """The letter that set this clock was received on the local `day`; count from there."""
    matter = session.get_one(Matter, clock.matter_id)
    count(session, clock, law.term(clock.key, matter.rule_set), day, evidence=evidence)


def title_of(session: Session, clock: Clock, language: Language) -> str:
    """What the deadline is called: after the item it is about, a promise or an undertaking of a plan, or its term."""
    item = session.get(Item, clock.item_id) if clock.item_id else None
    return f"{title(item.kind, language)} {item.number}" if item else law.title_of(clock.key, language)


def count(session: Session, clock: Clock, term: Term, begin: date | datetime, *, evidence: str) -> None:
    """Let the clock run by its term from a local day, or from an instant where the law counts hours."""
    clock.state = ClockState.RUNNING
    clock.started_on = clock.zone.day_of(begin) if isinstance(begin, datetime) else begin
    clock.evidence = evidence
    calendar = law.calendar_of(session, clock.region)
    agreed = _agreed(session, clock) if term.unit is Unit.AGREED else None
    proof = due(term, begin, clock.zone, calendar, region=clock.region, agreed=agreed)
    take_proof(session, clock, proof)


def _agreed(session: Session, clock: Clock) -> date | None:
    """The day that was promised for an item, or for which a gathering is planned."""
    if item := session.get(Item, clock.item_id) if clock.item_id else None:
        return item.promised_on
    gathering = session.get(Gathering, clock.matter_id)
    return clock.zone.day_of(gathering.starts_at) if gathering and gathering.starts_at else None


def take_proof(session: Session, clock: Clock, proof: Proof) -> None:
    """Give the clock its due date with its proof, and the next instant at which it needs attention."""
    _take(clock, proof)
    plan_next(session, clock, proof)


def _take(clock: Clock, proof: Proof) -> None:
    clock.due_at, clock.proof = proof.due_at, proof.model_dump(mode="json")
    clock.calendar_version, clock.provisional = proof.calendar, proof.provisional


def plan_next(session: Session, clock: Clock, proof: Proof) -> None:
    """Set `next_at` to the first rung not yet reached; None when the ladder is climbed."""
    _plan(session, clock, proof, _rungs_reached(session, clock))
    session.flush()


def _plan(session: Session, clock: Clock, proof: Proof, reached: Collection[str]) -> None:
    calendar = law.calendar_of(session, clock.region)
    pending = [
        at for rung, at in schedule(law.ladder(clock.key), proof, calendar) if rung.name not in reached
    ]
    clock.next_at = min(pending, default=None)
    session.add(clock)


def _rungs_reached(session: Session, clock: Clock) -> set[str]:
    if clock.id is None:
        return set()  # it is only being opened
    return set(session.exec(select(Reached.rung).where(Reached.clock_id == clock.id)).all())


def proof_of(clock: Clock) -> Proof:
    """The clock's proof. Raises `NotYetReceived` while it waits for its start."""
    if clock.proof is None:
        raise NotYetReceived(clock.key)
    return Proof.model_validate(clock.proof)


def end(session: Session, clock: Clock, now: datetime) -> None:
    """The clock has done its work: met, or overrun when its due date had passed; void when it never started."""
    if clock.due_at is None:
        clock.state = ClockState.VOID
    else:
        clock.state = ClockState.MET if now <= clock.due_at else ClockState.OVERRUN
    clock.next_at, clock.ended_at = None, now
    session.add(clock)


def run_on(session: Session, clock: Clock) -> None:
    """What had ended the clock was a mistake: it runs as if it had never ended."""
    clock.state, clock.ended_at = ClockState.RUNNING, None
    plan_next(session, clock, proof_of(clock))


def pause(session: Session, clock: Clock, now: datetime, *, reason: str, by: str) -> None:
    """From the local day of `now` on, the clock does not count. A clock that has not started stays as it is."""
    if clock.state is not ClockState.RUNNING:
        return
    clock.state, clock.next_at = ClockState.PAUSED, None
    session.add(Pause(clock_id=clock.id or 0, starts_on=clock.zone.day_of(now), reason=reason, by=by))
    session.add(clock)
    session.flush()


def resume(session: Session, clock: Clock, now: datetime) -> None:
    """The clock counts again from the local day of `now` on; its due date moves by what was paused."""
    if clock.state is not ClockState.PAUSED:
        return
    today = clock.zone.day_of(now)
    for row in session.exec(select(Pause).where(Pause.clock_id == clock.id, col(Pause.ends_on).is_(None))):
        row.ends_on = today - timedelta(days=1)
        if row.ends_on < row.starts_on:
            session.delete(row)  # paused and resumed on the same day: nothing was lost
        else:
            session.add(row)
    clock.state = ClockState.RUNNING
    session.flush()
    recount(session, clock, now, why="paused")


def extend(session: Session, clock: Clock, days: int, now: datetime) -> None:
    """Give the party `days` more, in the clock's own basis. Guards are the caller's (`Term.allow_extension`)."""
    clock.extension += days
    recount(session, clock, now, why="extended")


def recount(session: Session, clock: Clock, now: datetime, *, why: str) -> bool:
    """Count again with the present calendar, pauses and extension; keep the earlier date. True if it moved.

    A term that binds an outside party never ends earlier for it.
    """
    rungs = _rungs_reached(session, clock)
    moved = recount_known(session, clock, now, why=why, pauses=_pauses(session, clock), rungs=rungs)
    session.flush()
    return moved


def recount_known(
    session: Session,
    clock: Clock,
    now: datetime,
    *,
    why: str,
    pauses: Iterable[workdays.Pause],
    rungs: Collection[str],
) -> bool:
    """The same with the pauses and the rungs reached of a clock that was read among many; asks the database nothing."""
    old = proof_of(clock)
    calendar = law.calendar_of(session, clock.region)
    new = proofs.recount(old, calendar, pauses=tuple(pauses), extension=clock.extension)
    if new.due_at != old.due_at:
        session.add(
            EarlierDue(
                clock_id=clock.id or 0,
                due_at=old.due_at,
                calendar_version=old.calendar,
                replaced_at=now,
                why=why,
            )
        )
    if clock.state is ClockState.RUNNING:
        _take(clock, new)
        _plan(session, clock, new, rungs)
    return new.due_at != old.due_at


def _pauses(session: Session, clock: Clock) -> list[workdays.Pause]:
    rows = session.exec(select(Pause).where(Pause.clock_id == clock.id, col(Pause.ends_on).is_not(None)))
    return [stretch(row) for row in rows]


def stretch(row: Pause) -> workdays.Pause:
    """A pause that has ended, as day counting takes it."""
    return workdays.Pause(first=row.starts_on, last=row.ends_on or row.starts_on, reason=row.reason)


_OPEN = select(Clock).where(col(Clock.matter_id) == bindparam("of"), col(Clock.state).in_(OPEN_STATES))


def open_clocks(session: Session, matter: Matter) -> list[Clock]:
    """The matter's clocks that have not ended, the most urgent first, those without a date last."""
    rows = session.exec(_OPEN, params={"of": matter.id}).all()
    return sorted(
        rows,
        key=lambda clock: (
            clock.state is not ClockState.RUNNING,
            clock.due_at is None,
            clock.due_at,
            clock.id,
        ),
    )


def overdue(clocks: Iterable[Clock], now: datetime) -> list[Clock]:
    """Those of `clocks` whose due date has passed; a paused clock is not late, whatever its last date was."""
    return [
        clock
        for clock in clocks
        if clock.state is ClockState.RUNNING and clock.due_at is not None and clock.due_at < now
    ]
