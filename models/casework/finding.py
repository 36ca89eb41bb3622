"""Finding what a decision is about, by the numbers and codes that people use."""

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from models.casework.errors import (
    NotForwardedThere,
    UnknownComplaint,
    UnknownInstitution,
    UnknownItem,
    UnknownOffice,
    UnknownOfficer,
)
from models.codes import ItemKind
from models.stages import Stage
from models.tables import Forwarding, Institution, Item, Matter, Office, Officer

_NUMBERED = select(Matter).where(
    or_(col(Matter.agenda_no) == bindparam("number"), col(Matter.registration_no) == bindparam("number"))
)
_TO_CHANGE = _NUMBERED.with_for_update().execution_options(populate_existing=True)  # as it is once it is held


def matter_by_number(session: Session, number: str, *, to_change: bool = False) -> Matter:
    """The complaint with this agenda or registration number. Raises `UnknownComplaint`.

    `to_change` holds its row until the transaction ends, so that two deciders come one after the other.
    """
    found = session.exec(_TO_CHANGE if to_change else _NUMBERED, params={"number": number}).first()
    if found is None:
        raise UnknownComplaint(number)
    return found


def institution_by_code(session: Session, code: str | None) -> Institution:
    """The institution with this code. Raises `UnknownInstitution`."""
    found = session.exec(select(Institution).where(Institution.code == (code or ""))).first()
    if found is None:
        raise UnknownInstitution(code or "")
    return found


def office_by_code(session: Session, code: str | None) -> Office:
    """The office with this code. Raises `UnknownOffice`."""
    found = session.exec(select(Office).where(Office.code == (code or ""))).first()
    if found is None:
        raise UnknownOffice(code or "")
    return found


def officer_by(session: Session, complaint: Matter, who: str) -> Officer:
    """The active officer of the complaint's office with this e-mail or name. Raises `UnknownOfficer`."""
    found = session.exec(
        select(Officer).where(
            Officer.office_id == complaint.office_id,
            col(Officer.active).is_(True),
            (Officer.email == who) | (Officer.name == who),
        )
    ).first()
    if found is None:
        raise UnknownOfficer(who)
    return found


def tracks(session: Session, complaint: Matter) -> list[Forwarding]:
    """The complaint's forwardings, in the order in which they were made."""
    return list(
        session.exec(
            select(Forwarding).where(Forwarding.matter_id == complaint.id).order_by(col(Forwarding.id))
        )
    )


def track_at(session: Session, complaint: Matter, code: str | None) -> Forwarding:
    """The complaint's track at this institution. Raises `UnknownInstitution`, `NotForwardedThere`."""
    institution = institution_by_code(session, code)
    found = session.exec(
        select(Forwarding).where(
            Forwarding.matter_id == complaint.id, Forwarding.institution_id == institution.id
        )
    ).first()
    if found is None:
        raise NotForwardedThere(institution.code)
    return found


_KIND_AT = {
    Stage.SETTLEMENT_MONITORING: ItemKind.SETTLEMENT,
    Stage.CORRECTIVE_MONITORING: ItemKind.CORRECTIVE_ACTION,
    Stage.RESOLUTION: ItemKind.CORRECTIVE_ACTION,
    Stage.RECOMMENDATION_DRAFT: ItemKind.CORRECTIVE_ACTION,
    Stage.RECOMMENDATION_ISSUED: ItemKind.RECOMMENDATION,
    Stage.RECOMMENDATION_MONITORING: ItemKind.RECOMMENDATION,
    Stage.SANCTION_RECOMMENDATION: ItemKind.RECOMMENDATION,
    Stage.PUBLICATION: ItemKind.RECOMMENDATION,
    Stage.PLAN_MONITORING: ItemKind.ACTION_PLAN,
}


def items(session: Session, complaint: Matter) -> list[Item]:
    """The items that count at the complaint's present stage, by number; none where its stage has none."""
    kind = _KIND_AT.get(complaint.stage)
    if kind is None:
        return []
    query = select(Item).where(Item.matter_id == complaint.id, Item.kind == kind).order_by(col(Item.number))
    return list(session.exec(query))


def owner_of(session: Session, item: Item) -> Institution | Office:
    """Who is to carry the item out: the institution it is addressed to, or the office itself."""
    if item.institution_id is not None:
        return session.get_one(Institution, item.institution_id)
    return session.get_one(Office, session.get_one(Matter, item.matter_id).office_id)


def item_numbered(session: Session, complaint: Matter, number: int | None) -> Item:
    """The item with this number at the present stage. Raises `UnknownItem`."""
    for item in items(session, complaint):
        if item.number == number:
            return item
    raise UnknownItem(str(number))
