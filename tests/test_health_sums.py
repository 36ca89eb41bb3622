"""The figures of institutions beside each other: sums, the network, before and after a formation."""

from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import event
from sqlmodel import Session

from models.casework import focal_points, forwarding, handing_over, health, keeping
from models.casework.accounting import accounts_of
from models.casework.clocks import open_clocks
from models.casework.errors import InTheFuture
from models.casework.finding import track_at, tracks
from models.codes import FocalRole, FocalState
from models.deadlines import PauseReason
from models.health import DAY, Confirmation, Share
from models.stages import Stage, TrackStage
from models.tables import ClockState, Matter
from tests import sample
from tests.sample import EXAMINER, HEALTH, LAND
from tests.test_handing_over import asked, contact, leaves
from tests.test_health import BEFORE, answered, by_id, day, fares, figures, place


def test_quiet_complaints_are_not_ours_to_judge(session: Session) -> None:
    """What was imported had no deadline here and no letter."""
    sample.office(session)
    [complaint] = asked(session)
    complaint.quiet = True
    session.add(complaint)
    session.flush()

    assert (Share(), []) == (
        figures(session, day(2)).answered,
        health.network(session, BEFORE, day(2), day(2)),
    )
    assert 0 == health.open_tasks(session, place(session))


def test_the_last_confirmation_stands_beside_the_state_of_now(session: Session) -> None:
    """As it was known then: the versions of an entry say."""
    sample.office(session)
    row = contact(session, FocalRole.PRIMARY)
    for state, at in ((FocalState.CONFIRMED, day(1)), (FocalState.DOUBTFUL, day(5))):
        focal_points.set_state(session, row, state, at.date(), at, by=EXAMINER)

    assert Confirmation(date(2026, 3, 3), FocalState.DOUBTFUL, Share(0, 1)) == (
        by_id(fares(session, day(6)))[row.id].confirmation
    )
    assert Confirmation(date(2026, 3, 3), FocalState.CONFIRMED, Share(2, 2)) == (
        figures(session, day(2)).confirmation
    )


def test_before_and_after_have_the_same_length_and_each_its_own_end(session: Session) -> None:
    """What was asked before and answered after is open in the figures before, and not counted after."""
    sample.office(session)
    first, _ = asked(session, 2)
    answered(session, first, day(2))
    formed = date(2026, 3, 12)
    found = health.before_and_after(session, place(session), formed, day(20))
    before, after = found.before.health, found.after.health

    assert before.period.until - before.period.since == after.period.until - after.period.since
    assert (Share(1, 2), Share(), 1) == (before.answered, after.answered, before.open)
    assert (date(2026, 3, 11), date(2026, 3, 12)) == (before.period.last, after.period.first)
    with pytest.raises(InTheFuture):
        health.before_and_after(session, place(session), date(2027, 1, 1), day(20))


def test_the_network_lists_whoever_was_asked_by_code(session: Session) -> None:
    """No ranking; of many only the busiest are shown, and each agrees with its own sheet."""
    sample.office(session)
    made = asked(session, 3)
    forwarding.forward(session, made[0], LAND, "Mohon.", day(1), by=EXAMINER)
    answered(session, made[1], day(4))
    found = health.network(session, BEFORE, day(9), day(9))

    assert [LAND, HEALTH] == [each.code for each in found]
    assert [HEALTH] == [each.code for each in health.network(session, BEFORE, day(9), day(9), limit=1)]
    own = fares(session, day(9)).health
    assert (own.answered, own.terms, own.held) == (
        found[1].health.answered, found[1].health.terms, found[1].health.held,
    )  # fmt: skip
    assert 2 == health.open_tasks(session, place(session))


def test_a_sheet_takes_a_handful_of_statements(session: Session) -> None:
    """However many tasks there are."""
    sample.office(session)
    for complaint in asked(session, 6)[:3]:
        answered(session, complaint, day(3))
    session.flush()
    seen: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    assert Share(3, 6) == figures(session, day(5)).answered

    assert len(seen) <= 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_parts_are_the_whole(session: Session, seed: int) -> None:
    """Every count is the sum over the focal points; no net time exceeds the time since it was asked, nor the age."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    sample.office(session)
    made = asked(session, 8)
    leaves(session)
    for number in range(40):
        now = day(number)
        handing_over.hand_over(session, now)
        for complaint in made:
            if complaint.stage is Stage.CLARIFICATION and chance.random() < 0.06:
                act = chance.choice((_answers, _second, _released, _paused, _asked_elsewhere))
                act(session, complaint, now)
            elif complaint.stage is Stage.EVALUATION and chance.random() < 0.1:
                _asked_again(session, complaint, now)
        if number % 8 == 7:
            _adds_up(fares(session, now))
    whole = fares(session, day(40))
    ages = [accounts_of(session, complaint, day(40)) for complaint in made]
    assert whole.health.held.value is None or whole.health.held.value <= max(age.total / DAY for age in ages)
    _adds_up(whole)


def _answers(session: Session, complaint: Matter, now: datetime) -> None:
    if track_at(session, complaint, HEALTH).stage not in (TrackStage.RELEASED, TrackStage.ANSWERED):
        answered(session, complaint, now)


def _asked_again(session: Session, complaint: Matter, now: datetime) -> None:
    stage = track_at(session, complaint, HEALTH).stage
    if stage is TrackStage.ANSWERED:
        forwarding.request_clarification(session, complaint, HEALTH, "Lagi.", now, by=EXAMINER)
    elif stage is TrackStage.SILENT:
        forwarding.summon(session, complaint, HEALTH, None, "Hadir.", now, by=EXAMINER)
    else:
        forwarding.forward(session, complaint, HEALTH, "Lagi.", now, by=EXAMINER, at_once=True)


def _second(session: Session, complaint: Matter, now: datetime) -> None:
    track = track_at(session, complaint, HEALTH)
    if track.stage is TrackStage.CLARIFICATION_1:
        forwarding.second_request(session, complaint, track, now, by=EXAMINER)
    elif track.stage is TrackStage.CLARIFICATION_2:
        forwarding.right_unused(session, complaint, track, now, by=EXAMINER)


def _released(session: Session, complaint: Matter, now: datetime) -> None:
    if track_at(session, complaint, HEALTH).stage in (TrackStage.CLARIFICATION_1, TrackStage.CLARIFICATION_2):
        forwarding.release(session, complaint, HEALTH, "Tidak perlu.", now, by=EXAMINER)


def _paused(session: Session, complaint: Matter, now: datetime) -> None:
    for each in open_clocks(session, complaint):
        if each.state is ClockState.RUNNING and each.key.startswith("clarification"):
            keeping.pause(session, complaint, each.id, PauseReason.FORCE_MAJEURE, "Banjir.", now, by=EXAMINER)


def _asked_elsewhere(session: Session, complaint: Matter, now: datetime) -> None:
    if len(tracks(session, complaint)) == 1:
        forwarding.forward(session, complaint, LAND, "Mohon.", now, by=EXAMINER)


def _adds_up(whole: health.Fares) -> None:
    parts = [each.health for each in whole.people]
    for name in ("acknowledged", "answered", "terms", "bounces"):
        shares: list[Share] = [getattr(each, name) for each in parts]
        together = Share(sum(each.count for each in shares), sum(each.of for each in shares))
        assert together == getattr(whole.health, name)
    for name in ("open", "silent", "taken_back"):
        assert getattr(whole.health, name) == sum(getattr(each, name) for each in parts)
    net, since = whole.health.held.value, whole.health.elapsed.value
    assert net is None or since is None or net <= since
