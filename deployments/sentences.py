"""What the command line says when something goes wrong: one sentence, what is wrong and what to do next.

Errors of this program are classes whose docstring is their message. Errors of the machine are put into words here.
A fault of the program itself is told by its class and place only: its message may hold somebody's words (rule 5).
"""

import errno
import sys
import traceback
from collections.abc import Callable
from typing import Any, Final

OURS: Final = ("models", "notifications", "flows", "portal", "deployments")


def sentence(error: Exception) -> str:
    """What to tell the person at the terminal about `error`."""
    if type(error).__module__.partition(".")[0] in OURS and type(error).__doc__:
        return str(error).strip() or str(type(error).__doc__).strip()
    for kind, words in _KINDS:
        if _is(error, kind):
            return words(error)
    return _fault(error)


def _is(error: Exception, kind: str) -> bool:
    """Whether `error` is of a class named `module.Class`; a module not imported so far cannot have raised it."""
    module, _, name = kind.rpartition(".")
    found = getattr(sys.modules.get(module), name, None)
    return isinstance(found, type) and isinstance(error, found)


def _of_the_machine(error: Any) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "The disk is full: free some space, then try again."
    about = f"{error.filename}: " if error.filename else ""
    return f"{about}{error.strerror or type(error).__name__}. Check the path and its rights, then try again."


def _settings(error: Any) -> str:
    if error.title != "Settings":
        return _fault(error)
    faults = error.errors(include_input=False, include_url=False)
    named = "; ".join(
        f"NARAHUBUNG_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in faults
    )
    return f"A setting cannot be used. {named}. Correct it in the environment or in .env (see .env.example)."


def _database_url(_error: Any) -> str:
    return (
        "NARAHUBUNG_DATABASE_URL names no database this program knows. Write sqlite:////path/to/file or"
        " postgresql://user@host/name, or leave it empty for the embedded one."
    )


def _database(error: Any) -> str:
    return (
        f"The database refused ({type(error.orig).__name__}); nothing of this step was stored. Check that"
        " NARAHUBUNG_DATABASE_URL names a database of Narahubung (narahubung doctor); with NARAHUBUNG_DEBUG=1 it shows"
        " where."
    )


def _fault(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return (
        f"This is a fault of Narahubung itself ({type(error).__name__}{place}). Run the command again with"
        " NARAHUBUNG_DEBUG=1 to see where, and report that."
    )


_KINDS: Final[tuple[tuple[str, Callable[[Any], str]], ...]] = (
    ("builtins.OSError", _of_the_machine),
    ("pydantic.ValidationError", _settings),
    ("sqlalchemy.exc.ArgumentError", _database_url),
    ("sqlalchemy.exc.NoSuchModuleError", _database_url),
    ("sqlalchemy.exc.DBAPIError", _database),
)
