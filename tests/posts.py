"""Posts at the sample's institutions: who holds one, who is to follow, and what happened in its matter."""

import pytest
from sqlmodel import Session, col, select

from models.casework.finding import institution_by_code
from models.codes import FocalRole
from models.stages import Event
from models.tables import FocalPoint, Happening, Matter
from tests.sample import HEALTH, office

LINE = f"{HEALTH}: Penerus Contoh; Sekretaris; penerus@instansi.example"


@pytest.fixture(autouse=True)
def here(session: Session) -> None:
    """The sample office."""
    office(session)


def contact(session: Session, role: FocalRole = FocalRole.PRIMARY, code: str = HEALTH) -> FocalPoint:
    """The institution's first contact with this role."""
    place = institution_by_code(session, code)
    rows = select(FocalPoint).where(FocalPoint.institution_id == place.id, FocalPoint.role == role)
    return session.exec(rows.order_by(col(FocalPoint.id)).limit(1)).one()


def events(session: Session, matter: Matter) -> list[Event]:
    """What happened in the matter."""
    rows = session.exec(select(Happening).where(Happening.matter_id == matter.id))
    return [row.event for row in sorted(rows, key=lambda row: row.seq)]
