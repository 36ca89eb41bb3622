"""Who holds a post, said through the door: one click with a second look, by those who may say it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx
import pytest
from sqlmodel import select

from models.casework import doors
from models.casework.finding import matter_by_number
from models.casework.network import succession
from models.codes import FocalRole, FocalState, ReplyKind
from models.database import reading, transaction
from models.stages import Event, Stage
from models.tables import Door, FocalPoint, Happening, Words
from tests import sample
from tests.at_the_door import events, person_of, send, ticket
from tests.at_the_network_door import (
    LAST_DAY,
    Asked,
    a_day_later,
    at,
    browser as browser,
    contact,
    doubted,
    here as here,
    newcomer,
    of,
    person,
    rotating,
)

FOLLOWS: Final[dict[str, Any]] = {
    "name": "Norhasanah",
    "email": "norhasanah@dinkes.example",
    "position": "Sekretaris",
}


def say(browser: httpx.Client, asked: Asked, who: str, about: str, **more: str) -> httpx.Response:
    """Somebody says that the focal point `about` holds the post."""
    given = ticket(browser.get(asked.path(who)).text)
    fields: dict[str, Any] = {"focal_point": about.partition(":")[2], **more}
    return send(browser, asked.path(who), ReplyKind.STILL_IN_POST, given=given, **fields)


def state(who: str) -> tuple[FocalState, str]:
    """How far a focal point can be relied on, and why."""
    with reading() as session:
        row = session.get_one(FocalPoint, int(who.partition(":")[2]))
        return row.state, row.evidence


def named(role: FocalRole, name: str = "Kepala Dinas") -> str:
    """One more contact of the health agency, with this role."""
    with transaction() as session:
        return f"focal_point:{newcomer(session, role, name).id}"


def test_one_click_and_a_second_look_confirm(browser: httpx.Client) -> None:
    """Opening shows, also the second step; the post confirms, and the door is at its end."""
    asked = doubted()
    before = events(asked.number)
    first = browser.get(asked.path()).text
    assert "Apakah Bapak/Ibu masih narahubung" in first
    assert "/still_in_post" not in first
    second = browser.get(asked.path(), params={"langkah": "pasti"}).text
    assert "/still_in_post" in second
    assert before == events(asked.number)

    sent = say(browser, asked, asked.primary, asked.primary)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    assert (FocalState.CONFIRMED, "link") == state(asked.primary)
    assert "000001/TT/2026" in browser.get(sent.headers["location"]).text
    assert "tidak ada lagi yang kami mohon" in browser.get(asked.path()).text
    with reading() as session:
        assert Stage.CLOSED is matter_by_number(session, asked.number).stage


def test_the_same_click_twice_is_one_confirmation(browser: httpx.Client) -> None:
    """A double click, a reload: the same receipt; a fresh page is told that nothing is asked."""
    asked = doubted()
    given = ticket(browser.get(asked.path()).text)
    about: dict[str, Any] = {"focal_point": asked.primary.partition(":")[2]}
    twice = [send(browser, asked.path(), ReplyKind.STILL_IN_POST, given=given, **about) for _ in range(2)]
    assert twice[0].headers["location"] == twice[1].headers["location"]
    assert 1 == events(asked.number).count(Event.FOCAL_POINT_CONFIRMED)


def test_the_head_may_say_so_and_a_deputy_may_not(browser: httpx.Client) -> None:
    """Head, superior and the institution's own address speak for it; a deputy may only name a successor."""
    asked = doubted()
    with reading() as session:
        deputy = person_of(session, FocalRole.ALTERNATE)
    page = browser.get(asked.path(deputy), params={"langkah": "pasti"}).text
    assert "/still_in_post" not in page
    assert "pimpinan instansi" in page
    assert HTTPStatus.CONFLICT == say(browser, asked, deputy, asked.primary).status_code
    head = named(FocalRole.HEAD)
    assert HTTPStatus.SEE_OTHER == say(browser, asked, head, asked.primary).status_code
    assert (FocalState.CONFIRMED, "institution") == state(asked.primary)


