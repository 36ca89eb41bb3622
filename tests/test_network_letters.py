"""The letters of the network of focal points: their words, whom they reach, and where their links lead."""

import re
from datetime import date
from email import message_from_bytes
from itertools import product
from typing import get_args

import pytest
from sqlmodel import Session, col, select

from models.casework import focal_points
from models.casework.network import succession
from models.codes import FocalRole, FocalState, MatterKind as M, Party, Purpose
from models.dates import Language
from models.stages import Event as E
from models.tables import Commitment, Door, Gathering, Happening, Letter
from notifications.composing import compose, envelope_of, leads_to, wording_of
from notifications.context import context_of
from notifications.kinds import LetterKind as K
from notifications.letters import LETTERS
from notifications.planning import plan
from notifications.printing import page
from notifications.sample_events import letters_about
from notifications.sample_network import undertake
from notifications.sample_occasions import kinds_of
from notifications.sample_openings import HEALTH, contact
from notifications.samples import NOW, Sample, sample, sample_database
from tests.test_composing import NASTY

OF_COMPLAINTS = re.compile(
    r"\b(laporan|pelapor|terlapor|complaints?|reporters?|reported party)\b", re.IGNORECASE
)
OCCASIONS = [
    (event, kind) for event in E for kind in kinds_of(event) if kind is not M.COMPLAINT and LETTERS[event]
]


def letters_of(session: Session, happening: Happening) -> list[Letter]:
    """Every letter about it, to whomever."""
    plan(session, happening.matter_id, NOW, limit=1000)
    found = select(Letter).where(Letter.happening_id == happening.id)
    return list(session.exec(found.order_by(col(Letter.id))))


def the(made: Sample, event: E, kind: K, within: M) -> Letter:
    """The first letter of the kind, to the sample's institution."""
    return letters_about(made, event, kind, within)[0]


@pytest.mark.parametrize("kind", sorted({kind for _, kind in OCCASIONS}))
@pytest.mark.timeout(180)
def test_nobody_is_told_of_a_complaint_where_there_is_none(kind: M) -> None:
    """In whatever is sent about an undertaking, to anybody, on paper or by mail, nobody complains of anybody."""
    with sample_database() as session:
        for event in [event for event, within in OCCASIONS if within is kind]:
            letters = letters_of(session, undertake(sample(session), event, kind))
            assert letters or event is E.ESCALATED  # some rungs act, and write nothing themselves
            for letter, language in product(letters, get_args(Language)):
                letter.language = language
                words = wording_of(context_of(session, letter))
                said = f"{words.subject}\n{words.text}\n{page(session, letter.id or 0)}"
                assert [] == OF_COMPLAINTS.findall(said), f"{event.value}: {letter.kind}"
            session.rollback()


def test_the_successor_is_asked_before_the_first_day(session: Session) -> None:
    """Whoever follows is not in post yet, and is asked all the same; nobody else is asked in their stead."""
    letter = the(sample(session), E.SUCCESSOR_NAMED, K.APPOINTED, M.ROTATION)

    assert "Nurhayati Latifah" == context_of(session, letter).to.name
    assert "mulai 1 April 2026" in envelope_of(session, letter).text


def test_who_leaves_learns_who_follows(session: Session) -> None:
    """Where that is known already, the institution's head is not asked for it."""
    made = sample(session)
    alternate = contact(made, FocalRole.ALTERNATE)
    matter = succession.note_rotation(
        session, contact(made), date(2026, 3, 31), NOW, by="x", successor=alternate
    )
    plan(session, matter.id, NOW)
    rows = session.exec(select(Letter).where(Letter.matter_id == matter.id)).all()

    assert K.SUCCESSOR_ASKED.value not in {row.kind for row in rows}
    [farewell] = [row for row in rows if row.kind == K.FAREWELL.value]
    assert "Bambang Iriansyah" in envelope_of(session, farewell).text


def test_the_head_hears_who_follows_where_the_office_knows(session: Session) -> None:
    """And can say that it is wrong; the inspectorate and the head of the office hear of the rotation too."""
    made = sample(session)
    alternate = contact(made, FocalRole.ALTERNATE)
    matter = succession.note_rotation(
        session, contact(made), date(2026, 3, 31), NOW, by="x", successor=alternate
    )
    plan(session, matter.id, NOW)
    noted = select(Happening.id).where(Happening.matter_id == matter.id, Happening.event == E.ROTATION_NOTED)
    rows = session.exec(select(Letter).where(col(Letter.happening_id).in_(noted))).all()

    [notice] = [row for row in rows if row.kind == K.INSTITUTION_NOTICE.value]
    said = " ".join(envelope_of(session, notice).text.split())
    assert "Kami mencatat Bambang Iriansyah (Kepala Subbagian Umum) menggantikan Gusti Fahriani" in said
    assert "mulai Rabu, 1 April 2026. Apabila keliru, mohon kami dikabari." in said
    notice.language = "en"
    english = " ".join(wording_of(context_of(session, notice)).text.split())
    assert "Bambang Iriansyah (Kepala Subbagian Umum) follows Gusti Fahriani" in english
    assert {Party.INSPECTORATE, Party.OFFICE_HEAD} <= {row.role for row in rows}


def test_a_rotation_is_known_above_and_in_the_office(session: Session) -> None:
    """DOMAIN 6: the nominating head is asked, the inspectorate has a copy, the head of the office is told."""
    letters = letters_of(session, undertake(sample(session), E.ROTATION_NOTED, M.ROTATION))

    told = {(letter.kind, letter.role) for letter in letters}
    assert {(K.CARBON_COPY.value, Party.INSPECTORATE), (K.OFFICE_NOTICE.value, Party.OFFICE_HEAD)} <= told


