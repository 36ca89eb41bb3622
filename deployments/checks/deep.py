"""The invariants, asked of every complaint of a live database, in batches that do not grow with it.

Of an open complaint all of `models.casework.invariants`; of a closed one that its history is whole and its time
accounts are its age. What belongs to no complaint's own rules (`models.casework.loose_ends`) is asked once.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from deployments.checks import Findings, ok, problem
from deployments.progress import bar
from models.casework import history, invariants
from models.casework.accounting import all_accounts
from models.casework.loose_ends import clocks_without_owner, letters_held_too_long
from models.stages import Stage
from models.tables import Matter, Words

BATCH: Final = 200
NAMED: Final = 20
"""So many complaints are named for each invariant that does not hold; all of them are counted."""
HISTORY, ACCOUNTS = "the history holds", "the time accounts are the age"
MEND: Final = {
    HISTORY: "Somebody has changed the database by hand: compare with a backup (narahubung verify-history NUMBER).",
}
LOOK: Final = "Look at it (narahubung show NUMBER), keep a backup of the database as it is, and report this."


@dataclass(slots=True)
class Broken:
    """How many complaints break each invariant, and the agenda numbers of the first of them."""

    complaints: int = 0
    counts: Counter[str] = field(default_factory=Counter[str])
    named: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, name: str, number: str) -> None:
        """One complaint more."""
        self.counts[name] += 1
        numbers = self.named.setdefault(name, [])
        if len(numbers) < NAMED:
            numbers.append(number)

    def as_data(self) -> dict[str, Any]:
        """For JSON: how many were looked at, and each broken invariant with its count and the first numbers."""
        return {
            "complaints": self.complaints,
            "broken": [
                {"invariant": name, "count": count, "first": self.named[name]}
                for name, count in self.counts.most_common()
            ],
        }


def walk(session: Session, now: datetime, real: datetime) -> Broken:
    """Ask everything; business time `now` and real time, UTC. A bar on the terminal shows how far it is."""
    broken = Broken(complaints=session.exec(select(func.count(col(Matter.id)))).one())
    for number in clocks_without_owner(session, limit=10_000):
        broken.add("every open deadline has an owner", number)
    for number in letters_held_too_long(session, real, limit=10_000):
        broken.add("no letter is claimed for longer than its lease", number)
    with bar() as shown:
        task = shown.add_task("Complaints", total=broken.complaints)
        for batch in _batches(session):
            for complaint in batch:
                for name in _broken(session, complaint):
                    broken.add(name, complaint.agenda_no)
            for kept in all_accounts(session, batch, now):
                if not kept.adds_up:
                    broken.add(ACCOUNTS, kept.complaint.agenda_no)
            shown.advance(task, len(batch))
    return broken


def findings(broken: Broken) -> Findings:
    """The same as findings of the doctor: one for each invariant that does not hold."""
    for name, count in broken.counts.most_common():
        shown = ", ".join(broken.named[name][:5]) + (" …" if count > 5 else "")
        yield problem(f"not: {name}", f"{count} complaints: {shown}", MEND.get(name, LOOK))
    if not broken.counts:
        yield ok("invariants", f"all hold for {broken.complaints} complaints")


def _broken(session: Session, complaint: Matter) -> Iterator[str]:
    """The names of the invariants one complaint breaks, but for its time accounts: those are asked by the batch."""
    if complaint.stage is Stage.CLOSED:
        if history.verify(session, complaint) is not None:
            yield HISTORY
        return
    yield from (name for name in invariants.broken(session, complaint) if name != ACCOUNTS)


def _batches(session: Session) -> Iterator[list[Matter]]:
    """All complaints in the order of their ids; the words that their histories refer to are read along with them."""
    last = 0
    query = select(Matter).order_by(col(Matter.id)).limit(BATCH)
    while batch := list(session.exec(query.where(col(Matter.id) > last))):
        ids = [complaint.id for complaint in batch]
        held = list(session.exec(select(Words).where(col(Words.matter_id).in_(ids))))
        yield batch
        last = ids[-1] or 0
        del held
        session.expunge_all()
