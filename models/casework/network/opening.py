"""Opening an undertaking of the network, putting an institution on its track, and ending it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.casework import numbers, routing
from models.casework.errors import NotInvited, UnknownOffice
from models.casework.history import record
from models.codes import MatterKind
from models.stages import Event, Stage, TrackStage
from models.tables import (
    Commitment,
    FocalPoint,
    Forwarding,
    Happening,
    Institution,
    Matter,
    Office,
    Officer,
    Words,
)


def open_matter(
    session: Session,
    office: Office,
    kind: MatterKind,
    stage: Stage,
    now: datetime,
    *,
    host: Officer | None = None,
    institution: Institution | None = None,
) -> Matter:
    """An undertaking with its number, at its first stage; the caller records what opens it. `host` watches over it."""
    matter = Matter(
        kind=kind,
        agenda_no=numbers.network_no(session, office, now),
        office_id=office.id or 0,
        examiner_id=host.id if host else None,
        institution_id=institution.id if institution else None,
        stage=stage,
        received_at=now,
    )
    session.add(matter)
    session.flush()
    return matter


def put_on_track(
    session: Session, matter: Matter, institution: Institution, stage: TrackStage, now: datetime
) -> Forwarding:
    """The institution's track in the undertaking, with its focal point as of now."""
    routed = routing.route(session, institution, institution.zone.day_of(now))
    track = Forwarding(
        matter_id=matter.id or 0,
        institution_id=institution.id or 0,
        focal_point_id=routed.contact.person.id if routed.contact else None,
        stage=stage,
        sent_at=now,
    )
    session.add(track)
    session.flush()
    return track


def tracks_by_code(session: Session, matter: Matter) -> dict[str, Forwarding]:
    """Every track of the undertaking by its institution's code, in the order in which they were made."""
    query = (
        select(Institution.code, Forwarding)
        .join(Forwarding, col(Forwarding.institution_id) == Institution.id)
        .where(Forwarding.matter_id == matter.id)
        .order_by(col(Forwarding.id))
    )
    return dict(session.exec(query).all())


def track_of(session: Session, matter: Matter, code: str) -> Forwarding:
    """The track of one institution. Raises `NotInvited`."""
    try:
        return tracks_by_code(session, matter)[code]
    except KeyError:
        raise NotInvited(code[:40]) from None


def only_track(session: Session, matter: Matter) -> Forwarding:
    """The one track of an undertaking that is about one institution."""
    return session.exec(select(Forwarding).where(Forwarding.matter_id == matter.id)).one()


def office_for(session: Session, institution: Institution) -> Office:
    """The office in whose region the institution lies, the nearest; else one without a region, else the first.

    Raises `UnknownOffice`.
    """
    offices = session.exec(select(Office).order_by(col(Office.id))).all()
    if not offices:
        raise UnknownOffice
    near = [each for each in offices if each.region and routing.lies_in(institution.region, each.region)]
    if near:
        return max(near, key=lambda each: len(each.region or ""))
    return next((each for each in offices if not each.region), offices[0])


def hold(session: Session, row: FocalPoint | Office | Commitment) -> None:
    """Hold the row until the transaction ends, as it is in the database now: two who open something come in turn.

    What only refers to it need not wait.
    """
    session.refresh(row, with_for_update={"key_share": True})


def is_free(session: Session, row: FocalPoint | Office) -> bool:
    """Hold the row as `hold` does, unless somebody holds it: whoever opens many things in one go waits for nobody."""
    table = type(row)
    query = select(table.id).where(table.id == row.id).with_for_update(key_share=True, skip_locked=True)
    return session.exec(query).first() is not None


def conclude(
    session: Session,
    matter: Matter,
    event: Event,
    now: datetime,
    *,
    by: str,
    facts: Mapping[str, Any] | None = None,
    words: Iterable[Words] = (),
    track: Forwarding | None = None,
) -> Happening:
    """End the undertaking by `event`."""
    matter.closed_at = now
    return record(session, matter, event, now, by=by, facts=facts, words=words, forwarding=track)
