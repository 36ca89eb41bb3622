"""A consultation or an emergency that becomes a complaint: what is known is there, and nobody is asked twice."""

from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, col, select

from models.casework import attachments, invariants, offers
from models.casework.file import whole_file
from models.casework.finding import matter_by_number
from models.casework.known import IDENTITY, Known, OnFile, on_file
from models.codes import Access, ReplyKind
from models.database import reading, transaction
from models.decisions.checklists import FormalItem as F
from models.settings import settings
from models.stages import Event, Stage, TrackStage
from models.tables import Clock, ClockState, Door, Forwarding, Letter, Matter, Reporter, ReporterRole
from tests import sample
from tests.at_a_question import (
    ANSWER,
    FORWARD,
    Form,
    desk,
    emergency as emergency,
    planned,
    question as question,
    said_of,
    web as web,
)
from tests.at_the_door import PDF, Case, decide, events, send

TURN: Form = {"decision": "turn_into_report"}
VERIFIED: tuple[Form, ...] = (
    {"decision": "pass_formal"},
    {"decision": "pass_material"},
    {"decision": "accept", "complexity": "light", "examiner": sample.EXAMINER},
)
ASK: Form = {
    "decision": "forward",
    "institution": sample.HEALTH,
    "at_once": True,
    "text": "Mohon klarifikasi tertulis.",
}


def filed(case: Case) -> None:
    """The reporter brings a paper."""
    with transaction() as session:
        stored = attachments.store_content("Kartu BPJS.pdf", PDF, settings().files)
        attachments.attach(session, matter_by_number(session, case.number), [stored], sample.NOW)


def known_of(case: Case) -> dict[F, OnFile]:
    """What the formal check finds on file."""
    with reading() as session:
        return dict(on_file(session, matter_by_number(session, case.number)))


def open_terms(session: Session) -> set[str]:
    """The deadlines that are open."""
    return set(
        session.exec(select(Clock.key).where(col(Clock.state).in_((ClockState.RUNNING, ClockState.WAITING))))
    )


def track(session: Session) -> Forwarding:
    """The matter's only track."""
    return session.exec(select(Forwarding)).one()


def test_what_was_given_is_there_at_the_formal_check(web: httpx.Client, question: Case) -> None:
    """Who asked, what, with which papers, about whom; and what the institution answered."""
    filed(question)
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    with reading() as session:
        before = whole_file(session, matter_by_number(session, question.number), sample.NOW, "id")
    decide(question.number, TURN)
    with reading() as session:
        complaint = matter_by_number(session, question.number)
        after = whole_file(session, complaint, sample.NOW, "id")
        assert (Stage.FORMAL_CHECK, Access.REPORT) == (complaint.stage, complaint.access)
    kept = ("number", "reporters", "narrative", "subject", "expectation", "attachments", "institution", "event_on",
            "service", "confidentiality", "received_at")  # fmt: skip
    assert {name: before[name] for name in kept} == {name: after[name] for name in kept}
    assert before["history"] == after["history"][:-1]
    summary = desk(question)
    assert "**BJM-DINKES** – Dinas Kesehatan Kota Banjarmasin: Senin, 2 Maret 2026" in summary
    assert "- F2: ada" in summary
    assert "- F1: ada sebagian; belum ada: tempat lahir, tanggal lahir, pekerjaan, alamat" in summary
    assert "Rahmat" not in summary


def test_the_reporter_is_told_and_not_asked(question: Case) -> None:
    """One message that nothing needs to be sent again; no second receipt, no second number."""
    decide(question.number, TURN)
    planned(question.number)
    assert [("reporter", "progress")] == said_of(question.number)
    with reading() as session:
        assert ["receipt"] == list(session.exec(select(Letter.kind).where(Letter.kind == "receipt")))


def test_what_is_on_file_says_so_where_it_could_be_asked(question: Case) -> None:
    """It can be asked all the same, if what is there is wrong; before the formal check nothing is marked."""
    with reading() as session:
        assert not any("sudah ada" in each for each in missing(session, question))
    decide(question.number, TURN)
    with reading() as session:
        marked = {
            code for each, code in missing(session, question).items() if "sudah ada dalam berkas" in each
        }
        assert set(F) == set(missing(session, question).values())
    assert {F.IDENTITY_DOCUMENT, F.DESCRIPTION, F.WITHIN_TWO_YEARS, F.CONFIDENTIALITY} == marked


def missing(session: Session, case: Case) -> dict[str, str]:
    """What may be asked of the reporter, as the form shows it."""
    return dict(offers.offer(session, matter_by_number(session, case.number), "id").choices["missing"])


def test_what_was_asked_informally_ends(web: httpx.Client, question: Case) -> None:
    """No term of the question runs on, its door asks nothing more; the formal check's terms begin."""
    decide(question.number, TURN)
    with reading() as session:
        assert {"sla_verification_formal", "sla_verification_material"} == open_terms(session)
        assert TrackStage.RELEASED is track(session).stage
    assert "tidak ada lagi yang kami mohon" in web.get(question.path()).text


