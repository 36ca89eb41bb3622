"""What must hold for every matter, whatever was decided, answered, paused or missed: one named check each.

A check that speaks of a complaint holds for the network's undertakings as well, unless it says otherwise. The random
walks of the tests break none of them, and `narahubung doctor` can ask them of a live database.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from sqlmodel import Session, col, func, select

from models.casework import accounting, acts, clocks, history, offers
from models.casework.finding import tracks
from models.codes import MatterKind, Party
from models.lifecycle import PHASES
from models.stages import ENDED_TRACKS, Phase, Stage, TrackStage
from models.tables import (
    Clock,
    ClockState,
    EarlierDue,
    Happening,
    Letter,
    Matter,
    Pause,
    Reached,
    RungState,
)

Check = Callable[[Session, Matter], bool]

OUTSIDE = frozenset({
    Party.REPORTER, Party.REPORTED_PARTY, Party.FOCAL_POINT, Party.ALTERNATE, Party.SUPERIOR, Party.INSPECTORATE,
    Party.INSTITUTION_HEAD, Party.PROVIDER,
})  # fmt: skip
"""Those whose deadlines the office may never make shorter."""

BEFORE_TRACKS_END = frozenset({
    Stage.ACCESS, Stage.CONSULTATION, Stage.RAPID_RESPONSE, Stage.EARLY_DETECTION, Stage.FORMAL_CHECK,
    Stage.AWAITING_REPORTER, Stage.MATERIAL_CHECK, Stage.PLENARY, Stage.TRANSFER, Stage.OBJECTION, Stage.REOPENED,
    Stage.REGISTERED, Stage.CLARIFICATION, Stage.CLOSED, *PHASES[Phase.NETWORK],
})  # fmt: skip
"""Where a track may still be running; of a closed complaint it stays where it stood, until it is open again."""

AFTER_GATHERING = frozenset({Stage.FOLLOW_UP, Stage.PLAN_MONITORING})
"""Where a gathering has been held."""


def somebody_has_the_ball(session: Session, complaint: Matter) -> bool:
    """An open complaint waits for somebody; a closed one for nobody."""
    return bool(offers.balls(session, complaint)) == (complaint.stage is not Stage.CLOSED)


def closed_says_so(_session: Session, complaint: Matter) -> bool:
    """A closed complaint says when and why it ended; an open one has no end, and a reason only under objection.

    An undertaking of the network says when; why is its last happening.
    """
    if complaint.kind is not MatterKind.COMPLAINT:
        return (complaint.stage is Stage.CLOSED) == (complaint.closed_at is not None)
    if complaint.stage is Stage.CLOSED:
        return complaint.closed_at is not None and complaint.closing_reason is not None
    return complaint.closed_at is None and (
        complaint.closing_reason is None or complaint.stage is Stage.OBJECTION
    )


def closed_has_no_clock(session: Session, complaint: Matter) -> bool:
    """No deadline of a closed complaint is open."""
    return complaint.stage is not Stage.CLOSED or not clocks.open_clocks(session, complaint)


def ended_clocks_rest(session: Session, complaint: Matter) -> bool:
    """A deadline has ended or is open, never both; one that has ended or is paused asks for no attention."""
    for clock in _clocks(session, complaint):
        is_open = clock.state in clocks.OPEN_STATES
        if is_open == (clock.ended_at is not None):
            return False
        if clock.next_at is not None and clock.state not in (ClockState.WAITING, ClockState.RUNNING):
            return False
        if clock.state is ClockState.RUNNING and (clock.due_at is None or clock.proof is None):
            return False
    return True


def tracks_have_ended(session: Session, complaint: Matter) -> bool:
    """Past clarification no institution's track is running; of an undertaking they may, to its end."""
    if complaint.stage in BEFORE_TRACKS_END or complaint.kind is not MatterKind.COMPLAINT:
        return True
    return all(track.stage in ENDED_TRACKS for track in tracks(session, complaint))


def tracks_say_when(session: Session, complaint: Matter) -> bool:
    """A track has the time of its end exactly when it has ended."""
    return all(
        (track.stage in ENDED_TRACKS) == (track.ended_at is not None) for track in tracks(session, complaint)
    )


def clarification_waits_for_somebody(session: Session, complaint: Matter) -> bool:
    """A complaint in clarification has a track that is still running: else it would have gone on."""
    if complaint.stage is not Stage.CLARIFICATION:
        return True
    return any(track.stage not in ENDED_TRACKS for track in tracks(session, complaint))


def presence_is_known(session: Session, complaint: Matter) -> bool:
    """Of a gathering that was held, each institution is known to have come or not."""
    if complaint.stage not in AFTER_GATHERING:
        return True
    return all(track.stage is not TrackStage.INVITED for track in tracks(session, complaint))


def version_counts_happenings(session: Session, complaint: Matter) -> bool:
    """The version is the number of happenings."""
    count = session.exec(
        select(func.count(col(Happening.id))).where(Happening.matter_id == complaint.id)
    ).one()
    return count == complaint.version


def history_holds(session: Session, complaint: Matter) -> bool:
    """The history verifies to its end."""
    return history.verify(session, complaint) is None


