"""Contacts and gatherings of a while ago, for what the network asks for by itself."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.casework.network import gatherings
from models.casework.network.gatherings import Plan
from models.codes import FocalState, MatterKind
from models.tables import FocalPoint, Matter, Office, Succession
from tests.sample import EXAMINER, HEALTH, NOW

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
HALF_A_YEAR = NOW + timedelta(days=184)


def confirmed(session: Session, count: int = 2, on: date = TODAY) -> list[FocalPoint]:
    """So many contacts who were confirmed that day."""
    rows = session.exec(select(FocalPoint).order_by(col(FocalPoint.id)).limit(count)).all()
    for row in rows:
        focal_points.set_state(session, row, FocalState.CONFIRMED, on, NOW, by="x", evidence="phone_call")
    return list(rows)


def kinds(matters: list[Matter]) -> list[MatterKind]:
    """What was opened."""
    return [each.kind for each in matters]


def asked(session: Session) -> list[int]:
    """Who was asked, in order."""
    return list(session.exec(select(Succession.focal_point_id).order_by(col(Succession.matter_id))).all())


def held(session: Session, kind: MatterKind, every_months: int | None = None) -> Matter:
    """A gathering of this kind that took place today."""
    here = session.exec(select(Office)).one()
    matter = gatherings.plan(session, here, kind, Plan(), NOW, by=EXAMINER, every_months=every_months)
    gatherings.hold(session, matter, [HEALTH], TODAY, "", NOW, by=EXAMINER)
    gatherings.close(session, matter, "", NOW, by=EXAMINER)
    return matter


def contacts_of(session: Session, code: str) -> list[FocalPoint]:
    """Those of the institution."""
    place = institution_by_code(session, code)
    return list(session.exec(select(FocalPoint).where(FocalPoint.institution_id == place.id)))
