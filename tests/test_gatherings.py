"""Gatherings of the network: planned, invited, held, followed up."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.errors import (
    AbsenteesAsked,
    BadLine,
    InThePast,
    NobodyAbsent,
    NobodyNamed,
    NoDayYet,
    NotInvited,
)
from models.casework.finding import institution_by_code
from models.casework.network import attendance, gatherings, plans
from models.casework.network.gatherings import Plan
from models.casework.network.opening import tracks_by_code
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import FocalRole, FocalState, ItemStatus, MatterKind
from models.decisions import Decision as D, Form
from models.stages import Event, Stage, TrackStage
from models.tables import Clock, ClockState, FocalPoint, Gathering, Happening, Matter
from tests.gathered import DAY, HELD, held, invited, planned
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY, NOW, office


def stages(session: Session, matter: Matter) -> dict[str, TrackStage]:
    """Where each institution is."""
    return {code: track.stage for code, track in tracks_by_code(session, matter).items()}


def test_a_plan_has_a_number_of_its_own_and_a_clock_for_its_day(session: Session) -> None:
    """Its number is no complaint's; the clock's date is the plan's."""
    matter = planned(session)

    clock = session.exec(select(Clock)).one()
    assert "J00001.2026" == matter.agenda_no
    assert ("gathering", ClockState.RUNNING) == (clock.key, clock.state)
    assert date(2026, 3, 16) == clock.zone.day_of(clock.due_at or NOW)


def test_a_plan_without_a_day_has_no_clock_and_invites_nobody(session: Session) -> None:
    """An invitation says when and where."""
    matter = planned(session, plan=Plan())

    assert [] == session.exec(select(Clock)).all()
    with pytest.raises(NoDayYet):
        gatherings.invite(session, matter, [HEALTH], "", NOW, by=EXAMINER)


def test_a_day_that_has_passed_is_refused(session: Session) -> None:
    """A gathering lies ahead."""
    with pytest.raises(InThePast):
        planned(session, plan=Plan(datetime(2026, 3, 1, 9, 0)))  # noqa: DTZ001 - local


def test_a_changed_day_moves_the_clock(session: Session) -> None:
    """And counts as a revision of its calendar entry."""
    matter = invited(session)
    gatherings.change_plan(session, matter, Plan(DAY + timedelta(days=2)), NOW, by=EXAMINER)

    running = session.exec(select(Clock).where(Clock.state == ClockState.RUNNING)).one()
    assert date(2026, 3, 18) == running.zone.day_of(running.due_at or NOW)
    assert 1 == session.get_one(Gathering, matter.id).revision


def test_nobody_is_invited_twice(session: Session) -> None:
    """A second click invites only who is new."""
    matter = invited(session)

    assert 0 == gatherings.invite(session, matter, [HEALTH], "", NOW, by=EXAMINER)


def test_who_came_and_who_did_not(session: Session) -> None:
    """The matrix of invited and present."""
    matter = held(session)

    assert Stage.FOLLOW_UP is matter.stage
    assert {
        HEALTH: TrackStage.PRESENT,
        LAND: TrackStage.PRESENT,
        MINISTRY: TrackStage.ABSENT,
    } == stages(session, matter)


def test_attendees_become_focal_points_in_one_step(session: Session) -> None:
    """Who attended is confirmed by that."""
    matter = held(session)
    lines = [
        f"{HEALTH}: Ratna Wulandari; Sekretaris; ratna@dinkes.example; 0511-1",
        f"{LAND}: Joko Prasetyo; Kasubbag; joko@bpn.example",
    ]

    assert 2 == attendance.name_focal_points(session, matter, lines, HELD, by=EXAMINER)
    entry = session.exec(select(FocalPoint).where(FocalPoint.email == "ratna@dinkes.example")).one()
    assert (FocalState.CONFIRMED, "attended") == (entry.state, entry.evidence)
    assert TrackStage.NAMED is stages(session, matter)[HEALTH]
    with pytest.raises(NobodyNamed):
        attendance.name_focal_points(session, matter, [], HELD, by=EXAMINER)


def test_the_absent_are_asked_with_a_term_and_named_unconfirmed(session: Session) -> None:
    """Whom an absent institution names has not been seen yet."""
    matter = held(session)
    attendance.ask_absentees(session, matter, "", HELD, by=EXAMINER)

    clock = session.exec(select(Clock).where(Clock.key == "absentee_answer")).one()
    assert ClockState.RUNNING is clock.state
    attendance.name_focal_points(
        session, matter, [f"{MINISTRY}: Dewi Lestari; Kepala Biro"], HELD, by=EXAMINER
    )
    entry = session.exec(select(FocalPoint).where(FocalPoint.name == "Dewi Lestari")).one()
    assert FocalState.UNCONFIRMED is entry.state
    session.refresh(clock)
    assert ClockState.MET is clock.state
    with pytest.raises(NobodyAbsent):
        attendance.ask_absentees(session, matter, "", HELD, by=EXAMINER)


