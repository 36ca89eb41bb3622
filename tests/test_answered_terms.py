"""What an institution has answered or reported is never said to be missing; what is left is the office's own."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from models.casework import correction, examination, history
from models.casework.errors import NobodyAbsent
from models.casework.finding import institution_by_code
from models.casework.network import attendance, gatherings, plans, succession
from models.casework.network.gatherings import Plan
from models.casework.network.people import Official
from models.casework.sweep import sweep
from models.codes import FocalRole, FocalState, ItemKind, ItemStatus, Maladministration, MatterKind, Mode
from models.stages import Event, Stage
from models.tables import Clock, ClockState, FocalPoint, Happening, Letter, Matter, Reached
from notifications.kinds import LetterKind as K
from notifications.planning import plan
from tests import sample
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY, NOW

DAY = timedelta(days=1)
HELD = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
LATE = HELD + 60 * DAY
ITEM = f"{HEALTH}: memperbarui data narahubung, paling lambat 2026-04-10"


def clocks(session: Session, key: str) -> list[Clock]:
    """The terms of this kind, in the order in which they were set."""
    return list(session.exec(select(Clock).where(Clock.key == key).order_by(col(Clock.id))))


def told(session: Session, matter: Matter, *kinds: K) -> set[str]:
    """Who was written to in these words since the last plan, by role."""
    plan(session, matter.id, LATE, limit=1000)
    found = select(Letter).where(
        Letter.matter_id == matter.id, col(Letter.kind).in_([kind.value for kind in kinds])
    )
    return {letter.role.value for letter in session.exec(found)}


def official(session: Session, code: str) -> Official:
    """Somebody whom the institution puts forward."""
    return Official(
        institution_by_code(session, code), "Dewi Lestari", "Kepala Biro", "dewi@instansi.example"
    )


def held(session: Session) -> Matter:
    """A formation that two of three institutions attended."""
    starts = Plan(datetime(2026, 3, 16, 9, 0), "Aula Contoh", Mode.ON_SITE)  # noqa: DTZ001 - local
    matter = gatherings.plan(session, sample.office(session), MatterKind.FORMATION, starts, NOW, by=EXAMINER)
    gatherings.invite(session, matter, [HEALTH, LAND, MINISTRY], "", NOW, by=EXAMINER)
    gatherings.hold(session, matter, [HEALTH, LAND], None, "", HELD, by=EXAMINER)
    return matter


def test_an_absentee_who_names_somebody_has_answered(session: Session) -> None:
    """Its term is met; the office has one of its own until it has named them, and is the only one reminded."""
    matter = held(session)
    attendance.ask_absentees(session, matter, "", HELD, by=EXAMINER)
    attendance.announce(session, matter, official(session, MINISTRY), HELD + DAY, by="institution:1")

    [answered], [naming] = clocks(session, "absentee_answer"), clocks(session, "focal_point_naming")
    assert (ClockState.MET, ClockState.RUNNING) == (answered.state, naming.state)
    sweep(session, LATE)
    assert set() == told(session, matter, K.ESCALATION, K.REMINDER)
    assert {"office_head"} == told(session, matter, K.OFFICE_ALARM)

    with pytest.raises(NobodyAbsent):
        attendance.ask_absentees(session, matter, "", LATE, by=EXAMINER)
    attendance.name_focal_points(session, matter, [], LATE, by=EXAMINER)
    assert ClockState.OVERRUN is naming.state
    assert history.verify(session, matter) is None


def test_who_only_says_who_comes_sets_no_term_for_the_office(session: Session) -> None:
    """Before the gathering nothing has to be named."""
    matter = held(session)
    attendance.announce(session, matter, official(session, HEALTH), HELD, by=EXAMINER)

    assert [] == clocks(session, "focal_point_naming")


def primary(session: Session) -> FocalPoint:
    """The health agency's primary contact."""
    place = institution_by_code(session, HEALTH)
    query = select(FocalPoint).where(
        FocalPoint.institution_id == place.id, FocalPoint.role == FocalRole.PRIMARY
    )
    return session.exec(query).one()


def test_a_proposed_successor_answers_the_rotation(session: Session) -> None:
    """Neither superior nor inspectorate hears that nothing has come; the office is reminded to name them."""
    sample.office(session)
    matter = succession.note_rotation(session, primary(session), NOW.date(), NOW, by=EXAMINER)
    succession.propose(session, matter, official(session, HEALTH), "", NOW + DAY, by="institution:2")

    assert [ClockState.MET] == [clock.state for clock in clocks(session, "rotation_replacement")]
    sweep(session, LATE)
    assert set() == told(session, matter, K.ESCALATION, K.REMINDER)
    succession.name_successor(
        session,
        matter,
        None,
        [f"{HEALTH}: Dewi Lestari; Kepala Biro; dewi@instansi.example"],
        LATE,
        by=EXAMINER,
    )
    assert [ClockState.OVERRUN] == [clock.state for clock in clocks(session, "focal_point_naming")]