def test_the_secretariat_says_who_says_it(browser: httpx.Client) -> None:
    """By its general address, with a name, which is in the vault."""
    asked = doubted()
    assert 'name="signed"' in browser.get(asked.path(asked.secretariat), params={"langkah": "pasti"}).text
    assert "still_in_post-signed-salah" in say(browser, asked, asked.secretariat, asked.primary).text
    say(browser, asked, asked.secretariat, asked.primary, signed="Rusli, Sekretaris")
    assert (FocalState.CONFIRMED, "institution") == state(asked.primary)
    with reading() as session:
        assert "Rusli, Sekretaris" in session.exec(select(Words.text)).all()


def test_who_leaves_confirms_nobody(browser: httpx.Client) -> None:
    """Before a successor is named nobody can; then the successor, by their own link, though the post begins later."""
    asked = rotating(followed=False)
    page = browser.get(asked.path()).text
    assert "Siapa narahubung" in page
    assert HTTPStatus.CONFLICT == say(browser, asked, asked.primary, asked.primary).status_code
    assert HTTPStatus.CONFLICT == say(browser, asked, asked.secretariat, asked.primary).status_code
    with transaction() as session:
        matter = matter_by_number(session, asked.number, to_change=True)
        follows = newcomer(session)
        succession.name_successor(session, matter, follows.id, [], sample.NOW, by=sample.EXAMINER)
    successor = person("Norhasanah")
    assert HTTPStatus.CONFLICT == say(browser, asked, asked.primary, successor).status_code
    assert "Apakah Bapak/Ibu narahubung" in browser.get(asked.path(successor)).text
    assert HTTPStatus.SEE_OTHER == say(browser, asked, successor, successor).status_code
    assert (FocalState.CONFIRMED, "link") == state(successor)


def test_a_head_who_leaves_does_not_speak_for_the_successor(browser: httpx.Client) -> None:
    """Their role would let them; that they leave does not."""
    asked = rotating(followed=True)
    with transaction() as session:
        leaver = contact(session)
        leaver.role = FocalRole.HEAD
        session.add(leaver)
    assert HTTPStatus.CONFLICT == say(browser, asked, asked.primary, person("Norhasanah")).status_code


def test_who_has_left_is_told_so(browser: httpx.Client) -> None:
    """After the last day their link opens nothing; the successor's does."""
    asked = rotating(followed=True)
    a_day_later()
    told = browser.get(asked.path())
    assert HTTPStatus.FORBIDDEN == told.status_code
    assert "Norhasanah" not in told.text
    assert HTTPStatus.OK == browser.get(asked.path(person("Norhasanah"))).status_code


def test_a_later_post_opens_no_other_door(browser: httpx.Client) -> None:
    """Only where the successor is asked to confirm; once that is done, the link waits for the post's first day."""
    asked = rotating(followed=True)
    successor = person("Norhasanah")
    with transaction() as session:
        row = session.get_one(FocalPoint, int(successor.partition(":")[2]))
        row.valid_from = LAST_DAY + timedelta(days=1)
        session.add(row)
    say(browser, asked, successor, successor)
    before = doubted_again()
    assert HTTPStatus.FORBIDDEN == browser.get(before.path(successor)).status_code


def doubted_again() -> Asked:
    """A door of another matter, for the alternate."""
    with transaction() as session:
        matter = succession.ask_to_reconfirm(
            session, contact(session, FocalRole.ALTERNATE), sample.NOW, by=sample.EXAMINER
        )
        door = session.exec(select(Door).where(Door.matter_id == matter.id)).one()
        return Asked(matter.agenda_no, door.id or 0, "", "")


def test_only_whom_the_page_showed_is_confirmed(browser: httpx.Client) -> None:
    """The office named somebody else while the page stood open."""
    asked = doubted()
    given = ticket(browser.get(asked.path(asked.secretariat)).text)
    with transaction() as session:
        matter = matter_by_number(session, asked.number, to_change=True)
        succession.name_successor(session, matter, newcomer(session).id, [], sample.NOW, by=sample.EXAMINER)
    late = send(
        browser, asked.path(asked.secretariat), ReplyKind.STILL_IN_POST, given=given,
        focal_point=asked.primary.partition(":")[2], signed="Rusli",
    )  # fmt: skip
    assert HTTPStatus.CONFLICT == late.status_code
    assert Event.FOCAL_POINT_CONFIRMED not in events(asked.number)


