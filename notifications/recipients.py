"""Who has a role as of now, and who a person is when their letter is written.

A person is a key: `reporter:7`, `focal_point:3`, `institution:12`, `officer:5`. Addresses are read here and stored
nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from models.casework import routing
from models.casework.focal_points import reachable
from models.codes import WRITTEN_TO, Access, FocalRole, Party
from models.dates import Language
from models.tables import Contact, FocalPoint, Institution, Matter, Office, Officer, Reporter
from models.zones import Zone
from notifications.addresses import usable
from notifications.gathering import officers_of, reporters_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person or office as a letter needs them. `email` is None for those who get a letter or phone task."""

    person: str
    role: Party
    name: str
    email: str | None
    language: Language
    zone: Zone
    institution_id: int | None = None
    position: str = ""
    postal: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """An institution that a happening concerns, with the contact its track was given to."""

    institution_id: int
    focal_point_id: int | None = None
    about: Matter | None = None
    """The complaint, which decides where routing has rules."""


def who(
    session: Session, complaint: Matter, role: Party, concerns: Iterable[Concern], today: date
) -> list[Recipient]:
    """Everyone who has `role` for the complaint on the local day `today`, at the institutions concerned."""
    if role in (Party.REPORTER, Party.SERVICE_USER):
        return _reporters(session, complaint, role)
    if role in _AT_INSTITUTION:
        find = _AT_INSTITUTION[role]
        found = (find(session, replace(concern, about=complaint), today) for concern in concerns)
        return [recipient for recipient in found if recipient is not None]
    return _officers(session, complaint, role)


def look_up(session: Session, person: str, role: Party) -> Recipient | None:
    """The person behind a key as they are now; None when they are gone or were erased."""
    table, _, row_id = person.partition(":")
    if not row_id.isdecimal():
        return None  # nobody of ours: an institution's own system
    if table == "reporter":
        reporter = session.get(Reporter, int(row_id))
        return _reporter(session, reporter, role) if reporter and reporter.erased_at is None else None
    if table == "officer":
        officer = session.get(Officer, int(row_id))
        return _officer(session, officer, role) if officer else None
    if table == "focal_point":
        focal = session.get(FocalPoint, int(row_id))
        return of_focal_point(session, focal, role) if focal else None
    institution = session.get(Institution, int(row_id)) if table == "institution" else None
    return general_address(institution, role) if institution else None


def _language(code: str) -> Language:
    return "en" if code == "en" else "id"


def _reporters(session: Session, complaint: Matter, role: Party) -> list[Recipient]:
    if complaint.access is Access.OWN_INITIATIVE:
        return []  # nobody filed it; whoever gave the information is not a party
    rows = (row for row in reporters_of(session, complaint) if row.erased_at is None)
    return [_reporter(session, row, role) for row in rows]


def _reporter(session: Session, row: Reporter, role: Party) -> Recipient:
    complaint = session.get_one(Matter, row.matter_id)
    office = session.get_one(Office, complaint.office_id)
    wants_mail = row.contact is Contact.EMAIL
    return Recipient(
        person=f"reporter:{row.id}",
        role=role,
        name=row.name,
        email=usable(row.email) if wants_mail else None,
        language=_language(row.language),
        zone=office.zone,
        postal=row.address or "",
        phone=row.phone or "",
    )


def _officers(session: Session, complaint: Matter, role: Party) -> list[Recipient]:
    if role is Party.EXAMINER:
        examiner = session.get(Officer, complaint.examiner_id) if complaint.examiner_id else None
        if examiner is not None and examiner.active:
            return [_officer(session, examiner, role)]
        return _officers(session, complaint, Party.INTAKE_UNIT)[:1]
    own = officers_of(session, complaint.office_id)
    rows = [row for row in own if row.role is role and row.active]
    if not rows and role in (Party.RESOLUTION_UNIT, Party.HEADQUARTERS):
        active = select(Officer).where(Officer.role == role, col(Officer.active).is_(True))
        rows = list(session.exec(active.order_by(col(Officer.id))))  # they may sit in another office
    return [_officer(session, row, role) for row in rows]


def _officer(session: Session, row: Officer, role: Party) -> Recipient:
    office = session.get_one(Office, row.office_id)
    return Recipient(
        person=f"officer:{row.id}",
        role=role,
        name=row.name,
        email=usable(row.email),
        language=_language(row.language),
        zone=office.zone,
    )


