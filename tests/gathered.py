"""A gathering of the network, planned, invited to and held by the use cases themselves."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from models.casework.network import gatherings
from models.casework.network.gatherings import Plan
from models.codes import MatterKind, Mode
from models.tables import Matter
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY, NOW, office

DAY = datetime(2026, 3, 16, 9, 0)  # noqa: DTZ001 - the office's local time
PLAN = Plan(
    DAY, "Aula Contoh, Banjarmasin", Mode.HYBRID, "Penguatan pengawasan", "Hadi Kurniawan, Kepala Perwakilan"
)
HELD = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)


def planned(session: Session, kind: MatterKind = MatterKind.FORMATION, plan: Plan = PLAN) -> Matter:
    """A formation that is planned."""
    return gatherings.plan(session, office(session), kind, plan, NOW, by=EXAMINER)


def invited(session: Session) -> Matter:
    """One to which three institutions are invited."""
    matter = planned(session)
    gatherings.invite(session, matter, [HEALTH, LAND, MINISTRY], "Mohon kehadirannya.", NOW, by=EXAMINER)
    return matter


def held(session: Session) -> Matter:
    """One that two of them attended."""
    matter = invited(session)
    gatherings.hold(
        session, matter, [HEALTH, LAND], date(2026, 3, 16), "Dibuka pukul 09.00.", HELD, by=EXAMINER
    )
    return matter
