"""Whether a term was kept: decided once, when the institution acts in time or the due date passes. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that binds an institution, as instants. `by_them`: what ended it was the institution's own act.

    `rests_since`: a pause that had not ended when the deadline did, or still lasts. `back_at`: since when it is known
    that no letter about it went out.
    """

    due_at: datetime | None
    ended_at: datetime | None
    by_them: bool = False
    rests_since: datetime | None = None
    back_at: datetime | None = None


def kept(deadline: Deadline, as_of: datetime) -> tuple[bool, datetime] | None:
    """Whether it was kept, and when that was decided; None where it was neither kept nor overrun by `as_of`.

    A deadline that rests is not late, nor is one whose letters had all come back when it fell due. One that the office
    let go in time was not kept by anybody.
    """
    if deadline.due_at is None:
        return None  # its letter is not known to have been received
    ended = deadline.ended_at if deadline.ended_at and deadline.ended_at <= as_of else None
    ran_until = min(mark for mark in (ended, deadline.rests_since, as_of) if mark is not None)
    if deadline.due_at < ran_until:
        in_vain = deadline.back_at is not None and deadline.back_at <= deadline.due_at
        return None if in_vain else (False, deadline.due_at)
    return (True, ended) if ended is not None and deadline.by_them else None
