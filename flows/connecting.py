"""Clients of Prefect's API as we use them: a server that is busy for a moment is asked again in a moment.

On SQLite the server answers 503 whenever two of its transactions cross. Prefect's client would then wait 2 seconds,
then 4, up to a minute all told, and with it the one place in which segments live there; the lock is gone in a few
milliseconds. Real trouble (no server, a server under maintenance) keeps Prefect's own patience.
"""

from http import HTTPStatus

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient

FIRST_SECONDS = 0.1
GROWTH = 3.5
"""Five further tries, Prefect's number, wait 0.1 to 15 seconds: 21 in all."""


def connection() -> PrefectClient:
    """A client to be entered with `async with`."""
    return get_client(httpx_settings={"event_hooks": {"response": [ask_again_soon]}})


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
