"""Which focal point a complaint goes to at an institution, and why: rules first, then the institution's own order.

The first rule that fits, by position, names a person or a role. Where that person cannot be relied on, or no rule
fits, the order is primary, alternate, superior, head, the inspectorate's person; then the inspectorate's own
contacts. Two statements for most look-ups, both through an index: nothing here grows with the directory.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from models.casework.focal_points import in_post, reachable
from models.codes import RELIED_ON, WRITTEN_TO, FocalRole
from models.tables import FocalPoint, Institution, Matter, Office, Route

ORDER: Final = (
    FocalRole.PRIMARY, FocalRole.ALTERNATE, FocalRole.SUPERIOR, FocalRole.HEAD, FocalRole.INSPECTORATE,
)  # fmt: skip
REGULAR: Final = frozenset({FocalRole.PRIMARY, FocalRole.ALTERNATE})
"""Where none of these can be relied on, the institution has a gap, whoever steps in."""
OF_INSPECTORATE: Final = "inspectorate_office"
"""How a candidate was found who is a contact of the institution's inspectorate, not its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: where, and what it is about. Regions are codes such as `63.71`."""

    service: str | None = None
    region: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A rule that was looked at, and the first part of it that did not fit; None for the one that was taken."""

    rule: Route
    misfit: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who was considered. `found` is `rule`, a role, or `inspectorate_office`.

    `obstacle` says why they cannot be the only recipient: `not_in_post`, or a state that is not confirmed.
    """

    person: FocalPoint
    found: str
    obstacle: str | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Routed:
    """The answer with its reasons, step by step."""

    rules: tuple[Looked, ...]
    candidates: tuple[Candidate, ...]

    @property
    def contact(self) -> Candidate | None:
        """Whom the complaint is given to: the first of the institution's own who may be written to at all."""
        own = (each for each in self.candidates if each.found != OF_INSPECTORATE)
        return next((each for each in own if each.reachable), None)

    @property
    def relied_on(self) -> Candidate | None:
        """The first who may be the only recipient of a letter that starts a deadline."""
        return next((each for each in self.candidates if each.obstacle is None), None)

    @property
    def gap(self) -> bool:
        """Whether no regular contact, nor the one a rule names, can be relied on: somebody has to be confirmed."""
        return not any(
            each.obstacle is None and (each.found == "rule" or each.person.role in REGULAR)
            for each in self.candidates
            if each.found != OF_INSPECTORATE
        )


def route(session: Session, institution: Institution, day: date, wanted: Wanted | None = None) -> Routed:
    """Who is to have a complaint at the institution on the local day `day`. Reads, and changes nothing."""
    asked = wanted or Wanted()
    asked = Wanted(asked.service, asked.region or institution.region, asked.subject)
    looked = tuple(_looked_at(session.exec(_RULES, params={"at": institution.id}).all(), asked))
    taken = looked[-1].rule if looked and looked[-1].misfit is None else None
    own = people(session, institution.id or 0)
    candidates = list(_of_rule(session, taken, own, day))
    candidates += [_candidate(row, row.role.value, day) for role in ORDER for row in in_order(own, role)]
    if not any(each.obstacle is None for each in candidates) and institution.inspectorate_id:
        above = people(session, institution.inspectorate_id)
        candidates += [
            _candidate(row, OF_INSPECTORATE, day)
            for role in (FocalRole.PRIMARY, FocalRole.ALTERNATE)
            for row in in_order(above, role)
        ]
    return Routed(looked, tuple(_each_once(candidates)))


def about(session: Session, complaint: Matter, institution: Institution) -> Wanted:
    """What routing needs to know of a complaint. An institution without a region is asked for the office's."""
    region = institution.region or session.get_one(Office, complaint.office_id).region
    return Wanted(complaint.service, region, complaint.substance)


def people(session: Session, institution_id: int) -> Sequence[FocalPoint]:
    """Every focal point the institution has or had."""
    return session.exec(_PEOPLE, params={"at": institution_id}).all()


def in_order(rows: Iterable[FocalPoint], role: FocalRole) -> list[FocalPoint]:
    """Those with `role`: who can be relied on first (until a successor is confirmed), then the one named last."""
    return sorted(
        (row for row in rows if row.role is role),
        key=lambda row: (
            row.state not in RELIED_ON,
            -(row.valid_from or date.min).toordinal(),
            -(row.id or 0),
        ),
    )


def with_role(session: Session, institution_id: int, role: FocalRole, day: date) -> FocalPoint | None:
    """The institution's contact with `role` who may be written to on `day`."""
    rows = in_order(people(session, institution_id), role)
    return next((row for row in rows if reachable(row, day)), None)


def rules(session: Session) -> Sequence[Route]:
    """Every rule, by position."""
    return session.exec(select(Route).order_by(col(Route.position))).all()


def _looked_at(found: Iterable[Route], wanted: Wanted) -> Iterator[Looked]:
    """The rules in turn, up to and with the first that fits."""
    for rule in found:
        misfit = _misfit(rule, wanted)
        yield Looked(rule, misfit)
        if misfit is None:
            return


def _misfit(rule: Route, wanted: Wanted) -> str | None:
    if rule.service and not _same(rule.service, wanted.service):
        return "service"
    if rule.region and not lies_in(wanted.region, rule.region):
        return "region"
    if rule.substance and not _same(rule.substance, wanted.subject):
        return "subject"
    return None


def _same(first: str, second: str | None) -> bool:
    return second is not None and first.strip().casefold() == second.strip().casefold()


def lies_in(region: str | None, whole: str) -> bool:
    """Whether a region's code is `whole` or lies in it: `63.71` lies in `63`."""
    return region is not None and (region == whole or region.startswith(f"{whole}."))


def _of_rule(
    session: Session, rule: Route | None, own: Sequence[FocalPoint], day: date
) -> Iterator[Candidate]:
    if rule is None:
        return
    if rule.role is not None:
        yield from (_candidate(row, "rule", day) for row in in_order(own, rule.role))
    elif (person := session.get(FocalPoint, rule.focal_point_id)) is not None:
        yield _candidate(person, "rule", day)


def _candidate(row: FocalPoint, found: str, day: date) -> Candidate:
    obstacle = None
    if row.state not in WRITTEN_TO:
        obstacle = row.state.value
    elif not in_post(row, day):
        obstacle = "not_in_post"
    elif row.state not in RELIED_ON:
        obstacle = row.state.value
    return Candidate(row, found, obstacle, reachable(row, day))


def _each_once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    seen: set[int | None] = set()
    for each in candidates:
        if each.person.id not in seen:
            seen.add(each.person.id)
            yield each


_RULES: Final = (
    select(Route)
    .where(or_(Route.institution_id == bindparam("at"), col(Route.institution_id).is_(None)))
    .order_by(col(Route.position))
)
_PEOPLE: Final = select(FocalPoint).where(FocalPoint.institution_id == bindparam("at"))
"""Made once: building a statement takes as long as running it."""
