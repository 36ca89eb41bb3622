"""Which commitment binds an institution, and its renewal: at a rotation, at a monev, and before it ends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from models.casework.errors import NotInvited, StillOpen
from models.casework.finding import institution_by_code
from models.casework.history import SYSTEM
from models.casework.network import commitments, texts
from models.casework.network.opening import tracks_by_code
from models.codes import FocalRole, MatterKind
from models.stages import Stage, TrackStage
from models.tables import Commitment, FocalPoint, Forwarding, Institution, Matter, Office, Signature
from models.zones import Zone

RENEW_BEFORE: Final = 30
"""Days before a commitment ends at which its renewal is opened."""


def in_force(session: Session, institution: Institution, day: date) -> Commitment | None:
    """The commitment that binds the institution on `day`, the one signed last; None where there is none."""
    query = (
        select(Commitment)
        .join(Signature, col(Signature.matter_id) == Commitment.matter_id)
        .where(
            Signature.institution_id == institution.id,
            col(Commitment.signed_on) <= day,
            col(Commitment.valid_until) >= day,
        )
        .order_by(col(Commitment.signed_on).desc(), col(Commitment.matter_id).desc())
    )
    return session.exec(query.limit(1)).first()


def being_asked(session: Session, institution: Institution) -> bool:
    """Whether the institution has a commitment before it that is out for signature."""
    query = (
        select(Matter.id)
        .join(Forwarding, col(Forwarding.matter_id) == Matter.id)
        .where(
            Forwarding.institution_id == institution.id,
            Matter.kind == MatterKind.COMMITMENT,
            Matter.stage == Stage.SIGNING,
        )
    )
    return session.exec(query.limit(1)).first() is not None


def at_rotation(
    session: Session, leaving: FocalPoint, institution: Institution, today: date, now: datetime
) -> Matter | None:
    """The successor of a primary contact is asked to sign what binds the institution, unless it is being asked."""
    bound = in_force(session, institution, today)
    if bound is None or leaving.role is not FocalRole.PRIMARY or being_asked(session, institution):
        return None
    office = session.get_one(Office, session.get_one(Matter, bound.matter_id).office_id)
    codes = [institution.code]
    return _again(session, office, bound, codes, now)


def at_gathering(
    session: Session, gathering: Matter, wording: str, text: str, witness: str, now: datetime, *, by: str
) -> Matter:
    """Whoever came, or has named its focal point since, is asked to sign; what binds most of them is renewed by it.

    Raises `Missing` without a text, `NotInvited` where nobody came, `StillOpen` while another of this gathering is out
    for signature.
    """
    there = (TrackStage.PRESENT, TrackStage.NAMED)
    codes = [code for code, track in tracks_by_code(session, gathering).items() if track.stage in there]
    if not codes:
        raise NotInvited
    out = (
        select(Matter.agenda_no)
        .join(Commitment, col(Commitment.matter_id) == Matter.id)
        .where(Commitment.gathering_id == gathering.id, Matter.stage == Stage.SIGNING)
    )
    if number := session.exec(out).first():
        raise StillOpen(number)
    office = session.get_one(Office, gathering.office_id)
    renews = _binding_most(session, codes, office.zone.day_of(now))
    return commitments.draft(
        session,
        office,
        wording,
        codes,
        now,
        by=by,
        text=text,
        witness=witness,
        gathering=gathering,
        renews=renews,
    )


def _binding_most(session: Session, codes: Sequence[str], today: date) -> Commitment | None:
    bound = (in_force(session, institution_by_code(session, code), today) for code in codes)
    counted = Counter(each.matter_id for each in bound if each is not None)
    most = max(counted, key=lambda each: (counted[each], each), default=None)
    return session.get(Commitment, most) if most is not None else None


def as_they_end(session: Session, now: datetime, limit: int) -> Iterator[Matter]:
    """Commitments that end soon are put before those whom nothing later binds or asks; each is looked at once."""
    today = Zone.WIB.day_of(now)
    query = (
        select(Commitment)
        .where(
            col(Commitment.called_on).is_(None),
            col(Commitment.valid_until) <= today + timedelta(days=RENEW_BEFORE),
        )
        .order_by(col(Commitment.valid_until), col(Commitment.matter_id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for bound in session.exec(query).all():
        bound.called_on = today
        session.add(bound)
        codes = list(_still_bound(session, bound))
        if codes:
            office = session.get_one(Office, session.get_one(Matter, bound.matter_id).office_id)
            yield _again(session, office, bound, codes, now)


def _again(
    session: Session, office: Office, bound: Commitment, codes: Sequence[str], now: datetime
) -> Matter:
    """The same text once more."""
    text = texts.text_of(session, bound.matter_id)
    return commitments.draft(
        session, office, bound.text_version, codes, now, by=SYSTEM, text=text, renews=bound
    )


def _still_bound(session: Session, bound: Commitment) -> Iterator[str]:
    signed = (
        select(Institution)
        .join(Signature, col(Signature.institution_id) == Institution.id)
        .where(Signature.matter_id == bound.matter_id)
        .distinct()
        .order_by(Institution.code)
    )
    for institution in session.exec(signed).all():
        latest = in_force(session, institution, bound.valid_until or date.max)
        if (
            latest is not None
            and latest.matter_id == bound.matter_id
            and not being_asked(session, institution)
        ):
            yield institution.code
