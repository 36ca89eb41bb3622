"""Meetings, monitoring and commitments that the network calls for by itself: each once, in time."""

from datetime import date

from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.casework.network import attendance, calling, commitments, comparing, gatherings, plans
from models.casework.network.comparing import Share
from models.casework.network.gatherings import Plan
from models.casework.settle import settle
from models.codes import FocalRole, FocalState, MatterKind, Obstacle
from models.decisions import Decision as D, Form
from models.tables import Clock, Gathering
from tests.calling import DAY, HALF_A_YEAR, TODAY, confirmed, contacts_of, held, kinds
from tests.sample import COMMITMENT, EXAMINER, HEALTH, LAND, MINISTRY, NOW, office


def test_the_next_monev_is_planned_a_month_before_it_is_due(session: Session) -> None:
    """Half a year after the last one, from which its deadline counts; once."""
    office(session)
    before = held(session, MatterKind.MONEV)

    assert [] == calling.call(session, NOW + 150 * DAY)
    [planned] = calling.call(session, NOW + 155 * DAY)
    assert before.id == session.get_one(Gathering, planned.id).previous_id
    clock = session.exec(select(Clock).where(Clock.key == "monev_cycle")).one()
    assert (date(2026, 9, 2), "last_monev") == (clock.zone.day_of(clock.due_at or NOW), clock.evidence)
    assert [] == calling.call(session, NOW + 900 * DAY)


def test_the_first_monev_follows_the_formation(session: Session) -> None:
    """And says what has changed since."""
    office(session)
    formation = held(session, MatterKind.FORMATION, every_months=24)

    [planned] = calling.call(session, HALF_A_YEAR)
    row = session.get_one(Gathering, planned.id)
    assert (MatterKind.MONEV, formation.id, None) == (planned.kind, row.previous_id, row.every_months)


def test_a_monev_that_was_called_off_comes_a_cycle_later(session: Session) -> None:
    """Not with the next look at it."""
    office(session)
    held(session, MatterKind.MONEV)
    [planned] = calling.call(session, HALF_A_YEAR)
    settle(session, planned, Form(decision=D.CALL_OFF, officer=EXAMINER, note="Ditunda."), HALF_A_YEAR)

    assert [] == calling.call(session, HALF_A_YEAR + 60 * DAY)
    assert 1 == len(calling.call(session, HALF_A_YEAR + 160 * DAY))


def test_a_recurring_meeting_calls_the_next_one(session: Session) -> None:
    """In its own rhythm, linked to the one before; one that does not recur calls nothing."""
    office(session)
    held(session, MatterKind.MEETING)
    assert [] == calling.call(session, NOW + 900 * DAY)
    before = held(session, MatterKind.MEETING, every_months=3)

    [planned] = calling.call(session, NOW + 65 * DAY)
    row = session.get_one(Gathering, planned.id)
    assert (MatterKind.MEETING, before.id, 3) == (planned.kind, row.previous_id, row.every_months)


def test_an_office_without_a_region_is_served(session: Session) -> None:
    """As headquarters is; it has the contacts of institutions without one."""
    here = office(session)
    here.region = None
    session.add(here)
    held(session, MatterKind.MONEV)
    confirmed(session, 8)

    assert 9 == len(calling.call(session, HALF_A_YEAR))


def test_a_commitment_that_ends_is_renewed_once(session: Session) -> None:
    """By whoever looks first."""
    here = office(session)
    matter = commitments.draft(session, here, "1", [HEALTH], NOW, by=EXAMINER, text=COMMITMENT)
    commitments.note_signatures(session, matter, [HEALTH], None, NOW, by=EXAMINER)
    commitments.put_in_force(session, matter, None, "", date(2026, 4, 1), NOW, by=EXAMINER)

    assert [MatterKind.COMMITMENT] == kinds(calling.call(session, NOW + 2 * DAY))
    assert [] == calling.call(session, NOW + 400 * DAY)


def test_what_changed_since_the_last_one(session: Session) -> None:
    """Counts with what they are counts of: attendance, obstacles, items, focal points."""
    here = office(session)
    then = gatherings.plan(session, here, MatterKind.MONEV, Plan(), NOW, by=EXAMINER)
    gatherings.hold(session, then, [HEALTH, LAND], TODAY, "", NOW, by=EXAMINER)
    attendance.note_obstacles(session, then, [f"rotasi; {HEALTH}: x", "rotasi; -: y"], NOW, by=EXAMINER)
    lines = [f"{HEALTH}: memperbarui data, 2026-04-10", f"{LAND}: menunjuk pengganti, 2026-04-10"]
    plans.agree(session, then, lines, NOW, by=EXAMINER)
    plans.carry_over(session, then, "", NOW, by=EXAMINER)
    assert comparing.compare(session, then, TODAY) is None

    later = NOW + 100 * DAY
    people = {row.role: row for row in contacts_of(session, HEALTH)}
    focal_points.set_state(session, people[FocalRole.PRIMARY], FocalState.LEFT, TODAY, later, by="x")
    focal_points.set_state(session, people[FocalRole.ALTERNATE], FocalState.DOUBTFUL, TODAY, later, by="x")
    place = institution_by_code(session, HEALTH)
    focal_points.name(session, place, later, by="x", name="Baru", state=FocalState.CONFIRMED)
    now = gatherings.plan(session, here, MatterKind.MONEV, Plan(), later, by=EXAMINER)
    gatherings.hold(session, now, [HEALTH, LAND, MINISTRY], None, "", later, by=EXAMINER)
    attendance.note_obstacles(session, now, ["communication; -: z"], later, by=EXAMINER)

    compared = comparing.compare(session, now, later.date())
    assert compared is not None
    assert (then.agenda_no, TODAY) == (compared.before, compared.since)
    assert (Share(2, 2), Share(3, 3)) == (compared.attendance_then, compared.attendance_now)
    assert {Obstacle.COMMUNICATION: (0, 1), Obstacle.ROTATION: (2, 0)} == compared.obstacles
    assert Share(2, 2) == compared.left_over
    known = compared.contacts
    assert [Share(1, 7)] * 4 == [known.new, known.confirmed, known.left, known.doubtful]
