"""How institutions fare: figures from facts, net of the time when others had the ball, with their denominators."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from models.casework import examination, focal_points, forwarding, handing_over, health, keeping, verification
from models.casework.accounting import accounts_of
from models.casework.clocks import open_clocks
from models.casework.finding import institution_by_code, track_at
from models.casework.letters import letter_failed
from models.codes import FocalRole
from models.deadlines import PauseReason
from models.health import DAY, Health, Middle, Share
from models.stages import Event
from models.tables import Happening, Institution, Letter, LetterState, Matter
from notifications import planning
from tests import moving, sample
from tests.sample import EXAMINER, HEALTH, LAND, NOW
from tests.test_handing_over import asked, contact, leaves

BEFORE = NOW - timedelta(days=30)


def place(session: Session, code: str = HEALTH) -> Institution:
    """The institution."""
    return institution_by_code(session, code)


def fares(session: Session, later: datetime, code: str = HEALTH) -> health.Fares:
    """How it fares in the months around the beginning, as of `later`."""
    return health.health(session, place(session, code), BEFORE, later, later)


def figures(session: Session, later: datetime) -> Health:
    """The health agency's figures."""
    return fares(session, later).health


def day(number: float) -> datetime:
    """So many days after the beginning, which is a Monday at ten."""
    return NOW + number * DAY


def clock(session: Session, complaint: Matter, key: str) -> int | None:
    """The id of the complaint's open deadline of this kind."""
    return next(each.id for each in open_clocks(session, complaint) if each.key == key)


def answered(session: Session, complaint: Matter, at: datetime) -> None:
    """The health agency's answer."""
    forwarding.answer(session, complaint, HEALTH, "Sudah.", at, by=EXAMINER)


def by_id(found: health.Fares) -> dict[int | None, Health]:
    """The figures of each focal point."""
    return {each.focal_point_id: each.health for each in found.people}


def test_without_a_case_there_is_no_data(session: Session) -> None:
    """Never 0 %."""
    sample.office(session)
    found = figures(session, day(1))

    assert (Share(), Share(), Share(), Share()) == (
        found.acknowledged, found.answered, found.terms, found.bounces,
    )  # fmt: skip
    assert (Middle(), Middle(), None) == (found.heard, found.held, found.terms.part)


def test_an_answer_counts_from_the_day_the_letter_was_received(session: Session) -> None:
    """Proven by a courier after the fact: what lay on the way is nobody's time, not the institution's."""
    complaint, _ = moving.requested(session)
    keeping.receipt(
        session, complaint, clock(session, complaint, "clarification_1"), date(2026, 3, 5), "", day(6), by=EXAMINER
    )  # fmt: skip
    answered(session, complaint, day(10))
    found = figures(session, day(11))

    received = place(session).zone.starts(date(2026, 3, 5))
    assert round((day(10) - received) / DAY, 1) == found.held.value
    assert (Middle(10.0, 1), Share(1, 1)) == (found.elapsed, found.answered)
    assert found.held.value == round(
        dict(accounts_of(session, complaint, day(11)).institutions)[HEALTH] / DAY, 1
    )


def test_an_unread_letter_leaves_no_time_with_the_institution(session: Session) -> None:
    """Nothing proves that it came: the request is open, its term not begun."""
    moving.requested(session)
    found = figures(session, day(20))

    assert (Share(0, 1), Share(0, 1), 1) == (found.answered, found.acknowledged, found.open)
    assert Share() == found.terms


def test_a_paused_deadline_holds_nobody_up(session: Session) -> None:
    """Neither its days nor its due date."""
    sample.office(session)
    [complaint] = asked(session)
    at = clock(session, complaint, "clarification_1")
    keeping.pause(session, complaint, at, PauseReason.FORCE_MAJEURE, "Banjir.", day(4), by=EXAMINER)
    resting = figures(session, day(60))
    keeping.resume(session, complaint, at, day(14), by=EXAMINER)
    answered(session, complaint, day(20))
    found = figures(session, day(60))

    assert (0, 1) == (resting.terms.of, resting.open)
    assert Middle(10.0, 1) == found.held  # twenty days, ten of them at rest
    assert Share(1, 1) == found.terms


