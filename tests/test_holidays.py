"""The calendar: what the decree of 2026 says, and how amendments change it."""

from datetime import date, timedelta

import pytest

from models.decrees import Amendment, Kind
from models.holidays import calendar, holidays_of, working_days_of
from models.workdays import Basis, Calendar, end_of_term

NATIONAL_2026 = {
    1: (1, 16), 2: (17,), 3: (19, 21, 22), 4: (3, 5), 5: (1, 14, 27, 31), 6: (1, 16), 8: (17, 25), 12: (25,),
}  # fmt: skip
LEAVE_2026 = {2: (16,), 3: (18, 20, 23, 24), 5: (15, 28), 12: (24,)}
FIXED_2027 = ("2027-01-01", "2027-05-01", "2027-06-01", "2027-08-17", "2027-12-25")


def days_of_2026(by_month: dict[int, tuple[int, ...]]) -> list[date]:
    """The dates of a table of days by month."""
    return [date(2026, month, day) for month, days in by_month.items() for day in days]


def amendment(day: str, kind: Kind, known_on: str = "2026-01-01", region: str | None = None) -> Amendment:
    """An amendment with an invented name."""
    return Amendment.model_validate(
        {"date": day, "name": f"Hari {kind}", "kind": kind, "known_on": known_on, "region": region}
    )


def test_the_holidays_of_2026_are_those_of_the_decree() -> None:
    """SKB 1497/2025, 2/2025, 5/2025: seventeen national holidays and eight days of collective leave, all named."""
    listed = holidays_of(2026)

    assert days_of_2026(NATIONAL_2026) == [day.date for day in listed if day.kind is Kind.NATIONAL]
    assert days_of_2026(LEAVE_2026) == [day.date for day in listed if day.kind is Kind.COLLECTIVE_LEAVE]
    assert not [day for day in listed if not day.name or day.estimated]


def test_2026_has_240_working_days() -> None:
    """Month by month, cuti bersama being no working days."""
    by_month = working_days_of(2026, calendar())

    assert [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21] == by_month
    assert 240 == sum(by_month)


WORKED = [
    # start           length   working            leave as work      calendar
    (date(2026, 2, 13),  3, date(2026, 2, 20), date(2026, 2, 19), date(2026, 2, 16)),
    (date(2026, 3,  9), 14, date(2026, 4,  6), date(2026, 3, 30), date(2026, 3, 23)),
    (date(2026, 3,  2), 30, date(2026, 4, 21), date(2026, 4, 15), date(2026, 4,  1)),
    (date(2026, 4,  1), 60, date(2026, 7,  6), date(2026, 7,  2), date(2026, 5, 31)),
    (date(2026, 5,  5), 30, date(2026, 6, 24), date(2026, 6, 22), date(2026, 6,  4)),
    (date(2026, 5,  8), 14, date(2026, 6,  4), date(2026, 6,  2), date(2026, 5, 22)),
    (date(2026, 5, 13),  5, date(2026, 5, 22), date(2026, 5, 21), date(2026, 5, 18)),
]  # fmt: skip


@pytest.mark.parametrize(("start", "length", "working", "leave_as_work", "by_calendar"), WORKED)
def test_worked_values(
    start: date, length: int, working: date, leave_as_work: date, by_calendar: date
) -> None:
    """Due dates worked out by hand: in working days, as if collective leave were work, and in calendar days."""
    decreed = calendar()
    on_leave = set(days_of_2026(LEAVE_2026))
    without_leave = Calendar(
        {day: name for day, name in decreed.free.items() if day not in on_leave},
        decreed.since,
        decreed.horizon,
    )

    assert working == end_of_term(start, length, Basis.WORKING, decreed)
    assert leave_as_work == end_of_term(start, length, Basis.WORKING, without_leave)
    assert by_calendar == end_of_term(start, length, Basis.CALENDAR, decreed)


def test_a_late_decree_moves_a_due_date_on() -> None:
    """14 working days from 9 March 2026 end on 6 April; with that Monday declared free they end on 7 April."""
    late = calendar([amendment("2026-04-06", Kind.COLLECTIVE_LEAVE, known_on="2026-03-30")])

    assert date(2026, 4, 6) == end_of_term(date(2026, 3, 9), 14, Basis.WORKING, calendar())
    assert date(2026, 4, 7) == end_of_term(date(2026, 3, 9), 14, Basis.WORKING, late)


def test_an_amendment_counts_from_the_day_it_became_known() -> None:
    """As it was known the day before, the calendar is as if the amendment did not exist."""
    late = [amendment("2026-04-06", Kind.COLLECTIVE_LEAVE, known_on="2026-03-30")]
    eve, on_the_day = date(2026, 3, 29), date(2026, 3, 30)

    assert calendar(known_on=eve).version == calendar(late, known_on=eve).version
    assert calendar(known_on=on_the_day).version != calendar(late, known_on=on_the_day).version


