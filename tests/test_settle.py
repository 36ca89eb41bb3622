"""No random sequence of decisions, answers, pauses, receipts and missed terms breaks an invariant."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings, strategies as st
from sqlmodel import Session

from models.casework import invariants, offers
from models.casework.errors import CaseworkError
from models.casework.finding import matter_by_number
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import Party
from models.database import engine_for, transaction
from models.decisions import Decision, fields_of, read_form
from models.decisions.schema import Offer
from models.lifecycle import UnknownStep
from models.tables import Matter, Office, Officer
from notifications import planning
from tests import sample

ENDS = frozenset({Decision.WITHDRAW, Decision.CLOSE_EARLY})
"""Possible at every stage: chosen rarely, or every walk would be over after a few steps."""

STEPS = 40


@dataclass
class Walk:
    """One complaint on its way, and what the walk has done so far."""

    session: Session
    complaint: Matter
    now: datetime = sample.NOW
    log: list[str] = field(default_factory=list[str])

    def check(self) -> None:
        """Every invariant, now."""
        assert [] == list(invariants.broken(self.session, self.complaint)), " → ".join(self.log[-12:])


@contextmanager
def walking(template: Path, folder: Path, **filing: Any) -> Generator[Walk]:
    """A complaint just lodged on a fresh SQLite database."""
    url = f"sqlite:///{copyfile(template, folder / 'walk.sqlite3')}"
    try:
        with transaction(url) as session:
            sample.office(session)
            other = Office(
                code="PLK", name="Perwakilan Kalimantan Tengah", region="62", email="plk@ombudsman.example"
            )
            session.add(other)
            session.flush()
            session.add(
                Officer(
                    office_id=other.id or 0,
                    name="Nadia Permata",
                    email="nadia@ombudsman.example",
                    role=Party.EXAMINER,
                )
            )
            yield Walk(session, sample.lodged(session, **filing))
    finally:
        engine_for(url).dispose()
        for path in folder.glob("walk.sqlite3*"):
            path.unlink()


def days(walk: Walk) -> st.SearchStrategy[str]:
    """A local day around now, mostly today."""
    return st.integers(-3, 1).map(lambda off: (walk.now + timedelta(days=off, hours=8)).date().isoformat())


def value_of(name: str, walk: Walk, offered: Offer, data: st.DataObject) -> Any:
    """A value for one field of a form: among its choices where it has some, and what a hasty officer might type."""
    choices = list(offered.choices.get(name, {}).values())
    if name in ("missing", "waived", "found"):
        return data.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=2, unique=True), label=name)
    if choices:
        return data.draw(st.sampled_from(choices), label=name)
    simple: dict[str, Callable[[], Any]] = {
        "on": lambda: data.draw(days(walk), label="on"),
        "days": lambda: data.draw(st.integers(1, 40), label="days"),
        "happening": lambda: data.draw(st.integers(1, walk.complaint.version + 1), label="happening"),
        "number": lambda: walk.complaint.agenda_no,
        "at_once": lambda: data.draw(st.booleans(), label="at_once"),
        "items": lambda: data.draw(st.sampled_from(ITEMS), label="items"),
    }
    return simple[name]() if name in simple else "Uraian."


ITEMS = (
    f"{sample.HEALTH}: terbitkan rujukan",
    (
        f"{sample.HEALTH}: terbitkan rujukan paling lambat 2026-06-01\n"
        f"{sample.LAND}: serahkan salinan paling lambat 2026-05-04"
    ),
    "tidak ada titik dua",
    f"{sample.LAND}: paling lambat 2026-13-45",
)


def decide(walk: Walk, data: st.DataObject) -> None:
    """One decision among those the desk offers, with whatever fields; it is taken whole or not at all."""
    offered = offers.offer(walk.session, walk.complaint, "id")
    likely = [each for each in offered.decisions if each not in ENDS]
    rare = list(offered.decisions) if data.draw(st.integers(0, 15), label="rare") == 0 else likely
    decision = data.draw(st.sampled_from(rare), label="decision")
    values = {name: value_of(name, walk, offered, data) for name in fields_of(decision)}
    officer = data.draw(st.sampled_from([sample.HEAD, sample.EXAMINER]), label="officer")
    form = read_form({"decision": decision, "officer": officer, **values})
    walk.log.append(f"{walk.complaint.stage.value}:{decision.value}")
    before = walk.complaint.version
    try:
        with walk.session.begin_nested():
            settle(walk.session, walk.complaint, form, walk.now)
    except (CaseworkError, UnknownStep) as error:
        walk.log[-1] += f"!{type(error).__name__}"
        walk.session.refresh(walk.complaint)
        assert before == walk.complaint.version


def let_time_pass(walk: Walk, data: st.DataObject) -> None:
    """Business time jumps by up to ten weeks, and the clock sweeps."""
    jump = data.draw(st.sampled_from([1, 2, 5, 8, 15, 30, 70]), label="days")
    walk.now += timedelta(days=jump, hours=data.draw(st.integers(0, 23), label="hours"))
    walk.log.append(f"+{jump}d")
    sweep(walk.session, walk.now)


def plan_letters(walk: Walk, _data: st.DataObject) -> None:
    """Letters are planned, twice in a row: the second time adds none."""
    planning.plan(walk.session, walk.complaint.id, walk.now)
    walk.log.append("letters")
    assert 0 == planning.plan(walk.session, walk.complaint.id, walk.now)


MOVES = (decide, decide, decide, decide, let_time_pass, plan_letters)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("access", [None, "report"])
@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],  # a walk explains itself: its log says how it came there
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_random_walk_through_the_lifecycle_breaks_an_invariant(
    sqlite_template: Path, home: Path, access: str | None, data: st.DataObject
) -> None:
    """Whatever is decided, answered, paused, received or missed, every invariant holds after each step."""
    with walking(sqlite_template, home, **({"access": access} if access else {})) as walk:
        number = walk.complaint.agenda_no
        for _ in range(data.draw(st.integers(5, STEPS), label="steps")):
            data.draw(st.sampled_from(MOVES), label="move")(walk, data)
            walk.check()
        note(" → ".join(walk.log))
        assert number == matter_by_number(walk.session, number).agenda_no
