"""Counting days: working and calendar days, pauses, zones; against a counter that walks day by day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from models.dates import day_list, long_date, long_instant
from models.workdays import (
    ONE_DAY,
    Basis,
    Calendar,
    Pause,
    ReversedPause,
    UncountableTerm,
    Zone,
    age,
    end_of_term,
    merged,
    shift,
)

SINCE, HORIZON = date(2025, 1, 1), date(2027, 12, 31)
PLAIN = Calendar({}, SINCE, HORIZON)

days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
calendars = st.sets(days, max_size=60).map(
    lambda free: Calendar(dict.fromkeys(free, "Libur"), SINCE, HORIZON)
)
pauses = st.lists(
    st.tuples(days, st.integers(0, 40)).map(lambda pair: Pause(pair[0], pair[0] + timedelta(days=pair[1]))),
    max_size=4,
)
lengths = st.integers(0, 120)
bases = st.sampled_from(Basis)


def counts(day: date, basis: Basis, calendar: Calendar, pauses: Iterable[Pause]) -> bool:
    """Whether the day counts, said as plainly as can be."""
    paused = any(pause.first <= day <= pause.last for pause in pauses)
    return not paused and (basis is Basis.CALENDAR or calendar.is_working(day))


def walked(start: date, length: int, basis: Basis, calendar: Calendar, pauses: Iterable[Pause] = ()) -> date:
    """The end of a term found by walking from day to day."""
    day = start
    while length > 0:
        day += ONE_DAY
        length -= counts(day, basis, calendar, pauses)
    return day


@given(days, lengths, bases, calendars, pauses)
def test_a_term_ends_where_walking_day_by_day_ends(
    start: date, length: int, basis: Basis, calendar: Calendar, stops: list[Pause]
) -> None:
    """The count by bisection equals a count by hand, whatever is free or paused, pauses overlapping or not."""
    assert walked(start, length, basis, calendar, stops) == end_of_term(
        start, length, basis, calendar, pauses=stops
    )


@given(days, lengths, calendars, pauses)
def test_a_rolled_term_ends_on_the_first_working_day_that_is_not_paused(
    start: date, length: int, calendar: Calendar, stops: list[Pause]
) -> None:
    """Rolling looks for the next day on which somebody could answer."""
    expected = walked(start, length, Basis.CALENDAR, calendar, stops)
    while not counts(expected, Basis.WORKING, calendar, stops):
        expected += ONE_DAY

    assert expected == end_of_term(start, length, Basis.CALENDAR, calendar, pauses=stops, roll=True)


@given(days, lengths, bases, calendars, pauses)
def test_a_longer_term_ends_later(
    start: date, length: int, basis: Basis, calendar: Calendar, stops: list[Pause]
) -> None:
    """Each day more moves the end on by at least a day."""
    shorter = end_of_term(start, length, basis, calendar, pauses=stops)

    assert shorter < end_of_term(start, length + 1, basis, calendar, pauses=stops)


@given(days, lengths, bases, calendars, days, st.booleans())
def test_one_more_holiday_never_makes_a_term_end_earlier(
    start: date, length: int, basis: Basis, calendar: Calendar, added: date, roll: bool
) -> None:
    """A late decree can only give time."""
    more = Calendar({**calendar.free, added: "Cuti Bersama"}, SINCE, HORIZON)

    before = end_of_term(start, length, basis, calendar, roll=roll)
    assert before <= end_of_term(start, length, basis, more, roll=roll)


@given(pauses)
def test_merged_pauses_pause_the_same_days_once(stops: list[Pause]) -> None:
    """Overlapping pauses neither lose a day nor count it twice."""
    result = merged(stops)
    listed = [day for pause in result for day in span(pause)]

    assert {day for pause in stops for day in span(pause)} == set(listed)
    assert len(set(listed)) == len(listed)
    assert sorted(result, key=lambda pause: pause.first) == result


def span(pause: Pause) -> list[date]:
    """Every day of the pause."""
    return [pause.first + timedelta(days=offset) for offset in range((pause.last - pause.first).days + 1)]


@given(days, st.integers(1, 90), calendars)
def test_shifting_back_finds_the_working_day_so_many_before(day: date, back: int, calendar: Calendar) -> None:
    """A reminder five working days before a due date has five working days left, that day included."""
    earlier = calendar.shift(day, -back)

    assert calendar.is_working(earlier)
    assert back == calendar.working_days(earlier - ONE_DAY, day - ONE_DAY)


@given(days, days, bases, calendars)
def test_an_age_is_the_number_of_days_that_count(
    start: date, on: date, basis: Basis, calendar: Calendar
) -> None:
    """The age on a day is how often walking there met a day that counts; before the start it is nothing."""
    passed = [start + timedelta(days=offset) for offset in range(1, (on - start).days + 1)]

    assert sum(counts(day, basis, calendar, ()) for day in passed) == age(start, on, basis, calendar)


def test_two_overlapping_pauses_add_up_to_the_days_they_cover() -> None:
    """10 to 16 March and 13 to 20 March stop a term of calendar days for eleven days, not for fifteen."""
    stops = [
        Pause(date(2026, 3, 13), date(2026, 3, 20), "mediation"),
        Pause(date(2026, 3, 10), date(2026, 3, 16), "force_majeure"),
    ]

    assert [Pause(date(2026, 3, 10), date(2026, 3, 20), "force_majeure; mediation")] == merged(stops)
    assert date(2026, 3, 30) == end_of_term(date(2026, 3, 9), 10, Basis.CALENDAR, PLAIN, pauses=stops)


def test_a_term_does_not_roll_into_a_pause() -> None:
    """It ends on a Saturday; the Monday and Tuesday after it are paused, so it ends on the Wednesday."""
    stops = [Pause(date(2026, 3, 9), date(2026, 3, 10))]

    assert date(2026, 3, 11) == end_of_term(
        date(2026, 3, 2), 5, Basis.CALENDAR, PLAIN, pauses=stops, roll=True
    )


def test_a_pause_outside_the_term_changes_nothing() -> None:
    """What was paused before the start or after the end is of no account."""
    stops = [Pause(date(2026, 1, 5), date(2026, 3, 2)), Pause(date(2026, 3, 7), date(2026, 3, 9))]

    assert date(2026, 3, 6) == end_of_term(date(2026, 3, 2), 4, Basis.WORKING, PLAIN, pauses=stops)


def test_a_term_ends_at_the_end_of_the_day_where_the_bound_party_is() -> None:
    """23:59 is 16:59 UTC in Jakarta, 15:59 in Makassar and 14:59 in Jayapura."""
    expected = [datetime(2026, 4, 6, hour, 59, tzinfo=UTC) for hour in (16, 15, 14)]

    assert expected == [zone.ends(date(2026, 4, 6)) for zone in Zone]


def test_an_answer_at_ten_to_midnight_in_jayapura_is_of_that_day() -> None:
    """The local date counts: 14:50 UTC is 23:50 in WIT, 20 minutes later it is tomorrow."""
    assert date(2026, 4, 6) == Zone.WIT.day_of(datetime(2026, 4, 6, 14, 50, tzinfo=UTC))
    assert date(2026, 4, 7) == Zone.WIT.day_of(datetime(2026, 4, 6, 15, 10, tzinfo=UTC))
    assert datetime(2026, 4, 5, 15, tzinfo=UTC) == Zone.WIT.starts(date(2026, 4, 6))


def test_a_calendar_says_why_a_day_is_free() -> None:
    """Holidays by their name, also on a weekend; else Saturday and Sunday; a working day has no reason."""
    calendar = Calendar(
        {date(2026, 3, 19): "Hari Suci Nyepi", date(2026, 3, 21): "Idul Fitri"}, SINCE, HORIZON
    )

    assert ["Hari Suci Nyepi", None, "Idul Fitri", "Minggu"] == [
        calendar.why_free(date(2026, 3, day)) for day in (19, 20, 21, 22)
    ]


def test_calendars_have_equal_versions_exactly_if_their_content_is_equal() -> None:
    """The order of the days is no content; a name and the horizon are."""
    one, two = {date(2026, 1, 1): "Tahun Baru"}, {date(2026, 3, 19): "Nyepi"}
    version = Calendar(one | two, SINCE, HORIZON).version

    assert version.startswith("2027.12-")
    assert version == Calendar(two | one, SINCE, HORIZON).version
    others = [
        Calendar(one, SINCE, HORIZON),
        Calendar(one | {date(2026, 3, 19): "Hari Nyepi"}, SINCE, HORIZON),
        Calendar(one | two, SINCE, date(2026, 12, 31)),
    ]
    assert version not in {other.version for other in others}


def test_a_calendar_covers_the_days_between_its_first_and_its_horizon() -> None:
    """Before and after, what is free is an estimate."""
    around = (SINCE - ONE_DAY, SINCE, HORIZON, HORIZON + ONE_DAY)

    assert [False, True, True, False] == [PLAIN.covers(day) for day in around]


def test_what_cannot_be_counted_is_refused() -> None:
    """A negative length, an end beyond the year 9999 and a pause in reverse are errors, not wrong dates."""
    with pytest.raises(UncountableTerm):
        end_of_term(date(2026, 1, 1), -1, Basis.WORKING, PLAIN)
    for basis in Basis:
        with pytest.raises(UncountableTerm):
            shift(date(9999, 12, 1), 60, basis, PLAIN)
    with pytest.raises(UncountableTerm):
        PLAIN.shift(date(1, 1, 2), -9)
    with pytest.raises(ReversedPause):
        Pause(date(2026, 1, 2), date(2026, 1, 1))


def test_dates_read_as_people_write_them() -> None:
    """Indonesian and English, with the zone's name after the time."""
    instant = Zone.WITA.ends(date(2026, 4, 6))

    assert "Senin, 6 April 2026" == long_date(date(2026, 4, 6), "id")
    assert "Monday, 6 April 2026" == long_date(date(2026, 4, 6), "en")
    assert "Senin, 6 April 2026 pukul 23.59 WITA" == long_instant(instant, Zone.WITA, "id")
    assert "Monday, 6 April 2026 at 23:59 WITA" == long_instant(instant, Zone.WITA, "en")


def test_a_list_of_days_names_each_month_once() -> None:
    """Runs of days are joined, single days stand alone, and years are told apart."""
    listed = [date(2026, 3, day) for day in (14, 15, 21)] + [date(2026, 4, 4), date(2027, 4, 5)]

    assert "14–15, 21 Maret 2026; 4 April 2026; 5 April 2027" == day_list(listed, "id")
