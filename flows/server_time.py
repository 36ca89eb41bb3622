"""What time it is for Prefect's server, whose clock may be off against ours.

Prefect compares what we ask with its own clock, and stamps states by it. Every answer brings its time in `Date`, cut to
seconds and at times read late: of the last few answers the one that shows the server furthest ahead is the truest.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

ANSWERS = 5
"""How many answers, the last ones, are believed together."""
NOTICED = timedelta(seconds=2)
"""A smaller difference may come from the header alone, and does no harm."""

_seen: tuple[timedelta, ...] = ()


async def note(response: httpx.Response) -> None:
    """A hook for every answer: note how far the server's clock is ahead of ours."""
    global _seen  # noqa: PLW0603 - one server for this process, and one clock
    if (found := ahead_in(response)) is not None:
        _seen = (*_seen[1 - ANSWERS :], found)


def ahead_in(response: httpx.Response) -> timedelta | None:
    """How far the clock is ahead that set this answer's `Date`; None where there is no readable one."""
    try:
        return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC) - datetime.now(UTC)
    except (KeyError, ValueError):
        return None


def ahead() -> timedelta:
    """How far the server's clock is ahead of ours, negative if it is behind; zero while they agree well enough."""
    found = max(_seen, default=timedelta())
    return found if abs(found) >= NOTICED else timedelta()


def server_now() -> datetime:
    """The present time by the server's clock, UTC."""
    return datetime.now(UTC) + ahead()
