"""What is in a cell: addresses written for people, numbers that lost their zero, dates."""

import re
from datetime import datetime

import pytest
from hypothesis import given, strategies

from deployments.spreadsheets.cells import addresses, day, guarded, phone, text_of, tidy


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a@dinas.example.org", ["a@dinas.example.org"]),
        ("a[at]dinas.example.org", ["a@dinas.example.org"]),
        ("a (at) dinas [dot] example (dot) org", ["a@dinas.example.org"]),
        ("a at dinas dot example dot org", ["a@dinas.example.org"]),
        ("a @dinas.example.org", ["a@dinas.example.org"]),
        ("mailto:a@dinas.example.org", ["a@dinas.example.org"]),
        ("<a@dinas.example.org>.", ["a@dinas.example.org"]),
        ("a@x.example.org, b@x.example.org;c@x.example.org\nd@x.example.org / e@x.example.org",
         ["a@x.example.org", "b@x.example.org", "c@x.example.org", "d@x.example.org", "e@x.example.org"]),
        ("a@x.example.org dan A@X.example.org", ["a@x.example.org"]),
        ("-", []),
        ("", []),
        ("tidak ada", []),
    ],
)  # fmt: skip
def test_addresses_are_read_as_they_are_meant(cell: str, found: list[str]) -> None:
    """Each once, in their order; nothing is no fault."""
    assert (found, 0) == addresses(cell)


@pytest.mark.parametrize(
    "cell", ["bukan alamat", "a@", "@x.example.org", "a@b", "a@@x.example.org", "a..b@x.example.org"]
)
def test_what_is_no_address_is_counted_and_not_used(cell: str) -> None:
    """Somebody meant to give one."""
    found, unusable = addresses(cell)

    assert [] == found
    assert unusable >= 1


def test_a_good_address_beside_a_bad_one_is_used() -> None:
    """And the other one is not forgotten."""
    assert (["a@x.example.org"], 1) == addresses("a@x.example.org; b@")


@given(strategies.text())
def test_no_cell_brings_the_reading_down(cell: str) -> None:
    """Whatever somebody typed: what comes out can be written to, and no line break comes with it."""
    found, _ = addresses(cell)

    assert all("@" in each and each.isprintable() and " " not in each for each in found)
    assert "\n" not in tidy(cell) + phone(cell)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0812-5000-1111", "0812-5000-1111"),
        ("81250001111", "081250001111"),
        ("+62 812 5000 1111", "+62 812 5000 1111"),
        ("(0511) 3367 412", "(0511) 3367 412"),
        ("0812-1111-2222 / 0813-1", "0812-1111-2222"),
        ("-", ""),
        ("ext. 12", ""),
    ],
)
def test_a_telephone_number_is_kept_as_it_is_written(cell: str, number: str) -> None:
    """But for the zero that a spreadsheet drops, and for further ones."""
    assert number == phone(cell)


@pytest.mark.parametrize("cell", ["2026-01-31", "31/01/2026", " 31-01-2026 ", "31.01.2026"])
def test_a_date_is_read_day_first(cell: str) -> None:
    """As it is written in Indonesia."""
    assert "2026-01-31" == day(cell)


def test_a_date_that_is_none_is_refused_without_repeating_it() -> None:
    """The cell may hold something else altogether."""
    with pytest.raises(ValueError, match="31/01/2026") as raised:
        day("Wahid Anshari")
    assert "Wahid" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (3.0, "3"), (3.5, "3.5"), (datetime(2026, 1, 31, 8), "2026-01-31"), ("x ", "x ")]  # noqa: DTZ001 - as spreadsheets have it
)  # fmt: skip
def test_a_cell_is_a_text(value: object, text: str) -> None:
    """Whole numbers have no fraction, dates no time."""
    assert text == text_of(value)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd", "-x"])
def test_no_text_becomes_a_formula(text: str) -> None:
    """It is written with a mark, which is taken off again when it is read."""
    assert guarded(text) == f"'{text}"
    assert tidy(guarded(text)) == text


def test_a_telephone_number_is_no_formula() -> None:
    """Nothing in front of it."""
    assert "+62 812-5000" == guarded("+62 812-5000")


@pytest.mark.parametrize(
    "text", ["Budi;=cmd|' /C calc'!A0", "Budi;+62|x", "Budi; @SUM(A1)", "Budi;-2", "=1;=2"]
)
def test_no_text_becomes_a_formula_where_lines_are_split_elsewhere(text: str) -> None:
    """In Indonesian locales a spreadsheet splits at `;`, where what stands in quotes is not held together."""
    written = guarded(text)
    assert not re.search(r"(^|;)\s*[=+@-]", written)
    assert tidy(written) == text


def test_nothing_begins_after_a_line_break() -> None:
    """Nor after a tab."""
    assert "Budi\n'=1\t'@x" == guarded("Budi\n=1\t@x")
