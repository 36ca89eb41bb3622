"""What a letter may say of an undertaking of the network: its name, and what belongs to its kind alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from models.codes import GATHERINGS, SUCCESSIONS, MatterKind, Purpose
from models.dates import Language, long_date, short_date
from models.stages import TrackStage
from models.tables import (
    Commitment,
    FocalPoint,
    Gathering,
    Happening,
    Institution,
    Matter,
    Succession,
)
from notifications.gathering import tracks_of
from notifications.kinds import LetterKind
from notifications.network_gatherings import GatheringWords, gathering_of
from notifications.recipients import Concern, Recipient
from notifications.ways import purpose_of


@dataclass(frozen=True, slots=True)
class CommitmentWords:
    """A joint commitment: its text's version, its witness, from when until when it holds, and who has signed."""

    wording: str
    witness: str
    since: str
    until: str
    signatories: Sequence[str]
    asked: int
    bound: bool
    """Whether an institution of the reader has signed."""
    renews: str
    """Until when the commitment holds that this one renews."""
    at_gathering: str
    """On which day the gathering is, or was, at which it is signed."""


@dataclass(frozen=True, slots=True)
class SuccessionWords:
    """Who holds one post: the official who leaves or is asked, and who follows, as far as that is known."""

    official: str
    position: str
    last_day: str
    successor: str
    successor_position: str
    starts: str
    takes_over: str
    """The day after the last day of whoever leaves: from then on the post is the successor's."""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """An undertaking as its letters name it. Of the three parts it has the one of its kind."""

    kind: str
    way: str
    """What the reader's link leads to: the code of a `Purpose`, empty where nothing is asked."""
    gathering: GatheringWords | None = None
    commitment: CommitmentWords | None = None
    succession: SuccessionWords | None = None


def undertaking(
    session: Session, matter: Matter, happening: Happening, kind: LetterKind, to: Recipient,
    places: Sequence[Concern],
) -> Undertaking | None:  # fmt: skip
    """The undertaking that the happening belongs to; None for a complaint."""
    if matter.kind is MatterKind.COMPLAINT:
        return None
    way: Purpose | None = purpose_of(session, happening)
    return Undertaking(
        kind=matter.kind.value,
        way=way.value if way else "",
        gathering=gathering_of(session, matter, happening, kind, to, places)
        if matter.kind in GATHERINGS
        else None,
        commitment=_commitment(session, matter, to, places) if matter.kind is MatterKind.COMMITMENT else None,
        succession=_succession(session, matter, to.language) if matter.kind in SUCCESSIONS else None,
    )


def _commitment(
    session: Session, matter: Matter, to: Recipient, places: Sequence[Concern]
) -> CommitmentWords:
    row = session.get_one(Commitment, matter.id)
    tracks = tracks_of(session, matter.id or 0)
    signed = [track.institution_id for track in tracks if track.stage is TrackStage.SIGNED]
    renewed = session.get(Commitment, row.renews_id) if row.renews_id else None
    return CommitmentWords(
        wording=row.text_version,
        witness=row.witness,
        since=_day(row.signed_on, to.language),
        until=_day(row.valid_until, to.language),
        signatories=[session.get_one(Institution, institution_id).name for institution_id in signed],
        asked=len(tracks),
        bound=any(place.institution_id in signed for place in places),
        renews=_day(renewed.valid_until, to.language) if renewed else "",
        at_gathering=_gathering_day(session, row, to),
    )


def _gathering_day(session: Session, row: Commitment, to: Recipient) -> str:
    gathering = session.get(Gathering, row.gathering_id) if row.gathering_id else None
    if gathering is None:
        return ""
    planned = to.zone.day_of(gathering.starts_at) if gathering.starts_at else None
    return _day(gathering.held_on or planned, to.language)


def _succession(session: Session, matter: Matter, language: Language) -> SuccessionWords:
    row = session.get_one(Succession, matter.id)
    official = session.get_one(FocalPoint, row.focal_point_id)
    successor = session.get(FocalPoint, row.successor_id) if row.successor_id else None
    return SuccessionWords(
        official=official.name,
        position=official.position,
        last_day=_day(row.last_day, language),
        successor=successor.name if successor else "",
        successor_position=successor.position if successor else "",
        starts=short_date(successor.valid_from, language) if successor and successor.valid_from else "",
        takes_over=_day(row.last_day and row.last_day + timedelta(days=1), language),
    )


def _day(day: date | None, language: Language) -> str:
    return long_date(day, language) if day else ""
