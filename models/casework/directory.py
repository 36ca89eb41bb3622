"""Bringing in a directory: what is new is added; what is there already (by its code) is left as it is."""

from collections.abc import Iterable

from sqlmodel import Session, select

from models.directory import Directory, InstitutionRow, OfficeRow, UnreadableDirectory, address_of
from models.tables import FocalPoint, Institution, Office, Officer


def bring_in(session: Session, *files: Directory) -> tuple[list[str], list[str]]:
    """The codes that were new, and those that were there already. Raises `UnreadableDirectory` for a dangling code."""
    new: list[str] = []
    known: list[str] = []
    for office in (row for each in files for row in each.office):
        (new if _add_office(session, office) else known).append(office.code)
    added: list[InstitutionRow] = []
    for row in (row for each in files for row in each.institution):
        if _add_institution(session, row):
            added.append(row)
            new.append(row.code)
        else:
            known.append(row.code)
    _tie(session, added)
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


def _add_institution(session: Session, row: InstitutionRow) -> bool:
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
    )
    session.add(institution)
    session.flush()
    for person in row.people:
        email = person.email or address_of(person.name, row.domain)
        told = person.model_dump(exclude={"email"})
        session.add(FocalPoint(institution_id=institution.id or 0, email=email, **told))
    session.flush()
    return True


def _tie(session: Session, rows: Iterable[InstitutionRow]) -> None:
    """Superior and inspectorate may stand further down in the files: they are tied when all are in."""
    for row in rows:
        institution = session.exec(select(Institution).where(Institution.code == row.code)).one()
        institution.superior_id = _id_of(session, row, row.superior)
        institution.inspectorate_id = _id_of(session, row, row.inspectorate)
        session.add(institution)
    session.flush()


def _id_of(session: Session, row: InstitutionRow, code: str | None) -> int | None:
    if code is None:
        return None
    found = session.exec(select(Institution.id).where(Institution.code == code)).first()
    if found is None:
        raise UnreadableDirectory(row.code, f"there is no institution {code}")
    return found
