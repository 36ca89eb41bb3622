"""Clients of Prefect's API as we use them: a server that is busy for a moment is asked again in a moment.

On SQLite the server answers 503 whenever two of its transactions cross. Prefect's client would then wait 2 seconds,
then 4, up to a minute all told, and with it the one place in which segments live there; the lock is gone in a few
milliseconds. Real trouble (no server, a server under maintenance) keeps Prefect's own patience.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from http import HTTPStatus

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient

from flows import server_time

FIRST_SECONDS = 0.1
GROWTH = 3.5
"""Five further tries, Prefect's number, wait 0.1 to 15 seconds: 21 in all."""


_asks_once: ContextVar[bool] = ContextVar("asks_once", default=False)


class AnswerLost(Exception):
    """Prefect may have done what it was asked, or not: look before it is asked again."""


def connection() -> PrefectClient:
    """A client to be entered with `async with`."""
    return get_client(
        httpx_settings={
            "event_hooks": {"request": [ask_once], "response": [ask_again_soon, server_time.note]}
        }
    )


@contextmanager
def asked_once() -> Generator[None]:
    """Within the block Prefect's client does not repeat a request by itself; it raises `AnswerLost` instead."""
    token = _asks_once.set(True)
    try:
        yield
    finally:
        _asks_once.reset(token)


async def ask_once(request: httpx.Request) -> None:
    """Raise `AnswerLost` at the second try, where there must be none."""
    if _asks_once.get() and request.extensions.setdefault("tried", 0):
        raise AnswerLost(AnswerLost.__doc__)
    request.extensions["tried"] = 1


async def ask_again_soon(response: httpx.Response) -> None:
    """Say when to ask again, where a busy server has not said so itself."""
    headers, seen = response.headers, response.request.extensions
    if (
        response.status_code != HTTPStatus.SERVICE_UNAVAILABLE
        or "Retry-After" in headers
        or "Prefect-Maintenance" in headers
    ):
        return
    tries = seen["tries"] = int(seen.get("tries", -1)) + 1
    headers["Retry-After"] = f"{FIRST_SECONDS * GROWTH**tries:.2f}"
