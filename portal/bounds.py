"""How much may come in with one request, whatever the request says of itself."""

from typing import Annotated, Final

from fastapi import Path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST: Final = 100 * (1 << 20)
"""Bytes of one request: several files of the largest size, and no more."""


HIGHEST: Final = 2**31 - 1
"""The highest number a row can have; databases refuse to look for one beyond it."""
Number = Annotated[int, Path(ge=1, le=HIGHEST)]
"""A row's number in an address."""


class TooLarge(Exception):
    """More was sent at once than is taken. Send smaller files, or send them in parts."""


class Bounded:
    """Lets no request be larger than `LARGEST`, whatever it says of itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise TooLarge(TooLarge.__doc__)
            return message

        await self.app(scope, counted if scope["type"] == "http" else receive, send)
