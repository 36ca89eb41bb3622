"""The links of the institutions' door: who is sent one, who comes in by it, and the one page for all others."""

import os
import re
from datetime import date
from email import message_from_bytes, policy
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from models.casework.finding import institution_by_code, matter_by_number
from models.codes import FocalRole
from models.database import reading, transaction
from models.settings import settings
from models.stages import Event
from models.tables import Delivery, FocalPoint, Forwarding, Letter
from notifications.composing import compose, leads_to
from notifications.links import Pass, keys, rotate
from tests import sample
from tests.at_the_door import Case, browser as browser, case as case, events, wrong_links


def test_wrong_links_are_answered_alike(browser: httpx.Client, case: Case) -> None:
    """Forged, foreign, unknown: the same page, so that nothing can be learnt from trying; also for posts."""
    answers = {name: browser.get(path) for name, path in wrong_links(case).items()}
    assert {HTTPStatus.NOT_FOUND} == {answer.status_code for answer in answers.values()}
    assert 1 == len({answer.text for answer in answers.values()})
    posted = browser.post(f"{wrong_links(case)['forged']}/answer", data={"text": "x", "ticket": "y"})
    assert (HTTPStatus.NOT_FOUND, answers["forged"].text) == (posted.status_code, posted.text)
    assert Event.ANSWERED not in events(case.number)


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
