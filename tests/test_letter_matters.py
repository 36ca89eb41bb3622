"""What a letter calls the matter it is about, and what it asks: questions, emergencies, investigations, gatherings."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.casework import intake, law, vault
from models.casework.history import record
from models.casework.network.calling import RECONFIRM
from models.codes import Access, MatterKind as M, Party, RuleSet
from models.dates import Language
from models.stages import Event as E, Stage
from models.tables import Clock, ClockState, Happening, Letter, WordsKind
from notifications.addressees import INSTITUTION
from notifications.composing import envelope_of, wording_of
from notifications.context import context_of
from notifications.kinds import LetterKind as K
from notifications.letters import LETTERS
from notifications.planning import plan
from notifications.sample_events import CLOCK_EVENTS, happen, letters_about
from notifications.sample_network import undertake
from notifications.sample_occasions import kinds_of
from notifications.samples import NOW, sample, sample_database

ROOT = Path(__file__).parent.parent
OF_INVESTIGATIONS = [
    event
    for event, row in LETTERS.items()
    if row
    and event not in CLOCK_EVENTS
    and kinds_of(event)[0] is M.COMPLAINT
    and event is not E.LETTER_FAILED
]


def one_line(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.timeout(180)
def test_an_investigation_by_own_initiative_is_nobodys_report(language: Language) -> None:
    """No institution reads of a complaint by the public, nor who gave the information, open or not."""
    told = re.compile(
        {"id": "laporan masyarakat", "en": r"\b(a|the|this) complaint\b"}[language], re.IGNORECASE
    )
    with sample_database() as session:
        for event in OF_INVESTIGATIONS:
            made = sample(session, language=language)
            made.complaint.access = Access.OWN_INITIATIVE
            happening = happen(made, event, LETTERS[event][0].kind)
            if made.complaint.access is Access.OWN_INITIATIVE:
                plan(session, happening.matter_id, NOW, limit=1000)
                for letter in session.exec(select(Letter).where(Letter.happening_id == happening.id)):
                    if letter.role in INSTITUTION:
                        letter.language = language
                        words = wording_of(context_of(session, letter))
                        said = one_line(f"{words.subject} {words.text}")
                        assert not told.search(said), f"{event.value}: {letter.kind}"
                        assert "Siti Rukmana" not in said, f"{event.value}: {letter.kind}"
            session.rollback()


def test_a_letter_about_an_investigation_says_what_it_is(session: Session) -> None:
    """By its official name, with its number."""
    made = sample(session)
    made.complaint.access = Access.OWN_INITIATIVE
    letter = letters_about(made, E.CLARIFICATION_REQUESTED, K.CLARIFICATION_1)[0]
    text = one_line(envelope_of(session, letter).text)

    assert "Investigasi Atas Prakarsa Sendiri nomor: 0042/LM/III/2026/BJM" in text
    assert "Dalam rangka Investigasi Atas Prakarsa Sendiri tersebut di atas" in text


def test_a_question_to_an_institution_says_by_when_it_is_to_be_answered(session: Session) -> None:
    """Not only by when it is to be acknowledged; the answer ends that term."""
    made = sample(session)
    [letter] = letters_about(made, E.CONSULTATION_FORWARDED, K.CONSULTATION_FORWARDED)
    text = one_line(envelope_of(session, letter).text)

    assert "Jawaban kami mohon paling lambat Senin, 16 Maret 2026." in text
    [clock] = session.exec(select(Clock).where(Clock.key == "consultation_answer")).all()
    assert ClockState.RUNNING is clock.state
    record(session, made.complaint, E.ANSWERED, NOW, by="x", forwarding=made.track)
    assert ClockState.MET is clock.state


def test_a_term_that_no_receipt_starts_is_not_said_to_start_with_one(session: Session) -> None:
    """Once a question is acknowledged, the term of its answer has been running since it was asked."""
    made = sample(session)
    letters_about(made, E.CONSULTATION_FORWARDED, K.CONSULTATION_FORWARDED)
    facts = {"receipt": "000001/TT/2026", "sender": "focal_point:1"}
    happening = record(
        session, made.complaint, E.ACKNOWLEDGED, NOW, by="x", forwarding=made.track, facts=facts
    )
    plan(session, made.complaint.id, NOW, limit=1000)
    written = session.exec(select(Letter.kind).where(Letter.happening_id == happening.id)).all()

    assert {K.ANSWER_RECEIVED.value, K.OFFICE_NOTICE.value} == set(written)


@pytest.mark.parametrize(
    ("event", "kind"),
    [(E.CONSULTATION_ANSWERED, K.CONSULTATION_ANSWER), (E.CARBON_COPY_NOTED, K.COPY_NOTED)],
)
def test_whoever_asked_or_sent_a_copy_is_no_reporter(session: Session, event: E, kind: K) -> None:
    """They have contacted the office; their matter has an agenda number."""
    [letter] = letters_about(sample(session), event, kind)
    text = one_line(envelope_of(session, letter).text)

    assert "Nomor agenda: 000123.2026" in text
    assert "karena pernah menghubungi kami" in text
    assert "Pelapor" not in text


def test_an_emergency_letter_says_what_is_needed(session: Session) -> None:
    """In the officer's words, masked like every notice; what the officer noted about the call stays in the office."""
    made = sample(session)
    made.complaint.stage, made.complaint.access = Stage.RAPID_RESPONSE, Access.RAPID_RESPONSE
    made.track.institution_id = made.superior.id or 0
    intake.note_first_contact(
        session, made.complaint, made.institution.code, "Dihubungi pukul sepuluh.", NOW, by="x",
        text="Rawat inap bagi Siti Rukmana Dewi hari ini.",
    )  # fmt: skip
    plan(session, made.complaint.id, NOW)
    letter = session.exec(select(Letter).where(Letter.kind == K.RAPID_REQUEST.value)).first()
    assert letter is not None
    text = one_line(envelope_of(session, letter).text)

    assert "Menindaklanjuti kontak pertama mengenai hal itu, kami mohon: > Rawat inap bagi" in text
    assert "Siti" not in text
    assert "pukul sepuluh" not in text
    assert "melalui telepon mengenai" not in text