def of_focal_point(session: Session, row: FocalPoint, role: Party) -> Recipient:
    """A focal point as recipient; one whose address is dead, or who has left, has no e-mail address."""
    institution = session.get_one(Institution, row.institution_id)
    return Recipient(
        person=f"focal_point:{row.id}",
        role=role,
        name=row.name,
        email=usable(row.email) if row.state in WRITTEN_TO else None,
        language=_language(row.language),
        zone=institution.zone,
        institution_id=institution.id,
        position=row.position,
        postal=institution.address,
        phone=row.phone or "",
    )


def general_address(row: Institution, role: Party) -> Recipient:
    """The institution itself, at its general address; where it has none or letters are refused, a letter task."""
    return Recipient(
        person=f"institution:{row.id}",
        role=role,
        name=row.name,
        email=usable(row.email) if row.email_dead_on is None else None,
        language="id",
        zone=row.zone,
        institution_id=row.id,
        position=row.head_title,
        postal=row.address,
    )


def _institution(
    session: Session, concern: Concern, _: date, role: Party = Party.REPORTED_PARTY
) -> Recipient:
    return general_address(session.get_one(Institution, concern.institution_id), role)


def _focal_point(session: Session, concern: Concern, today: date) -> Recipient | None:
    """The track's own contact, in post or appointed; else whom the matter would go to now, else the institution."""
    named = session.get(FocalPoint, concern.focal_point_id) if concern.focal_point_id else None
    if named is not None and (reachable(named, today) or _appointed(named, today)):
        return of_focal_point(session, named, Party.FOCAL_POINT)
    place = session.get_one(Institution, concern.institution_id)
    wanted = routing.about(session, concern.about, place) if concern.about else None
    chosen = routing.route(session, place, today, wanted).contact
    if chosen is not None:
        return of_focal_point(session, chosen.person, Party.FOCAL_POINT)
    return _institution(session, concern, today, Party.FOCAL_POINT)


def _appointed(row: FocalPoint, today: date) -> bool:
    """Who follows is asked to confirm before their first day."""
    return row.state in WRITTEN_TO and row.valid_from is not None and row.valid_from > today


def _alternate(session: Session, concern: Concern, today: date) -> Recipient | None:
    row = routing.with_role(session, concern.institution_id, FocalRole.ALTERNATE, today)
    return of_focal_point(session, row, Party.ALTERNATE) if row else None


def _superior(session: Session, concern: Concern, today: date) -> Recipient | None:
    """The contact who is the superior, else the institution's head, else the institution above it."""
    for role in (FocalRole.SUPERIOR, FocalRole.HEAD):
        if row := routing.with_role(session, concern.institution_id, role, today):
            return of_focal_point(session, row, Party.SUPERIOR)
    above = session.get_one(Institution, concern.institution_id).superior_id
    return general_address(session.get_one(Institution, above), Party.SUPERIOR) if above else None


def _head(session: Session, concern: Concern, today: date) -> Recipient | None:
    row = routing.with_role(session, concern.institution_id, FocalRole.HEAD, today)
    role = Party.INSTITUTION_HEAD
    return of_focal_point(session, row, role) if row else _institution(session, concern, today, role)


def _inspectorate(session: Session, concern: Concern, today: date) -> Recipient | None:
    own = routing.with_role(session, concern.institution_id, FocalRole.INSPECTORATE, today)
    if own is not None:
        return of_focal_point(session, own, Party.INSPECTORATE)
    inspectorate_id = session.get_one(Institution, concern.institution_id).inspectorate_id
    if inspectorate_id is None:
        return None
    row = routing.with_role(session, inspectorate_id, FocalRole.PRIMARY, today)
    if row is not None:
        return of_focal_point(session, row, Party.INSPECTORATE)
    return general_address(session.get_one(Institution, inspectorate_id), Party.INSPECTORATE)


def _provider(session: Session, concern: Concern, today: date) -> Recipient | None:
    return _institution(session, concern, today, Party.PROVIDER)


_AT_INSTITUTION: Mapping[Party, Callable[[Session, Concern, date], Recipient | None]] = {
    Party.REPORTED_PARTY: _institution,
    Party.FOCAL_POINT: _focal_point,
    Party.ALTERNATE: _alternate,
    Party.SUPERIOR: _superior,
    Party.INSTITUTION_HEAD: _head,
    Party.INSPECTORATE: _inspectorate,
    Party.PROVIDER: _provider,
}