def test_a_late_day_that_the_library_has_learned_since_was_not_known_before() -> None:
    """18 August 2025 was declared free on 7 August 2025, and counts from then only."""
    day = date(2025, 8, 18)

    assert calendar(known_on=date(2025, 8, 6)).is_working(day)
    assert "Cuti Bersama Hari Kemerdekaan Republik Indonesia" == calendar(known_on=date(2025, 8, 7)).why_free(
        day
    )
    assert not calendar().is_working(day)


def test_before_its_decree_a_year_has_no_collective_leave() -> None:
    """Until 19 September 2025 nobody knew the leave of 2026; its national holidays recur."""
    before = holidays_of(2026, known_on=date(2025, 9, 18))

    assert days_of_2026(NATIONAL_2026) == [day.date for day in before]
    assert date(2025, 12, 31) == calendar(known_on=date(2025, 9, 18)).horizon


def test_a_withdrawn_holiday_is_a_working_day_again() -> None:
    """And what is declared after that has the last word."""
    withdrawn = amendment("2026-12-24", Kind.WORKING, known_on="2026-11-02")
    restored = amendment("2026-12-24", Kind.COLLECTIVE_LEAVE, known_on="2026-11-09")

    assert calendar([withdrawn]).is_working(date(2026, 12, 24))
    assert not calendar([withdrawn, restored]).is_working(date(2026, 12, 24))


def test_a_regional_day_is_free_in_its_region_and_nowhere_else() -> None:
    """A province's day holds in its regencies, a regency's not in its province."""
    bali = amendment("2026-03-25", Kind.REGIONAL, region="51")
    town = amendment("2026-03-26", Kind.REGIONAL, region="51.08")
    regions = ("51", "51.08", "52", None)

    def working_in(day: date) -> list[bool]:
        return [calendar([bali, town], region).is_working(day) for region in regions]

    assert [False, False, True, True] == working_in(date(2026, 3, 25))
    assert [True, False, True, True] == working_in(date(2026, 3, 26))


def test_a_decree_of_a_year_replaces_what_was_reckoned_for_it() -> None:
    """Days that only the library reckoned are gone, regional days stay, and the calendar reaches a year further."""
    rows = [
        amendment("2027-12-31", Kind.DECREE, "2026-09-17"),
        *(amendment(day, Kind.NATIONAL, "2026-09-17") for day in FIXED_2027),
        amendment("2027-02-05", Kind.COLLECTIVE_LEAVE, "2026-02-01"),
        amendment("2027-03-01", Kind.REGIONAL, "2026-02-01", region="51"),
    ]

    free = [day.date.isoformat() for day in holidays_of(2027, rows, "51")]
    assert sorted((*FIXED_2027, "2027-03-01")) == free
    assert date(2027, 12, 31) == calendar(rows).horizon
    before = calendar(rows, known_on=date(2026, 9, 16))
    assert (date(2026, 12, 31), False) == (before.horizon, before.is_working(date(2027, 1, 1)))


def test_a_confirmed_year_is_as_the_library_lists_it() -> None:
    """Its days are no longer called estimates, and the calendar reaches to its end."""
    confirmed = [amendment("2027-12-31", Kind.CONFIRMED, "2026-09-17")]

    assert [day.date for day in holidays_of(2027)] == [day.date for day in holidays_of(2027, confirmed)]
    assert any(day.estimated for day in holidays_of(2027))
    assert not any(day.estimated for day in holidays_of(2027, confirmed))
    assert date(2027, 12, 31) == calendar(confirmed).horizon


def test_a_decree_after_a_gap_does_not_make_the_gap_certain() -> None:
    """With 2028 decreed and 2027 not, what is known for certain ends with 2026."""
    assert date(2026, 12, 31) == calendar([amendment("2028-12-31", Kind.CONFIRMED)]).horizon


def test_the_same_amendments_in_another_order_are_the_same_calendar() -> None:
    """The version says what is free, not how it was told."""
    rows = [amendment("2026-04-06", Kind.NATIONAL), amendment("2026-04-07", Kind.WORKING, "2026-02-02")]

    assert calendar(rows).version == calendar(reversed(rows)).version
    assert calendar().version != calendar(rows).version
    assert calendar().version == calendar([amendment("2026-04-07", Kind.WORKING)]).version


def test_many_years_are_known() -> None:
    """No working day between 2003 and 2026 is a surprise: each year has its decree's leave."""
    leave = {day.date.year for year in range(2003, 2027) for day in holidays_of(year) if "Cuti" in day.name}

    assert set(range(2003, 2027)) == leave


def test_calendars_are_built_once() -> None:
    """A sweep may ask for the calendar of every clock."""
    rows = [amendment("2026-04-06", Kind.NATIONAL)]

    assert calendar(rows, "51") is calendar(list(rows), "51")
    assert calendar().horizon + timedelta(days=1) == date(2027, 1, 1)
