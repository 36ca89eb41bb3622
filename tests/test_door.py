"""The institutions' door: a link opens one matter for one institution, and lets nothing else through."""

from datetime import UTC, date, datetime
from http import HTTPStatus

import httpx
import pytest
from sqlmodel import select

from models.casework import business_time
from models.casework.file import whole_file
from models.casework.finding import matter_by_number
from models.codes import ItemStatus, Purpose, ReplyKind
from models.database import reading, transaction
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
from tests import sample
from tests.at_the_door import (
    PDF,
    Case,
    browser as browser,
    case as case,
    decide,
    events,
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
