"""Deadlines and letters while Prefect's server is away: a worker then runs the passes clock and dispatch by itself.

Both are flows that Prefect schedules, and would stop with it. What they do needs our database and the mail server only,
and bears being done by several at once: a rung fires once, a letter is claimed once. When the server is back, the
steward wakes the runs whose desks must change, and what happened meanwhile is posted.
"""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Final

import structlog

from flows.clock import sweep_everything
from flows.dispatch import plan_and_send
from models.settings import settings

log = structlog.get_logger("worker")

AWAY_SECONDS = 30.0
"""For how long the server must not have answered: longer than it takes to start again."""
LOOK_SECONDS: Final = 1.0


class Unaided(threading.Thread):
    """Runs the passes in a thread of its own, for as long as nobody says that the server has answered."""

    def __init__(self) -> None:
        super().__init__(name="unaided", daemon=True)
        self._answered = self._ran = monotonic()
        self._over = threading.Event()

    def answered(self) -> None:
        """The server has just answered: its own schedule holds."""
        self._answered = monotonic()

    def stop(self) -> None:
        """Begin no more passes. One that is under way ends with the process, and may: it works by transactions."""
        self._over.set()

    def run(self) -> None:
        """Until told to stop."""
        while not self._over.wait(LOOK_SECONDS):
            every = min(settings().clock_seconds, settings().dispatch_seconds)
            if monotonic() - self._answered > AWAY_SECONDS and monotonic() - self._ran > every:
                log.warning("passes.unaided", seconds=round(monotonic() - self._answered))
                self._pass("clock", sweep_everything)
                self._pass("dispatch", plan_and_send)
                self._ran = monotonic()

    def _pass(self, name: str, do: Callable[[], object]) -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001 - the next pass goes on; a message may quote what a person wrote
            log.warning("pass.failed", kind=name, error=type(error).__name__)
