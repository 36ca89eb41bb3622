"""Random lives of every kind of undertaking: whatever is decided in whatever order, nothing that must hold breaks."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlmodel import Session, col, select

from models.casework import offers
from models.casework.errors import CaseworkError
from models.casework.invariants import broken
from models.casework.network import calling, commitments, gatherings, settling, succession
from models.casework.network.gatherings import Plan
from models.casework.settle import settle
from models.casework.sweep import sweep
from models.codes import FocalRole, FocalState, ItemStatus, MatterKind
from models.database import transaction
from models.deadlines import PauseReason
from models.decisions import Decision as D, Form, FormError, decisions_at
from models.lifecycle import UnknownStep
from models.stages import Stage
from models.tables import FocalPoint, Institution, Matter, Office
from tests.sample import COMMITMENT, EXAMINER, HEAD, HEALTH, LAND, MINISTRY, NOW, office

CODES: Final = [HEALTH, LAND, MINISTRY]
KINDS: Final = [each for each in MatterKind if each is not MatterKind.COMPLAINT]
DECISIONS: Final = sorted({each for stage in Stage for each in decisions_at(stage, MatterKind.MONEV)})
GIVEN: Final[dict[str, Any]] = {
    "invited": CODES, "text": "Mohon.", "note": "Catatan.", "starts": datetime(2027, 1, 4, 9, 0),  # noqa: DTZ001 - local
    "place": "Aula", "people": [f"{HEALTH}: Orang Contoh; Staf; orang@instansi.example"], "wording": "1",
    "obstacles": ["rotasi; -: sering berganti"], "items": [f"{LAND}: memperbarui data, 2026-12-01"],
    "item": 1, "examiner": HEAD, "happening": 1, "days": 3, "pause": PauseReason.OVERRIDE, "act": 1, "clock": 1,
}  # fmt: skip
"""What a form says where its decision reads the field."""


class _Undone(Exception):
    """Everything that one example did is rolled back."""


@contextmanager
def undone(url: str) -> Generator[Session]:
    """A session whose work leaves nothing behind."""
    try:
        with transaction(url) as session:
            yield session
            raise _Undone
    except _Undone:
        pass


def opened(session: Session, kind: MatterKind, person: FocalPoint) -> Matter:
    """An undertaking of this kind."""
    here = session.exec(select(Office)).one()
    begin: dict[MatterKind, Callable[[], Matter]] = {
        MatterKind.ROTATION: lambda: succession.note_rotation(
            session, person, date(2026, 3, 5), NOW, by=EXAMINER
        ),
        MatterKind.RECONFIRMATION: lambda: succession.ask_to_reconfirm(session, person, NOW),
        MatterKind.COMMITMENT: lambda: commitments.draft(
            session, here, "1", CODES, NOW, by=EXAMINER, text=COMMITMENT
        ),
    }
    plan = lambda: gatherings.plan(session, here, kind, Plan(), NOW, by=EXAMINER, every_months=3)  # noqa: E731 - a default
    return begin.get(kind, plan)()


def form(data: st.DataObject, session: Session, matter: Matter, decision: D) -> Form:
    """A form of this decision, filled in by chance."""
    people = session.exec(
        select(FocalPoint.id).where(FocalPoint.institution_id == matter.institution_id)
    ).all()
    values: dict[str, Any] = {
        **GIVEN,
        "present": data.draw(st.lists(st.sampled_from(CODES), unique=True)),
        "person": data.draw(st.sampled_from([None, *people])),
        "status": data.draw(st.sampled_from(ItemStatus)),
    }
    chosen = data.draw(st.booleans())
    if decision is D.NAME_SUCCESSOR and chosen:
        values["person"] = None
    return Form(decision=decision, officer=data.draw(st.sampled_from([EXAMINER, HEAD])), **values)


def primaries(session: Session, now: datetime) -> int:
    """The most confirmed primary contacts in post that an institution has."""
    most = 0
    for place in session.exec(select(Institution)).all():
        rows = session.exec(
            select(FocalPoint).where(
                FocalPoint.institution_id == place.id,
                FocalPoint.role == FocalRole.PRIMARY,
                FocalPoint.state == FocalState.CONFIRMED,
            )
        ).all()
        day = place.zone.day_of(now)
        in_post = [row for row in rows if row.valid_from is None or row.valid_from <= day]
        most = max(most, sum(row.valid_to is None or row.valid_to >= day for row in in_post))
    return most


def step(data: st.DataObject, session: Session, now: datetime) -> None:
    """Somebody decides, time passes, or the network looks after itself."""
    what = data.draw(st.sampled_from(["decide", "decide", "decide", "sweep", "settle", "call", "gone"]))
    if what == "sweep":
        sweep(session, now)
    elif what == "settle":
        list(settling.settle_posts(session, now))
    elif what == "call":
        calling.call(session, now)
    elif what == "gone":
        row = data.draw(st.sampled_from(list(session.exec(select(FocalPoint).order_by(col(FocalPoint.id))))))
        row.state = data.draw(st.sampled_from([FocalState.DEAD, FocalState.LEFT, FocalState.DOUBTFUL]))
    else:
        matters = session.exec(select(Matter).order_by(col(Matter.id))).all()
        matter = data.draw(st.sampled_from(list(matters)))
        offered = offers.offer(session, matter, "id").decisions
        decision = data.draw(st.sampled_from(data.draw(st.sampled_from([list(offered), DECISIONS]))))
        try:
            with session.begin_nested():
                settle(session, matter, form(data, session, matter, decision), now)
        except (CaseworkError, UnknownStep, FormError):
            session.expire_all()


@pytest.fixture
def ready(database_url: str) -> str:
    """A database with the sample office."""
    with transaction() as session:
        office(session)
    return database_url


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=15,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # one database is enough for chance
def test_no_sequence_of_decisions_breaks_an_undertaking(
    ready: str, kind: MatterKind, data: st.DataObject
) -> None:
    """The invariants hold; an open one has something to decide; no institution gets a second primary contact."""
    with undone(ready) as session:
        person = session.exec(select(FocalPoint).order_by(col(FocalPoint.id)).offset(2).limit(1)).one()
        opened(session, kind, person)
        now = NOW
        for _ in range(data.draw(st.integers(1, 12))):
            now += timedelta(days=data.draw(st.sampled_from([0, 1, 8, 30, 200])))
            step(data, session, now)
            session.flush()
        for matter in session.exec(select(Matter)).all():
            assert [] == list(broken(session, matter))
            if matter.stage is not Stage.CLOSED:
                assert len(offers.offer(session, matter, "id").decisions) > 1
        assert primaries(session, now) <= 1
