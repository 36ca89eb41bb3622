"""A worker that starts beside Prefect's server waits until there is something to work on."""

import asyncio
import time
from http import HTTPStatus

import pytest
from fastapi import FastAPI, Response
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments import worker
from deployments.worker import Worker
from tests.smtp_server import free_port
from tests.web_server import served


def waited(address: str, worker: Worker | None = None) -> float:
    """Seconds that a worker waits for what is deployed there."""
    waiting = worker or Worker("narahubung", "worker")

    async def wait() -> float:
        began = time.monotonic()
        await waiting.until_served()
        return time.monotonic() - began

    with temporary_settings({PREFECT_API_URL: f"{str(address).rstrip('/')}/api"}):
        return asyncio.run(wait())


def test_it_waits_for_the_last_deployment() -> None:
    """While that is unknown it asks again in a moment; whatever else the server answers is for the worker's loop."""
    app, asked = FastAPI(), list[str]()

    @app.get("/api/deployments/name/alarm/casework")
    def look() -> Response:
        asked.append("alarm")
        return Response(status_code=HTTPStatus.NOT_FOUND if len(asked) < 3 else HTTPStatus.UNAUTHORIZED)

    with served(app) as browser:
        waited(str(browser.base_url))
    assert 3 == len(asked)


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not come is told of by the loop, which goes on trying."""
    monkeypatch.setattr(worker, "STARTING_SECONDS", 0.5)
    assert waited(f"http://127.0.0.1:{free_port()}") >= 0.5


def test_it_does_not_hurry_when_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are scheduled already: it asks as often as it would, and no more."""
    monkeypatch.setattr(worker, "DEPLOYING_SECONDS", 3 * worker.FIRST_LOOK_SECONDS)
    app, asked, called = FastAPI(), list[str](), Worker("narahubung", "worker")

    @app.get("/api/deployments/name/alarm/casework")
    def look() -> Response:
        asked.append("alarm")
        called._call()
        return Response(status_code=HTTPStatus.NOT_FOUND)

    with served(app) as browser:
        waited(str(browser.base_url), called)
    assert 1 < len(asked) <= 4


def test_it_waits_no_longer_for_a_server_that_answers_than_deploying_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Prefect's database may be new, and nobody deploys to it: then the worker does."""
    monkeypatch.setattr(worker, "DEPLOYING_SECONDS", 0.3)
    app = FastAPI()  # it answers 404 to everything
    with served(app) as browser:
        assert waited(str(browser.base_url)) < worker.STARTING_SECONDS / 2
