"""What every page here has in common: templates, headers that let nothing in or out, errors without a traceback."""

import traceback
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from models.database import DatabaseUnavailable
from models.dates import Language

log = structlog.get_logger("portal")

FOLDER: Final = Path(__file__).parent / "templates"
OURS: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""For pages of ours: no script at all, nothing from elsewhere, no frame around them."""
FRAMED: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""For a mail or letter shown in a frame of ours: an origin of its own, no script, no form; its links open outside."""
STANDING: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none';"
    " sandbox allow-modals"
)
"""For a letter that stands alone, to be printed."""
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": OURS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

FAULTS: Final[Mapping[int, tuple[tuple[str, str], tuple[str, str]]]] = {
    404: (
        ("Halaman tidak ditemukan", "Page not found"),
        ("Alamat ini tidak ada. Kembali ke daftar dan pilih dari sana.",
         "There is nothing here. Choose from the list."),
    ),
    405: (
        ("Tidak dapat diubah di sini", "Nothing can be changed here"),
        ("Halaman ini hanya untuk dibaca.", "This page is for reading only."),
    ),
    500: (
        ("Terjadi kesalahan", "Something went wrong"),
        ("Kesalahan ada pada program, bukan pada Bapak/Ibu. Muat ulang halaman; bila berulang, hubungi administrator.",
         "The fault is the program's, not yours. Reload the page; if it happens again, tell the administrator."),
    ),
    503: (
        ("Basis data tidak dapat dihubungi", "The database cannot be reached"),
        ("Tunggu sebentar lalu muat ulang. Administrator dapat menjalankan: narahubung doctor.",
         "Wait a moment and reload. The administrator can run: narahubung doctor."),
    ),
}  # fmt: skip
"""By status: what a reader is told, title and advice, in Indonesian and English."""


@lru_cache
def templates() -> Environment:
    """The pages' templates: everything is escaped, and an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(name: str, language: Language, /, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The template `name` with its values."""
    return HTMLResponse(templates().get_template(name).render(language=language, **values), status)


def fault(status: int, language: Language) -> HTMLResponse:
    """The page for an error: what is wrong and what to do next, never what exactly went wrong inside."""
    (title, title_en), (advice, advice_en) = FAULTS.get(status, FAULTS[500])
    words = (title, advice) if language == "id" else (title_en, advice_en)
    return page("message.html.j2", language, status=status, title=words[0], paragraphs=[words[1]], again="/")


def guard(app: FastAPI, language: Language) -> None:
    """Give every answer of `app` the headers, and every error a page; its message is told to nobody (rule 5)."""

    @app.middleware("http")
    async def headed(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        try:
            response = await call_next(request)
        except DatabaseUnavailable:
            response = fault(503, language)
        except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the reader gets a page
            frame = traceback.extract_tb(error.__traceback__)[-1]
            log.error(  # noqa: TRY400 - its message may hold somebody's words
                "page failed", error=type(error).__name__, where=f"{Path(frame.filename).name}:{frame.lineno}"
            )
            response = fault(500, language)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(HTTPException)
    async def told(_request: Request, error: HTTPException) -> Response:
        return fault(error.status_code, language)

    @app.get("/gaya.css")
    def style() -> Response:
        return Response((FOLDER / "style.css").read_text("utf-8"), media_type="text/css")


def framed(html: str) -> HTMLResponse:
    """A mail or letter for a frame; its links open in a window of their own."""
    return HTMLResponse(
        html.replace("<head>", '<head><base target="_blank">', 1), headers={"Content-Security-Policy": FRAMED}
    )
