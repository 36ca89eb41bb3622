"""Who had the ball when: four accounts that are the age together, whatever happened in whatever order."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from models.accounts import REPORTER, Account, Duty, Stay, accounts, age, held
from models.stages import Stage as S

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)

INSTANTS = st.integers(-5, 200).map(lambda hours: START + timedelta(hours=hours))
STAYS = st.lists(st.builds(Stay, st.sampled_from(S), INSTANTS), max_size=8)
DUTIES = st.lists(
    st.builds(
        Duty,
        st.sampled_from([REPORTER, "BJM-DINKES", "BJM-BPN"]),
        INSTANTS,
        st.none() | INSTANTS,
        reached=st.booleans(),
    ),
    max_size=6,
)


def day(number: float) -> datetime:
    """So many days after the start."""
    return START + number * DAY


@given(STAYS, DUTIES, INSTANTS)
def test_the_accounts_are_the_age_exactly(stays: list[Stay], duties: list[Duty], now: datetime) -> None:
    """To the microsecond, for any history, any deadlines and any moment."""
    assert age(stays, now) == accounts(stays, duties, now).total


@given(STAYS, DUTIES, INSTANTS)
def test_at_each_instant_the_ball_lies_in_one_place(
    stays: list[Stay], duties: list[Duty], now: datetime
) -> None:
    """Stretches follow one another; institutions are named exactly where one of them has it."""
    stretches = list(held(stays, duties, now))

    assert all(earlier.until <= later.since for earlier, later in pairwise(stretches))
    assert all(each.since < each.until for each in stretches)
    assert all((each.account is Account.INSTITUTION) == bool(each.institutions) for each in stretches)


@given(STAYS, DUTIES, INSTANTS)
def test_no_institution_had_the_ball_for_longer_than_institutions_had_it(
    stays: list[Stay], duties: list[Duty], now: datetime
) -> None:
    """Several may have it at once: each alone has at most the account, all together at least it."""
    kept = accounts(stays, duties, now)
    lengths = [length for _, length in kept.institutions]

    assert all(length <= kept.institution for length in lengths)
    assert sum(lengths, timedelta()) >= kept.institution


def test_what_nobody_else_has_is_the_offices() -> None:
    """A complaint just lodged."""
    assert timedelta(days=3) == accounts([Stay(S.FORMAL_CHECK, START)], [], day(3)).office


@pytest.mark.parametrize("stage", [S.AWAITING_REPORTER, S.REPORTER_RESPONSE])
def test_a_stage_that_waits_for_the_reporter_is_the_reporters_time(stage: S) -> None:
    """From the day the letter was received; before that it is nobody's, and without a letter it is theirs at once."""
    letter = [Duty(REPORTER, START, day(2), reached=False), Duty(REPORTER, day(2), None, reached=True)]
    kept = accounts([Stay(stage, START)], letter, day(10))

    assert (2 * DAY, 8 * DAY) == (kept.nobody, kept.reporter)
    assert 10 * DAY == accounts([Stay(stage, START)], [], day(10)).reporter


def test_an_institution_has_the_ball_while_its_deadline_runs() -> None:
    """Two requests, one received after two days and the other after four; both answered, then the office has it."""
    stays = [Stay(S.CLARIFICATION, START), Stay(S.EVALUATION, day(9))]
    duties = [
        Duty("BJM-DINKES", START, day(2), reached=False),
        Duty("BJM-DINKES", day(2), day(6), reached=True),
        Duty("BJM-BPN", START, day(4), reached=False),
        Duty("BJM-BPN", day(4), day(8), reached=True),
    ]
    kept = accounts(stays, duties, day(12))

    assert (2 * DAY, 6 * DAY, 4 * DAY) == (kept.nobody, kept.institution, kept.office)
    assert (("BJM-BPN", 4 * DAY), ("BJM-DINKES", 4 * DAY)) == kept.institutions


def test_a_deadline_of_an_institution_counts_only_where_the_stage_waits_for_one() -> None:
    """At the plenary it is the office that has to act, whatever else is running."""
    duties = [Duty("BJM-DINKES", START, None, reached=True)]

    assert DAY == accounts([Stay(S.PLENARY, START)], duties, day(1)).office


def test_a_closed_complaint_grows_no_older_until_it_is_open_again() -> None:
    """Closed for twenty days, then under objection."""
    stays = [Stay(S.ACCESS, START), Stay(S.CLOSED, day(5)), Stay(S.OBJECTION, day(25))]

    assert (5 * DAY, 6 * DAY) == (age(stays, day(20)), age(stays, day(26)))


def test_a_complaint_without_a_history_has_no_age() -> None:
    """Nothing is made up."""
    assert timedelta() == accounts([], [], START).total
