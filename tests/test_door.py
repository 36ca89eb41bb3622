"""The institutions' door: a link opens one matter for one institution, and lets nothing else through."""

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import select

from models.casework import business_time, drafting
from models.casework.attachments import store_content
from models.casework.file import whole_file
from models.casework.finding import matter_by_number
from models.codes import FocalRole, ItemStatus, Purpose, ReplyKind
from models.database import reading, transaction
from models.settings import settings
from models.stages import Event, Stage
from models.tables import (
    Attachment,
    Clock,
    ClockState,
    Door,
    FocalPoint,
    Happening,
    Item,
    Letter,
    Submission,
    Words,
)
from notifications import planning
from notifications.links import Pass, links
from portal.file_views import file_view
from portal.uploads import take_back
from tests import sample
from tests.at_the_door import (
    PDF,
    Case,
    browser as browser,
    case as case,
    decide,
    events,
    person_of,
    send,
    ticket,
)


def test_opening_the_link_only_shows(browser: httpx.Client, case: Case) -> None:
    """What is asked, by when and why; the reporter is not named, and ten looks change nothing."""
    before = events(case.number)
    page = [browser.get(case.path()) for _ in range(10)][-1]
    assert HTTPStatus.OK == page.status_code
    assert "Permintaan klarifikasi" in page.text
    assert "rujukan" in page.text
    assert "Rahmat" not in page.text
    assert "sejak surat kami diterima" in page.text
    assert before == events(case.number)


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_speaks_both_languages(browser: httpx.Client, case: Case, language: str) -> None:
    """In the one in which the office writes to the reader, or as the reader chooses."""
    page = browser.get(case.path(), params={"bahasa": language}).text
    assert ("Request for clarification" in page) == (language == "en")
    assert f'<html lang="{language}">' in page


def test_an_answer_moves_the_complaint_on_and_has_a_receipt(browser: httpx.Client, case: Case) -> None:
    """The answer is in, with its file; the track has ended, the receipt has a number, and the mail says the same."""
    sent = send(browser, case.path(), ReplyKind.ANSWER, text="Rujukan terbit besok.", file=PDF)
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    receipt = browser.get(sent.headers["location"]).text
    assert "000001/TT/2026" in receipt
    assert [Event.ANSWERED, Event.TRACKS_ENDED] == events(case.number)[-2:]
    with transaction() as session:
        complaint = matter_by_number(session, case.number)
        assert Stage.EVALUATION is complaint.stage
        [said] = session.exec(select(Submission)).all()
        [kept] = session.exec(select(Attachment)).all()
        assert (said.person, "application/pdf", said.id) == (
            case.primary,
            kept.content_type,
            kept.submission_id,
        )
        planning.plan(session, complaint.id, sample.NOW)
        thanks = session.exec(select(Letter).where(Letter.kind == "answer_received")).all()
        assert [case.primary] == [letter.person for letter in thanks]
    assert "Keterangan tambahan" in browser.get(case.path()).text


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


def test_receipt_confirmed_starts_the_term(browser: httpx.Client, case: Case) -> None:
    """The law counts from receipt: the page then shows the date and how it was reached."""
    sent = send(browser, case.path(), ReplyKind.ACKNOWLEDGEMENT, on="2026-03-05")
    assert HTTPStatus.SEE_OTHER == sent.status_code
    with reading() as session:
        clock = session.exec(select(Clock).where(Clock.key == "clarification_1")).one()
        assert (ClockState.RUNNING, date(2026, 3, 5)) == (clock.state, clock.started_on)
    page = browser.get(case.path()).text
    assert "Kamis, 19 Maret 2026" in page or "Maret 2026 pukul 23.59 WITA" in page
    assert "Cara menghitungnya" in page
    assert "acknowledgement-on" not in page


@pytest.mark.parametrize(
    ("on", "told"), [("2099-01-01", "belum tiba"), ("2020-01-01", "lebih awal"), ("x", "tidak dapat")]
)
def test_a_day_that_cannot_be_is_told_beside_its_field(
    browser: httpx.Client, case: Case, on: str, told: str
) -> None:
    """And nothing has happened."""
    before = events(case.number)
    refused = send(browser, case.path(), ReplyKind.ACKNOWLEDGEMENT, on=on)
    assert HTTPStatus.UNPROCESSABLE_ENTITY == refused.status_code
    assert told in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert before == events(case.number)


