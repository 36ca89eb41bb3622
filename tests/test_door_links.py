"""The links of the institutions' door: who holds a right one comes in, everybody else sees the same page."""

import os
import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from models.casework import business_time, doors
from models.casework.finding import institution_by_code, matter_by_number
from models.codes import Confidentiality, FocalRole, ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Event, Stage
from models.tables import (
    Delivery,
    Door,
    FocalPoint,
    Forwarding,
    Institution,
    Letter,
    Matter,
)
from notifications.composing import compose, leads_to
from notifications.links import Links, Pass, keys, links, rotate
from portal.door import door_app
from tests import running, sample
from tests.at_the_door import ASKED, PDF, Case, browser as browser, case as case, decide, events, send, ticket
from tests.web_server import served


def wrong_links(case: Case) -> dict[str, str]:
    """Links that open nothing, each for another reason."""
    good = case.path()
    with transaction() as session:
        stranger = session.exec(
            select(FocalPoint.id)
            .join(Institution, col(Institution.id) == FocalPoint.institution_id)
            .where(Institution.code == sample.LAND)
        ).first()
    return {
        "forged": f"{good.rpartition('.')[0]}.{good.rpartition('.')[2][::-1]}",
        "another door": good.replace(f"/p/{case.door_id}.", f"/p/{case.door_id + 1}."),
        "another person": good.replace(".f", ".i", 1),
        "another institution": case.path(f"focal_point:{stranger}"),
        "no such door": links().path(Pass(999, case.primary)),
        "no such person": case.path("focal_point:9999"),
        "other keys": Links(("entirely-other-key",)).path(Pass(case.door_id, case.primary)),
        "nonsense": "/p/../../etc/passwd",
        "empty": "/p/",
        "root": "/",
        "file page": "/berkas",
    }


def test_wrong_links_are_answered_alike(browser: httpx.Client, case: Case) -> None:
    """Forged, foreign, unknown: the same page, so that nothing can be learnt from trying; also for posts."""
    answers = {name: browser.get(path) for name, path in wrong_links(case).items()}
    assert {HTTPStatus.NOT_FOUND} == {answer.status_code for answer in answers.values()}
    assert 1 == len({answer.text for answer in answers.values()})
    posted = browser.post(f"{wrong_links(case)['forged']}/answer", data={"text": "x", "ticket": "y"})
    assert (HTTPStatus.NOT_FOUND, answers["forged"].text) == (posted.status_code, posted.text)
    assert Event.ANSWERED not in events(case.number)


def test_a_revoked_link_is_no_link(browser: httpx.Client, case: Case) -> None:
    """For everybody who holds one to that door."""
    with transaction() as session:
        doors.revoke(session, session.get_one(Door, case.door_id), sample.NOW, by=sample.HEAD)
    assert HTTPStatus.NOT_FOUND == browser.get(case.path()).status_code
    assert HTTPStatus.NOT_FOUND == browser.get(case.path(case.secretariat)).status_code


def test_keys_rotate_and_the_oldest_retire(browser: httpx.Client, case: Case) -> None:
    """A link outlives two rotations, not a third; the keys' file is for its owner alone."""
    path = case.path()
    for _ in range(2):
        rotate()
        assert HTTPStatus.OK == browser.get(path).status_code
    rotate()
    assert HTTPStatus.NOT_FOUND == browser.get(path).status_code
    assert 3 == len(keys())
    assert 0o600 == (settings().home / "portal.keys").stat().st_mode & 0o777


