"""Who may change something through Prefect's API: our own pages and programs, no page of anybody else's.

The embedded server asks for no password, and any page that an officer's browser has open can reach this machine. CORS
alone keeps such a page from reading answers, not from sending: a request of the simple kind is carried out before its
answer is withheld, and Prefect takes a body without any declared type for JSON. A browser says where a request comes
from, in `Origin`; programs (the worker, the command line) say nothing. A page can also have its own name point to
this machine (DNS rebinding): then it is the `Host` that is not one of ours.
"""

from collections.abc import Iterable
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing; who may read the answer is a matter of CORS."""
OWN: Final = frozenset({"", "none", "same-origin"})
"""What `Sec-Fetch-Site` says of requests that no other site's page made; empty for programs."""
POLICY_VIOLATION: Final = 1008
"""With which a websocket is closed."""
REFUSED: Final = (
    "This request comes from another page. If the UI is really opened under this address, add it to"
    " PREFECT_SERVER_CORS_ALLOWED_ORIGINS and start the server again."
)


class OwnPages:
    """Refuses what another site's page would change, or listen to; `password` where the API asks for one."""

    def __init__(self, app: ASGIApp, origins: Iterable[str], *, password: bool = False) -> None:
        self.app = app
        self.origins = frozenset(each.strip().rstrip("/") for each in origins)
        self.names = frozenset({"localhost", *(urlsplit(each).hostname or "" for each in self.origins)})
        self.password = password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is ours."""
        if scope["type"] not in ("http", "websocket") or self._ours(scope, Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await JSONResponse({"detail": REFUSED}, HTTPStatus.FORBIDDEN)(scope, receive, send)

    def _ours(self, scope: Scope, headers: Headers) -> bool:
        host = headers.get("host", "")
        if not self.password and not self._known(host):
            return False  # a page of another name does not know the password, so there the name says nothing
        if scope["type"] == "http" and scope["method"] in READS:
            return True
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "") in OWN
        return origin in self.origins or urlsplit(origin).netloc == host

    def _known(self, host: str) -> bool:
        """Whether it is one of our names, or an address: no name of somebody else's leads to that."""
        name = urlsplit(f"//{host}").hostname or ""
        return not host or name in self.names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
