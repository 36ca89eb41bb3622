"""The titles of letters in case sheets."""

from notifications.kinds import LetterKind
from notifications.titles import TITLES, title_of


def test_every_kind_has_a_title_in_both_languages() -> None:
    """Officers read titles, not codes."""
    assert set(LetterKind) == set(TITLES)
    assert all(title.strip() for pair in TITLES.values() for title in pair)


def test_a_title_is_found_by_the_code() -> None:
    """As the database has it."""
    assert "Permintaan klarifikasi pertama" == title_of("clarification_1", "id")
    assert "First request for clarification" == title_of("clarification_1", "en")