def test_keys_are_never_readable_by_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is made for its owner alone, not closed afterwards; also where a crash left half of one open."""

    def nothing(*_: object) -> None:
        """Whoever relies on it leaves the file open."""

    monkeypatch.setattr(Path, "chmod", nothing)
    (home / "portal.part").touch()
    before = os.umask(0)
    try:
        keys()
        made = (home / "portal.keys").stat().st_mode
        rotate()
    finally:
        os.umask(before)
    assert (0o600, 0o600) == (made & 0o777, (home / "portal.keys").stat().st_mode & 0o777)


def test_a_deputy_who_handed_over_is_told_so(browser: httpx.Client, case: Case) -> None:
    """The link is genuine, the post is not theirs any more; the successor answers by a link of their own."""
    with transaction() as session:
        contact = session.get_one(FocalPoint, int(case.primary.partition(":")[2]))
        contact.valid_to = date(2026, 3, 3)
        session.add(contact)
    told = browser.get(case.path())
    assert HTTPStatus.FORBIDDEN == told.status_code
    assert "diserahterimakan" in told.text
    assert HTTPStatus.OK == browser.get(case.path(case.secretariat)).status_code


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


def mails(number: str) -> dict[str, set[str]]:
    """The doors' addresses in all mails about the complaint, by person."""
    linked: dict[str, set[str]] = {}
    with reading() as session:
        complaint = matter_by_number(session, number)
        written = select(Letter).where(Letter.matter_id == complaint.id, Letter.delivery == Delivery.EMAIL)
        for letter in session.exec(written):
            message = message_from_bytes(compose(session, letter).message, policy=policy.default)
            body = message.get_body(("plain",))
            found = re.findall(
                r"https://portal[.]example[.]org(/p/[\w.-]+)", body.get_content() if body else ""
            )
            linked.setdefault(letter.person, set()).update(found)
    return linked


def test_without_a_portal_mails_carry_no_link(case: Case) -> None:
    """Answers then come by mail or on paper."""
    assert {case.primary, case.secretariat} < set(found := mails(case.number))
    assert not any(found.values())


