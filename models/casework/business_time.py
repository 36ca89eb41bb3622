"""Business time: what the law counts. One clock in the database, shared by all processes.

It runs with real time unless somebody moves it: the demo lets it run fast, `--now` sets it. Real time (leases,
backoff, schedules) is read at the edges and never here.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.tables import BusinessTime


def business_now(session: Session, real: datetime) -> datetime:
    """What time it is for the law, given real time. UTC."""
    clock = session.get(BusinessTime, 1)
    if clock is None:
        return real
    return clock.anchor + timedelta(seconds=(real - clock.since).total_seconds() * clock.pace)


def move(session: Session, to: datetime, real: datetime, *, pace: float = 1.0) -> None:
    """Set business time to `to` and let it run `pace` times as fast as real time from now on (0 stops it)."""
    clock = session.get(BusinessTime, 1) or BusinessTime(anchor=to, since=real)
    clock.anchor, clock.since, clock.pace = to, real, pace
    session.add(clock)
