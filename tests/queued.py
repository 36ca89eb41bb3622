"""Letters that wait for a pass, and what has become of them."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from models.database import transaction
from models.stages import Event
from models.tables import Delivery, Letter, LetterState
from notifications.kinds import LetterKind
from notifications.planning import plan
from notifications.sample_events import happen
from notifications.samples import NOW, sample

REAL = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)


def queue(database_url: str) -> list[Letter]:
    """Five letters of one forwarding, planned and committed; those that go by mail."""
    with transaction(database_url) as session:
        made = sample(session)
        happen(made, Event.FORWARDED, LetterKind.PROGRESS)
        plan(session, None, NOW)
        return list(
            session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL).order_by(col(Letter.id)))
        )


def states(database_url: str) -> list[LetterState]:
    """The state of each letter, in the order in which they were planned."""
    with transaction(database_url) as session:
        return [letter.state for letter in session.exec(select(Letter).order_by(col(Letter.id)))]


def run_out_leases(database_url: str) -> None:
    """As if the lease of whoever died had run out."""
    with transaction(database_url) as session:
        for letter in session.exec(select(Letter).where(Letter.state == LetterState.CLAIMED)):
            letter.claimed_until = REAL - timedelta(days=1)
            session.add(letter)
