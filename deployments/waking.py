"""Prefect's events as an alarm clock: the worker looks for due runs when one is scheduled, not all the time."""

import asyncio
from collections.abc import Callable

import structlog
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter

log = structlog.get_logger("worker")

SCHEDULED = ["prefect.flow-run.Scheduled", "prefect.flow-run.Resuming", "prefect.flow-run.AwaitingRetry"]
AGAIN_SECONDS = 2.0


class Listener:
    """Calls `wake` whenever a run was scheduled. While it is deaf, whoever relies on it had better look by itself."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.hears = False

    async def listen(self) -> None:
        """Until cancelled; connects again whenever the stream ends."""
        wanted = EventFilter(event=EventNameFilter(name=SCHEDULED))
        while True:
            try:
                async with get_events_subscriber(filter=wanted, reconnection_attempts=0) as events:
                    self.hears = True
                    self._wake()  # for what was scheduled before we listened
                    async for _ in events:
                        self._wake()
            except Exception as error:  # noqa: BLE001 - the server went away, or speaks no websocket: try again
                log.debug("events.away", error=type(error).__name__)
            finally:
                self.hears = False
            await asyncio.sleep(AGAIN_SECONDS)
