"""When the focal points of institutions were last confirmed, and in what state they were, as of an instant."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from models.codes import RELIED_ON, FocalRole, FocalState
from models.health import Confirmation, Share
from models.tables import FocalPoint, FocalPointVersion, Institution

ORDER: Final = (
    FocalState.CONFIRMED, FocalState.UNCONFIRMED, FocalState.DOUBTFUL, FocalState.PROPOSED, FocalState.DEAD,
    FocalState.LEFT,
)  # fmt: skip
"""The best state first."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A focal point as it was then; `confirmed_on` is the last day on which somebody made sure, local to it."""

    id: int
    institution_id: int
    role: FocalRole
    name: str
    state: FocalState
    in_post: bool
    confirmed_on: date | None

    @property
    def confirmation(self) -> Confirmation:
        """The same as a figure."""
        confirmed = self.state in RELIED_ON and self.in_post
        return Confirmation(self.confirmed_on, self.state, Share(int(confirmed), int(self.in_post)))


def contacts(session: Session, places: Sequence[Institution], as_of: datetime) -> dict[int, list[Contact]]:
    """The focal points of each institution by its id, as they were; who was named later is not among them."""
    zones = {each.id or 0: each.zone for each in places}
    wanted = col(FocalPoint.institution_id).in_(zones)
    entries: defaultdict[int, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
    versions = (
        select(FocalPointVersion)
        .join(FocalPoint, col(FocalPoint.id) == FocalPointVersion.focal_point_id)
        .where(wanted)
        .order_by(col(FocalPointVersion.focal_point_id), col(FocalPointVersion.number))
    )
    for each in session.exec(versions):
        entries[each.focal_point_id].append((each.at, each.entry))
    found: dict[int, list[Contact]] = {each: [] for each in zones}
    for row in session.exec(select(FocalPoint).where(wanted).order_by(col(FocalPoint.id))):
        kept = entries[row.id or 0] or [(as_of, row.model_dump(mode="json"))]
        if then := [entry for at, entry in kept if at <= as_of]:
            found[row.institution_id].append(
                _contact(row, then, zones[row.institution_id].day_of(as_of - timedelta.resolution))
            )
    return found


def together(those: Iterable[Contact]) -> Confirmation:
    """The institution's: the last day on which any contact was confirmed, and the best state of those in post."""
    listed = list(those)
    days = [each.confirmed_on for each in listed if each.confirmed_on is not None]
    here = [each for each in listed if each.in_post]
    state = min((each.state for each in here), key=ORDER.index, default=None)
    confirmed = sum(each.state in RELIED_ON for each in here)
    return Confirmation(max(days, default=None), state, Share(confirmed, len(here)))


def _contact(row: FocalPoint, entries: Sequence[dict[str, Any]], day: date) -> Contact:
    last = entries[-1]
    days = [_day(each.get("state_on")) for each in entries if FocalState(each["state"]) in RELIED_ON]
    since, until = _day(last.get("valid_from")), _day(last.get("valid_to"))
    state = FocalState(last["state"])
    return Contact(
        id=row.id or 0,
        institution_id=row.institution_id,
        role=FocalRole(last["role"]),
        name=last["name"],
        state=state,
        in_post=state is not FocalState.LEFT
        and (since is None or since <= day)
        and (until is None or until >= day),
        confirmed_on=max((each for each in days if each is not None), default=None),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