def test_receipt_that_is_known_is_not_asked_for(browser: httpx.Client, case: Case) -> None:
    """An officer has set the day: the term runs, and the page no longer asks."""
    assert "acknowledgement-on" in browser.get(case.path()).text
    with reading() as session:
        clock = session.exec(select(Clock.id).where(Clock.key == "clarification_1")).one()
    decide(
        case.number, {"decision": "set_receipt", "clock": clock, "on": "2026-03-06", "note": "Kurir."}, day=5
    )
    assert "acknowledgement-on" not in browser.get(case.path()).text


def test_more_time_is_the_examiners_to_give(browser: httpx.Client, case: Case) -> None:
    """The request is noted with its days and its reason in the vault; the term stands until it is decided."""
    send(browser, case.path(), ReplyKind.ACKNOWLEDGEMENT)
    send(browser, case.path(), ReplyKind.EXTENSION, days="10", reason="Arsip sedang dipindahkan.")
    with reading() as session:
        asked = session.exec(select(Happening).where(Happening.event == Event.EXTENSION_ASKED)).one()
        assert (10, sample.HEALTH) == (asked.facts["days"], asked.facts["institution"])
        [words_id, _] = asked.words[0]
        assert "Arsip sedang dipindahkan." == session.get_one(Words, words_id).text
        assert 0 == session.exec(select(Clock).where(Clock.key == "clarification_1")).one().extension


def test_not_ours_and_a_colleague_are_noted_for_the_examiner(browser: httpx.Client, case: Case) -> None:
    """Neither moves anything; the colleague is an entry that the office has to confirm."""
    send(
        browser,
        case.path(),
        ReplyKind.NOT_OURS,
        reason="Rumah sakit itu milik provinsi.",
        whose="Dinkes Provinsi",
    )
    send(
        browser,
        case.path(),
        ReplyKind.COLLEAGUE,
        name="Norhasanah",
        email="norhasanah@dinkes.example",
        position="Kabid",
    )
    assert [Event.DISOWNED, Event.COLLEAGUE_NAMED] == events(case.number)[-2:]
    with reading() as session:
        assert Stage.CLARIFICATION is matter_by_number(session, case.number).stage
        named = session.exec(select(FocalPoint).where(FocalPoint.name == "Norhasanah")).one()
        assert "norhasanah@dinkes.example" == named.email


def test_evidence_is_reported_item_by_item(browser: httpx.Client, case: Case) -> None:
    """The door for corrective actions: its own link, the institution's own items, evidence tied to its item."""
    send(browser, case.path(), ReplyKind.ANSWER, text="Benar, rujukan terlambat.")
    decide(
        case.number,
        {"decision": "start_drafting"},
        {"decision": "ask_review"},
        {"decision": "approve_review"},
        {
            "decision": "issue_found",
            "found": ["protracted_delay"],
            "items": f"{sample.HEALTH}: Menerbitkan rujukan\n{sample.HEALTH}: Menetapkan jangka waktu",
            "text": "Terlambat.",
        },
        day=6,
    )
    with reading() as session:
        door = session.exec(select(Door).where(Door.purpose == Purpose.CORRECTIVE_ACTION)).one()
    path = links().path(Pass(door.id or 0, case.primary))
    page = browser.get(path).text
    assert "Menerbitkan rujukan" in page
    assert "Pelaksanaan tindakan korektif" in page
    assert "Untuk hal ini tidak ada lagi" in browser.get(case.path()).text

    sent = send(
        browser,
        path,
        ReplyKind.ITEM_REPORT,
        item="2",
        status="done",
        text="SK terbit.",
        file=PDF,
    )
    assert HTTPStatus.SEE_OTHER == sent.status_code, sent.text
    with reading() as session:
        item = session.exec(select(Item).where(Item.number == 2)).one()
        assert (ItemStatus.DONE, ItemStatus.NOT_STARTED) == (item.claimed, item.status)
        assert item.id == session.exec(select(Attachment.item_id)).one()
    wrong = send(browser, path, ReplyKind.ITEM_REPORT, item="7", status="done")
    assert HTTPStatus.CONFLICT == wrong.status_code


