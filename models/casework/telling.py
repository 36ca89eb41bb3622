"""What a sweep only tells, written together: a handful of statements for a batch of reminders and escalations.

Nothing follows from such a happening: no clock opens, ends or rests, no track moves, and the desk stays good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from models.casework.history import SYSTEM, Entry, step
from models.ladders import Rung
from models.stages import Event
from models.tables import Clock, Desk, DeskState, Forwarding, Happening, Matter, Outbox, Reached, RungState


@dataclass
class Telling:
    """Happenings that have been linked to their matters' histories and are not yet written."""

    entries: list[Entry] = field(default_factory=list[Entry])
    owed: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    rungs: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    desks: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def tell(
        self,
        matter: Matter,
        event: Event,
        facts: Mapping[str, Any],
        track: Forwarding | None,
        now: datetime,
    ) -> str:
        """Record that `event` happened, by the clock. Returns the happening's id. Raises `UnknownStep`."""
        entry = step(matter, event, now, by=SYSTEM, forwarding=track, facts=facts)
        self.entries.append(entry)
        if not matter.quiet:
            self.owed.append({"happening_id": entry.id, "matter_id": entry.matter_id})
        return entry.id

    def reach(
        self, clock: Clock, rung: Rung, state: RungState, now: datetime, happening_id: str | None = None
    ) -> None:
        """Note that a rung of the clock's ladder was reached, once and for all."""
        self.rungs.append({
            "clock_id": clock.id,
            "matter_id": clock.matter_id,
            "rung": rung.name,
            "state": state,
            "due_used": clock.due_at or now,
            "at": now,
            "happening_id": happening_id,
        })  # fmt: skip

    def carry_over(self, matter: Matter) -> None:
        """The desk that waits stays good for the matter as it is now."""
        self.desks.append({
            "of": matter.id,
            "before": matter.version - 1,
            "after": matter.version,
        })  # fmt: skip

    def write(self, session: Session) -> None:
        """Write all of it, and what it changed in matters and clocks; there is nothing left to write then."""
        session.flush()
        connection = session.connection()
        if self.entries:
            connection.execute(insert(Happening), [entry._asdict() for entry in self.entries])
        if self.owed:
            connection.execute(insert(Outbox), self.owed)
        if self.rungs:
            connection.execute(insert(Reached), self.rungs)
        if self.desks:
            connection.execute(_CARRIED_OVER, self.desks)
        for written in (self.entries, self.owed, self.rungs, self.desks):
            written.clear()


_CARRIED_OVER = (
    update(Desk)
    .where(
        col(Desk.matter_id) == bindparam("of"),
        col(Desk.state) == DeskState.OPEN,
        col(Desk.version) == bindparam("before"),
    )
    .values(version=bindparam("after"))
)
