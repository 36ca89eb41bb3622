"""Consultations: an institution answers through its door, and whoever asked reads it as the institution's own word."""

from http import HTTPStatus

import httpx
import pytest
from sqlmodel import col, select

from models.casework import offers
from models.casework.errors import AlreadyForwarded, Missing
from models.casework.file import whole_file
from models.casework.finding import matter_by_number
from models.codes import ReplyKind
from models.database import reading, transaction
from models.decisions import Decision, read_form
from models.settings import settings
from models.stages import Event, Stage, TrackStage
from models.tables import Clock, ClockState, Door, FocalPoint, Forwarding, Letter
from portal.door import door_app
from portal.file_views import file_view
from tests import sample
from tests.at_a_question import (
    ANSWER,
    FORWARD,
    desk,
    emergency as emergency,
    mail,
    offered,
    planned,
    question as question,
    said_of,
    stands,
    web as web,
)
from tests.at_the_api import bearing, key_of, say
from tests.at_the_door import PDF, Case, decide, events, send
from tests.web_server import served


def test_page_and_interface_ask_alike(web: httpx.Client, question: Case) -> None:
    """The question with the reporter masked; an answer is awaited, and may be passed on as it is."""
    page = web.get(question.path()).text
    told = bearing(web, key_of(sample.HEALTH)).get(f"/api/matters/{question.door_id}").json()
    assert ("Pertanyaan masyarakat", "answer", True) == (told["title"], told["standing"], told["passed_on"])
    assert {"acknowledgement", "answer", "colleague", "extension", "not_ours"} == set(told["can_be_said"])
    for kind in told["can_be_said"]:
        assert f'id="{kind}"' in page
    assert told["asked"] in page
    assert "Pertanyaan masyarakat" in page
    assert "sebagai jawaban instansi Bapak/Ibu" in page
    assert "Rahmat" not in page + str(told)
    english = web.get(question.path(), params={"bahasa": "en"}).text
    assert "A question from the public" in english
    assert "as the answer of your institution" in english