def test_only_requests_are_repeated_to_an_institution(session: Session) -> None:
    """Never a note that an officer kept with the same happening."""
    made = sample(session)
    words = [vault.keep(session, made.complaint, WordsKind.NOTE, "Kepala dinas sedang cuti.")]
    made.complaint.stage = Stage.RAPID_RESPONSE
    record(session, made.complaint, E.FIRST_CONTACT_MADE, NOW, by="x", forwarding=made.track, words=words)
    plan(session, made.complaint.id, NOW)
    letter = session.exec(select(Letter).where(Letter.kind == K.RAPID_REQUEST.value)).first()
    assert letter is not None
    text = one_line(envelope_of(session, letter).text)

    assert "cuti" not in text
    assert "kami mohon keadaan tersebut segera ditangani" in text


def test_a_promise_of_a_settlement_is_no_item_of_an_action_plan(session: Session) -> None:
    """That word belongs to gatherings."""
    letter = letters_about(sample(session), E.AGREED, K.AGREEMENT)[1]
    text = one_line(envelope_of(session, letter).text)

    assert "Butir kesepakatan 1." in text
    assert "rencana aksi" not in text


def test_minutes_name_the_institution_whose_figures_they_show(session: Session) -> None:
    """Its inspectorate gets them too, and does not read them as its own."""
    made = sample(session)
    happening: Happening = undertake(made, E.GATHERING_HELD, M.MONEV)
    plan(session, happening.matter_id, NOW, limit=1000)
    minutes = select(Letter).where(
        Letter.kind == K.GATHERING_MINUTES.value, Letter.role == Party.INSPECTORATE
    )
    text = one_line(envelope_of(session, session.exec(minutes).one()).text)

    assert "Yth. Inspektur Inspektorat Kabupaten Sungai Raya" in text
    assert "Kinerja Dinas Kependudukan dan Pencatatan Sipil Kabupaten Sungai Raya" in text
    assert "Kinerja instansi" not in text


def test_a_gathering_that_is_today_is_not_zero_days_away(session: Session) -> None:
    """A reminder that was late says so."""
    letter = letters_about(sample(session), E.REMINDED, K.REMINDER, M.MONEV)[0]
    context = context_of(session, letter)
    due = replace(context.dues[0], key="gathering", left=0)
    text = one_line(wording_of(replace(context, dues=[due])).text)

    assert "berikut, hari ini:" in text
    assert "0 hari lagi" not in text


def test_a_voluntary_commitment_is_followed_up_without_pressure(session: Session) -> None:
    """Nobody owes a signature: its letter has another subject than a term that was missed."""
    letter = letters_about(sample(session), E.ESCALATED, K.ESCALATION, M.COMMITMENT)[0]

    assert envelope_of(session, letter).subject.endswith("Tindak lanjut penandatanganan komitmen")
    assert Party.REPORTED_PARTY is not letter.role


def test_the_guide_names_the_term_of_reconfirmation() -> None:
    """As the table has it."""
    days = law.term(RECONFIRM, RuleSet.PO_58_2023).length

    assert f"asked again after {days} days" in (ROOT / "docs" / "directory.md").read_text(encoding="utf-8")
