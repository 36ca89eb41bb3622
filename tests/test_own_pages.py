"""Who may change something through Prefect's API: a page that an officer happens to have open may not."""

import asyncio
from collections.abc import MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from deployments import prefect_environment
from deployments.own_pages import POLICY_VIOLATION, OwnPages
from tests.prefect_server import Server

OWN: Final = "http://127.0.0.1:4200"
STRANGER: Final = "https://stranger.example"
FROM_ELSEWHERE: Final[dict[str, dict[str, str]]] = {
    "a page of another site":     {"Origin": STRANGER},
    "a frame without an origin":  {"Origin": "null"},
    "another port of ours":       {"Origin": "http://127.0.0.1:4280"},
    "a browser without Origin":   {"Sec-Fetch-Site": "cross-site"},
    "a name made to point to us": {"Host": "stranger.example:4200", "Origin": "http://stranger.example:4200"},
}  # fmt: skip
FROM_US: Final[dict[str, dict[str, str]]] = {
    "the worker":                {},
    "the UI":                    {"Origin": OWN, "Sec-Fetch-Site": "same-origin"},
    "the UI as localhost":       {"Origin": "http://localhost:4200", "Sec-Fetch-Site": "cross-site"},
    "the UI under that address": {"Host": "localhost:4200", "Origin": "http://localhost:4200"},
    "the UI on this network":    {"Host": "192.0.2.7:4200", "Origin": "http://192.0.2.7:4200"},
}  # fmt: skip


def answered(method: str, headers: dict[str, str], *, password: bool = False) -> int:
    """What a guarded application answers to this request."""
    guarded = OwnPages(PlainTextResponse("reached"), [OWN, "http://localhost:4200"], password=password)
    return asyncio.run(_answered(guarded, method, headers))


async def _answered(app: ASGIApp, method: str, headers: dict[str, str]) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=OWN) as client:
        return (await client.request(method, "/api/flow_runs", headers=headers)).status_code


@pytest.mark.parametrize("who", FROM_ELSEWHERE)
def test_no_page_of_anybody_elses_changes_anything(who: str) -> None:
    """Whatever it declares its body to be."""
    assert HTTPStatus.FORBIDDEN == answered("POST", FROM_ELSEWHERE[who])


@pytest.mark.parametrize("who", FROM_US)
def test_our_own_pages_and_programs_are_let_through(who: str) -> None:
    """The UI under each of its addresses, and programs, which say of no page."""
    assert HTTPStatus.OK == answered("POST", FROM_US[who])


def test_a_link_to_the_ui_may_stand_anywhere() -> None:
    """Opening changes nothing; who may read the answer from another page is a matter of CORS."""
    assert HTTPStatus.OK == answered("GET", {"Sec-Fetch-Site": "cross-site"})


def test_a_name_of_somebody_elses_reads_nothing_either() -> None:
    """A page whose name is made to point to this machine would read what its browser takes for its own."""
    assert HTTPStatus.FORBIDDEN == answered("GET", {"Host": "stranger.example:4200"})


def test_where_a_password_is_asked_for_the_name_says_nothing() -> None:
    """Workers ask under names of the inner network; a page of another name does not know the password."""
    assert HTTPStatus.OK == answered("POST", {"Host": "address:8080"}, password=True)
    assert HTTPStatus.FORBIDDEN == answered("POST", {"Origin": STRANGER}, password=True)


def test_another_page_cannot_listen() -> None:
    """Browsers open websockets to anywhere; events and logs are for the UI."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    headers = [(b"host", b"127.0.0.1:4200"), (b"origin", STRANGER.encode())]
    guarded = OwnPages(PlainTextResponse("reached"), [OWN])
    asyncio.run(guarded({"type": "websocket", "headers": headers}, receive, send))
    assert [{"type": "websocket.close", "code": POLICY_VIOLATION}] == sent


def test_the_origins_are_the_uis_own() -> None:
    """Both names of this machine at the server's port; elsewhere, where the API is."""
    assert (OWN, "http://localhost:4200") == prefect_environment.origins(f"{OWN}/api")
    assert ("https://prefect.example.org",) == prefect_environment.origins("https://prefect.example.org/api")


def test_origins_that_are_set_stay(tmp_path: Path) -> None:
    """An office that opens the UI under another address says so itself."""
    environment = {prefect_environment.ORIGINS: "https://prefect.example.org"}
    prefect_environment.apply(tmp_path, f"{OWN}/api", environment)
    assert "https://prefect.example.org" == environment[prefect_environment.ORIGINS]


@pytest.mark.prefect
@pytest.mark.timeout(300)
def test_a_page_that_is_open_in_the_browser_cannot_drive_a_desk(prefect_server: Server) -> None:
    """At the real server: resuming is reached by the worker and the UI, and by no other page, whatever it sends."""
    resume = f"{prefect_server.api}/flow_runs/{uuid4()}/resume"
    own = prefect_server.api.removesuffix("/api")
    with httpx.Client() as client:
        for kind in ({"Content-Type": "text/plain"}, {"Content-Type": "application/json"}, {}):
            headers = {**kind, "Origin": STRANGER}
            assert HTTPStatus.FORBIDDEN == client.post(resume, content=b"{}", headers=headers).status_code
        told = client.post(f"{prefect_server.api}/flow_runs/filter", json={}, headers={"Origin": own})
        assert (HTTPStatus.OK, own) == (told.status_code, told.headers["access-control-allow-origin"])
        untyped = client.post(f"{prefect_server.api}/flow_runs/filter", content=b'{"limit": 1}')
        assert HTTPStatus.OK == untyped.status_code  # why CORS alone is not enough: any page can send this
        asked = {"Origin": STRANGER, "Access-Control-Request-Method": "POST"}
        assert HTTPStatus.BAD_REQUEST == client.options(resume, headers=asked).status_code
        read = client.get(f"{prefect_server.api}/health", headers={"Origin": STRANGER})
        assert "access-control-allow-origin" not in read.headers
        assert HTTPStatus.OK == client.get(own, headers={"Origin": own}, follow_redirects=True).status_code