def stage_is_the_last_one(session: Session, complaint: Matter) -> bool:
    """The complaint is at the stage that its last happening led to, and each happening began where the last ended."""
    rows = session.exec(
        select(Happening).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
    ).all()
    chained = all(later.stage_before is earlier.stage_after for earlier, later in pairwise(rows))
    return chained and bool(rows) and rows[-1].stage_after is complaint.stage


def waiting_acts_have_a_clock(session: Session, complaint: Matter) -> bool:
    """Every act that waits for release belongs to a deadline that is open."""
    return all(
        session.get_one(Clock, row.clock_id).ended_at is None for row in acts.awaiting(session, complaint)
    )


def never_earlier_for_outsiders(session: Session, complaint: Matter) -> bool:
    """A deadline that binds somebody outside the office was never moved to an earlier date."""
    for clock in _clocks(session, complaint):
        if clock.binds not in OUTSIDE or clock.due_at is None:
            continue
        before = session.exec(
            select(EarlierDue.due_at).where(EarlierDue.clock_id == clock.id).order_by(col(EarlierDue.id))
        ).all()
        dates = [*before, clock.due_at]
        if any(later < earlier for earlier, later in pairwise(dates)):
            return False
    return True


def one_letter_per_happening_and_person(session: Session, complaint: Matter) -> bool:
    """Nobody is written to twice about one happening."""
    rows = session.exec(
        select(Letter.happening_id, Letter.person).where(Letter.matter_id == complaint.id)
    ).all()
    return len(set(rows)) == len(rows)


def one_message_id_per_letter(session: Session, complaint: Matter) -> bool:
    """No two letters share a Message-ID."""
    rows = session.exec(select(Letter.message_id).where(Letter.matter_id == complaint.id)).all()
    return len(set(rows)) == len(rows)


def number_stays(session: Session, complaint: Matter) -> bool:
    """The agenda number is the one the complaint was given when it was lodged."""
    first = session.exec(
        select(Happening).where(Happening.matter_id == complaint.id, Happening.seq == 1)
    ).first()
    return first is not None and first.facts.get("agenda_no", complaint.agenda_no) == complaint.agenda_no


def one_open_pause_when_paused(session: Session, complaint: Matter) -> bool:
    """A paused deadline has exactly one pause without an end; a running one has none."""
    for clock in clocks.open_clocks(session, complaint):
        lasting = session.exec(
            select(func.count(col(Pause.id))).where(Pause.clock_id == clock.id, col(Pause.ends_on).is_(None))
        ).one()
        if lasting != (1 if clock.state is ClockState.PAUSED else 0):
            return False
    return True


def one_clock_of_a_kind(session: Session, complaint: Matter) -> bool:
    """No two open deadlines are the same thing: one kind, one party, one item."""
    found = [
        (clock.key, clock.forwarding_id, clock.institution_id, clock.item_id)
        for clock in clocks.open_clocks(session, complaint)
    ]
    return len(set(found)) == len(found)


def acts_happened(session: Session, complaint: Matter) -> bool:
    """Every rung that was reached is in the history, but for those that were skipped."""
    query = select(Reached).where(Reached.matter_id == complaint.id, Reached.state != RungState.SKIPPED)
    return all(row.happening_id is not None for row in session.exec(query))


def accounts_are_the_age(session: Session, complaint: Matter) -> bool:
    """The time of office, reporter, institutions and nobody is together the complaint's age."""
    last = session.exec(select(func.max(col(Happening.at))).where(Happening.matter_id == complaint.id)).one()
    now = last or complaint.received_at
    return all(kept.adds_up for kept in accounting.all_accounts(session, [complaint], now))


CHECKS: Mapping[str, Check] = {
    "somebody has the ball": somebody_has_the_ball,
    "a closed complaint says when and why": closed_says_so,
    "no deadline of a closed complaint is open": closed_has_no_clock,
    "ended deadlines rest": ended_clocks_rest,
    "past clarification every track has ended": tracks_have_ended,
    "a track says when it ended": tracks_say_when,
    "clarification waits for somebody": clarification_waits_for_somebody,
    "who came to a gathering is known": presence_is_known,
    "the version counts the happenings": version_counts_happenings,
    "the history holds": history_holds,
    "the stage is the last happening's": stage_is_the_last_one,
    "every waiting act has an open deadline": waiting_acts_have_a_clock,
    "never earlier for outside parties": never_earlier_for_outsiders,
    "one letter per happening and person": one_letter_per_happening_and_person,
    "one Message-ID per letter": one_message_id_per_letter,
    "the agenda number stays": number_stays,
    "a paused deadline has one open pause": one_open_pause_when_paused,
    "one open deadline of a kind": one_clock_of_a_kind,
    "every rung reached is in the history": acts_happened,
    "the time accounts are the age": accounts_are_the_age,
}
"""Every invariant by its name."""


def broken(session: Session, complaint: Matter) -> Iterator[str]:
    """The names of the invariants that do not hold for this complaint."""
    return (name for name, check in CHECKS.items() if not check(session, complaint))


def _clocks(session: Session, complaint: Matter) -> list[Clock]:
    return list(session.exec(select(Clock).where(Clock.matter_id == complaint.id)))