def test_an_invitation_is_known_above_and_once_in_the_office(session: Session) -> None:
    """The inspectorate has a copy of each invitation; the head of the office hears of the gathering, not of each."""
    made = sample(session)
    matter_id = undertake(made, E.INVITED, M.MONEV).matter_id
    plan(session, matter_id, NOW, limit=1000)
    invited = select(Happening.id).where(Happening.matter_id == matter_id, Happening.event == E.INVITED)
    rows = session.exec(select(Letter).where(col(Letter.happening_id).in_(invited))).all()

    assert K.CARBON_COPY.value in [row.kind for row in rows if row.role is Party.INSPECTORATE]
    [notice] = [row for row in rows if row.role is Party.OFFICE_HEAD]
    assert "Aula Perwakilan" in wording_of(context_of(session, notice)).text


def test_a_question_that_another_one_overtakes_is_not_called_off_by_letter(session: Session) -> None:
    """Who leaves was just being asked whether they stay: they get the farewell alone."""
    made = sample(session)
    asked = succession.ask_to_reconfirm(session, contact(made), NOW)
    succession.note_rotation(session, contact(made), date(2026, 3, 31), NOW, by="x")
    plan(session, None, NOW)

    kinds = {row.kind for row in session.exec(select(Letter).where(Letter.matter_id == asked.id))}
    assert kinds == {K.RECONFIRMATION.value, K.OFFICE_NOTICE.value}


def test_the_absent_are_led_to_where_they_name_their_focal_point(session: Session) -> None:
    """Also once the others have agreed on a plan, whose door is another one."""
    made = sample(session)
    undertake(made, E.PLAN_AGREED, M.MONEV)
    row = session.exec(select(Letter)).all()
    plan(session, None, NOW, limit=1000)
    follow_up = session.exec(select(Letter).where(Letter.kind == K.ABSENCE_FOLLOW_UP.value)).first()

    assert row == []
    assert follow_up is not None
    leads = leads_to(session, follow_up)
    assert leads is not None
    assert Purpose.ATTENDANCE is session.get_one(Door, leads.door_id).purpose


def test_the_words_of_an_obstacle_stay_with_whom_it_concerns(session: Session) -> None:
    """Everybody sees the category; what one institution's obstacle is, its own people and the office."""
    letters = letters_about(sample(session), E.PLAN_AGREED, K.ACTION_PLAN, M.MONEV)
    told = {
        context_of(session, letter).to_institution: envelope_of(session, letter).text for letter in letters
    }

    own = [name for name, text in told.items() if "Surat masuk belum langsung" in " ".join(text.split())]
    assert 3 == len(told)
    assert ["Dinas Kependudukan dan Pencatatan Sipil Kabupaten Sungai Raya"] == own
    assert all("Kendala komunikasi" in text for text in told.values())
    assert HEALTH


@pytest.mark.parametrize(
    ("event", "kind"), [(E.INVITED, K.GATHERING_INVITATION), (E.GATHERING_HELD, K.GATHERING_MINUTES)]
)
@pytest.mark.parametrize(
    ("language", "counted", "fared"),
    [
        ("id", "1 dari 5 tidak lagi bertugas, 1 dari 5 menjadi diragukan", "; sebelumnya"),
        ("en", "1 of 5 left, 1 of 5 now doubtful", "; before,"),
    ],
)
def test_a_monevs_papers_say_what_became_of_the_focal_points(
    session: Session, event: E, kind: K, language: str, counted: str, fared: str
) -> None:
    """Of all who are invited as counts of so many, nobody by name; and how the reader's own institution fared."""
    made = sample(session)
    happening = undertake(made, event, M.MONEV)
    for role, state in ((FocalRole.ALTERNATE, FocalState.LEFT), (FocalRole.SUPERIOR, FocalState.DOUBTFUL)):
        focal_points.set_state(session, contact(made, role), state, NOW.date(), NOW, by="x")
    letters = [each for each in letters_of(session, happening) if each.kind == kind.value]
    gone = contact(made, FocalRole.ALTERNATE).name

    assert letters
    for letter in letters:
        letter.language = language
        told = " ".join(wording_of(context_of(session, letter)).text.split())
        assert counted in told
        assert fared in told
        assert gone not in told


@pytest.mark.parametrize(
    ("event", "kind", "within"),
    [
        (E.INVITED, K.GATHERING_INVITATION, M.MONEV),
        (E.GATHERING_HELD, K.GATHERING_MINUTES, M.MONEV),
        (E.SIGNATURE_ASKED, K.COMMITMENT, M.COMMITMENT),
    ],
)
def test_what_officers_type_into_a_plan_stays_words(session: Session, event: E, kind: K, within: M) -> None:
    """A place, a theme, an opener, a witness with line breaks and markup add neither headers nor HTML."""
    letter = the(sample(session), event, kind, within)
    for row in session.exec(select(Gathering)):
        row.place = row.theme = row.opener = row.agenda = NASTY
    for commitment in session.exec(select(Commitment)):
        commitment.witness = NASTY
    session.flush()

    envelope = envelope_of(session, letter)
    assert "<script" not in envelope.html
    assert "<strong>bold" not in envelope.html
    assert "Bcc" not in message_from_bytes(compose(session, letter).message)
    assert envelope.calendar is None or b"\r\nBcc" not in envelope.calendar.content