def test_an_answer_to_a_resting_deadline_is_in_time(session: Session) -> None:
    """It rested before it fell due, and was never let run again."""
    sample.office(session)
    [complaint] = asked(session)
    at = clock(session, complaint, "clarification_1")
    keeping.pause(session, complaint, at, PauseReason.FORCE_MAJEURE, "Banjir.", day(4), by=EXAMINER)
    answered(session, complaint, day(40))

    assert Share(1, 1) == figures(session, day(41)).terms


def test_a_task_that_changed_hands_counts_where_it_was_decided(session: Session) -> None:
    """The answer is the alternate's, timed from the day they took over; the confirmation stays the first one's."""
    sample.office(session)
    complaint, other = asked(session, 2)
    primary, alternate = leaves(session), contact(session, FocalRole.ALTERNATE)
    answered(session, other, day(3))
    handing_over.hand_over(session, day(9))
    answered(session, complaint, day(12))
    whole = fares(session, day(13))
    people = by_id(whole)

    assert (Middle(3.0, 1), Middle(3.0, 1)) == (people[primary.id].held, people[alternate.id].held)
    assert (Share(2, 2), Share(0, 0)) == (people[primary.id].acknowledged, people[alternate.id].acknowledged)
    assert (Middle(7.5, 2), Share(2, 2)) == (whole.health.held, whole.health.terms)


def test_an_overrun_term_is_the_one_s_who_let_it_pass(session: Session) -> None:
    """Whoever answers afterwards has answered; the term is not theirs."""
    sample.office(session)
    [complaint] = asked(session)
    primary, alternate = contact(session, FocalRole.PRIMARY), contact(session, FocalRole.ALTERNATE)
    focal_points.end(session, primary, date(2026, 3, 25), NOW, by=EXAMINER)
    handing_over.hand_over(session, day(24))
    answered(session, complaint, day(30))
    people = by_id(fares(session, day(31)))

    assert (Share(0, 1), Share(0, 0)) == (people[primary.id].terms, people[primary.id].answered)
    assert (Share(0, 0), Share(1, 1)) == (people[alternate.id].terms, people[alternate.id].answered)


def test_the_reporters_time_is_not_the_institutions(session: Session) -> None:
    """Asked again after the reporter had the ball for ten days: two answers, each with its own time."""
    sample.office(session)
    [complaint] = asked(session)
    answered(session, complaint, day(2))
    examination.draft_result(session, complaint, "Ditemukan.", day(3), by=EXAMINER)
    examination.move(session, complaint, Event.REEXAMINATION_OPENED, day(13), by=EXAMINER)
    forwarding.request_clarification(session, complaint, HEALTH, "Lagi.", day(13), by=EXAMINER)
    forwarding.acknowledge(session, complaint, HEALTH, day(13), by=EXAMINER)
    answered(session, complaint, day(17))
    found = figures(session, day(18))

    assert (Middle(3.0, 2), Share(2, 2)) == (found.held, found.answered)
    assert Share(2, 2) == found.terms


def test_an_answer_after_silence_is_still_an_answer(session: Session) -> None:
    """While another institution is still asked; both terms were overrun all the same, and the ball was elsewhere."""
    sample.office(session)
    [complaint] = asked(session)
    forwarding.forward(session, complaint, LAND, "Mohon.", NOW, by=EXAMINER, at_once=True)
    track = track_at(session, complaint, HEALTH)
    forwarding.second_request(session, complaint, track, day(16), by=EXAMINER)
    forwarding.acknowledge(session, complaint, HEALTH, day(16), by=EXAMINER)
    forwarding.right_unused(session, complaint, track, day(40), by=EXAMINER)
    silent = figures(session, day(41))
    answered(session, complaint, day(45))
    found = figures(session, day(46))

    assert (Share(0, 1), 1, Share(0, 2)) == (silent.answered, silent.silent, silent.terms)
    assert (Share(1, 1), 0, Share(0, 2)) == (found.answered, found.silent, found.terms)
    assert (Middle(40.0, 1), Middle(45.0, 1)) == (found.held, found.elapsed)
    assert silent == figures(session, day(41))  # a figure of that day is the same whenever it is asked for