def test_nothing_closes_while_an_absentee_has_time_to_answer(session: Session) -> None:
    """Neither at once, nor when its plan is done or carried over; after its superior was told it does."""
    matter = held(session)
    attendance.ask_absentees(session, matter, "", HELD, by=EXAMINER)
    with pytest.raises(AbsenteesAsked, match=MINISTRY):
        gatherings.close(session, matter, "", HELD, by=EXAMINER)
    plans.agree(session, matter, [f"{HEALTH}: memperbarui data, 2026-04-10"], HELD, by=EXAMINER)
    with pytest.raises(AbsenteesAsked):
        plans.carry_over(session, matter, "", HELD, by=EXAMINER)
    settle(
        session, matter, Form(decision=D.VERIFY_ITEM, officer=EXAMINER, item=1, status=ItemStatus.DONE), HELD
    )
    with pytest.raises(AbsenteesAsked):
        plans.close_done(session, matter, HELD, by=EXAMINER)

    later = HELD + timedelta(days=40)
    sweep(session, later)
    told = session.exec(select(Happening).where(Happening.event == Event.ESCALATED)).all()
    assert ["superior", "inspectorate", "examiner"] in [each.facts["tells"] for each in told]
    plans.close_done(session, matter, later, by=EXAMINER)
    clock = session.exec(select(Clock).where(Clock.key == "absentee_answer")).one()
    assert (Stage.CLOSED, ClockState.OVERRUN) == (matter.stage, clock.state)


@pytest.mark.parametrize(
    "line", ["tanpa titik dua", f"{HEALTH}: ", f"{HEALTH}: A; B; not-an-address", f"{HEALTH}: a;b;;d;e"]
)
def test_a_line_that_cannot_be_read_is_named_by_its_number(session: Session, line: str) -> None:
    """Nothing of what was typed is repeated."""
    matter = held(session)

    with pytest.raises(BadLine, match=r"\(2\)"):
        attendance.note_people(session, matter, [f"{HEALTH}: Ratna", line], HELD, by=EXAMINER)


def test_an_obstacle_has_a_category_and_may_concern_all(session: Session) -> None:
    """In either language, or by its code."""
    matter = held(session)
    attendance.note_obstacles(
        session,
        matter,
        [f"rotasi; {HEALTH}: pejabat berganti", "communication; -: surat terlambat"],
        HELD,
        by=EXAMINER,
    )

    with pytest.raises(BadLine):
        attendance.note_obstacles(session, matter, ["cuaca; -: hujan"], HELD, by=EXAMINER)
    with pytest.raises(NotInvited):
        attendance.note_obstacles(session, matter, ["rotasi; TIDAK-ADA: x"], HELD, by=EXAMINER)


def test_a_gathering_has_an_agenda(session: Session) -> None:
    """It is changed as a whole; whatever else changes leaves it as it is."""
    here = office(session)
    agenda = ("Data narahubung", "Kendala")
    matter = gatherings.plan(session, here, MatterKind.MEETING, Plan(agenda=agenda), NOW, by=EXAMINER)
    row = session.get_one(Gathering, matter.id)
    gatherings.change_plan(session, matter, Plan(place="Aula"), NOW, by=EXAMINER)
    assert list(agenda) == row.agenda_items
    form = Form.model_validate(
        {"decision": D.CHANGE_PLAN, "officer": EXAMINER, "agenda": "Rencana aksi\n\nLain-lain"}
    )
    settle(session, matter, form, NOW)
    assert ["Rencana aksi", "Lain-lain"] == row.agenda_items


def test_the_one_before_is_the_one_held_last(session: Session) -> None:
    """Also where another was held after this one was planned."""
    here = office(session)
    first, second = (
        gatherings.plan(session, here, MatterKind.MEETING, Plan(), NOW, by=EXAMINER) for _ in range(2)
    )
    gatherings.hold(session, second, [HEALTH], None, "", HELD, by=EXAMINER)
    gatherings.hold(session, first, [HEALTH], None, "", HELD, by=EXAMINER)

    assert (None, second.id) == (
        session.get_one(Gathering, second.id).previous_id,
        session.get_one(Gathering, first.id).previous_id,
    )


def test_who_had_left_and_attends_is_back(session: Session) -> None:
    """In post from that day on, and confirmed; where another is the primary contact by now, as an alternate."""
    matter = held(session)
    place = institution_by_code(session, HEALTH)
    old = focal_points.name(
        session, place, NOW, by="x", name="Ratna", state=FocalState.LEFT, valid_to=date(2026, 1, 31)
    )
    attendance.name_focal_points(session, matter, [f"{HEALTH}: Ratna; Sekretaris"], HELD, by=EXAMINER)

    assert (FocalState.CONFIRMED, date(2026, 3, 16), None) == (old.state, old.valid_from, old.valid_to)
    assert FocalRole.ALTERNATE is old.role
