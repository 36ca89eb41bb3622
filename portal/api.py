"""The institutions' interface: what the pages of the door offer, for systems of their own.

Its documentation is the OpenAPI document at `/api/openapi.json`.
"""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.types import ASGIApp, Receive, Scope, Send

from models.replies import REPLIES
from portal import api_routes
from portal.api_problems import Problem, speak_problems
from portal.gate import Rates

VERSION: Final = "1"
ABOUT: Final = """\
For institutions that answer the Ombudsman's requests from a system of their own. A key belongs to one institution and
opens its own matters, and no others. What is not there and what is not yours are answered alike.

Each reply needs an `Idempotency-Key` of your own choosing: when no answer came, send the same again with the same key,
and it is said once. Files come with the reply they belong to, as `multipart/form-data`: the field `reply` holds the
JSON, each file is a field `files`. Problems are told as RFC 9457 documents with a `code`."""
TAGS: Final = [
    {"name": "Matters", "description": "What is asked of your institution."},
    {"name": "Replies", "description": "What you say, and the receipts for it."},
]


class Under:
    """Gives every request under a path to another app. Mounts pass over an address with a line break in it."""

    def __init__(self, app: ASGIApp, path: str, other: ASGIApp) -> None:
        self.app, self.path, self.other = app, path, other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The path itself, and whatever is below it."""
        if scope["type"] == "http" and (scope["path"] + "/").startswith(f"{self.path}/"):
            await self.other({**scope, "root_path": scope.get("root_path", "") + self.path}, receive, send)
        else:
            await self.app(scope, receive, send)


def api_app(rates: Rates) -> FastAPI:
    """The interface, to stand under `/api`; it counts with the door's rates."""
    app = FastAPI(
        title="Narahubung",
        version=VERSION,
        summary="Answering the Ombudsman of the Republic of Indonesia.",
        description=ABOUT,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would be followed with the key, wherever a proxy makes it lead
    )
    app.state.rates = rates
    speak_problems(app)
    app.include_router(api_routes.router)
    setattr(app, "openapi", lambda: _document(app))  # noqa: B010 - FastAPI's own way of adding to its document
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with the models that bodies and problems refer to."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, description=app.description,
            tags=app.openapi_tags, routes=app.routes, servers=[{"url": "/api"}],
        )  # fmt: skip
        _, models = models_json_schema(
            [(model, "validation") for model in (*REPLIES.values(), Problem)],
            ref_template="#/components/schemas/{model}",
        )
        made["components"]["schemas"].update(models["$defs"])
        app.openapi_schema = made
    return app.openapi_schema
