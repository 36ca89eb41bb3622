"""Formal letters as numbered pages to print."""

import pytest
from sqlmodel import Session

from models.stages import Event
from notifications.kinds import LetterKind as K
from notifications.printing import NotALetter, page, place_of
from notifications.sample_events import letters_about
from notifications.samples import sample


def test_a_formal_letter_prints_as_a_numbered_page(session: Session) -> None:
    """Letterhead, number, matter, place and date, addressee, signature and copies; no reply to a mail."""
    made = sample(session)
    html = page(session, letters_about(made, Event.CLARIFICATION_REQUESTED, K.CLARIFICATION_1)[0].id or 0)
    for said in (
        "<strong>Ombudsman Republik Indonesia</strong>", "0002/SRT/0042-2026/BJM/III/2026", "Banjarmasin, 9 Maret 2026",
        "Kepala Dinas Kependudukan dan Pencatatan Sipil Kabupaten Sungai Raya", "Jalan Contoh Nomor 2, Sungai Raya",
        "Noorhalisa Anwar", "Tembusan", "Inspektorat Kabupaten Sungai Raya", "@media print",
    ):  # fmt: skip
        assert said in html
    assert "surel ini" not in html


def test_a_page_says_when_it_is_secret(session: Session) -> None:
    """The class of a confidential complaint's letter is Rahasia; the reporter's name is not on it."""
    made = sample(session, confidential=True)
    html = page(session, letters_about(made, Event.CLARIFICATION_REQUESTED, K.CLARIFICATION_1)[0].id or 0)
    assert "Rahasia" in html
    assert "Siti" not in html


def test_an_unknown_letter_cannot_be_printed(session: Session) -> None:
    """The message says where the ids are listed."""
    with pytest.raises(NotALetter, match="letters list"):
        page(session, 4711)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Jalan Contoh 1, Banjarmasin 70111", "Banjarmasin"),
        ("Jalan Contoh 1, Palu", "Palu"),
        ("Jalan Contoh", ""),
    ],
)
def test_the_place_is_the_town_of_the_offices_address(address: str, place: str) -> None:
    """Without its postal code; nothing where the address names no town."""
    assert place == place_of(address)
