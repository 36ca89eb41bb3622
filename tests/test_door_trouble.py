"""The institutions' door when things go wrong: two hands at one form, a full disk. Nothing is lost."""

import errno
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import httpx
import pytest

from models.casework import drafting
from models.casework.attachments import store_content
from models.codes import FocalRole, ReplyKind
from models.database import reading
from models.settings import settings
from models.stages import Event
from models.tables import (
    Door,
)
from portal.uploads import take_back
from tests.at_the_door import (
    PDF,
    Case,
    browser as browser,
    case as case,
    events,
    person_of,
    send,
    ticket,
)


def test_the_same_form_sent_twice_is_said_once(browser: httpx.Client, case: Case) -> None:
    """A double click, a reload, a slow line: one submission, the same receipt."""
    given = ticket(browser.get(case.path()).text)
    first = send(browser, case.path(), ReplyKind.ANSWER, text="Sudah.", given=given)
    again = send(browser, case.path(), ReplyKind.ANSWER, text="Sudah.", given=given)
    assert first.headers["location"] == again.headers["location"]
    assert 1 == events(case.number).count(Event.ANSWERED)


def test_the_second_of_two_deputies_is_told_and_loses_nothing(browser: httpx.Client, case: Case) -> None:
    """Both had the page open; what the second wrote is a draft, which can be sent as a supplement."""
    with reading() as session:
        alternate = person_of(session, FocalRole.ALTERNATE)
    second = ticket(browser.get(case.path(alternate)).text)
    send(browser, case.path(), ReplyKind.ANSWER, text="Jawaban pertama.")

    late = send(browser, case.path(alternate), ReplyKind.ANSWER, text="Jawaban kedua.", given=second)
    assert HTTPStatus.CONFLICT == late.status_code
    assert "sudah tidak diminta lagi" in late.text
    assert "Jawaban kedua." in late.text
    more = send(browser, case.path(alternate), ReplyKind.SUPPLEMENT, text="Jawaban kedua.")
    assert HTTPStatus.SEE_OTHER == more.status_code
    assert Event.SUPPLEMENTED is events(case.number)[-1]


def test_tabs_that_save_at_once_lose_nothing(browser: httpx.Client, case: Case) -> None:
    """Each form is kept, whichever comes first."""
    given = ticket(browser.get(case.path()).text)
    forms = ["answer", "not_ours", "colleague"] * 4

    def save(form: str) -> int:
        data = {"ticket": given, "form": form, "text": "a", "reason": "b", "name": "c"}
        return browser.post(f"{case.path()}/draf", data=data, headers={"X-Draft": "1"}).status_code

    with ThreadPoolExecutor(8) as tabs:
        assert {HTTPStatus.NO_CONTENT} == set(tabs.map(save, forms))
    with reading() as session:
        kept = drafting.kept(session, session.get_one(Door, case.door_id), case.primary)
    assert set(forms) == set(kept)


def test_a_stale_ticket_sends_nothing_and_loses_nothing(browser: httpx.Client, case: Case) -> None:
    """The form comes back with what was typed and a fresh ticket."""
    before = events(case.number)
    refused = send(browser, case.path(), ReplyKind.ANSWER, text="Panjang sekali.", given="abc.def")
    assert HTTPStatus.CONFLICT == refused.status_code
    assert "Panjang sekali." in refused.text
    assert before == events(case.number)
    assert (
        HTTPStatus.SEE_OTHER
        == send(
            browser, case.path(), ReplyKind.ANSWER, text="Panjang sekali.", given=ticket(refused.text)
        ).status_code
    )