def test_a_mail_carries_its_readers_own_link(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who can answer for the institution have one; reporter, inspectorate and officers have none."""
    monkeypatch.setenv("NARAHUBUNG_PORTAL_URL", "https://portal.example.org/")
    settings.cache_clear()
    linked = {person: found for person, found in mails(case.number).items() if found}
    assert {case.primary: {case.path()}, case.secretariat: {case.path(case.secretariat)}} == linked


def test_the_reporters_name_is_in_no_page_and_no_address(browser: httpx.Client, case: Case) -> None:
    """Also where the request itself names the reporter."""
    with reading() as session:
        complaint = session.exec(select(Matter)).one()
        assert Confidentiality.CONFIDENTIAL is complaint.confidentiality
    pages = [browser.get(case.path(person)).text for person in (case.primary, case.secretariat)]
    assert not [page for page in pages if "Rahmat" in page]


def test_links_are_listed_withdrawn_and_renewed(browser: httpx.Client, case: Case) -> None:
    """`narahubung links`: as an administrator does it."""
    listed = running.told("links", "list", case.number)
    assert [(sample.HEALTH, "clarification", "answer")] == [
        (row["institution"], row["purpose"], row["standing"]) for row in listed
    ]
    running.said("links", "rotate")
    assert HTTPStatus.OK == browser.get(case.path()).status_code
    running.said("links", "revoke", case.number, "--institution", sample.HEALTH, "--by", sample.HEAD)
    assert HTTPStatus.NOT_FOUND == browser.get(case.path()).status_code
    assert "revoked" in running.said("links", "list", case.number)
    assert "nothing has been asked of it yet" in running.refused(
        "links", "revoke", case.number, "--institution", sample.LAND
    )


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


def test_a_contact_of_another_institution_comes_through(browser: httpx.Client, case: Case) -> None:
    """A rule of routing gave them the track: their letter has a link, and it opens; others there have none."""
    with transaction() as session:
        land = institution_by_code(session, sample.LAND)
        found = session.exec(select(FocalPoint).where(FocalPoint.institution_id == land.id)).all()
        elsewhere = next(row for row in found if row.role is FocalRole.PRIMARY)
        track = session.exec(select(Forwarding)).one()
        track.focal_point_id = elsewhere.id
        session.add(track)
        letter = session.exec(select(Letter).where(Letter.person == case.primary)).first()
        assert letter is not None
        session.expunge(letter)
        letter.person = f"focal_point:{elsewhere.id}"
        assert Pass(case.door_id, letter.person) == leads_to(session, letter)
    assert HTTPStatus.OK == browser.get(case.path(letter.person)).status_code
    assert HTTPStatus.NOT_FOUND == browser.get(case.path(f"institution:{land.id}")).status_code


def test_a_shut_door_opens_to_new_links_only(browser: httpx.Client, case: Case) -> None:
    """`links renew`: what was shut stays shut for whoever holds the old link, who is told what a wrong link is told."""
    running.said("links", "revoke", case.number, "--by", sample.HEAD)
    wrong = browser.get(wrong_links(case)["forged"]).text
    assert "1 door(s) open to new links" in running.said("links", "renew", case.number)

    old, new = browser.get(case.path()), browser.get(links().path(Pass(case.door_id, case.primary, 1)))
    assert (HTTPStatus.NOT_FOUND, wrong) == (old.status_code, old.text)
    assert HTTPStatus.OK == new.status_code
    assert HTTPStatus.NOT_FOUND == browser.get(links().path(Pass(case.door_id, case.primary, 2))).status_code


def test_who_is_asked_again_has_a_new_link(browser: httpx.Client, case: Case) -> None:
    """A letter that asks for an answer leads to a door, also where the one before was shut; its links stay dead."""
    with transaction() as session:
        doors.revoke(session, session.get_one(Door, case.door_id), sample.NOW, by=sample.HEAD)
    decide(
        case.number,
        {"decision": "send_second_request", "institution": sample.HEALTH, "text": "Mohon dijawab."},
        day=6,
    )
    with reading() as session:
        letters = select(Letter).where(Letter.person == case.primary).order_by(col(Letter.id).desc())
        newest = session.exec(letters).first()
        assert newest is not None
        leads = leads_to(session, newest)
    new = Pass(case.door_id, case.primary, 1)
    assert new == leads
    assert HTTPStatus.OK == browser.get(links().path(new)).status_code
    assert HTTPStatus.NOT_FOUND == browser.get(case.path()).status_code


def test_a_door_that_has_ended_shows_only_receipts(browser: httpx.Client, case: Case) -> None:
    """Neither what was asked nor what came in; the receipts stay, with how many files there were, and no file."""
    send(browser, case.path(), ReplyKind.ANSWER, text="Jawaban.", file=PDF)
    receipt = "/tanda-terima/1"
    assert HTTPStatus.OK == browser.get(f"{case.path()}/lampiran/1").status_code
    closed(case, sample.NOW + timedelta(days=10))

    page = browser.get(case.path()).text
    assert "tidak ada lagi yang kami mohon" in page
    assert "000001/TT/2026" in page
    assert ASKED not in page
    assert HTTPStatus.OK == browser.get(case.path() + receipt).status_code
    assert HTTPStatus.NOT_FOUND == browser.get(f"{case.path()}/lampiran/1").status_code


def test_an_expired_link_is_no_link(browser: httpx.Client, case: Case) -> None:
    """Ninety days after the closing, or as many as an office sets, it is answered like a wrong one."""
    wrong = browser.get(wrong_links(case)["forged"]).text
    closed(case, sample.NOW + timedelta(days=10))
    for days, status in ((100, HTTPStatus.OK), (101, HTTPStatus.NOT_FOUND)):
        with transaction() as session:
            business_time.move(session, sample.NOW + timedelta(days=days), datetime.now(UTC), pace=0)
        shown = browser.get(case.path())
        assert status == shown.status_code, days
    assert wrong == shown.text


def closed(case: Case, at: datetime) -> None:
    """The complaint was closed then."""
    with transaction() as session:
        matter = matter_by_number(session, case.number, to_change=True)
        matter.stage, matter.closed_at = Stage.CLOSED, at
        session.add(matter)
