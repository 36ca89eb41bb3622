"""The undertakings of the network as a list: which kind, where each is, how many institutions, what is due next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models.casework.listing import Line, Wanted, lines
from models.codes import MatterKind
from models.tables import Forwarding, Institution, Matter

UNDERTAKINGS = tuple(kind for kind in MatterKind if kind is not MatterKind.COMPLAINT)


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One line of the list; nothing personal in it. `institutions` have a track in it."""

    line: Line
    kind: MatterKind
    institution: str | None
    """The code of the one it is about, where it is about one."""
    institutions: int

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        said = self.line.as_data()
        of_complaints = ("registration", "quiet", "examiner")
        return {
            "kind": self.kind.value,
            **{name: value for name, value in said.items() if name not in of_complaints},
            "host": self.line.examiner,
            "institution": self.institution,
            "institutions": self.institutions,
        }


def undertakings(session: Session, wanted: Wanted, now: datetime, limit: int) -> Iterator[Undertaking]:
    """At most `limit` of them, the one due first on top. Business time `now` in UTC."""
    shown = list(lines(session, wanted, now, limit))
    query = (
        select(Matter.agenda_no, Matter.kind, Institution.code, func.count(col(Forwarding.id)))
        .outerjoin(Institution, col(Institution.id) == Matter.institution_id)
        .outerjoin(Forwarding, col(Forwarding.matter_id) == Matter.id)
        .where(col(Matter.agenda_no).in_([line.number for line in shown]))
        .group_by(Matter.agenda_no, col(Matter.kind), Institution.code)
    )
    more = {row[0]: row for row in session.exec(query)}
    for line in shown:
        _, kind, code, count = more[line.number]
        yield Undertaking(line, MatterKind(kind), code, count)