def test_a_full_disk_is_told_and_loses_nothing(
    browser: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said without its file; what was written is kept, and the letter can still be answered."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("portal.uploads.store_content", full)
    refused = send(browser, case.path(), ReplyKind.ANSWER, text="Dengan lampiran.", file=PDF)
    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert "gangguan di pihak kami" in refused.text
    assert "Dengan lampiran." in browser.get(case.path()).text
    assert Event.ANSWERED not in events(case.number)


def test_no_room_for_what_is_being_read_is_told(
    browser: httpx.Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Larger files are put down while they are read: where there is no room for that, a page says so."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    given = ticket(browser.get(case.path()).text)
    with monkeypatch.context() as patched:
        patched.setattr("tempfile.SpooledTemporaryFile.rollover", full)
        large = PDF + bytes(2 << 20)
        refused = send(browser, case.path(), ReplyKind.ANSWER, given=given, text="Jawaban.", file=large)
    assert HTTPStatus.INSUFFICIENT_STORAGE == refused.status_code
    assert "penuh" in refused.text
    assert Event.ANSWERED not in events(case.number)
    assert (
        HTTPStatus.SEE_OTHER
        == send(browser, case.path(), ReplyKind.ANSWER, given=given, text="x").status_code
    )


def test_a_refused_reply_takes_no_file_of_anothers_with_it(browser: httpx.Client, case: Case) -> None:
    """Two deputies send the same letter at once: the one who stored it first is refused, and the file stays."""
    first = store_content("surat.pdf", PDF, settings().files)
    sent = send(browser, case.path(), ReplyKind.ANSWER, text="Jawaban.", file=PDF)
    assert HTTPStatus.SEE_OTHER == sent.status_code
    take_back([first], case.door_id, settings().files)
    assert PDF == browser.get(f"{case.path()}/lampiran/1").content

    alone = store_content("lain.pdf", PDF + b"lain", settings().files)
    take_back([alone], case.door_id, settings().files)
    assert [first.digest] == [kept.name for kept in settings().files.iterdir()]


def test_a_file_that_is_recorded_while_it_is_taken_back_stays(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another matter, so that no lock of this one holds it: the row is seen at the second look."""
    kept = store_content("surat.pdf", PDF, settings().files)
    looks = iter((set[str](), {kept.digest}))

    def named(*_: object) -> set[str]:
        return next(looks)

    monkeypatch.setattr("portal.uploads._named", named)
    take_back([kept], case.door_id, settings().files)
    assert [kept.digest] == [each.name for each in settings().files.iterdir()]


def test_two_forms_of_one_page_are_two_things(browser: httpx.Client, case: Case) -> None:
    """A page in two tabs: what is said in one form does not swallow what is said in another."""
    given = ticket(browser.get(case.path()).text)
    send(browser, case.path(), ReplyKind.NOT_OURS, given=given, reason="Milik provinsi.")
    send(browser, case.path(), ReplyKind.ANSWER, given=given, text="Jawaban.")
    assert {Event.DISOWNED, Event.ANSWERED} <= set(events(case.number))


def test_other_words_in_a_form_that_was_sent_are_not_thrown_away(browser: httpx.Client, case: Case) -> None:
    """Back, edit, send again: not the old receipt, but the words once more with a fresh ticket."""
    given = ticket(browser.get(case.path()).text)
    send(browser, case.path(), ReplyKind.NOT_OURS, given=given, reason="Milik provinsi.")
    again = send(browser, case.path(), ReplyKind.NOT_OURS, given=given, reason="Milik kementerian.")
    assert HTTPStatus.CONFLICT == again.status_code
    assert "Milik kementerian." in again.text
    assert 1 == events(case.number).count(Event.DISOWNED)


def test_a_save_that_comes_after_its_form_is_no_draft(browser: httpx.Client, case: Case) -> None:
    """On a slow line the page's save may arrive after the answer itself."""
    given = ticket(browser.get(case.path()).text)
    send(browser, case.path(), ReplyKind.ANSWER, given=given, text="Selesai.")
    browser.post(f"{case.path()}/draf", data={"ticket": given, "form": "answer", "text": "Selesai."})
    assert "Belum ada yang dikirim" not in browser.get(case.path()).text
