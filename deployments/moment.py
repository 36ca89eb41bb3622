"""Which business time a command works at: the one given with `--now`, else the one that all processes share."""

from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from models.zones import Zone

if TYPE_CHECKING:
    from sqlmodel import Session

_GIVEN: Final[ContextVar[datetime | None]] = ContextVar("business time given for this command", default=None)


class NoInstant(ValueError):
    """This is no point in time. Write it as 2026-03-09T14:30 (then WIB), or with its zone: 2026-03-09T14:30+08:00."""


def instant(text: str) -> datetime:
    """The instant in ISO 8601, in UTC; without a zone it is WIB. Raises `NoInstant`."""
    try:
        read = datetime.fromisoformat(text.strip())
        return (read if read.tzinfo else read.replace(tzinfo=Zone.WIB.tz)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoInstant(f"{text!r}: {NoInstant.__doc__}") from None


def give(moment: datetime | None) -> None:
    """Set the business time of this command; None leaves it to the database."""
    _GIVEN.set(moment)


def given() -> datetime | None:
    """The business time given for this command, if one was."""
    return _GIVEN.get()


def now(session: "Session") -> datetime:
    """Business time for this command, in UTC."""
    from models.casework.business_time import business_now

    return _GIVEN.get() or business_now(session, datetime.now(UTC))
