"""How a command comes to the database: checked first, one transaction, at business time."""

import getpass
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session

from deployments.migrating import check
from deployments.moment import now
from models.database import looking_back, reading, transaction


@contextmanager
def changing() -> Generator[tuple[Session, datetime]]:
    """One transaction that commits at the end, and the business time. Raises what `migrating.check` raises."""
    check()
    with transaction() as session:
        yield session, now(session)


@contextmanager
def looking() -> Generator[tuple[Session, datetime]]:
    """A session that only reads, and the business time. Raises what `migrating.check` raises."""
    check()
    with reading() as session:
        yield session, now(session)


@contextmanager
def looking_at_one_moment() -> Generator[tuple[Session, datetime]]:
    """The same for what compares rows of a live database: it sees one moment, whatever is committed meanwhile."""
    check()
    with looking_back() as session:
        yield session, now(session)


def person(by: str | None) -> str:
    """Who is named as having done it: who was given, else the machine's user."""
    if by and by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return "officer"