def test_what_is_half_written_comes_back(browser: httpx.Client, case: Case) -> None:
    """Saved by the button, or by the page's script without a word; gone once it was sent."""
    given = ticket(browser.get(case.path()).text)
    saved = browser.post(
        f"{case.path()}/draf", data={"ticket": given, "form": "answer", "text": "Setengah jadi"}
    )
    assert HTTPStatus.SEE_OTHER == saved.status_code
    assert "Setengah jadi" in browser.get(case.path()).text
    quiet = browser.post(
        f"{case.path()}/draf",
        data={"ticket": given, "form": "answer", "text": "Hampir"},
        headers={"X-Draft": "1"},
    )
    assert HTTPStatus.NO_CONTENT == quiet.status_code
    assert "Hampir" in browser.get(case.path()).text
    send(browser, case.path(), ReplyKind.ANSWER, text="Selesai")
    assert "Hampir" not in browser.get(case.path()).text


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


def test_an_answer_after_the_term_is_still_taken(browser: httpx.Client, case: Case) -> None:
    """Late, and said to be; once the right counts as unused it comes as a supplement while it can still be weighed."""
    send(browser, case.path(), ReplyKind.ACKNOWLEDGEMENT, on="2026-03-05")
    with transaction() as session:
        business_time.move(session, datetime(2026, 4, 20, 2, tzinfo=UTC), datetime.now(UTC), pace=0)
    page = browser.get(case.path()).text
    assert "telah lewat" in page
    decide(
        case.number,
        {"decision": "send_second_request", "institution": sample.HEALTH},
        {"decision": "note_right_unused", "institution": sample.HEALTH},
        day=50,
    )
    page = browser.get(case.path()).text
    assert "Keterangan tambahan masih dapat disampaikan" in page
    sent = send(browser, case.path(), ReplyKind.SUPPLEMENT, text="Mohon maaf, terlambat.")
    assert HTTPStatus.SEE_OTHER == sent.status_code
    assert Event.SUPPLEMENTED is events(case.number)[-1]


def test_a_closed_complaint_asks_nothing_more(browser: httpx.Client, case: Case) -> None:
    """The link still opens, says so, and takes nothing."""
    given = ticket(browser.get(case.path()).text)
    decide(case.number, {"decision": "withdraw", "note": "Dicabut."}, day=6)
    assert "tidak ada lagi yang kami mohon" in browser.get(case.path()).text
    refused = send(browser, case.path(), ReplyKind.ANSWER, text="Jawaban.", given=given)
    assert HTTPStatus.CONFLICT == refused.status_code


def test_the_secretariat_signs_with_a_name(browser: httpx.Client, case: Case) -> None:
    """A link that is the institution's asks who answers; the name stands below the words, in the vault."""
    page = browser.get(case.path(case.secretariat)).text
    assert 'name="signed"' in page
    assert 'name="signed"' not in browser.get(case.path()).text
    send(browser, case.path(case.secretariat), ReplyKind.ANSWER, text="Jawaban.", signed="Rusli, Sekretaris")
    with reading() as session:
        texts = session.exec(select(Words.text)).all()
    assert "Jawaban.\n\nRusli, Sekretaris" in texts


def test_the_office_reads_who_answered(browser: httpx.Client, case: Case) -> None:
    """In the file: by name, with the receipt beside the attachment."""
    send(browser, case.path(), ReplyKind.ANSWER, file=PDF, text="Sudah terbit.")
    with reading() as session:
        complaint = matter_by_number(session, case.number)
        told = whole_file(session, complaint, sample.NOW, "id")
        assert any("Narahubung BJM-DINKES" in each["by"] for each in told["history"])
        view = file_view(session, complaint, sample.NOW, "id")
    assert ["000001/TT/2026"] == [each.split(",")[0] for each in view["receipts"].values()]


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


def test_a_colleague_named_twice_is_one_entry(browser: httpx.Client, case: Case) -> None:
    """Otherwise the directory could no longer tell which of the two is meant."""
    for _ in range(2):
        send(browser, case.path(), ReplyKind.COLLEAGUE, name="Norhasanah", email="norhasanah@dinkes.example")
    with reading() as session:
        assert 1 == len(session.exec(select(FocalPoint).where(FocalPoint.name == "Norhasanah")).all())


def test_the_institutions_own_word_is_its_evidence(browser: httpx.Client, case: Case) -> None:
    """Who set the day of receipt decides a dispute about the term."""
    send(browser, case.path(), ReplyKind.ACKNOWLEDGEMENT, on="2026-03-05")
    with reading() as session:
        clock = session.exec(select(Clock).where(Clock.key == "clarification_1")).one()
    assert "acknowledged" == clock.evidence
