"""Rotation of officials: open tasks follow the post, clocks go on, and nobody is asked twice."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from models.casework import focal_points, forwarding, handing_over, history, verification
from models.casework.finding import institution_by_code, matter_by_number, track_at
from models.codes import Complexity, FocalRole, FocalState, Party
from models.database import reading, transaction
from models.stages import Event, Stage
from models.tables import Clock, FocalPoint, Happening, Letter, Matter
from notifications import planning
from notifications.kinds import LetterKind
from tests import running, sample

LEAVES = date(2026, 3, 10)
LATER = sample.NOW + timedelta(days=15)
"""A few days after the primary contact has left."""


def asked(session: Session, many: int = 1) -> list[Matter]:
    """So many complaints that the health agency has been asked about, on the day it received the request."""
    made: list[Matter] = []
    for _ in range(many):
        complaint = sample.lodged(session)
        verification.pass_formal(session, complaint, [], "", sample.NOW, by=sample.INTAKE)
        verification.pass_material(session, complaint, "", sample.NOW, by=sample.INTAKE)
        verification.accept(
            session, complaint, Complexity.LIGHT, sample.EXAMINER, "", sample.NOW, by=sample.HEAD
        )
        forwarding.forward(
            session, complaint, sample.HEALTH, "Mohon.", sample.NOW, by=sample.HEAD, at_once=True
        )
        forwarding.acknowledge(session, complaint, sample.HEALTH, sample.NOW, by=sample.HEAD)
        made.append(complaint)
    return made


def contact(session: Session, role: FocalRole) -> FocalPoint:
    """The health agency's contact with this role."""
    place = institution_by_code(session, sample.HEALTH)
    return session.exec(
        select(FocalPoint).where(FocalPoint.institution_id == place.id, FocalPoint.role == role)
    ).one()


def of(session: Session, complaint: Matter) -> int | None:
    """Who has the complaint at the health agency."""
    return track_at(session, complaint, sample.HEALTH).focal_point_id


def leaves(session: Session) -> FocalPoint:
    """The primary contact is in post until the tenth of March."""
    primary = contact(session, FocalRole.PRIMARY)
    focal_points.end(session, primary, LEAVES, sample.NOW, by=sample.HEAD)
    return primary


def test_an_open_task_goes_to_the_alternate_when_the_day_comes(session: Session) -> None:
    """Not before; the clock does not restart; examiner and new contact are told, the contact with the deadline."""
    sample.office(session)
    [complaint] = asked(session)
    before = session.exec(select(Clock.due_at).where(Clock.key == "clarification_1")).one()
    primary = leaves(session)

    assert handing_over.hand_over(session, sample.NOW + timedelta(days=1)) is None
    assert primary.id == of(session, complaint)
    moved = handing_over.hand_over(session, LATER)
    assert (1, [complaint.id]) == ((moved.tasks, moved.complaints) if moved else None)
    alternate = contact(session, FocalRole.ALTERNATE)
    assert alternate.id == of(session, complaint)
    assert before == session.exec(select(Clock.due_at).where(Clock.key == "clarification_1")).one()

    happened = session.exec(select(Happening).where(Happening.event == Event.FOCAL_POINT_CHANGED)).one()
    assert (primary.id, alternate.id) == (happened.facts["from"], happened.facts["to"])
    planning.plan(session, complaint.id, LATER)
    told = session.exec(select(Letter).where(Letter.happening_id == happened.id)).all()
    assert {(LetterKind.TAKEN_OVER, f"focal_point:{alternate.id}"), LetterKind.OFFICE_NOTICE} == {
        (each.kind, each.person) if each.kind == LetterKind.TAKEN_OVER else each.kind for each in told
    }
    assert history.verify(session, complaint) is None


def test_it_comes_back_to_the_successor_once_confirmed(session: Session) -> None:
    """Until then the alternate has it; an unconfirmed successor gets nothing alone."""
    sample.office(session)
    [complaint] = asked(session)
    leaves(session)
    place = institution_by_code(session, sample.HEALTH)
    successor = focal_points.name(
        session, place, LATER, by=sample.HEAD, name="Penerus Contoh", email="penerus@instansi.example",
        valid_from=LEAVES + timedelta(days=1),
    )  # fmt: skip
    handing_over.hand_over(session, LATER)
    assert contact(session, FocalRole.ALTERNATE).id == of(session, complaint)

    focal_points.set_state(session, successor, FocalState.CONFIRMED, LATER.date(), LATER, by=sample.HEAD)
    handing_over.hand_over(session, LATER)
    assert successor.id == of(session, complaint)
    again = handing_over.hand_over(session, LATER)
    assert again is None or 0 == again.tasks


