"""What the program tells its operator: one line per event, with codes, numbers and dates, and nothing personal.

Rule 5 is held here by construction. Our own lines keep only the keys of `KEYS`, and of these only values that cannot
be somebody's words. Errors are told by their class and by where they happened, never by their message. Lines of
libraries lose whatever they quote.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from types import TracebackType
from typing import Final, cast
from uuid import UUID

import structlog
from structlog.typing import EventDict, WrappedLogger

KEYS: Final = frozenset({
    "event", "level", "logger", "timestamp",
    "number", "registration", "office", "institution", "stage", "phase", "happening", "kind", "role", "clock", "rung",
    "run", "flow_run", "task_run", "deployment", "desk", "generation", "version", "revision", "letter", "code",
    "state", "status", "attempt", "count", "total", "sent", "deferred", "refused", "skipped", "repaired", "due",
    "seconds", "since", "until", "port", "pid", "error", "where", "withheld",
})  # fmt: skip
"""What a line of ours may say. A key that is missing here is withheld, and counted in `withheld`."""

HANDLED: Final = frozenset({"exc_info", "stack_info"})
"""What `_error` takes out of the line."""
CODE: Final = re.compile(r"[\w.:/+-]{1,80}", re.ASCII)
"""Codes, numbers, ids and ISO dates: no spaces, no signs of an address."""
QUOTED: Final = re.compile(r"""(?<!\w)(['"`]).*?\1(?!\w)|\S*@\S*""")
SUSPENDED: Final = "Finished in state Suspended"

_ADOPTED: Final = (
    "",
    "prefect",
    "prefect._internal",
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "fastapi",
)
"""Loggers whose own printing ends here: their lines come through ours. What they send to Prefect's server goes on."""


def configure(*, json: bool = False, level: int = logging.INFO) -> None:
    """Send every line, ours and the libraries', to standard error in one form: key=value, or JSON for collectors.

    Call it once a process, after Prefect has been imported: importing Prefect sets logging up its own way.
    """
    renderer = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=_in_colour())
    )
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    ours = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, stamp, only_codes, _error]
    structlog.configure(
        processors=[*ours, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = Printer()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[_flow_run, _without_quotes, *ours],
        )
    )
    handler.addFilter(_is_no_suspension)
    for name in _ADOPTED:
        logger = logging.getLogger(name)
        for other in [other for other in logger.handlers if _prints(other)]:
            logger.removeHandler(other)
        logger.propagate = True
    root = logging.getLogger()
    root.addHandler(handler)
    for name in ("deployments", "flows", "notifications", "models", "portal"):
        logging.getLogger(name).setLevel(level)


def only_codes(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Withhold every key that is not in `KEYS` and every value that could be a person's words."""
    foreign = "_record" in line and not line.get("_from_structlog", False)
    kept = {
        key: value
        for key, value in line.items()
        if key.startswith("_")
        or key in HANDLED
        or (key in KEYS and (_is_code(value) or (foreign and key == "event")))
    }
    if withheld := len(line) - len(kept):
        kept["withheld"] = withheld
    kept.setdefault("event", "withheld")
    return kept


def where(trail: TracebackType | None) -> str:
    """Where an error happened, innermost first, without a word of its message: `intake.py:33<loop.py:20`."""
    frames = traceback.extract_tb(trail)[-3:]
    return "<".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))


class Printer(logging.Handler):
    """Writes to standard error, whatever that is at the moment; known again when `configure` is called twice."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; of one that cannot be written only that it was there."""
        try:
            line = self.format(record)
        except Exception as error:  # noqa: BLE001 - logging never ends the program
            line = f"event=unprintable logger={record.name} error={type(error).__name__}"
        print(line, file=sys.stderr, flush=True)


def _in_colour() -> bool:
    return sys.stderr.isatty()


def _prints(handler: logging.Handler) -> bool:
    consoles = (sys.stderr, sys.stdout, sys.__stderr__, sys.__stdout__)
    return isinstance(handler, Printer) or getattr(handler, "stream", None) in consoles


def _is_no_suspension(record: logging.LogRecord) -> bool:
    """Prefect reports each suspension, the normal end of a segment, as an error."""
    return not (record.name.startswith("prefect") and str(record.msg).startswith(SUSPENDED))


def _is_code(value: object) -> bool:
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float | date | timedelta | Enum | UUID)


def _error(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """An exception by its class, its causes' classes, and where it happened."""
    given = line.pop("exc_info", None)
    if isinstance(given, tuple):
        given = cast("tuple[object, ...]", given)[1]
    error = given if isinstance(given, BaseException) else sys.exception() if given else None
    if error is not None:
        line["error"] = "/".join(type(cause).__name__ for cause in _causes(error))
        line["where"] = where(error.__traceback__)
    line.pop("stack_info", None)
    return line


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = 0
    following: BaseException | None = error
    while following is not None and seen < 3:
        yield following
        following = following.__cause__
        seen += 1


def _flow_run(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Prefect's lines know their run by its name, which is the complaint's number."""
    record = line.get("_record")
    if isinstance(record, logging.LogRecord) and (name := getattr(record, "flow_run_name", None)):
        line["number"] = name
    return line


def _without_quotes(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """A library's sentence up to its first colon or line break, without addresses and what stands in quotes."""
    sentence = re.split(r":\s|\n", str(line.get("event", "")), maxsplit=1)[0]
    line["event"] = QUOTED.sub("…", sentence)[:160]
    return line
