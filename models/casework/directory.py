"""Bringing in a directory: what is new is added; what is there already (by its code) is left as it is.

Rules of routing are settings, not records: one at a position that is taken replaces the one that was there.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.history import SYSTEM
from models.directory import Directory, InstitutionRow, OfficeRow, RouteRow, UnreadableDirectory, address_of
from models.tables import FocalPoint, Institution, Office, Officer, Route, Service


def bring_in(
    session: Session, *files: Directory, now: datetime, by: str = SYSTEM
) -> tuple[list[str], list[str]]:
    """The codes that were new, and those that were there already. Raises `UnreadableDirectory` for a dangling code."""
    new: list[str] = []
    known: list[str] = []
    for office in (row for each in files for row in each.office):
        (new if _add_office(session, office) else known).append(office.code)
    added: list[InstitutionRow] = []
    for row in (row for each in files for row in each.institution):
        if _add_institution(session, row, now, by):
            added.append(row)
            new.append(row.code)
        else:
            known.append(row.code)
    _tie(session, added)
    for rule in (row for each in files for row in each.route):
        (new if _set_rule(session, rule) else known).append(f"route:{rule.position}")
    return new, known


def _add_office(session: Session, row: OfficeRow) -> bool:
    if session.exec(select(Office.id).where(Office.code == row.code)).first() is not None:
        return False
    office = Office(**row.model_dump(exclude={"officers", "domain"}))
    session.add(office)
    session.flush()
    for officer in row.officers:
        email = officer.email or address_of(officer.name, row.domain)
        if email is None:
            raise UnreadableDirectory(
                row.code, f"{officer.name}: an officer needs an e-mail address or a domain"
            )
        session.add(Officer(office_id=office.id or 0, name=officer.name, email=email, role=officer.role))
    return True


def _add_institution(session: Session, row: InstitutionRow, now: datetime, by: str) -> bool:
    if session.exec(select(Institution.id).where(Institution.code == row.code)).first() is not None:
        return False
    institution = Institution(
        code=row.code,
        name=row.name,
        kind=row.kind,
        structure=row.structure,
        region=row.region,
        zone=row.zone,
        head_title=row.head,
        address=row.address,
        email=row.email or (f"sekretariat@{row.domain}" if row.domain else None),
        further_emails=row.further_emails,
    )
    session.add(institution)
    session.flush()
    for person in row.people:
        told = person.model_dump(exclude={"email", "confirmed_on"})
        told["email"] = person.email or address_of(person.name, row.domain)
        evidence = "administrator"
        focal_points.name(
            session, institution, now, by=by, state_on=person.confirmed_on, evidence=evidence, **told
        )
    for service in row.services:
        session.add(Service(institution_id=institution.id or 0, **service.model_dump()))
    session.flush()
    return True


def _set_rule(session: Session, row: RouteRow) -> bool:
    """Write the rule at its position; whether that changed anything."""
    told: dict[str, Any] = {
        "position": row.position,
        "institution_id": _id_of(session, row, row.institution),
        "service": row.service,
        "region": row.region,
        "substance": row.subject,
        "role": row.role,
        "focal_point_id": _person(session, row) if row.person else None,
    }
    there = session.exec(select(Route).where(Route.position == row.position)).first()
    if there is None:
        session.add(Route(**told))
        session.flush()
        return True
    different = {key: value for key, value in told.items() if getattr(there, key) != value}
    for key, value in different.items():
        setattr(there, key, value)
    session.add(there)
    session.flush()
    return bool(different)


def _person(session: Session, row: RouteRow) -> int | None:
    place = _id_of(session, row, row.at or row.institution)
    found = session.exec(
        select(FocalPoint.id).where(
            FocalPoint.institution_id == place,
            (FocalPoint.email == row.person) | (FocalPoint.name == row.person),
        )
    ).all()
    if len(found) != 1:
        how_many = "no focal point" if not found else "more than one focal point"
        raise UnreadableDirectory(
            f"route {row.position}",
            f"there is {how_many} of this name or address at {row.at or row.institution}",
        )
    return found[0]


def _tie(session: Session, rows: Iterable[InstitutionRow]) -> None:
    """Superior and inspectorate may stand further down in the files: they are tied when all are in."""
    for row in rows:
        institution = session.exec(select(Institution).where(Institution.code == row.code)).one()
        institution.superior_id = _id_of(session, row, row.superior)
        institution.inspectorate_id = _id_of(session, row, row.inspectorate)
        session.add(institution)
    session.flush()


def _id_of(session: Session, row: InstitutionRow | RouteRow, code: str | None) -> int | None:
    if code is None:
        return None
    found = session.exec(select(Institution.id).where(Institution.code == code)).first()
    if found is None:
        who = row.code if isinstance(row, InstitutionRow) else f"route {row.position}"
        raise UnreadableDirectory(who, f"there is no institution {code}")
    return found
