"""The institutions' door: answering by the link in a letter, without an account, in any browser, without a script.

It speaks plain HTTP on loopback; a web server with TLS stands before it. `python -m portal.door` runs it as a process.
There is no access log: an address here opens a door.
"""

import argparse
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import text
from starlette.exceptions import HTTPException

from models.database import reading
from models.settings import settings
from portal import door_routes
from portal.api import Under, api_app
from portal.bounds import Bounded, TooLarge
from portal.crowds import TooOften
from portal.door_forms import NoRoom
from portal.door_words import label
from portal.gate import HandedOver, NoEntry, Rates
from portal.pages import FOLDER, guard, page


def door_app(rates: Rates | None = None) -> FastAPI:
    """The door, for a server to serve: the pages, and under `/api` the interface for institutions' own systems."""
    language = settings().language
    app = FastAPI(title="Narahubung", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.rates = rates or Rates()
    app.add_middleware(Under, "/api", api_app(app.state.rates))
    app.add_middleware(Bounded)  # before the guard, whose task group would wrap what it raises
    guard(app, language)

    def told(status: int, key: str, *more: str) -> Callable[[Request, Exception], Response]:
        def tell(_request: Request, _error: Exception) -> Response:
            words = [label(each, language) for each in more]
            title = label(key, language)
            return page("door_message.html.j2", language, status=status, title=title, paragraphs=words)

        return tell

    for wrong in (NoEntry, HTTPException, RequestValidationError):
        app.add_exception_handler(wrong, told(404, "no_entry", "no_entry_1", "no_entry_2"))
    app.add_exception_handler(HandedOver, told(403, "handed", "handed_1", "handed_2"))
    app.add_exception_handler(TooOften, told(429, "often", "often_1"))
    app.add_exception_handler(TooLarge, told(413, "large", "large_1"))
    app.add_exception_handler(NoRoom, told(507, "full", "full_1"))

    @app.get("/sehat")
    def healthy() -> Response:
        """For probes: it answers, and its database does."""
        with reading() as session:
            session.connection().execute(text("SELECT 1"))
        return Response(status_code=204)

    @app.get("/draf.js")
    def script() -> Response:
        return Response((FOLDER / "draf.js").read_text("utf-8"), media_type="text/javascript")

    app.include_router(door_routes.router)
    return app


def serve(host: str, port: int) -> None:
    """Serve the door until the process is told to end."""
    uvicorn.run(
        door_app(), host=host, port=port, access_log=False, server_header=False, log_level="warning",
        forwarded_allow_ips=settings().portal_proxies,
    )  # fmt: skip


def main() -> None:
    """The process: `python -m portal.door --port 4282`."""
    parser = argparse.ArgumentParser(prog="python -m portal.door", description=__doc__)
    parser.add_argument("--host", default=settings().portal_host)
    parser.add_argument("--port", type=int, default=settings().portal_port)
    given = parser.parse_args()
    serve(given.host, given.port)


if __name__ == "__main__":
    main()
