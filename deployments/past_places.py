"""The office and the institutions that an import names: created at first sight, left as they are otherwise."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from deployments.mapping import InstitutionThere, OfficeHere
from deployments.past_rows import Translated
from models.tables import Institution, Office


def see_office(session: Session, wanted: OfficeHere) -> None:
    """Create the office if there is none with its code."""
    if session.exec(select(Office).where(Office.code == wanted.code)).first() is None:
        session.add(
            Office(code=wanted.code, name=wanted.name or wanted.code, zone=wanted.zone, region=wanted.region)
        )


def see_institutions(session: Session, wanted: InstitutionThere, batch: Iterable[Translated]) -> None:
    """Create the institutions of a batch that are not there yet, under the first name that the table gives them."""
    names = {
        each.past.filing.institution: each.institution
        for each in reversed(list(batch))
        if each.past.filing.institution
    }
    there = set(session.exec(select(Institution.code).where(col(Institution.code).in_(names))))
    for code in sorted(names.keys() - there):
        session.add(
            Institution(
                code=code,
                name=names[code],
                kind=wanted.kind,
                structure=wanted.structure,
                region=wanted.region,
                zone=wanted.zone,
            )
        )
    session.flush()