def test_the_mail_leads_to_the_answer(
    web: httpx.Client, question: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the letter says of the link is what the page offers."""
    monkeypatch.setenv("NARAHUBUNG_PORTAL_URL", "https://portal.example.org")
    settings.cache_clear()
    with reading() as session:
        words = mail(session, "consultation_forwarded")
    assert question.path() in words
    assert "melalui tautan di bawah ini atau dengan membalas" in words
    assert "mengonfirmasi penerimaan, menjawab, mengunggah bukti, memohon tambahan waktu" in words
    assert HTTPStatus.OK == web.get(question.path()).status_code


def test_an_answer_waits_for_the_officer(web: httpx.Client, question: Case) -> None:
    """The track has its answer and no term runs; the consultation stays open, and the reporter hears of no progress."""
    sent = send(web, question.path(), ReplyKind.ANSWER, text=ANSWER, file=PDF)
    assert "000001/TT/2026" in web.get(sent.headers["location"]).text
    planned(question.number)
    assert [("focal_point", "answer_received"), ("intake_unit", "office_task")] == said_of(question.number)
    with reading() as session:
        assert (Stage.CONSULTATION, TrackStage.ANSWERED) == stands(session, question)
        assert {"focal_point_ack": ClockState.MET, "consultation_answer": ClockState.MET} == dict(
            session.exec(select(Clock.key, Clock.state)).all()
        )
        assert ["office"] == offers.balls(session, matter_by_number(session, question.number))
        assert "000001/TT/2026" in mail(session, "answer_received")
        assert "Instansi telah menjawab konsultasi" in mail(session, "office_task")
    assert "Keterangan tambahan" in web.get(question.path()).text


def test_the_desk_shows_that_an_answer_has_arrived(web: httpx.Client, question: Case) -> None:
    """By institution and day; the words themselves are in the file, with who answered."""
    assert "Jawaban instansi" not in desk(question)
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER, file=PDF)
    assert "**BJM-DINKES** – Dinas Kesehatan Kota Banjarmasin: Senin, 2 Maret 2026; lampiran: 1" in desk(
        question
    )
    assert "tiga bulan" not in desk(question)
    with reading() as session:
        history = whole_file(session, matter_by_number(session, question.number), sample.NOW, "id")["history"]
    assert ([ANSWER], True) == (history[-1]["words"], "Narahubung BJM-DINKES" in history[-1]["by"])


def test_an_institutions_answer_is_passed_on_as_its_own(web: httpx.Client, question: Case) -> None:
    """With nothing written by the officer, whoever asked reads each answer under its institution's name."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER, file=PDF)
    send(web, question.path(), ReplyKind.SUPPLEMENT, text="Ralat: empat bulan.")
    decide(question.number, {"decision": "answer_consultation"})
    with reading() as session:
        complaint = matter_by_number(session, question.number)
        assert Stage.CLOSED is complaint.stage
        words = mail(session, "consultation_answer")
        page = file_view(session, complaint, sample.NOW, "id")
    assert "adalah jawaban instansi tersebut" in words
    assert (
        "Jawaban Dinas Kesehatan Kota Banjarmasin: > Surat rujukan berlaku tiga bulan. > > # Bukan judul"
        in words
    )
    assert "Ralat: empat bulan." in words
    assert "menyertakan dokumen" in words
    assert [sample.HEALTH] * 2 == page["file"]["history"][-1]["facts"]["passed_on"]


def test_the_officers_own_words_stand_alone(web: httpx.Client, question: Case) -> None:
    """Whatever the institution answered: what the officer wrote is what is sent."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    decide(question.number, {"decision": "answer_consultation", "text": "Berlaku tiga bulan sejak terbit."})
    with reading() as session:
        words = mail(session, "consultation_answer")
    assert "Berlaku tiga bulan sejak terbit." in words
    assert "jawaban instansi" not in words.lower()
    assert "Bukan judul" not in words


def test_nothing_is_no_answer(question: Case) -> None:
    """Without an institution's answer the officer has to write one."""
    with pytest.raises(Missing, match="text"):
        decide(question.number, {"decision": "answer_consultation"})
    assert Event.CONSULTATION_ANSWERED not in events(question.number)


def test_only_what_the_officer_could_read_is_passed_on(web: httpx.Client, question: Case) -> None:
    """What was added after the form was opened brings the form back; own words are not held up."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    with reading() as session:
        then = offers.about(session, matter_by_number(session, question.number))
    send(web, question.path(), ReplyKind.SUPPLEMENT, text="Ralat: empat bulan.")
    with reading() as session:
        now = offers.about(session, matter_by_number(session, question.number))
    assert not offers.unchanged(read_form({"decision": "answer_consultation"}), then, now)
    assert offers.unchanged(read_form({"decision": "answer_consultation", "text": "Tiga bulan."}), then, now)


def test_an_answer_by_telephone_is_written_down(question: Case) -> None:
    """The officer records it at the desk; it can be passed on as well."""
    decide(
        question.number, {"decision": "record_answer", "institution": sample.HEALTH, "text": "Tiga bulan."}
    )
    decide(question.number, {"decision": "answer_consultation"})
    with reading() as session:
        assert "Jawaban Dinas Kesehatan Kota Banjarmasin: > Tiga bulan." in mail(
            session, "consultation_answer"
        )


def test_not_ours_leads_to_another_institution(web: httpx.Client, question: Case) -> None:
    """Whoever disowns it is not reminded; released it hears so at its focal point, whose head never knew."""
    send(web, question.path(), ReplyKind.NOT_OURS, reason="Milik BPJS.")
    with reading() as session:
        assert ["office"] == offers.balls(session, matter_by_number(session, question.number))
    decide(
        question.number,
        {"decision": "release_track", "institution": sample.HEALTH, "note": "Bukan wewenangnya."},
    )
    assert [("focal_point", "released")] == said_of(question.number)
    assert "tidak ada lagi yang kami mohon" in web.get(question.path()).text
    decide(question.number, {**FORWARD, "institution": sample.LAND})
    with reading() as session:
        stages = session.exec(select(Forwarding.stage).order_by(col(Forwarding.id))).all()
    assert [TrackStage.RELEASED, TrackStage.FORWARDED] == list(stages)


def test_what_is_unanswered_is_not_asked_again(web: httpx.Client, question: Case) -> None:
    """One question at a time; after the answer there may be another, and the old answer answers nothing any more."""
    with pytest.raises(AlreadyForwarded):
        decide(question.number, FORWARD)
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    decide(question.number, {**FORWARD, "text": "Dan di luar kota?"})
    assert "Dan di luar kota?" in web.get(question.path()).text
    with pytest.raises(Missing):
        decide(question.number, {"decision": "answer_consultation"})


def test_a_colleague_and_a_receipt(web: httpx.Client, question: Case) -> None:
    """What an institution can say of a forwarding it can say of a question."""
    send(web, question.path(), ReplyKind.ACKNOWLEDGEMENT)
    send(web, question.path(), ReplyKind.COLLEAGUE, name="Norhasanah", email="norhasanah@dinkes.example")
    assert [Event.ACKNOWLEDGED, Event.COLLEAGUE_NAMED] == events(question.number)[-2:]
    assert "acknowledgement-on" not in web.get(question.path()).text
    assert 'id="answer"' in web.get(question.path()).text


def test_a_consultation_names_its_stand_ins_as_a_forwarding_does(database_url: str) -> None:
    """Where no contact is confirmed the office is told, and whoever stands in can answer."""
    with transaction() as session:
        sample.office(session)
        for row in session.exec(select(FocalPoint)):
            row.state = row.state.UNCONFIRMED
        number = sample.lodged(session, access="consultation").agenda_no
    decide(number, FORWARD)
    assert [Event.CONSULTATION_FORWARDED, Event.FOCAL_POINT_MISSING] == events(number)[-2:]
    with reading() as session:
        written = select(Letter.person).where(Letter.kind == "consultation_forwarded")
        assert {"focal_point", "institution"} == {each.partition(":")[0] for each in session.exec(written)}
        door = session.exec(select(Door)).one()
    case = Case(number, door.id or 0, "", f"institution:{door.institution_id}")
    with served(door_app()) as client:
        sent = send(client, case.path(case.secretariat), ReplyKind.ANSWER, text="Ya.", signed="Rusli, Kabag")
    assert HTTPStatus.SEE_OTHER == sent.status_code
    decide(number, {"decision": "answer_consultation"})
    with reading() as session:
        assert "> Ya. > > Rusli, Kabag" in mail(session, "consultation_answer")


def test_an_emergency_is_answered_by_interface(web: httpx.Client, emergency: Case) -> None:
    """What was done is told at once: no term, no receipt to confirm; the officer decides whether it is settled."""
    system = bearing(web, key_of(sample.HEALTH))
    told = system.get(f"/api/matters/{emergency.door_id}").json()
    assert ("Keadaan mendesak", "answer", False) == (told["title"], told["standing"], told["passed_on"])
    assert "Mohon penanganan segera" in told["asked"]
    assert ["answer", "colleague", "not_ours"] == told["can_be_said"]
    said = say(system, emergency.door_id, "answer", text="Pasien sudah dirawat.")
    assert HTTPStatus.CREATED == said.status_code, said.text
    with reading() as session:
        assert (Stage.RAPID_RESPONSE, TrackStage.ANSWERED) == stands(session, emergency)
    planned(emergency.number)
    assert ("reporter", "progress") in said_of(emergency.number)
    assert "supplement" in system.get(f"/api/matters/{emergency.door_id}").json()["can_be_said"]
    assert "Jawaban instansi" in desk(emergency)


def test_the_page_of_an_emergency_says_the_same(web: httpx.Client, emergency: Case) -> None:
    """The officer's note of the call is not shown."""
    page = web.get(emergency.path()).text
    assert "Keadaan mendesak" in page
    assert "Mohon penanganan segera" in page
    assert "Dihubungi pukul 10" not in page
    assert "acknowledgement-on" not in page
    assert Decision.RECORD_ANSWER in offered(emergency)
