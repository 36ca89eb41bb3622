"""What the institutions' door refuses or keeps to itself: guesses, floods, foreign forms, scripts, names."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest
from sqlmodel import select
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from models.codes import Confidentiality, ReplyKind
from models.database import reading
from models.settings import settings
from models.stages import Event
from models.tables import Matter
from portal.door import door_app
from tests.at_the_door import PDF, Case, browser as browser, case as case, events, send, ticket
from tests.web_server import served


def test_a_post_from_elsewhere_is_refused(browser: httpx.Client, case: Case) -> None:
    """A page of somebody else's that knows the link still cannot send the form."""
    given = ticket(browser.get(case.path()).text)
    posted = browser.post(
        f"{case.path()}/answer", data={"ticket": given, "text": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert HTTPStatus.NOT_FOUND == posted.status_code
    assert Event.ANSWERED not in events(case.number)


def test_who_tries_link_after_link_has_to_wait(browser: httpx.Client, case: Case) -> None:
    """Twenty wrong links from one address in ten minutes; then the right one has to wait as well."""
    statuses = [browser.get(f"/p/{number}.f1.AAAA").status_code for number in range(22)]
    assert [HTTPStatus.NOT_FOUND] * 20 == statuses[:20]
    assert HTTPStatus.TOO_MANY_REQUESTS == statuses[-1]
    assert HTTPStatus.TOO_MANY_REQUESTS == browser.get(case.path()).status_code


def test_whoever_invents_addresses_has_to_wait_all_the_same(case: Case) -> None:
    """Behind a web server that adds the visitor's address to what came in, only what it added counts."""
    door: Any = door_app()
    behind: Any = ProxyHeadersMiddleware(door, trusted_hosts=settings().portal_proxies)
    with served(behind) as visitor:
        statuses = [
            visitor.get(
                f"/p/{n}.f1.AAAA", headers={"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.9"}
            ).status_code
            for n in range(22)
        ]
        assert HTTPStatus.TOO_MANY_REQUESTS == statuses[-1]
        other = visitor.get(case.path(), headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.1"})
        assert HTTPStatus.OK == other.status_code


def test_nothing_may_be_kept_or_embedded(browser: httpx.Client, case: Case) -> None:
    """Headers that let nothing in and nothing out, on pages and refusals alike."""
    for path in (case.path(), "/p/1.f1.x"):
        headers = browser.get(path).headers
        assert "no-store" == headers["cache-control"]
        assert "no-referrer" == headers["referrer-policy"]
        assert "nosniff" == headers["x-content-type-options"]
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "<script>" not in browser.get(case.path()).text


def test_hostile_words_stay_words(browser: httpx.Client, case: Case) -> None:
    """What is typed is shown as typed, never run."""
    evil = '"><script>alert(1)</script>'
    refused = send(browser, case.path(), ReplyKind.COLLEAGUE, name=evil, email="bukan surel")
    assert "<script>alert" not in refused.text
    assert "&lt;script&gt;" in refused.text


def test_the_reporters_name_is_in_no_page_and_no_address(browser: httpx.Client, case: Case) -> None:
    """Also where the request itself names the reporter."""
    with reading() as session:
        complaint = session.exec(select(Matter)).one()
        assert Confidentiality.CONFIDENTIAL is complaint.confidentiality
    pages = [browser.get(case.path(person)).text for person in (case.primary, case.secretariat)]
    assert not [page for page in pages if "Rahmat" in page]


def test_too_much_at_once_is_refused(
    browser: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the request says of its size; and without a link nothing of it is read at all."""
    monkeypatch.setattr("portal.bounds.LARGEST", 1 << 20)
    given = ticket(browser.get(case.path()).text)
    much = PDF + bytes(2 << 20)
    refused = send(browser, case.path(), ReplyKind.ANSWER, text="Besar.", file=much, given=given)
    assert HTTPStatus.REQUEST_ENTITY_TOO_LARGE == refused.status_code
    assert Event.ANSWERED not in events(case.number)
    stranger = send(browser, "/p/1.f1.AAAA", ReplyKind.ANSWER, text="Besar.", file=much, given=given)
    assert HTTPStatus.NOT_FOUND == stranger.status_code
