"""How links of the institutions' door end, and who has a new one: revoked, retired keys, doors shut or long over."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx
from sqlmodel import col, select

from models.casework import business_time, doors
from models.casework.finding import matter_by_number
from models.codes import ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Stage
from models.tables import Door, Letter
from notifications.composing import leads_to
from notifications.links import Pass, keys, links, rotate
from tests import running, sample
from tests.at_the_door import ASKED, PDF, Case, browser as browser, case as case, decide, send, wrong_links


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
