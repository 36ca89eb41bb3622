"""The rules behind the figures, for whatever may have happened: requests, custody, kept terms, medians, sentences."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from models.accounts import Account, Held
from models.asking import ON_A_TRACK, Custody, Mark, held_between, requests, working_days
from models.codes import FocalState
from models.health import Confirmation, Facts, Fate, Health, Middle, Period, Reply, Share, figures
from models.health_text import TITLES, lines
from models.kept_terms import Deadline, kept
from models.stages import Event as E
from models.workdays import Calendar, Pause
from models.zones import Zone

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY, ZONE = timedelta(days=1), Zone.WITA
CALENDAR = Calendar({date(2026, 3, 19): "Nyepi"}, date(2026, 1, 1), date(2026, 12, 31))
PERIOD = Period(START - 30 * DAY, START + 30 * DAY, START + 40 * DAY, ZONE)

INSTANTS = st.integers(0, 900).map(lambda hours: START + timedelta(hours=hours))
DAYS = st.integers(0, 30).map(lambda days: date(2026, 3, 2) + timedelta(days=days))
PAUSES = st.lists(st.tuples(DAYS, DAYS).map(lambda both: Pause(min(both), max(both))), max_size=4)
FACTS = st.fixed_dictionaries(
    {}, optional={"on": DAYS.map(date.isoformat), "sender": st.just("focal_point:1"), "from": st.integers(1, 3),
                  "to": st.integers(1, 3)},
)  # fmt: skip
MARKS = st.lists(
    st.builds(Mark, st.uuids().map(str), st.sampled_from(sorted(ON_A_TRACK)) | st.none(), INSTANTS, FACTS), max_size=12
).map(lambda marks: sorted(marks, key=lambda mark: mark.at))  # fmt: skip
REPLIES = st.lists(st.builds(Reply, st.sampled_from(Fate), st.timedeltas(timedelta(), 30 * DAY)))
MANY = st.builds(
    Facts,
    heard=st.lists(st.none() | st.integers(0, 30)),
    replies=REPLIES,
    terms=st.lists(st.booleans()),
    refused=st.integers(0, 5),
    sent=st.integers(5, 9),
)


def mark(event: E | None, days: float, **facts: object) -> Mark:
    """What happened so many days after the beginning."""
    return Mark(f"{event}-{days}", event, START + days * DAY, facts)


@given(MARKS, INSTANTS)
def test_requests_follow_one_another(marks: list[Mark], as_of: datetime) -> None:
    """Each ends before the next begins, all but the last have ended; nothing is heard before it was asked."""
    made = requests(marks, ZONE, as_of)

    assert all(each.asked_at <= as_of for each in made)
    assert all(each.ended_at is None or each.asked_at <= each.ended_at <= as_of for each in made)
    assert all(each.heard_at is None or each.asked_at <= each.heard_at for each in made)
    assert all((each.fate is Fate.OPEN) == (each.ended_at is None) for each in made)
    assert all(earlier.asked_at <= later.asked_at for earlier, later in pairwise(made))


@given(MARKS, st.none() | st.integers(1, 3), INSTANTS)
def test_somebody_had_the_task_or_nobody_by_name(marks: list[Mark], now: int | None, at: datetime) -> None:
    """Only who was ever named; at the end it is who has it now."""
    custody = Custody(marks, now)
    turns = [each.facts for each in marks if each.event is E.FOCAL_POINT_CHANGED]
    named = {now, None} | {turn.get(name) for turn in turns for name in ("from", "to")}

    assert custody.at(at) in named
    assert now == custody.at(START + 100 * DAY)


def test_a_track_forwarded_anew_does_not_guess_who_had_it_first() -> None:
    """Only a change tells; of a task that ended with its first contact nothing does."""
    custody = Custody([mark(E.FORWARDED, 0), mark(E.TRACK_RELEASED, 2), mark(E.FORWARDED, 5)], 7)
    told = Custody(
        [mark(E.FORWARDED, 0), mark(E.FOCAL_POINT_CHANGED, 1, **{"from": 3, "to": 4}), mark(E.FORWARDED, 5)], 7
    )  # fmt: skip

    assert (None, 7) == (custody.at(START + DAY), custody.at(START + 6 * DAY))
    assert [3, 4, 7] == [told.at(START + days * DAY) for days in (0.5, 2, 6)]


@given(PAUSES, INSTANTS, INSTANTS, INSTANTS)
def test_net_time_is_never_longer_than_the_time(
    pauses: list[Pause], begin: datetime, end: datetime, between: datetime
) -> None:
    """Nor negative, and two parts of a time are the whole."""
    since, until = min(begin, end), max(begin, end)
    cut = min(max(between, since), until)
    ball = [
        Held(Account.INSTITUTION, ("it",), START, START + 50 * DAY),
        Held(Account.NOBODY, (), START, until),
    ]
    net = held_between(ball, pauses, ZONE, since, until)

    assert timedelta() <= net <= until - since
    assert net == held_between(ball, pauses, ZONE, since, cut) + held_between(ball, pauses, ZONE, cut, until)
    assert 0 <= working_days(since, until, pauses, ZONE, CALENDAR) <= (until - since) / DAY + 1


def test_days_at_rest_are_no_working_days() -> None:
    """From Monday to the Friday after next, with Thursday off and three days of rest."""
    rest = [Pause(date(2026, 3, 16), date(2026, 3, 18))]

    assert 13 == working_days(START, START + 18 * DAY, [], ZONE, CALENDAR)
    assert 10 == working_days(START, START + 18 * DAY, rest, ZONE, CALENDAR)


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (Deadline(None, None), None),
        (Deadline(START, None), (False, START)),
        (Deadline(START + 9 * DAY, None), None),
        (Deadline(START, START - DAY, by_them=True), (True, START - DAY)),
        (Deadline(START, START - DAY), None),
        (Deadline(START, START + DAY, by_them=True), (False, START)),
        (Deadline(START, START + 9 * DAY, by_them=True), (False, START)),
        (Deadline(START, None, rests_since=START - DAY), None),
        (Deadline(START, START + DAY, by_them=True, rests_since=START - DAY), (True, START + DAY)),
        (Deadline(START, None, back_at=START - DAY), None),
        (Deadline(START, None, back_at=START + DAY), (False, START)),
    ],
)
def test_a_term_is_decided_once(deadline: Deadline, expected: tuple[bool, datetime] | None) -> None:
    """As of the fifth day: kept by who was bound, overrun when its day passed, else neither."""
    assert expected == kept(deadline, START + 5 * DAY)


@given(st.lists(MANY, max_size=4))
def test_the_whole_is_the_sum_of_its_parts(parts: list[Facts]) -> None:
    """Counts and denominators alike; no share without a case, none above one."""
    whole = Facts(
        [days for each in parts for days in each.heard], [reply for each in parts for reply in each.replies],
        [term for each in parts for term in each.terms], sum(each.refused for each in parts),
        sum(each.sent for each in parts),
    )  # fmt: skip
    found = figures(whole, PERIOD, Confirmation())
    of_parts = [figures(each, PERIOD, Confirmation()) for each in parts]

    for name in ("acknowledged", "answered", "terms", "bounces"):
        share: Share = getattr(found, name)
        assert share == Share(
            *(sum(getattr(getattr(each, name), part) for each in of_parts) for part in ("count", "of"))
        )
        assert (share.part is None) == (share.of == 0)
        assert share.part is None or 0 <= share.part <= 1
    assert found.answered.of == found.answered.count + found.silent + found.open
    assert found.held.cases == found.elapsed.cases == found.answered.count


EMPTY = figures(Facts(), PERIOD, Confirmation())
FULL = Health(
    PERIOD, Share(9, 12), Middle(1, 9), Share(9, 12), Middle(6.5, 9), Middle(8.04, 9), 2, 1, 3, Share(10, 12),
    Share(1, 20),
    Confirmation(date(2026, 3, 2), FocalState.DOUBTFUL, Share(1, 2)),
)  # fmt: skip


def test_figures_are_said_with_units_denominators_and_days() -> None:
    """In Indonesian with its comma."""
    assert [
        "Periode: 31 Januari 2026 – 1 April 2026; keadaan 11 April 2026.",
        "Penerimaan dikonfirmasi: 9 dari 12 (75%).",
        "Waktu konfirmasi: median 1 hari kerja (9 kasus).",
        "Dijawab: 9 dari 12 (75%).",
        "Waktu jawaban bersih: median 6,5 hari (9 kasus).",
        "Sejak diminta: median 8 hari (9 kasus).",
        "Permintaan lain: 1 belum dijawab, 2 tanpa tanggapan, 3 ditarik kantor (tidak dihitung).",
        "Jangka waktu dipenuhi: 10 dari 12 (83%).",
        "Surel tertolak: 1 dari 20 (5%).",
        "Konfirmasi terakhir narahubung: 2 Maret 2026 (diragukan).",
        "Narahubung dikonfirmasi: 1 dari 2 (50%).",
    ] == lines(FULL, "id")[:-1]


def test_without_cases_the_lines_say_so() -> None:
    """No percentage anywhere; the rule of counting stands below in both languages."""
    said = lines(EMPTY, "en")

    assert len(TITLES["en"]) + 1 == len(said) == len(lines(EMPTY, "id"))
    assert 8 == sum("no data (0 of 0)" in line for line in said)
    assert not [line for line in said if "%" in line]
    assert "Focal point last confirmed: never." in said
    assert "no ranking" in said[-1]
    assert TITLES["id"].keys() == TITLES["en"].keys()
    undated = figures(Facts(), PERIOD, Confirmation(None, FocalState.CONFIRMED, Share(1, 1)))
    assert "Focal point last confirmed: no day on record (confirmed)." in lines(undated, "en")


def test_a_period_that_ends_at_midnight_stands_on_the_day_before() -> None:
    """The first instant of a day belongs to it; what stood then stood at the end of the day before."""
    midnight = ZONE.starts(date(2026, 3, 4))
    period = Period(midnight - 2 * DAY, midnight, midnight, ZONE)

    assert (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 3)) == (
        period.first,
        period.last,
        period.stands_on,
    )
    assert (True, False) == (period.holds(midnight - 2 * DAY), period.holds(midnight))
