"""Proofs as people read them, in both languages."""

from datetime import date

from models.deadlines import PauseReason, Unit, load_terms
from models.holidays import calendar
from models.proof_text import REASONS, WORDS, length_text, proof_text
from models.proofs import Question, due, prove
from models.workdays import Basis, Pause, Zone

TERMS = load_terms()
CALENDAR = calendar()


def ask() -> Question:
    """The question whose answer is 6 April 2026."""
    return Question(start=date(2026, 3, 9), length=14, basis=Basis.WORKING, zone=Zone.WITA)


def test_a_proof_in_indonesian() -> None:
    """Lines that a reader can recompute with a wall calendar."""
    question = ask().model_copy(
        update={
            "pauses": (Pause(date(2026, 3, 10), date(2026, 3, 15), "mediation"),),
            "extension": 2,
            "region": "63",
        }
    )

    assert f"""\
Hari ke-0: Senin, 9 Maret 2026
Jangka waktu: 14 hari kerja
Diperpanjang: 2 hari kerja
Libur dan cuti bersama, tidak dihitung (6 hari): Rabu, 18 Maret 2026 (Cuti Bersama Hari Suci Nyepi); \
Kamis, 19 Maret 2026 (Hari Suci Nyepi); Jumat, 20 Maret 2026 (Cuti Bersama Hari Raya Idul Fitri); \
Senin, 23 Maret 2026 (Cuti Bersama Hari Raya Idul Fitri); Selasa, 24 Maret 2026 (Cuti Bersama Hari Raya Idul Fitri); \
Jumat, 3 April 2026 (Wafat Yesus Kristus)
Sabtu dan Minggu, tidak dihitung (10 hari): 14–15, 21–22, 28–29 Maret 2026; 4–5, 11–12 April 2026
Jeda, tidak dihitung: 10 Maret 2026 s.d. 15 Maret 2026 (mediasi atau konsiliasi)
Jumlah hari jeda di dalam jangka waktu: 4 hari kerja
Jatuh tempo: Selasa, 14 April 2026 pukul 23.59 WITA
Kalender: {CALENDAR.version}, wilayah 63""" == proof_text(prove(question, CALENDAR), "id")


def test_a_proof_in_english() -> None:
    """The same facts; holidays keep their official names."""
    proof = due(TERMS["clarification_1"], date(2026, 5, 17), Zone.WIB, CALENDAR)

    assert f"""\
Day 0: Sunday, 17 May 2026
Term: 14 calendar days
The count ends on a free day and moves to the next working day: Sunday, 31 May 2026 (Hari Raya Waisak); \
Monday, 1 June 2026 (Hari Lahir Pancasila)
Due: Tuesday, 2 June 2026 at 23:59 WIB
Reference: UU 37/2008 Pasal 33 ayat (1)
Calendar: {CALENDAR.version}""" == proof_text(proof, "en")


def test_a_pause_for_a_reason_without_words_is_shown_as_it_stands() -> None:
    """Reasons are codes; one that an office invented is not hidden, and none is a dash."""
    stops = (
        Pause(date(2026, 3, 10), date(2026, 3, 10), "flood"),
        Pause(date(2026, 3, 11), date(2026, 3, 11)),
    )
    text = proof_text(prove(ask().model_copy(update={"pauses": stops}), CALENDAR), "en")

    assert "10 March 2026 to 10 March 2026 (flood)" in text
    assert "11 March 2026 to 11 March 2026 (–)" in text
    assert "Paused days within the term: 2 working days" in text


def test_both_languages_have_the_same_words() -> None:
    """And a word for every reason to pause."""
    assert WORDS["id"].keys() == WORDS["en"].keys()
    assert set(PauseReason) == set(REASONS["id"]) == set(REASONS["en"])


def test_one_day_is_no_plural_in_english() -> None:
    """1 working day, 2 working days; Indonesian knows no plural."""
    texts = [
        length_text(1, Unit.DAYS, Basis.WORKING, "en"),
        length_text(2, Unit.MONTHS, Basis.CALENDAR, "en"),
    ]

    assert ["1 working day", "2 months"] == texts
    assert "1 hari kerja" == length_text(1, Unit.DAYS, Basis.WORKING, "id")
