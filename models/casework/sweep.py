"""One sweep of the clocks: every rung whose time has come is reached once, however often this runs.

A reminder or an escalation becomes a happening that letters follow; after downtime only the highest is sent and the
lower ones are written down as skipped. An act waits for an officer's release, or is done at once where a setting
says so; acts are never skipped and come in order.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from models.casework import acts, clocks, law, reported
from models.casework.history import SYSTEM, record
from models.casework.telling import Telling
from models.codes import OFFICE, Party
from models.ladders import Rung, RungKind, next_attention, reached, schedule
from models.stages import Event
from models.tables import Clock, ClockState, Forwarding, Item, Matter, Reached, RungState


@dataclass
class Swept:
    """What a sweep did; `complaints` are the ids whose desks may have to change."""

    clocks: int = 0
    sent: int = 0
    skipped: int = 0
    awaiting: int = 0
    acted: int = 0
    complaints: set[int] = field(default_factory=set[int])

    def merge(self, other: "Swept") -> None:
        """Add what another batch did."""
        self.clocks += other.clocks
        self.sent += other.sent
        self.skipped += other.skipped
        self.awaiting += other.awaiting
        self.acted += other.acted
        self.complaints |= other.complaints


def due_clocks(session: Session, now: datetime, limit: int) -> list[int]:
    """The ids of the clocks that need attention, the longest overdue first, at most `limit`; those taken by another
    sweep at this moment are left to it.
    """
    query = (
        select(Clock.id)
        .where(col(Clock.next_at) <= now, col(Clock.state).in_((ClockState.WAITING, ClockState.RUNNING)))
        .order_by(col(Clock.next_at))
        .limit(limit)
    )
    return [clock_id for clock_id in session.exec(query) if clock_id is not None]


def sweep(session: Session, now: datetime, limit: int = 200) -> Swept:
    """Attend to up to `limit` clocks, in one transaction of the caller's."""
    swept, telling = Swept(), Telling()
    batch = _batch(session, now, limit)
    for clock in batch.clocks:
        _attend(session, batch, clock, telling, now, swept)
    telling.write(session)
    return swept


@dataclass(frozen=True)
class _Batch:
    """The clocks that are due with their complaints, which are held; tracks, and rungs reached so far, by clock.

    `with_office`: the ids of clocks whose items were all reported as done, and wait for the office.
    """

    clocks: list[Clock]
    complaints: dict[int | None, Matter]
    tracks: dict[int | None, Forwarding]
    reached: dict[int | None, set[str]]
    with_office: set[int | None]


def _batch(session: Session, now: datetime, limit: int) -> _Batch:
    ids = due_clocks(session, now, limit)
    if not ids:
        return _Batch([], {}, {}, {}, set())
    held = (
        select(Matter)
        .join(Clock, col(Clock.matter_id) == Matter.id)
        .where(col(Clock.id).in_(ids))
        .with_for_update(
            skip_locked=True, of=Matter
        )  # of those being decided about, the next sweep takes care
    )
    complaints = {each.id: each for each in session.exec(held)}
    due = select(Clock).where(col(Clock.id).in_(ids), col(Clock.matter_id).in_(complaints))
    due = due.order_by(col(Clock.next_at)).execution_options(
        populate_existing=True
    )  # as they are now we hold them
    clocks = list(session.exec(due))
    followed = {clock.forwarding_id for clock in clocks} - {None}
    tracks = (
        session.exec(select(Forwarding).where(col(Forwarding.id).in_(followed))).all() if followed else ()
    )
    rungs: dict[int | None, set[str]] = {}
    for row in session.exec(select(Reached.clock_id, Reached.rung).where(col(Reached.clock_id).in_(ids))):
        rungs.setdefault(row[0], set()).add(row[1])
    waiting = _with_office(session, clocks)
    return _Batch(clocks, complaints, {track.id: track for track in tracks}, rungs, waiting)


def _with_office(session: Session, found: Iterable[Clock]) -> set[int | None]:
    of_items = [clock for clock in found if clock.key in reported.KINDS]
    items: defaultdict[int, list[Item]] = defaultdict(list)
    if of_items:
        owed = select(Item).where(col(Item.matter_id).in_({clock.matter_id for clock in of_items}))
        for item in session.exec(owed).all():
            items[item.matter_id].append(item)
    return {clock.id for clock in of_items if reported.with_office(clock, items[clock.matter_id])}


