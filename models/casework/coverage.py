"""Which institutions and units have a focal point who can be relied on: per office and region, with denominators.

An office covers the institutions in its region; those without a region are nobody's (`office` is None). A primary or
alternate focal point counts where it is in post on the institution's local day and not dead or gone; it is active when
it is confirmed. Heads, superiors and inspectorates step in, but cover nothing: that is the gap that routing tells of.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlmodel import Session, col

from models.casework.routing import REGULAR, lies_in
from models.codes import RELIED_ON, WRITTEN_TO, Structure
from models.tables import FocalPoint, Institution, Office
from models.zones import Zone


@dataclass(frozen=True, slots=True)
class Covered:
    """How many institutions of a region have an active focal point, only unconfirmed ones, or none at all."""

    office: str | None
    region: str | None
    active: int = 0
    unconfirmed: int = 0
    nobody: int = 0

    @property
    def institutions(self) -> int:
        """All of them: the denominator."""
        return self.active + self.unconfirmed + self.nobody

    @property
    def share(self) -> float | None:
        """The part that is covered; None where there is nothing to cover."""
        return self.active / self.institutions if self.institutions else None

    def as_data(self) -> dict[str, Any]:
        """The same for JSON; the share to four places."""
        counts = {"active": self.active, "unconfirmed": self.unconfirmed, "nobody": self.nobody}
        share = None if self.share is None else round(self.share, 4)
        return {
            "office": self.office,
            "region": self.region,
            "institutions": self.institutions,
            **counts,
            "share": share,
        }


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An institution without an active focal point; `somebody` is there, but nobody has confirmed them."""

    office: str | None
    region: str | None
    code: str
    name: str
    structure: Structure | None
    somebody: bool

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "office": self.office, "region": self.region, "code": self.code, "name": self.name,
            "structure": self.structure.value if self.structure else None, "somebody": self.somebody,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts by office and region, their sum, and every institution without an active focal point."""

    lines: Sequence[Covered]
    total: Covered
    uncovered: Sequence[Uncovered]


def coverage(
    session: Session, now: datetime, office: Office | None = None, region: str | None = None
) -> Coverage:
    """Count as of `now`; only an office's institutions, or those of a region and all that lies in it."""
    counts: Counter[tuple[str, str, int]] = Counter()
    uncovered: list[Uncovered] = []
    offices = _by_region(session)
    for row in _institutions(session, now):
        whose = _office_of(row.region, offices)
        if (office and whose != office.code) or (region and not lies_in(row.region, region)):
            continue
        counts[whose or "", row.region or "", row.best] += 1
        if row.best < 2:
            somebody = row.best == 1
            uncovered.append(Uncovered(whose, row.region, row.code, row.name, row.structure, somebody))
    lines = list(_lines(counts))
    total = Covered(
        office.code if office else None,
        region,
        sum(line.active for line in lines),
        sum(line.unconfirmed for line in lines),
        sum(line.nobody for line in lines),
    )
    uncovered.sort(key=lambda each: (each.office or "~", each.region or "~", each.code))
    return Coverage(lines, total, uncovered)


class _Row(NamedTuple):
    """An institution with its best regular contact: 2 for a confirmed one, 1 for any who may be written to, else 0."""

    code: str
    name: str
    structure: Structure | None
    region: str | None
    best: int


def _institutions(session: Session, now: datetime) -> Iterator[_Row]:
    day = case({zone: zone.day_of(now) for zone in Zone}, value=col(Institution.zone))
    rank = case(
        (col(FocalPoint.state).in_(RELIED_ON), 2), (col(FocalPoint.state).in_(WRITTEN_TO), 1), else_=0
    )
    since, until = col(FocalPoint.valid_from), col(FocalPoint.valid_to)
    in_post = and_(
        col(FocalPoint.institution_id) == col(Institution.id),
        col(FocalPoint.role).in_(REGULAR),
        or_(since.is_(None), since <= day),
        or_(until.is_(None), until >= day),
    )
    found = (
        select(
            col(Institution.code),
            col(Institution.name),
            col(Institution.structure),
            col(Institution.region),
            func.coalesce(func.max(rank), 0),
        )
        .join(FocalPoint, in_post, isouter=True)
        .group_by(col(Institution.id))
    )
    for code, name, structure, region, best in session.connection().execute(found):
        yield _Row(code, name, structure, region, best)


def _by_region(session: Session) -> list[tuple[str, str]]:
    """The offices' regions with their codes, the narrowest first."""
    rows = session.connection().execute(
        select(col(Office.region), col(Office.code)).order_by(col(Office.code))
    )
    found = [(str(region), str(code)) for region, code in rows if region]
    return sorted(found, key=lambda row: -len(row[0]))


def _office_of(region: str | None, offices: Sequence[tuple[str, str]]) -> str | None:
    return next((code for whole, code in offices if lies_in(region, whole)), None)


def _lines(counts: Counter[tuple[str, str, int]]) -> Iterator[Covered]:
    for office, region in sorted({(office or "~", region or "~") for office, region, _ in counts}):
        whose, lies = office.replace("~", ""), region.replace("~", "")
        nobody, unconfirmed, active = (counts[whose, lies, best] for best in range(3))
        yield Covered(whose or None, lies or None, active, unconfirmed, nobody)
