"""Rule 5 at the edge of a flow: Prefect learns of an error's class, never of its message."""

from collections.abc import Generator
from contextlib import contextmanager

import structlog

log = structlog.get_logger("flows")


class PassFailed(Exception):
    """This pass could not be finished. Nothing is lost: the next one goes on from where it stood."""

    def __init__(self, name: str, error: BaseException) -> None:
        super().__init__(f"{self.__doc__} ({name}, {type(error).__name__})")


@contextmanager
def told_by_class(name: str) -> Generator[None]:
    """Whatever goes wrong inside becomes `PassFailed`: a message may quote what a person wrote."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, only its class may leave here
        log.warning("pass.failed", kind=name, error=type(error).__name__)
        raise PassFailed(name, error) from None