def _attend(
    session: Session, batch: _Batch, clock: Clock, telling: Telling, now: datetime, swept: Swept
) -> None:
    if clock.next_at is None or clock.next_at > now:
        return  # an act on a clock before it in the batch has ended or moved it
    complaint = batch.complaints[clock.matter_id]
    swept.clocks += 1
    swept.complaints.add(clock.matter_id)
    if clock.state is ClockState.WAITING:
        clock.next_at = None
        facts = {"clock": clock.id, "key": clock.key}
        telling.tell(complaint, Event.RECEIPT_MISSING, facts, batch.tracks.get(clock.forwarding_id), now)
    elif clock.state is ClockState.RUNNING:
        _climb(session, batch, clock, telling, now, swept)


def _climb(
    session: Session, batch: _Batch, clock: Clock, telling: Telling, now: datetime, swept: Swept
) -> None:
    complaint, track = batch.complaints[clock.matter_id], batch.tracks.get(clock.forwarding_id)
    proof = clocks.proof_of(clock)
    plan = schedule(law.ladder(clock.key), proof, law.calendar_of(session, clock.region))
    done = batch.reached.get(clock.id, set())
    now_reached = reached(plan, done, now)
    for rung in now_reached.skip:
        telling.reach(clock, rung, RungState.SKIPPED, now)
        swept.skipped += 1
    if (rung := now_reached.send) is not None:
        event = Event.ESCALATED if rung.kind is RungKind.ESCALATE else Event.REMINDED
        instead = clock.id in batch.with_office
        facts = _facts(clock, rung, _of_office(rung) if instead else rung.tells)
        told = telling.tell(complaint, event, facts, track, now)
        telling.reach(clock, rung, RungState.SKIPPED if instead else RungState.FIRED, now, told)
        telling.carry_over(complaint)
        swept.sent += 1
    if now_reached.acts:
        telling.write(session)  # what an act does reads what was told before it
        by_itself = clock.id not in batch.with_office  # else an officer looks at what was reported first
        _act(session, complaint, clock, now_reached.acts, now, swept, by_itself=by_itself)
        if clock.state is ClockState.RUNNING:
            clocks.plan_next(session, clock, proof)
        return
    passed = [*now_reached.skip, *([rung] if rung else [])]
    clock.next_at = next_attention(plan, done | {each.name for each in passed})


def _of_office(rung: Rung) -> tuple[Party, ...]:
    """Who is told instead of an institution that has reported: those of the office whom the rung tells anyway."""
    return tuple(party for party in rung.tells if party in OFFICE) or (Party.EXAMINER,)


def _act(
    session: Session,
    complaint: Matter,
    clock: Clock,
    rungs: Iterable[Rung],
    now: datetime,
    swept: Swept,
    *,
    by_itself: bool,
) -> None:
    for rung in rungs:
        row = _write(session, clock, rung, RungState.AWAITING, now)
        row.happening_id = _tell(
            session, complaint, clock, Event.ACT_DUE, _facts(clock, rung, rung.tells), now
        )
        if by_itself and law.automatic(rung):
            acts.release(session, complaint, row, now, by=SYSTEM)
            swept.acted += 1
        else:
            swept.awaiting += 1
        if clock.state is not ClockState.RUNNING:
            return  # the act ended this clock


def _facts(clock: Clock, rung: Rung, tells: Iterable[Party]) -> dict[str, object]:
    return {
        "clock": clock.id,
        "key": clock.key,
        "rung": rung.name,
        "act": rung.does.value if rung.does else None,
        "tells": [party.value for party in tells],
        "due": clock.proof and clock.proof["due"],
        "calendar": clock.calendar_version,
    }


def _write(session: Session, clock: Clock, rung: Rung, state: RungState, now: datetime) -> Reached:
    row = Reached(
        clock_id=clock.id or 0,
        matter_id=clock.matter_id,
        rung=rung.name,
        state=state,
        due_used=clock.due_at or now,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def _tell(
    session: Session,
    complaint: Matter,
    clock: Clock,
    event: Event,
    facts: dict[str, object],
    now: datetime,
) -> str:
    track = session.get(Forwarding, clock.forwarding_id) if clock.forwarding_id else None
    return record(session, complaint, event, now, by=SYSTEM, forwarding=track, facts=facts).id
