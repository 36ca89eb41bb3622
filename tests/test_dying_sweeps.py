"""A sweep, and the planning and sending of what it brings about, may die before each of their steps.

The boundaries are counted once, on a calm day; then the passes die before each of them, every time on a fresh copy of
the same database, and live once more. So no boundary is passed over because an earlier death has moved it.
"""

import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from sqlmodel import Session, col, select

from flows import dispatch
from flows.clock import call_all, hand_over_all, sweep_all
from models.casework import business_time, focal_points, forwarding, history, invariants
from models.database import engine_for, reading, transaction
from models.settings import settings
from models.stages import Event
from models.tables import Clock, FocalPoint, Happening, Letter, Matter, Reached
from notifications import delivery, planning
from tests import sample
from tests.conftest import new_database
from tests.dying import Died, Life, a_life, under_way
from tests.ledger import all_accepted
from tests.moving import requested
from tests.smtp_server import Mailbox

LEAVES, LATER = date(2026, 3, 10), sample.NOW + timedelta(days=30)
WORK = {Event.REMINDED, Event.FOCAL_POINT_CHANGED, Event.ROTATION_NOTED}
"""What each of the passes has to do on that day."""
LEASE = timedelta(hours=1)
"""Real time after which every claim of a dead process has run out."""


@pytest.fixture
def due(database_url: str, mailbox: Mailbox) -> str:
    """Deadlines have passed, an official who has a task has left; business time stands still. The database's URL."""
    del mailbox
    with transaction() as session:
        complaint, track = requested(session)
        forwarding.acknowledge(session, complaint, sample.HEALTH, sample.NOW, by=sample.EXAMINER)
        official = session.get_one(FocalPoint, track.focal_point_id)
        focal_points.end(session, official, LEAVES, sample.NOW, by=sample.HEAD)
        for subject in ("Sertipikat", "Bansos"):
            sample.lodged(session, access="report", subject=subject)
        _plan(session, sample.NOW)
        business_time.move(session, LATER, datetime.now(UTC), pace=0)
    delivery.deliver()
    return database_url


def passes(deaths: int = 0) -> None:
    """What the flows *clock* and *dispatch* do to our database, one clock to a transaction, after so many deaths."""
    sweep_all(seconds=30, batch=1)
    call_all(30)
    hand_over_all(30)
    while dispatch.planned():
        pass
    delivery.deliver(now=lambda: datetime.now(UTC) + LEASE * deaths)


def _plan(session: Session, now: datetime) -> None:
    while planning.plan(session, None, now):
        pass


def state() -> tuple[Sequence[object], ...]:
    """What happened, which rungs were reached, and which letters there are: without ids and without times."""
    with reading() as session:
        happened = session.exec(
            select(Matter.agenda_no, Happening.event)
            .join(Happening, col(Happening.matter_id) == Matter.id)
            .order_by(col(Matter.agenda_no), col(Happening.seq))
        ).all()
        numbers = {matter.id: matter.agenda_no for matter in session.exec(select(Matter))}
        clocks = {clock.id: (numbers[clock.matter_id], clock.key) for clock in session.exec(select(Clock))}
        rungs = sorted(
            (*clocks[row.clock_id], row.rung, row.state.value) for row in session.exec(select(Reached))
        )
        letters = sorted(
            (numbers[row.matter_id], row.kind, row.role.value) for row in session.exec(select(Letter))
        )
        for complaint in session.exec(select(Matter)):
            assert history.verify(session, complaint) is None
            assert [] == list(invariants.broken(session, complaint))
    return (sorted(map(tuple, happened)), rungs, letters)


Copies = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def a_copy(due: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Copies:
    """A block within which our database is a fresh copy of that at `due`."""
    engine_for(due).dispose()
    serial = count(1)

    @contextmanager
    def copy() -> Generator[None]:
        with _copied(due, request, next(serial)) as url, monkeypatch.context() as patch:
            patch.setenv("NARAHUBUNG_DATABASE_URL", url)
            settings.cache_clear()
            try:
                yield
            finally:
                engine_for(url).dispose()
        settings.cache_clear()

    return copy


@contextmanager
def _copied(url: str, request: pytest.FixtureRequest, serial: int) -> Generator[str]:
    """The URL of a copy of the database at `url`, to which nobody may be connected."""
    if not url.startswith("sqlite"):
        with new_database(request.getfixturevalue("postgres"), url.rpartition("/")[2]) as copy:
            yield copy
        return
    copy = f"{url}.{serial}"
    shutil.copyfile(url.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
    yield copy


def lived(monkeypatch: pytest.MonkeyPatch, dies_at: int | None = None) -> Life:
    """The passes, which die before the step `dies_at` if there is one; the pool's connections with them."""
    with a_life(monkeypatch, lambda: True, dies_at) as life:
        try:
            passes()
        except Died:
            engine_for(settings().database).dispose()
    return life


@pytest.mark.timeout(300)
def test_a_sweep_may_die_before_each_of_its_steps(
    a_copy: Copies, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step it dies before, the next pass comes to the end of a calm day; only the sender's death repeats."""
    sent_before = mailbox.ids
    mailbox.received.clear()
    with a_copy():
        steps, calm = lived(monkeypatch).passed, state()
        assert all_accepted() - sent_before == mailbox.ids
        with reading() as session:
            assert WORK <= set(session.exec(select(Happening.event)))
    assert 0 == mailbox.repeats
    assert len(steps) > 10

    for dies_at, step in enumerate(steps):
        mailbox.received.clear()
        with a_copy():
            life = lived(monkeypatch, dies_at)
            # letters that are under way together may be noted together: then there is a step less
            assert life.dead or len(life.passed) <= dies_at, (dies_at, step)
            passes(deaths=1)
            assert calm == state(), (dies_at, step)
            assert all_accepted() - sent_before == mailbox.ids, (dies_at, step)
        assert mailbox.repeats <= under_way(), (dies_at, step)
