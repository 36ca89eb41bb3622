"""A receipt says what is true: what was received, what is still awaited and until when, and its number."""

from dataclasses import replace

import pytest
from sqlmodel import Session, col, select

from models.casework import law, visits
from models.casework.answering import possible
from models.casework.doors import standing
from models.casework.history import record
from models.codes import ReplyKind, RuleSet
from models.stages import Event, TrackStage
from models.tables import ApiKey, Clock, Door, Happening, Letter
from notifications.composing import wording_of
from notifications.context import context_of
from notifications.kinds import LetterKind as K
from notifications.planning import plan
from notifications.sample_events import happen
from notifications.samples import NOW, Sample, add, sample
from notifications.wording import Link

AWAITED = "Tanggapan instansi tetap kami tunggu"
NOTHING = "tidak ada yang perlu Bapak/Ibu lakukan"
RECEIPT = "000042/TT/2026"


def text(session: Session, letter: Letter) -> str:
    """The letter's words on one line, with a link where it has one."""
    link = Link("https://portal.example.org/p/1.f1.x")
    return " ".join(wording_of(replace(context_of(session, letter), link=link)).text.split())


def letters(session: Session, happening: Happening, kind: K) -> list[Letter]:
    """The letters of this kind about a happening."""
    plan(session, happening.matter_id, NOW, limit=1000)
    found = select(Letter).where(Letter.happening_id == happening.id, Letter.kind == kind.value)
    return list(session.exec(found.order_by(col(Letter.id))))


def asked(made: Sample) -> None:
    """The institution has the first request for clarification, and has received it today."""
    happen(made, Event.ACKNOWLEDGED, K.TERM_STARTED)


def said(made: Sample, event: Event, sender: str = "focal_point:1") -> Happening:
    """The institution says something through its door."""
    facts = {"receipt": RECEIPT, "sender": sender, "institution": made.institution.code}
    return record(made.session, made.complaint, event, NOW, by=sender, forwarding=made.track, facts=facts)


@pytest.mark.parametrize("event", [Event.EXTENSION_ASKED, Event.DISOWNED, Event.COLLEAGUE_NAMED])
def test_what_does_not_answer_leaves_the_answer_awaited(session: Session, event: Event) -> None:
    """With the day on which the term ends: nobody reads that there is nothing to do."""
    made = sample(session)
    asked(made)
    [receipt] = letters(session, said(made, event), K.ANSWER_RECEIVED)

    words = text(session, receipt)
    assert f"{AWAITED}, paling lambat" in words
    assert NOTHING not in words
    receipt.language = "en"
    assert "We still await the response of the institution, by" in text(session, receipt)


def test_an_acknowledged_forwarding_is_still_to_be_answered(session: Session) -> None:
    """No term runs any more; the answer is wanted all the same."""
    made = sample(session)
    [*_, receipt] = letters(session, happen(made, Event.ACKNOWLEDGED, K.ANSWER_RECEIVED), K.ANSWER_RECEIVED)

    assert f"{AWAITED}." in text(session, receipt)
    assert NOTHING not in text(session, receipt)


def test_after_the_answer_there_is_nothing_to_do(session: Session) -> None:
    """Also for what is added to it later."""
    made = sample(session)
    asked(made)
    [answer, *_] = letters(session, said(made, Event.ANSWERED), K.ANSWER_RECEIVED)
    assert TrackStage.ANSWERED is made.track.stage
    [added] = letters(session, said(made, Event.SUPPLEMENTED), K.ANSWER_RECEIVED)

    assert [True, True] == [NOTHING in text(session, each) for each in (answer, added)]
    assert AWAITED not in text(session, answer) + text(session, added)


def test_the_letter_that_starts_a_term_has_the_receipts_number(session: Session) -> None:
    """Whoever confirmed receipt reads it there, as the page promised."""
    made = sample(session)
    asked(made)
    started = said(made, Event.ACKNOWLEDGED)
    for language, words in (("id", "Nomor tanda terima"), ("en", "Receipt number")):
        [letter] = letters(session, started, K.TERM_STARTED)
        letter.language = language
        assert f"{words}: {RECEIPT}." in text(session, letter)


@pytest.mark.parametrize("event", [Event.EXTENSION_ASKED, Event.DISOWNED])
def test_what_an_institutions_system_says_has_a_receipt_by_mail(session: Session, event: Event) -> None:
    """A system has no address: the receipt goes to the focal point, with its number."""
    made = sample(session)
    asked(made)
    key = add(
        session,
        ApiKey(
            institution_id=made.institution.id or 0, label="Persuratan", digest="x", made_at=NOW, made_by="x"
        ),
    )
    [receipt] = letters(session, said(made, event, f"api_key:{key.id}"), K.ANSWER_RECEIVED)

    assert f"focal_point:{made.track.focal_point_id or 1}" == receipt.person
    assert RECEIPT in text(session, receipt)


def door(session: Session) -> Door:
    """The institution's door."""
    return session.exec(select(Door)).one()


def test_more_time_is_offered_where_it_can_be_granted_and_once(session: Session) -> None:
    """By the door, the interface and the letters alike."""
    made = sample(session)
    asked(made)
    [started] = letters(session, said(made, Event.ACKNOWLEDGED), K.TERM_STARTED)
    here = door(session)
    assert ReplyKind.EXTENSION in possible(session, here, standing(session, here), "focal_point:1")
    assert "memohon tambahan waktu" in text(session, started)

    clock = session.exec(select(Clock).where(Clock.key == "clarification_1")).one()
    clock.extension = 7
    assert not visits.extendable(session, here)
    assert ReplyKind.EXTENSION not in possible(session, here, standing(session, here), "focal_point:1")
    assert "memohon tambahan waktu" not in text(session, started)


def test_no_more_time_is_offered_for_a_corrective_action(session: Session) -> None:
    """The article knows no extension: the letter of an LHP does not promise one."""
    made = sample(session)
    found = happen(made, Event.REPORT_FOUND, K.REPORT_DELIVERED)
    [delivered] = letters(session, found, K.REPORT_DELIVERED)

    assert not law.term("corrective_action", RuleSet.PO_58_2023).may_extend()
    assert "mengunggah bukti, atau menyampaikan" in text(session, delivered)
