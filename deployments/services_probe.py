"""Whether Prefect's background services on this machine are alive: they note a sign of life in Redis every few seconds.

`prefect server services start` serves no address that a probe could ask.
"""

import asyncio
import socket
from typing import Final

DOCKET: Final = "prefect"
"""The name under which `prefect server services start` works, whatever the setting for API servers says."""


class ServicesSilent(Exception):
    """Prefect's background services give no sign of life here. Restart them, and see that Redis can be reached."""


def check() -> None:
    """Return when the services of this machine have been heard of within ten seconds. Raises `ServicesSilent`."""
    from redis.exceptions import RedisError

    try:
        names = asyncio.run(_workers())
    except (OSError, RedisError) as error:
        raise ServicesSilent(f"{ServicesSilent.__doc__} ({type(error).__name__})") from None
    if not any(name.startswith(f"{socket.gethostname()}#") for name in names):
        raise ServicesSilent(ServicesSilent.__doc__)


async def _workers() -> list[str]:
    from docket import Docket
    from prefect.settings import get_current_settings

    url = get_current_settings().server.docket.url
    async with Docket(name=DOCKET, url=url) as docket:
        return [worker.name for worker in await docket.workers()]
