"""One sweep over many clocks: what it tells is written together, and each history stays whole."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.casework import history
from models.casework.sweep import sweep
from models.codes import Access
from models.stages import Event
from models.tables import Clock, Desk, Happening, Matter, Outbox, Reached, RungState
from tests import sample
from tests.many_clocks import copied
from tests.sample import NOW

LATE = timedelta(days=60)


def lodged(session: Session, many: int) -> list[Matter]:
    """So many reports, each with the two clocks of its verification."""
    sample.office(session)
    return [sample.lodged(session, access=Access.REPORT) for _ in range(many)]


def told(session: Session, complaint: Matter) -> list[Happening]:
    """Its reminders and escalations, in their order."""
    query = select(Happening).where(
        Happening.matter_id == complaint.id, col(Happening.event).in_((Event.REMINDED, Event.ESCALATED))
    )
    return list(session.exec(query.order_by(col(Happening.seq))))


def test_two_clocks_of_one_complaint_are_told_in_one_sweep(session: Session) -> None:
    """Each of its terms has passed: two happenings, linked one to the other, each owed to the outside."""
    complaints = lodged(session, 3)
    swept = sweep(session, NOW + LATE)

    assert (6, 6) == (swept.clocks, swept.sent)
    assert {complaint.id for complaint in complaints} == swept.complaints
    for complaint in complaints:
        assert history.verify(session, complaint) is None
        first, second = told(session, complaint)
        assert first.hash == second.previous
        owed = session.exec(select(Outbox.happening_id).where(Outbox.matter_id == complaint.id)).all()
        assert {first.id, second.id} <= set(owed)


def test_a_second_sweep_finds_nothing_to_tell(session: Session) -> None:
    """The rungs are in the ledger with their happenings, and the clocks ask for nothing before their next rung."""
    [complaint] = lodged(session, 1)
    sweep(session, NOW + LATE)
    again = sweep(session, NOW + LATE)

    assert 0 == again.clocks
    fired = session.exec(select(Reached).where(Reached.state == RungState.FIRED)).all()
    assert {each.id for each in told(session, complaint)} == {row.happening_id for row in fired}
    assert all(then is None or then > NOW + LATE for then in session.exec(select(Clock.next_at)))


def test_a_reminder_wakes_nobody(session: Session) -> None:
    """Ten thousand reminders are ten thousand letters: what is told leaves every desk as the officer sees it."""
    [model] = lodged(session, 1)
    copied(session, model, 3, desks=True)
    swept = sweep(session, NOW + LATE)
    session.flush()

    assert (8, 8, 0) == (swept.clocks, swept.sent, swept.acted)
    desks = session.exec(select(Desk.version, Matter.version).join(Matter)).all()
    assert 3 == len(desks)
    assert all(shown == present > 0 for shown, present in desks)


def test_a_batch_takes_the_longest_overdue_first(session: Session) -> None:
    """With room for one clock only, the one that has waited longest is attended to; the next sweep goes on."""
    lodged(session, 2)
    waiting = list(session.exec(select(Clock).order_by(col(Clock.next_at))))
    first = sweep(session, NOW + LATE, limit=1)

    assert 1 == first.clocks
    assert {waiting[0].matter_id} == first.complaints
    assert 3 == sweep(session, NOW + LATE).clocks
