"""Who stands in: nobody unconfirmed is the only recipient of a letter that starts a deadline.

The letter goes to them all the same, for that is how an address proves itself; whoever is next in line and can be
relied on gets it as well: the alternate, the superior, the institution's general address, the inspectorate. Where
there is none, the general address gets a letter task, which the office prints and posts or settles by telephone.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from sqlmodel import Session

from models.casework.routing import OF_INSPECTORATE, Candidate, about, route
from models.codes import RELIED_ON, FocalRole, Party
from models.tables import FocalPoint, Institution
from notifications.recipients import Concern, Recipient, general_address, of_focal_point

AS: Mapping[FocalRole, Party] = {
    FocalRole.PRIMARY: Party.FOCAL_POINT,
    FocalRole.ALTERNATE: Party.ALTERNATE,
    FocalRole.SUPERIOR: Party.SUPERIOR,
    FocalRole.HEAD: Party.SUPERIOR,
    FocalRole.INSPECTORATE: Party.INSPECTORATE,
}
"""As whom they get the letter; the institution's own address gets it as its head."""
_ABOVE = frozenset({FocalRole.SUPERIOR, FocalRole.HEAD})


def stand_ins(
    session: Session, recipients: Iterable[Recipient], concern: Concern, today: date
) -> list[Recipient]:
    """Whoever gets the letter as well, for each recipient who cannot be relied on."""
    unsure = (each for each in recipients if _unsure(session, each))
    return [next(_in_line(session, concern, today, *_after(session, each, concern))) for each in unsure]


def heads(
    session: Session, recipients: Iterable[Recipient], concern: Concern, today: date
) -> list[Recipient]:
    """The head or superior, for each recipient who is asked about themselves and cannot be relied on."""
    unsure = [each for each in recipients if _unsure(session, each)]
    place = session.get_one(Institution, concern.institution_id)
    places = [place, *_rows(session, place.superior_id)]
    return [next(_in_line(session, concern, today, _ABOVE, places)) for _ in unsure]


def _unsure(session: Session, recipient: Recipient) -> bool:
    table, _, row_id = recipient.person.partition(":")
    if table != "focal_point":
        return False
    return session.get_one(FocalPoint, int(row_id)).state not in RELIED_ON


def _after(
    session: Session, recipient: Recipient, concern: Concern
) -> tuple[Collection[FocalRole], list[Institution]]:
    """In which roles, and at whose general address, somebody comes after the recipient: a superior's no lower."""
    place = session.get_one(Institution, concern.institution_id)
    if recipient.role is Party.SUPERIOR:
        return _ABOVE, [*_rows(session, place.superior_id), place]
    return frozenset(FocalRole), [place]


def _in_line(
    session: Session, concern: Concern, today: date, roles: Collection[FocalRole], places: list[Institution]
) -> Iterator[Recipient]:
    """Those in line, the first one first; the last is there always."""
    place = session.get_one(Institution, concern.institution_id)
    wanted = about(session, concern.about, place) if concern.about else None
    relied_on = [each for each in route(session, place, today, wanted).candidates if each.obstacle is None]
    own = [each for each in relied_on if each.found != OF_INSPECTORATE and each.person.role in roles]
    yield from (_person(session, each) for each in own)
    addresses = (
        general_address(each, Party.INSTITUTION_HEAD if each is place else Party.SUPERIOR) for each in places
    )
    yield from (to for to in addresses if to.email)
    yield from (_person(session, each) for each in relied_on if each.found == OF_INSPECTORATE)
    inspectorates = _rows(session, place.inspectorate_id)
    yield from (to for each in inspectorates if (to := general_address(each, Party.INSPECTORATE)).email)
    yield general_address(place, Party.INSTITUTION_HEAD)


def _person(session: Session, candidate: Candidate) -> Recipient:
    role = Party.INSPECTORATE if candidate.found == OF_INSPECTORATE else AS[candidate.person.role]
    return of_focal_point(session, candidate.person, role)


def _rows(session: Session, institution_id: int | None) -> list[Institution]:
    return [session.get_one(Institution, institution_id)] if institution_id else []
