"""Proofs of due dates: what they hold, what they say, and what a changed calendar does to them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from models.deadlines import PauseReason, Unit, load_terms
from models.decrees import Amendment, Kind
from models.holidays import calendar
from models.proof_text import proof_text
from models.proofs import FreeDay, NoDueDate, Proof, Question, due, later_of, prove, recount
from models.workdays import Basis, Calendar, Pause, Zone

TERMS = load_terms()
CALENDAR = calendar()
LATE = calendar(
    [
        Amendment(
            date=date(2026, 4, 6),
            name="Cuti Bersama Paskah",
            kind=Kind.COLLECTIVE_LEAVE,
            known_on=date(2026, 3, 30),
        )
    ]
)

days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
pauses = st.lists(
    st.tuples(days, st.integers(0, 40), st.sampled_from(PauseReason)).map(
        lambda drawn: Pause(drawn[0], drawn[0] + timedelta(days=drawn[1]), drawn[2])
    ),
    max_size=3,
)
questions = st.builds(
    Question,
    start=days,
    length=st.integers(0, 90),
    basis=st.sampled_from(Basis),
    roll=st.booleans(),
    zone=st.sampled_from(Zone),
    pauses=pauses.map(tuple),
    extension=st.integers(0, 30),
    at=st.none(),
    agreed=st.none(),
    unit=st.just(Unit.DAYS),
)


def ask(start: date = date(2026, 3, 9), length: int = 14, basis: Basis = Basis.WORKING) -> Question:
    """The question whose answer is 6 April 2026."""
    return Question(start=start, length=length, basis=basis, zone=Zone.WITA)


@given(questions)
def test_a_proof_survives_json(question: Question) -> None:
    """What is stored with the clock is what was reckoned."""
    proof = prove(question, CALENDAR)

    assert proof == Proof.model_validate_json(proof.model_dump_json())
    assert proof == Proof.model_validate(proof.model_dump(mode="json"))
    assert proof.due == question.due_date(CALENDAR)


@given(questions, st.sampled_from(["id", "en"]))
def test_a_written_proof_names_its_days(question: Question, language: str) -> None:
    """Day 0, every free day that was passed over, the due date and the calendar."""
    proof = prove(question, CALENDAR)
    text = proof_text(proof, "id" if language == "id" else "en")

    names = [free.name for free in (*proof.free, *proof.rolled)]
    assert all(name in text for name in names)
    assert proof.calendar in text
    assert str(question.zone) in text


@given(questions)
def test_a_proof_accounts_for_every_day(question: Question) -> None:
    """Days that count, free days, weekends and paused days together are all days from day 1 to where the count ends."""
    proof = prove(question, CALENDAR)
    weekend_days = sum((last - first).days + 1 for first, last in proof.weekends)
    length = (question.length or 0) + question.extension

    passed = length + len(proof.free) + weekend_days + proof.paused
    assert question.start + timedelta(days=passed + len(proof.rolled)) == proof.due


def test_a_proof_past_the_last_decree_is_provisional_and_says_so() -> None:
    """30 working days from 10 December 2026 run into a year whose free days nobody has decreed."""
    proof = prove(ask(date(2026, 12, 10), 30), CALENDAR)

    assert (True, date(2026, 12, 31)) == (proof.provisional, proof.decreed_until)
    assert "SEMENTARA: hari libur baru ditetapkan sampai dengan 31 Desember 2026" in proof_text(proof, "id")
    assert "PROVISIONAL: free days are decreed only until 31 December 2026" in proof_text(proof, "en")
    assert not prove(ask(date(2026, 12, 10), 10), CALENDAR).provisional
    assert prove(ask(date(1999, 12, 28), 14), CALENDAR).provisional


def test_day_0_of_a_term_is_the_local_date_of_the_event() -> None:
    """16:30 UTC on 8 March is past midnight in Makassar: day 0 is the 9th there and the 8th in Jakarta."""
    instant = datetime(2026, 3, 8, 16, 30, tzinfo=UTC)
    starts = [
        due(TERMS["corrective_action"], instant, zone, CALENDAR).question.start
        for zone in (Zone.WIB, Zone.WITA)
    ]

    assert [date(2026, 3, 8), date(2026, 3, 9)] == starts


def test_a_proof_carries_the_source_of_its_term() -> None:
    """For the letter that cites the law; what no law sets says so."""
    proof = due(TERMS["corrective_action"], date(2026, 5, 5), Zone.WITA, CALENDAR, region="63")
    asked = proof.question

    assert ("corrective_action", "PO 58/2023 Pasal 54", "T", "63") == (
        asked.key,
        asked.source,
        asked.sure,
        asked.region,
    )
    assert (date(2026, 6, 24), datetime(2026, 6, 24, 15, 59, tzinfo=UTC)) == (proof.due, proof.due_at)
    policy = due(TERMS["focal_point_ack"], date(2026, 5, 5), Zone.WITA, CALENDAR)
    assert "Dasar: kebijakan kantor, tidak diatur dalam undang-undang" in proof_text(policy, "id")


@pytest.mark.parametrize(
    ("key", "start", "expected"),
    [
        ("event_age_limit", date(2024, 2, 29), date(2026, 2, 28)),
        ("monev_cycle", date(2025, 8, 31), date(2026, 2, 28)),
        ("monev_cycle", date(2025, 12, 15), date(2026, 6, 15)),
        ("quarterly_report", date(2026, 6, 30), date(2026, 9, 30)),
        ("annual_report", date(2025, 12, 31), date(2026, 1, 31)),
    ],
)
def test_months_and_years_end_on_the_same_day_of_the_month_or_its_last(
    key: str, start: date, expected: date
) -> None:
    """Two years from 29 February end on 28 February; six months from 31 August as well."""
    assert expected == due(TERMS[key], start, Zone.WIB, CALENDAR).due


def test_hours_run_through_holidays() -> None:
    """A day after access to the minute, whatever day that is."""
    proof = due(TERMS["rco_first_contact"], datetime(2026, 3, 20, 1, 5, tzinfo=UTC), Zone.WITA, CALENDAR)

    assert (datetime(2026, 3, 21, 1, 5, tzinfo=UTC), date(2026, 3, 21)) == (proof.due_at, proof.due)
    assert "Hari ke-0: Jumat, 20 Maret 2026 pukul 09.05 WITA\nJangka waktu: 24 jam\n" in proof_text(
        proof, "id"
    )


def test_an_agreed_date_is_its_own_proof() -> None:
    """An action plan sets the date; an extension moves it on."""
    proof = due(
        TERMS["action_item"], date(2026, 3, 9), Zone.WITA, CALENDAR, agreed=date(2026, 5, 4), extension=3
    )

    assert (date(2026, 5, 7), 0) == (proof.due, len(proof.free))
    assert "Tanggal yang disepakati: Senin, 4 Mei 2026\nDiperpanjang: 3 hari kalender" in proof_text(
        proof, "id"
    )


@pytest.mark.parametrize(
    ("key", "start", "extra"),
    [
        ("summons_count", date(2026, 3, 9), {}),
        ("action_item", date(2026, 3, 9), {}),
        ("clarification_1", date(2026, 3, 9), {"agreed": date(2026, 4, 1)}),
        ("rco_first_contact", date(2026, 3, 9), {}),
        ("rco_first_contact", datetime(2026, 3, 9, tzinfo=UTC), {"extension": 1}),
    ],
)
def test_what_has_no_due_date_is_not_given_one(key: str, start: date, extra: dict[str, date | int]) -> None:
    """Counts of events, plans without a date and hours without an instant are errors of the caller."""
    with pytest.raises(NoDueDate, match="cannot be counted"):
        due(TERMS[key], start, Zone.WIB, CALENDAR, **extra)  # pyright: ignore[reportArgumentType]


def test_a_late_decree_gives_an_outside_party_its_day() -> None:
    """6 April was declared free: the date moves to the 7th, under the calendar's new version."""
    proof = prove(ask(), CALENDAR)
    moved = recount(proof, LATE)

    assert (date(2026, 4, 6), date(2026, 4, 7)) == (proof.due, moved.due)
    assert (LATE.version, FreeDay(day=date(2026, 4, 6), name="Cuti Bersama Paskah")) == (
        moved.calendar,
        moved.free[-1],
    )