@pytest.mark.parametrize("answered", [True, False])
def test_the_same_institution_can_be_asked_as_a_complaint(
    web: httpx.Client, question: Case, answered: bool
) -> None:
    """Its earlier answer, or silence, stands in the way of nothing: the same door asks for a clarification now."""
    if answered:
        send(web, question.path(), ReplyKind.ACKNOWLEDGEMENT)
        send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    decide(question.number, TURN, *VERIFIED, ASK)
    page = web.get(question.path()).text
    assert "Permintaan klarifikasi" in page
    assert "Mohon klarifikasi tertulis." in page
    assert "acknowledgement-on" in page
    with reading() as session:
        assert (TrackStage.CLARIFICATION_1, None) == (track(session).stage, track(session).acknowledged_at)
        assert [question.door_id] == list(session.exec(select(Door.id)))
    send(web, question.path(), ReplyKind.ANSWER, text="Klarifikasi kami.")
    assert [Event.ANSWERED, Event.TRACKS_ENDED] == events(question.number)[-2:]


def test_who_was_only_asked_a_question_hears_no_more(web: httpx.Client, question: Case) -> None:
    """A complaint that never comes to the institution is none of its business, however it ends."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    decide(question.number, TURN, {"decision": "withdraw", "note": "Sudah jelas."})
    planned(question.number)
    assert {"reporter", "intake_unit"} == {role for role, _ in said_of(question.number)}


def test_an_emergency_becomes_a_report_alike(web: httpx.Client, emergency: Case) -> None:
    """Its institution's answer is known at the formal check, and it can be forwarded there."""
    send(web, emergency.path(), ReplyKind.ANSWER, text="Pasien sudah dirawat.")
    decide(emergency.number, TURN)
    assert "**BJM-DINKES**" in desk(emergency)
    decide(emergency.number, *VERIFIED, ASK)
    with reading() as session:
        assert TrackStage.CLARIFICATION_1 is track(session).stage


def test_an_answered_consultation_can_still_become_a_complaint(web: httpx.Client, question: Case) -> None:
    """As its letter says: opened again and verified, it is a report from then on."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    decide(
        question.number,
        {"decision": "answer_consultation"},
        {"decision": "reopen", "text": "Ingin melapor."},
        {"decision": "resume_at_verification"},
    )
    with reading() as session:
        complaint = matter_by_number(session, question.number)
        assert (Stage.FORMAL_CHECK, Access.REPORT) == (complaint.stage, complaint.access)
        assert TrackStage.RELEASED is track(session).stage
        assert [] == list(invariants.broken(session, complaint))


def test_two_questions_to_one_institution_break_nothing(web: httpx.Client, question: Case) -> None:
    """Asked, answered, asked again, turned: every invariant holds."""
    send(web, question.path(), ReplyKind.ANSWER, text=ANSWER)
    for form in (FORWARD, TURN):
        decide(question.number, form)
        with reading() as session:
            assert [] == list(invariants.broken(session, matter_by_number(session, question.number)))


def test_each_requirement_is_known_by_what_is_on_file(question: Case) -> None:
    """There, in part, not there, to be read, or not needed."""
    found = known_of(question)
    assert OnFile(Known.PART, IDENTITY) == found[F.IDENTITY]
    assert {F.POWER_OF_ATTORNEY, F.GROUP_STATEMENT} == {
        item for item, state in found.items() if state.known is Known.NOT_NEEDED
    }
    assert Known.READ is found[F.PRIOR_COMPLAINT].known
    with transaction() as session:
        reporter = session.exec(select(Reporter)).one()
        reporter.born_in, reporter.born_on, reporter.occupation = "Banjarmasin", date(1980, 1, 1), "Petani"
        reporter.address, reporter.identity_no, reporter.role = "Jalan Contoh", None, ReporterRole.PROXY
        session.exec(select(Matter)).one().event_on = None
    found = known_of(question)
    assert OnFile(Known.HERE) == found[F.IDENTITY]
    for item in (F.IDENTITY_DOCUMENT, F.POWER_OF_ATTORNEY, F.WITHIN_TWO_YEARS):
        assert Known.ABSENT is found[item].known
    filed(question)
    found = known_of(question)
    assert {Known.READ} == {found[item].known for item in (F.IDENTITY_DOCUMENT, F.POWER_OF_ATTORNEY)}


def test_nobody_on_file_is_known_to_be_nobody(database_url: str, home: Path) -> None:
    """A filing without a reporter and without a story."""
    with transaction() as session:
        sample.office(session)
        found = on_file(session, sample.lodged(session, reporters=[], narrative=""))
    assert {Known.ABSENT} == {found[item].known for item in (F.IDENTITY, F.IDENTITY_DOCUMENT, F.DESCRIPTION)}