def test_what_the_office_took_back_is_in_no_figure(session: Session) -> None:
    """Released, or ended by the reporter: neither kept nor broken, neither answered nor open."""
    sample.office(session)
    released, withdrawn, late = asked(session, 3)
    forwarding.release(session, released, HEALTH, "Bukan wewenangnya.", day(2), by=EXAMINER)
    verification.withdraw(session, withdrawn, "Dicabut.", day(3), by=EXAMINER)
    forwarding.release(session, late, HEALTH, "Tidak perlu lagi.", day(60), by=EXAMINER)
    found = figures(session, day(61))

    assert (3, Share(), Share(), 0) == (found.taken_back, found.answered, found.acknowledged, found.open)
    assert Share(0, 1) == found.terms  # the third was let go long after its term had passed


def test_a_request_that_the_office_takes_over_is_no_term_kept(session: Session) -> None:
    """The formal request ends the term for confirming receipt; nobody there had confirmed anything."""
    complaint = moving.registered(session)
    forwarding.forward(session, complaint, HEALTH, "Mohon.", NOW, by=EXAMINER)
    forwarding.request_clarification(session, complaint, HEALTH, "Resmi.", day(1), by=EXAMINER)

    assert (Share(), Share(0, 1)) == ((found := figures(session, day(2))).terms, found.acknowledged)


def test_receipt_is_confirmed_in_working_days(session: Session) -> None:
    """Sent on a Monday, confirmed on the next Monday; in March 2026 nothing in between is free but the weekend."""
    complaint = moving.registered(session)
    forwarding.forward(session, complaint, HEALTH, "Mohon.", NOW, by=EXAMINER)
    forwarding.acknowledge(session, complaint, HEALTH, day(7), by=EXAMINER)
    found = figures(session, day(8))

    assert (Middle(5, 1), Share(1, 1), Share(0, 1)) == (found.heard, found.acknowledged, found.terms)


def test_what_an_officer_writes_down_late_came_on_its_day(session: Session) -> None:
    """The day that the officer names is the day that counts."""
    complaint = moving.registered(session)
    forwarding.forward(session, complaint, HEALTH, "Mohon.", NOW, by=EXAMINER)
    forwarding.answer(session, complaint, HEALTH, "Ya.", day(9), by=EXAMINER, on=date(2026, 3, 3))
    found = figures(session, day(10))

    assert (Middle(1, 1), Share(1, 1)) == (found.heard, found.terms)
    assert found.elapsed.value is not None
    assert found.elapsed.value < 2


def test_letters_that_came_back_are_counted_where_they_were_sent(session: Session) -> None:
    """Of those the mail server took or refused; their term is nobody's failure, and their time nobody's."""
    complaint = moving.registered(session)
    forwarding.forward(session, complaint, HEALTH, "Mohon.", NOW, by=EXAMINER)
    planning.plan(session, complaint.id, NOW)
    for letter in session.exec(select(Letter).where(Letter.matter_id == complaint.id)).all():
        letter.state = LetterState.ACCEPTED
        session.add(letter)
        session.flush()
        happening = session.get_one(Happening, letter.happening_id)
        if happening.event is Event.FORWARDED and letter.role in ("focal_point", "reported_party"):
            letter.state = LetterState.REFUSED
            letter_failed(session, letter, NOW + timedelta(hours=1))
    forwarding.acknowledge(session, complaint, HEALTH, day(20), by=EXAMINER)
    whole = fares(session, day(21))

    assert 2 == whole.health.bounces.count
    assert (Share(), Middle(0, 1)) == (whole.health.terms, whole.health.heard)
    assert whole.health.bounces.count == sum(each.health.bounces.count for each in whole.people)
