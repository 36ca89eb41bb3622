"""What must not leave the office: whoever complained is told of only where the law lets them be."""

import pytest
from sqlmodel import Session, select

from models.stages import Event
from models.tables import Item, Letter
from notifications.addressees import PUBLIC
from notifications.composing import envelope_of
from notifications.kinds import REGISTRY, LetterKind as K
from notifications.planning import plan
from notifications.sample_events import events_of, happen, letters_about
from notifications.samples import NOW, sample, sample_database

REMARK = (
    "Pelapor Siti Rukmana Dewi (NIK 6371010101010001, siti.rukmana@surat.example, 081200000001), Ibu DEWI."
)
"""As if officers had written the reporter's name, number and address into whatever letters quote."""

NAME = ("Siti", "Rukmana", "Dewi")
CONTACT = ("6371010101010001", "siti.rukmana@surat.example", "081200000001", "Rekaan")


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("confidential", [True, False], ids=["confidential", "open"])
def test_outside_nobody_learns_who_complained(kind: K, confidential: bool) -> None:
    """No letter to an institution tells a confidential reporter's name, number or address; of an open complaint the
    name alone, and in formal letters only. Officers' letters and all subjects tell nothing either.
    """
    with sample_database() as session:
        for event in events_of(kind):
            made = sample(session, confidential=confidential, remark=REMARK)
            for letter in letters_about(made, event, kind):
                envelope = envelope_of(session, letter)
                assert [] == told(envelope.subject, NAME + CONTACT)
                if letter.role in PUBLIC:
                    continue
                calendar = envelope.calendar.content.decode() if envelope.calendar else ""
                content = f"{envelope.text} {envelope.html} {calendar}"
                assert [] == told(content, CONTACT)
                if confidential or not REGISTRY[kind].formal:
                    assert [] == told(content, NAME)
            session.rollback()


def told(text: str, what: tuple[str, ...]) -> list[str]:
    """Which of these the text tells, in whatever case."""
    return [each for each in what if each.casefold() in text.casefold()]


def test_a_formal_letter_of_an_open_complaint_names_the_reporter(session: Session) -> None:
    """The institution must know whose matter it is; its mail notice and the copies do not say."""
    made = sample(session)
    letters = letters_about(made, Event.CLARIFICATION_REQUESTED, K.CLARIFICATION_1)
    assert "Pelapor: Siti Rukmana Dewi." in envelope_of(session, letters[0]).text


def test_a_confidential_reporter_is_spoken_of_as_such(session: Session) -> None:
    """The institution learns that the identity is kept secret, and by which article."""
    made = sample(session, confidential=True)
    text = envelope_of(session, letters_about(made, Event.CLARIFICATION_REQUESTED, K.CLARIFICATION_1)[0]).text
    assert "Identitas Pelapor dirahasiakan atas permintaannya (UU 37/2008 Pasal 24 ayat (2))." in " ".join(
        text.split()
    )


def test_an_institution_sees_its_own_items_only(session: Session) -> None:
    """Two addressees of one report: each letter lists what is asked of its reader."""
    made = sample(session)
    happen(made, Event.REPORT_FOUND, K.REPORT_DELIVERED)
    item = session.exec(select(Item).where(Item.number == 2)).one()
    item.institution_id = made.superior.id or 0
    plan(session, None, NOW)
    letters = session.exec(select(Letter).where(Letter.kind == K.REPORT_DELIVERED.value)).all()
    texts = {letter.person: envelope_of(session, letter).text for letter in letters}

    assert "1. Menerbitkan akta" in texts[f"institution:{made.institution.id}"]
    assert "Menetapkan dan mengumumkan" not in texts[f"institution:{made.institution.id}"]
    assert "2. Menetapkan dan mengumumkan" in texts[f"institution:{made.superior.id}"]