def test_a_withdrawn_holiday_takes_no_day_from_an_outside_party() -> None:
    """The later date stays in force, and the proof says what the calendar would give; the next recount forgets none."""
    told = prove(ask(), LATE)
    kept = recount(told, CALENDAR)

    assert (date(2026, 4, 7), told.due_at, date(2026, 4, 6)) == (kept.due, kept.due_at, kept.superseded)
    assert "Kalender yang berubah memberi Senin, 6 April 2026" in proof_text(kept, "id")
    assert kept == recount(kept, CALENDAR)
    assert date(2026, 4, 7) == recount(kept, LATE).due
    assert recount(kept, LATE).superseded is None


def test_the_office_itself_must_keep_the_earlier_date() -> None:
    """Its own service levels follow the calendar both ways."""
    question = ask().model_copy(update={"internal": True})

    assert date(2026, 4, 6) == recount(prove(question, LATE), CALENDAR).due


def test_a_pause_and_an_extension_move_a_running_clock_on() -> None:
    """The same question, asked again with what was granted since."""
    proof = prove(ask(), CALENDAR)
    paused = recount(proof, CALENDAR, pauses=[Pause(date(2026, 3, 10), date(2026, 3, 11), "mediation")])

    assert date(2026, 4, 8) == paused.due
    assert date(2026, 4, 10) == recount(paused, CALENDAR, extension=2).due
    assert paused.question.pauses == recount(paused, CALENDAR, extension=2).question.pauses


@given(questions, st.sets(days, max_size=30), st.sets(days, max_size=30))
def test_no_calendar_moves_an_outside_party_to_an_earlier_date(
    question: Question, before: set[date], after: set[date]
) -> None:
    """Whatever is decreed."""
    old, new = (
        Calendar(dict.fromkeys(free, "Libur"), date(2020, 1, 1), date(2028, 12, 31))
        for free in (before, after)
    )
    proof = prove(question, old)

    assert proof.due <= recount(proof, new).due
    assert proof == later_of(proof, proof)
