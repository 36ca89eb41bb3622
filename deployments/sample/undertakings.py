"""What the sample's office has under way in its network: a formation it invites to, a question, a rotation."""

from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel import Session, col, select

from models.casework.finding import institution_by_code, office_by_code
from models.casework.network import gatherings, succession
from models.casework.network.gatherings import Plan
from models.codes import FocalRole, MatterKind, Mode, Party, Structure
from models.tables import FocalPoint, Institution, Matter, Officer

OFFICE: Final = "BJM"
ASKED: Final = "KANIM-BJM"
"""Whose focal point is asked whether they are still the one."""
LEAVING: Final = "LAPAS-BJM"
"""Whose focal point has been moved to another post."""
AHEAD: Final = timedelta(days=9)
"""So long before the gathering the invitations go out."""


def undertake(session: Session, now: datetime) -> list[Matter]:
    """Open them as of `now` (business time, UTC), by the use cases themselves. The caller commits."""
    office = office_by_code(session, OFFICE)
    host = session.exec(
        select(Officer).where(Officer.office_id == office.id, Officer.role == Party.UNIT_HEAD)
    ).first()
    by = host.name if host else OFFICE
    begins = datetime.combine(office.zone.day_of(now + AHEAD), time(9))
    plan = Plan(
        begins, "Aula Rakyat Contoh, Banjarmasin", Mode.HYBRID, "Penguatan pengawasan pelayanan publik", by
    )
    formation = gatherings.plan(session, office, MatterKind.FORMATION, plan, now, by=by, host=host)
    inspectorates = select(Institution.code).where(
        Institution.structure == Structure.INSPECTORATE,
        col(Institution.region).startswith(office.region or ""),
    )
    codes = session.exec(inspectorates.order_by(Institution.code)).all()
    gatherings.invite(session, formation, codes, "", now, by=by)
    asked = succession.ask_to_reconfirm(session, _contact(session, ASKED), now, by=by)
    leaving = _contact(session, LEAVING)
    last_day = office.zone.day_of(now) - timedelta(days=1)
    return [formation, asked, succession.note_rotation(session, leaving, last_day, now, by=by)]


def _contact(session: Session, code: str) -> FocalPoint:
    place = institution_by_code(session, code)
    query = select(FocalPoint).where(
        FocalPoint.institution_id == place.id, FocalPoint.role == FocalRole.PRIMARY
    )
    return session.exec(query.order_by(col(FocalPoint.id)).limit(1)).one()
