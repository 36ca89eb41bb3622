"""What was agreed at a gathering: watched item by item, done, or left over for the next one."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.casework.errors import ItemsOpen
from models.casework.file import whole_file
from models.casework.finding import institution_by_code
from models.casework.history import verify
from models.casework.network import gatherings, plans
from models.casework.network.gatherings import Plan
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import ItemStatus, MatterKind, Party, Purpose
from models.decisions import Decision as D, Form
from models.stages import Event, Stage
from models.tables import Clock, Door, Gathering, Happening, Letter, Matter, Office, Officer
from notifications import planning
from tests.gathered import HELD, held
from tests.sample import EXAMINER, HEALTH, LAND, NOW


def test_a_plan_is_watched_item_by_item(session: Session) -> None:
    """It closes when every item has been verified."""
    matter = held(session)
    plans.agree(
        session,
        matter,
        [f"{HEALTH}: memperbarui data narahubung, paling lambat 2026-04-10"],
        HELD,
        by=EXAMINER,
    )

    clock = session.exec(select(Clock).where(Clock.key == "action_item")).one()
    assert date(2026, 4, 10) == clock.zone.day_of(clock.due_at or NOW)
    with pytest.raises(ItemsOpen):
        plans.close_done(session, matter, HELD, by=EXAMINER)
    settle(
        session, matter, Form(decision=D.VERIFY_ITEM, officer=EXAMINER, item=1, status=ItemStatus.DONE), HELD
    )
    plans.close_done(session, matter, HELD, by=EXAMINER)
    assert Stage.CLOSED is matter.stage
    assert verify(session, matter) is None


def test_a_plan_that_is_watched_takes_more_items(session: Session) -> None:
    """What comes up later is added; every item has one deadline, the first agreed keeps its own."""
    matter = held(session)
    plans.agree(session, matter, [f"{HEALTH}: memperbarui data, 2026-04-10"], HELD, by=EXAMINER)
    form = Form(decision=D.AGREE_PLAN, officer=EXAMINER, items=[f"{LAND}: menunjuk narahubung, 2026-04-20"])
    settle(session, matter, form, HELD)

    assert Stage.PLAN_MONITORING is matter.stage
    watched = session.exec(select(Clock).where(Clock.key == "action_item").order_by(col(Clock.item_id)))
    assert [date(2026, 4, 10), date(2026, 4, 20)] == [
        each.zone.day_of(each.due_at or NOW) for each in watched
    ]


def test_the_office_has_items_of_its_own(session: Session) -> None:
    """By its code: the examiner is reminded, then the head of the unit hears of it; no institution does."""
    matter = held(session)
    head = Officer(
        office_id=matter.office_id, name="Kepala Unit", email="unit@ombudsman.example", role=Party.UNIT_HEAD
    )
    session.add(head)
    matter.examiner_id = session.exec(select(Officer.id).where(Officer.name == EXAMINER)).one()
    lines = ["BJM: menyusun panduan narahubung, 2026-04-10", f"{HEALTH}: memperbarui data, 2026-06-20"]
    plans.agree(session, matter, lines, HELD, by=EXAMINER)
    clock = session.exec(select(Clock).where(Clock.key == "office_item")).one()

    assert (Party.EXAMINER, None) == (clock.binds, clock.institution_id)
    doors = session.exec(select(Door).where(Door.purpose == Purpose.ACTION_PLAN)).all()
    assert [institution_by_code(session, HEALTH).id] == [door.institution_id for door in doors]
    due = clock.due_at or NOW
    sweep(session, due - timedelta(days=7), 100)
    sweep(session, due + timedelta(days=4), 100)
    planning.plan(session, matter.id, due + timedelta(days=4), limit=1000)
    told = select(Letter.role).join(Happening, col(Happening.id) == Letter.happening_id)
    told = told.where(col(Happening.event).in_((Event.REMINDED, Event.ESCALATED)))
    assert {Party.EXAMINER, Party.UNIT_HEAD} == set(session.exec(told))
    done = Form(decision=D.VERIFY_ITEM, officer=EXAMINER, item=1, status=ItemStatus.DONE)
    settle(session, matter, done, due)
    assert "BJM" == papers_item(session, matter)["institution"]["code"]


def papers_item(session: Session, matter: Matter) -> dict[str, Any]:
    """The first item as the file has it."""
    return whole_file(session, matter, HELD, "id")["items"][0]


def test_what_is_left_over_is_reported_at_the_next_one(session: Session) -> None:
    """The watching may end with items open."""
    matter = held(session)
    line = f"{HEALTH}: memperbarui data narahubung, paling lambat 2026-04-10"
    plans.agree(session, matter, [line], HELD, by=EXAMINER)
    plans.carry_over(session, matter, "Anggaran belum ada.", HELD, by=EXAMINER)
    here = session.exec(select(Office)).one()
    later = gatherings.plan(session, here, MatterKind.FORMATION, Plan(), HELD, by=EXAMINER)

    assert [1] == [item.number for item in plans.left_over(session, session.get_one(Gathering, later.id))]
    assert verify(session, matter) is None
