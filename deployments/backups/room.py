"""A full disk, whoever meets it first: the archive, SQLite, or a copy of either."""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class NoRoom(Exception):
    """This does not fit on its disk, and nothing of it was left there. Free some space, or name another disk."""


@contextmanager
def room() -> Generator[None]:
    """Put a full disk into words. Raises `NoRoom`."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom(NoRoom.__doc__) from None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise
        raise NoRoom(NoRoom.__doc__) from None