def test_nobody_is_doubted_who_was_answered_for(session: Session) -> None:
    """A reconfirmation that was answered with a successor's name lets no clock call the official silent."""
    sample.office(session)
    asked = primary(session)
    matter = succession.ask_to_reconfirm(session, asked, NOW)
    succession.propose(session, matter, official(session, HEALTH), "", NOW + DAY, by="institution:2")
    sweep(session, LATE)

    assert (FocalState.CONFIRMED, Stage.CONFIRMING) == (asked.state, matter.stage)
    assert set() == told(session, matter, K.SUCCESSOR_ASKED)


def planned(session: Session) -> Matter:
    """A monev's plan with one item, until the tenth of April."""
    matter = held(session)
    plans.agree(session, matter, [ITEM], HELD, by=EXAMINER)
    return matter


def report(session: Session, matter: Matter, status: ItemStatus, now: datetime) -> None:
    """The institution says how far its item is."""
    correction.report_item(session, matter, 1, status, "Sudah.", now, by="institution:2")


def test_an_item_reported_as_done_waits_for_the_office_and_nobody_else_hears(session: Session) -> None:
    """Its term has passed without a verification: that is told to the examiner and the office head alone."""
    matter = planned(session)
    report(session, matter, ItemStatus.DONE, HELD + DAY)
    sweep(session, LATE)

    assert set() == told(session, matter, K.ESCALATION, K.REMINDER)
    assert {"intake_unit", "office_head"} == told(session, matter, K.OFFICE_ALARM)


def test_what_was_not_done_after_all_goes_up_the_ladder(session: Session) -> None:
    """The verification shows it: those whom the rung tells are told now, once."""
    matter = planned(session)
    report(session, matter, ItemStatus.DONE, HELD + DAY)
    sweep(session, LATE)
    correction.verify_item(session, matter, 1, ItemStatus.PARTIAL, "", LATE, by=EXAMINER)
    sweep(session, LATE + DAY)
    sweep(session, LATE + DAY)

    assert {"institution_head", "inspectorate"} == told(session, matter, K.ESCALATION)
    rungs = [row.rung for row in session.exec(select(Reached).join(Clock).where(Clock.key == "action_item"))]
    assert len(rungs) == len(set(rungs))
    assert history.verify(session, matter) is None


def test_an_item_partly_reported_stays_on_the_ladder(session: Session) -> None:
    """The institution has said itself that something is missing."""
    matter = planned(session)
    report(session, matter, ItemStatus.PARTIAL, HELD + DAY)
    sweep(session, LATE)

    assert {"institution_head", "inspectorate"} == told(session, matter, K.ESCALATION)


def test_a_verified_item_ends_its_term(session: Session) -> None:
    """Nobody is reminded of what is done; a verification taken back lets the term run on."""
    matter = planned(session)
    [clock] = clocks(session, "action_item")
    correction.verify_item(session, matter, 1, ItemStatus.DONE, "", HELD + DAY, by=EXAMINER)
    assert (ClockState.MET, None) == (clock.state, clock.next_at)

    correction.verify_item(session, matter, 1, ItemStatus.PARTIAL, "", HELD + 2 * DAY, by=EXAMINER)
    assert (ClockState.RUNNING, None) == (clock.state, clock.ended_at)
    sweep(session, LATE)
    assert "institution_head" in told(session, matter, K.ESCALATION)


def delivered(session: Session) -> Matter:
    """A result with an item for each of two institutions; neither is known to have received it."""
    sample.office(session)
    complaint = sample.lodged(session)
    complaint.stage = Stage.REPORT_ISSUED
    lines = [f"{HEALTH}: Menerbitkan rujukan", f"{LAND}: Menerbitkan sertipikat"]
    examination.issue_found(
        session, complaint, [Maladministration.PROTRACTED_DELAY], lines, "", NOW, by=EXAMINER
    )
    return complaint


def test_a_report_of_one_addressee_starts_no_term_of_another(session: Session) -> None:
    """It proves that its own letter came, and says nothing of the other's."""
    complaint = delivered(session)
    correction.report_item(session, complaint, 1, ItemStatus.PARTIAL, "Mulai.", NOW + DAY, by="institution:2")

    states = {clock.institution_id: clock.state for clock in clocks(session, "corrective_action")}
    own, other = (institution_by_code(session, code).id for code in (HEALTH, LAND))
    assert {own: ClockState.RUNNING, other: ClockState.WAITING} == states


def test_an_addressee_that_has_done_all_is_left_alone(session: Session) -> None:
    """Its term ends with its last item, while another's goes on; its handover never comes due."""
    complaint = delivered(session)
    for number in (1, 2):
        correction.report_item(session, complaint, number, ItemStatus.DONE, "", NOW + DAY, by="institution:2")
    correction.verify_item(session, complaint, 1, ItemStatus.DONE, "", NOW + 2 * DAY, by=EXAMINER)
    sweep(session, NOW + 120 * DAY)

    assert [ClockState.MET, ClockState.RUNNING] == [
        clock.state for clock in clocks(session, "corrective_action")
    ]
    assert {ItemKind.CORRECTIVE_ACTION} == {each.kind for each in correction.open_items(session, complaint)}
    due = session.exec(select(Happening).where(Happening.event == Event.ACT_DUE)).all()
    assert [clocks(session, "corrective_action")[1].id] == [each.facts["clock"] for each in due]
    assert set() == told(session, complaint, K.ESCALATION)