def test_a_successor_is_proposed_and_not_written_to(browser: httpx.Client) -> None:
    """An entry that the office has to name; since when is a fact, who said it is in the vault."""
    asked = rotating(followed=False)
    path = asked.path(asked.secretariat)
    sent = send(browser, path, ReplyKind.SUCCESSOR, **FOLLOWS, since="2026-03-21", signed="Rusli, Sekretaris")
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    assert FocalState.PROPOSED is state(person("Norhasanah"))[0]
    with reading() as session:
        said = session.exec(select(Happening).where(Happening.event == Event.SUCCESSOR_PROPOSED)).one()
        assert ("2026-03-21", sample.HEALTH) == (said.facts["since"], said.facts["institution"])
        assert "Norhasanah" not in str(said.facts)
    assert HTTPStatus.FORBIDDEN != browser.get(path).status_code


@pytest.mark.parametrize(("name", "status"), [("Narahubung BJM-DINKES primary", 422), ("Norhasanah", 303)])
def test_a_duty_address_goes_with_the_post(browser: httpx.Client, name: str, status: int) -> None:
    """The leaver's address under a new name is a new entry; the leaver is no successor of their own."""
    asked = rotating(followed=False)
    with reading() as session:
        email = contact(session).email or ""
    sent = send(browser, asked.path(), ReplyKind.SUCCESSOR, name=name, email=email)
    assert status == sent.status_code
    if status == HTTPStatus.SEE_OTHER:
        assert asked.primary != person(name)


def test_after_the_term_the_answer_is_still_taken(browser: httpx.Client) -> None:
    """Also once the institution has been asked instead."""
    asked = doubted()
    late = sample.NOW + timedelta(days=60)
    with transaction() as session:
        succession.miss(session, matter_by_number(session, asked.number), "", late, by=sample.EXAMINER)
    at(late + timedelta(days=40))
    assert "telah lewat" in browser.get(asked.path()).text
    assert HTTPStatus.SEE_OTHER == say(browser, asked, asked.primary, asked.primary).status_code
    assert (FocalState.CONFIRMED, "link") == state(asked.primary)


def test_two_who_answer_at_once_are_one_answer(browser: httpx.Client) -> None:
    """The focal point and the head press at the same moment: one confirmation under the lock."""
    asked, head = doubted(), named(FocalRole.HEAD)

    def press(who: str) -> int:
        return say(browser, asked, who, asked.primary).status_code

    with ThreadPoolExecutor(2) as pair:
        statuses = sorted(pair.map(press, (asked.primary, head)))
    assert [HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT] == statuses
    assert 1 == events(asked.number).count(Event.FOCAL_POINT_CONFIRMED)


def test_links_that_are_not_theirs_open_nothing(browser: httpx.Client) -> None:
    """Forged, foreign, revoked: the page that everybody gets; a stranger's ticket says nothing."""
    asked, other = doubted(), doubted_again()
    stranger = asked.path(of(sample.LAND))
    forged = asked.path()[:-4] + "AAAA"
    assert [HTTPStatus.NOT_FOUND] * 2 == [browser.get(path).status_code for path in (stranger, forged)]
    about: dict[str, Any] = {"focal_point": asked.primary.partition(":")[2]}
    elsewhere = ticket(browser.get(other.path(asked.primary)).text)
    replayed = send(browser, asked.path(), ReplyKind.STILL_IN_POST, given=elsewhere, **about)
    assert HTTPStatus.CONFLICT == replayed.status_code
    given = ticket(browser.get(asked.path()).text)
    with transaction() as session:
        doors.revoke(session, session.get_one(Door, asked.door_id), sample.NOW, by=sample.HEAD)
    revoked = send(browser, asked.path(), ReplyKind.STILL_IN_POST, given=given, **about)
    assert HTTPStatus.NOT_FOUND == revoked.status_code
    assert Event.FOCAL_POINT_CONFIRMED not in events(asked.number)


def test_a_reconfirmation_that_was_called_off_asks_nothing(browser: httpx.Client) -> None:
    """A rotation settles the question: the old link says that nothing is asked, and shows nobody's entry."""
    asked = doubted()
    with transaction() as session:
        succession.note_rotation(
            session, contact(session), date(2026, 3, 20), datetime(2026, 3, 3, tzinfo=UTC), by=sample.EXAMINER
        )
    page = browser.get(asked.path(), params={"langkah": "pasti"}).text
    assert "tidak ada lagi yang kami mohon" in page
    assert "Apakah" not in page