def test_without_anybody_the_institution_is_written_to(session: Session) -> None:
    """Its general address hears that its focal point is gone and that a successor is wanted."""
    sample.office(session)
    [complaint] = asked(session)
    leaves(session)
    alternate = contact(session, FocalRole.ALTERNATE)
    focal_points.set_state(session, alternate, FocalState.LEFT, LEAVES, sample.NOW, by=sample.HEAD)
    handing_over.hand_over(session, LATER)

    assert of(session, complaint) is None
    planning.plan(session, complaint.id, LATER)
    letter = session.exec(select(Letter).where(Letter.kind == LetterKind.TAKEN_OVER.value)).one()
    assert letter.person.startswith("institution:")
    assert handing_over.hand_over(session, LATER) is None


def test_the_examiner_of_what_is_answered_is_told_too(session: Session) -> None:
    """Nobody at the institution has a task there; but whoever examines it would write to somebody who is gone. Once."""
    sample.office(session)
    answered, closed = asked(session, 2)
    forwarding.answer(session, answered, sample.HEALTH, "Sudah.", sample.NOW, by=sample.HEAD)
    verification.withdraw(session, closed, "Dicabut.", sample.NOW, by=sample.HEAD)
    assert (Stage.EVALUATION, Stage.CLOSED) == (answered.stage, closed.stage)
    primary = leaves(session)

    moved = handing_over.hand_over(session, LATER)
    assert (0, [answered.id]) == ((moved.tasks, moved.complaints) if moved else None)
    assert (contact(session, FocalRole.ALTERNATE).id, primary.id) == (
        of(session, answered),
        of(session, closed),
    )
    happened = session.exec(select(Happening).where(Happening.event == Event.FOCAL_POINT_CHANGED)).one()
    planning.plan(session, answered.id, LATER)
    told = session.exec(select(Letter).where(Letter.happening_id == happened.id)).all()
    assert [(LetterKind.OFFICE_NOTICE, Party.EXAMINER)] == [(each.kind, each.role) for each in told]
    assert handing_over.hand_over(session, LATER) is None
    assert history.verify(session, answered) is None


def test_what_was_released_or_closed_tells_nobody(session: Session) -> None:
    """There is nothing that an examiner would do."""
    sample.office(session)
    [released] = asked(session)
    forwarding.release(session, released, sample.HEALTH, "", sample.NOW, by=sample.HEAD)
    leaves(session)

    assert handing_over.hand_over(session, LATER) is None


def test_batches_go_on_where_the_one_before_ended(session: Session) -> None:
    """Each task once, however many batches it takes."""
    sample.office(session)
    made = asked(session, 5)
    leaves(session)
    tasks, last = list[int](), 0
    while moved := handing_over.hand_over(session, LATER, after=last, limit=2):
        tasks.append(moved.tasks)
        last = moved.last
    assert [2, 2, 1] == tasks
    happened = session.exec(select(Happening).where(col(Happening.event) == Event.FOCAL_POINT_CHANGED)).all()
    assert {each.id for each in made} == {each.matter_id for each in happened}


def test_one_command_hands_everything_over(database_url: str) -> None:
    """`directory rotate`: the old officer's last day, the successor's first, and every open task at once."""
    with transaction() as session:
        sample.office(session)
        numbers = [complaint.agenda_no for complaint in asked(session, 3)]
        old = contact(session, FocalRole.PRIMARY).email or ""
        new = contact(session, FocalRole.ALTERNATE).email or ""
    told = running.said(
        "directory", "rotate", sample.HEALTH, old, "--to", new, "--on", "2026-03-02", now=LATER
    )
    assert "3 open tasks" in told
    with reading() as session:
        place = institution_by_code(session, sample.HEALTH)
        follower = focal_points.found(session, place, new)
        assert (FocalRole.PRIMARY, None) == (
            follower.role,
            follower.valid_from,
        )  # in post already: not shut out till then
        assert {follower.id} == {of(session, matter_by_number(session, number)) for number in numbers}
    assert "No open task" in running.said(
        "directory", "rotate", sample.HEALTH, old, "--on", "2026-03-02", now=LATER
    )


@pytest.mark.parametrize("who", ["tidak.ada@instansi.example"])
def test_an_unknown_person_is_told(database_url: str, who: str) -> None:
    """A sentence, and nothing is changed."""
    with transaction() as session:
        sample.office(session)
    assert "focal point" in running.refused("directory", "rotate", sample.HEALTH, who)
