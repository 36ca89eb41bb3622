"""A sweep, and the planning and sending of what it brings about, may die before each of their steps."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from flows.clock import sweep_all
from models.casework import business_time, forwarding, history, invariants
from models.database import engine_for, reading, transaction
from models.settings import settings
from models.tables import Delivery, Happening, Letter, LetterState, Matter, Reached
from notifications import delivery, planning
from tests import sample
from tests.dying import Died, Life, a_life
from tests.moving import requested
from tests.smtp_server import Mailbox

LATER = sample.NOW + timedelta(days=30)
LEASE = timedelta(hours=1)
"""Real time after which every claim of a dead process has run out."""


@pytest.fixture
def due(database_url: str, mailbox: Mailbox) -> str:
    """Complaints with deadlines that have passed, in business time that stands still; the database's URL."""
    del mailbox
    with transaction() as session:
        complaint, _ = requested(session)
        forwarding.acknowledge(session, complaint, sample.HEALTH, sample.NOW, by=sample.EXAMINER)
        for subject in ("Sertipikat", "Bansos"):
            sample.lodged(session, access="report", subject=subject)
        _plan(session, sample.NOW)
        business_time.move(session, LATER, datetime.now(UTC), pace=0)
    delivery.deliver()
    return database_url


def sweep_and_send(deaths: int = 0) -> None:
    """All that the scheduled passes would do, one clock to a transaction, after so many have died of it."""
    sweep_all(seconds=30, batch=1)
    with transaction() as session:
        _plan(session, LATER)
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
        rungs = sorted((row.clock_id, row.rung, row.state.value) for row in session.exec(select(Reached)))
        letters = sorted((row.matter_id, row.kind, row.role.value) for row in session.exec(select(Letter)))
        for complaint in session.exec(select(Matter)):
            assert history.verify(session, complaint) is None
            assert [] == list(invariants.broken(session, complaint))
    return (sorted(map(tuple, happened)), rungs, letters)


def lived(monkeypatch: pytest.MonkeyPatch, dies_at: int | None = None) -> Life:
    """The passes, which die before the step `dies_at` if there is one; the pool's connections with them."""
    with a_life(monkeypatch, lambda: True, dies_at) as life:
        try:
            sweep_and_send(dies_at or 0)
        except Died:
            engine_for(settings().database).dispose()
    return life


def on_a_calm_day(url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Sequence[object], ...]:
    """The end that the same passes come to on a copy of the database, if nobody dies."""
    copy = f"{url}.calm"
    shutil.copyfile(url.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
    with monkeypatch.context() as patch:
        patch.setenv("NARAHUBUNG_DATABASE_URL", copy)
        settings.cache_clear()
        sweep_and_send()
        calm = state()
    settings.cache_clear()
    return calm


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sweep_may_die_before_each_of_its_steps(
    due: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it dies one step later, and goes on from what was left: the end is that of a calm day."""
    engine_for(due).dispose()
    before = len(mailbox.received)
    calm, died = on_a_calm_day(due, monkeypatch), 0
    del mailbox.received[before:]  # the copy's mails
    while lived(monkeypatch, dies_at=died).dead:
        died += 1
    assert died > 3
    assert calm == state()
    with reading() as session:
        mails = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
    assert {LetterState.ACCEPTED} == {mail.state for mail in mails}
    assert {mail.message_id for mail in mails} == {
        str(mail.message["Message-ID"]) for mail in mailbox.received
    }
