"""The page of the file: what Prefect must not have - the reporter's words, people, letters - for the office to read.

It serves on loopback only, opens with a key that is printed at start, and changes nothing. `python -m portal.file`
runs it as a process of its own.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable

import uvicorn
from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from models.casework.errors import UnknownComplaint
from models.settings import settings
from portal.file_routes import Absent, router
from portal.file_words import label
from portal.keys import COOKIE, Lock, NoKey
from portal.pages import guard, page


class Locked(Exception):
    """This page opens only with its key."""


def file_app(key: str) -> FastAPI:
    """The page of the file, opened by `key`. Raises `portal.keys.NoKey` without one."""
    lock, language = Lock(key), settings().language

    def unlocked(request: Request) -> None:
        if not lock.knows(request.cookies.get(COOKIE)):
            raise Locked

    async def let_in(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """Take the key once; it leaves the address bar at once, and the cookie is not the key."""
        given = request.query_params.get("key")
        if given is None or not lock.fits(given):
            return await call_next(request)
        response = RedirectResponse(request.url.path, 303)
        response.set_cookie(COOKIE, lock.token, httponly=True, samesite="strict", path="/")
        return response

    def locked(request: Request, _error: Exception) -> Response:
        paragraphs = [label(each, language) for each in ("locked_1", "locked_2", "locked_3")]
        title = label("locked", language)
        return page(
            "message.html.j2",
            language,
            status=403,
            title=title,
            paragraphs=paragraphs,
            again=request.url.path,
        )

    def absent(_request: Request, error: Exception) -> Response:
        what = error.what if isinstance(error, Absent) else "no_complaint"
        title = label("no_complaint" if what == "missing_file" else what, language)
        words = [label(what if what == "missing_file" else f"{what}_2", language)]
        return page("message.html.j2", language, status=404, title=title, paragraphs=words, again="/")

    app = FastAPI(title="Narahubung", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(let_in)
    guard(app, language)
    app.add_exception_handler(Locked, locked)
    app.add_exception_handler(Absent, absent)
    app.add_exception_handler(UnknownComplaint, absent)
    app.include_router(router, dependencies=[Depends(unlocked)])
    return app


def serve(port: int, key: str) -> None:
    """Serve the page on loopback until the process is told to end. Raises `NoKey`.

    There is no access log: it would tell who read what, and the key.
    """
    uvicorn.run(
        file_app(key), host="127.0.0.1", port=port, access_log=False, server_header=False, log_level="warning"
    )


def main() -> None:
    """The process: `python -m portal.file --port 4280`, with the key in NARAHUBUNG_FILE_KEY."""
    parser = argparse.ArgumentParser(prog="python -m portal.file", description=__doc__)
    parser.add_argument("--port", type=int, default=settings().file_port)
    try:
        serve(parser.parse_args().port, settings().file_key.get_secret_value())
    except NoKey as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
