"""The ladders: their shape, when their rungs are due, and what is done after downtime."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.codes import Party
from models.deadlines import BadTerms, load_terms
from models.holidays import calendar
from models.ladders import (
    Act,
    Anchor,
    Release,
    Rung,
    RungKind,
    in_office_hours,
    load_ladders,
    next_attention,
    reached,
    schedule,
)
from models.proofs import Proof, due
from models.workdays import Zone

TERMS = load_terms()
LADDERS = load_ladders()
CALENDAR = calendar()


def test_every_act_waits_for_an_officer_and_belongs_to_one_kind_of_clock() -> None:
    """Nothing moves a case by itself unless an office says so; only an entry is doubted without. Every act is used."""
    acts = {(key, rung.does) for key, rungs in LADDERS.items() for rung in rungs if rung.does}

    assert {
        ("clarification_1", Act.SECOND_REQUEST),
        ("clarification_2", Act.RIGHT_UNUSED),
        ("corrective_action", Act.HANDOVER_TO_RESOLUTION),
        ("corrective_action_2017", Act.HANDOVER_TO_RESOLUTION),
        ("reconfirmation_answer", Act.DOUBT),
        ("recommendation_report", Act.SANCTION),
        ("recommendation_report_alarm", Act.STATUTORY_ALARM),
        ("reporter_completion", Act.DEEMED_WITHDRAWN),
        ("reporter_response", Act.ISSUE_REPORT),
    } == acts
    assert set(Act) == {act for _, act in acts}
    by_itself = {
        rung.does for rungs in LADDERS.values() for rung in rungs if rung.release is not Release.OFFICER
    }
    assert {Act.DOUBT} == by_itself


def test_every_ladder_belongs_to_a_clock_and_its_rungs_are_in_order() -> None:
    """Clocks that nobody climbs have an empty ladder, and names are unique within one."""
    assert set(TERMS) == set(LADDERS)
    for rungs in LADDERS.values():
        assert sorted(rungs, key=lambda rung: rung.offset) == list(rungs)
        assert len({rung.name for rung in rungs}) == len(rungs)
    assert () == LADDERS["event_age_limit"]
    assert LADDERS["sla_verification_formal"] == LADDERS["sla_verification_material"]
    assert [rung.name for rung in LADDERS["corrective_action"]] == [
        rung.name for rung in LADDERS["corrective_action_2017"] if rung.name != "headquarters"
    ]


def proof_of(key: str, start: date, zone: Zone = Zone.WITA) -> Proof:
    """The proof of a shipped term under the shipped calendar."""
    return due(TERMS[key], start, zone, CALENDAR)


def planned(key: str, start: date, zone: Zone = Zone.WITA) -> dict[str, str]:
    """When each rung of a clock is due, in the zone: month, day, hour and minute."""
    plan = schedule(LADDERS[key], proof_of(key, start, zone), CALENDAR)
    return {rung.name: f"{at.astimezone(zone.tz):%d %b %H.%M}" for rung, at in plan}


def test_the_rungs_of_a_clarification_come_in_order() -> None:
    """Received on Monday 6 July 2026: due on Monday 20 July; reminders five and two days before, the act after.

    Two days before is a Saturday: that reminder goes out on the Friday.
    """
    assert {
        "reminder_5": "15 Jul 08.00",
        "reminder_2": "17 Jul 08.00",
        "second_request": "21 Jul 08.00",
    } == planned("clarification_1", date(2026, 7, 6))


def test_the_offsets_of_a_working_clock_are_working_days() -> None:
    """Corrective action from 5 May 2026 is due on 24 June; fifteen working days before is 2 June."""
    assert {
        "progress_15": "02 Jun 08.00",
        "reminder_5": "17 Jun 08.00",
        "overdue": "25 Jun 08.00",
        "handover": "01 Jul 08.00",
    } == planned("corrective_action", date(2026, 5, 5))


def test_a_silent_focal_point_is_counted_from_the_forwarding() -> None:
    """Two, four, six and ten working days after it, past the Easter holidays."""
    assert {
        "reminder": "02 Apr 08.00",
        "alternate": "07 Apr 08.00",
        "superior": "09 Apr 08.00",
        "inspectorate": "15 Apr 08.00",
    } == planned("focal_point_ack", date(2026, 3, 31))


def test_nothing_irreversible_is_due_before_the_later_reading_of_sixty_days() -> None:
    """The alarm follows the calendar days, the sanction the working days."""
    start = date(2026, 4, 1)

    assert "03 Jun 08.00" == planned("recommendation_report_alarm", start)["alarm"]
    assert "07 Jul 08.00" == planned("recommendation_report", start)["sanction"]


def test_a_service_level_that_passes_at_night_is_told_in_the_morning() -> None:
    """Offset 0 is the due date itself, 23:59; the unit head reads it at eight."""
    assert {
        "reminder_2": "01 Apr 08.00",
        "unit_head": "07 Apr 08.00",
        "office_head": "09 Apr 08.00",
        "headquarters": "20 Apr 08.00",
    } == planned("sla_verification_formal", date(2026, 3, 9))


def test_a_rapid_response_climbs_by_the_hour_on_holidays_too() -> None:
    """On Nyepi at 21:30 as on any other day."""
    start = datetime(2026, 3, 19, 13, 30, tzinfo=UTC)
    plan = schedule(
        LADDERS["rco_first_contact"], due(TERMS["rco_first_contact"], start, Zone.WITA, CALENDAR), CALENDAR
    )

    assert [timedelta(hours=24), timedelta(hours=25)] == [at - start for _, at in plan]


def test_a_reminder_that_would_come_with_the_request_is_left_out() -> None:
    """Fourteen days received on 13 March: the holidays push both reminders to 17 March; none is before day 1.

    Received on 17 March, both would fall on that very day: there is none.
    """
    assert "17 Mar 08.00" == planned("clarification_1", date(2026, 3, 9))["reminder_5"]
    short = TERMS["clarification_1"].model_copy(update={"length": 6})
    proof = due(short, date(2026, 3, 17), Zone.WITA, CALENDAR)

    assert date(2026, 3, 25) == proof.due
    assert ["second_request"] == [
        rung.name for rung, _ in schedule(LADDERS["clarification_1"], proof, CALENDAR)
    ]


def test_a_reminder_without_office_hours_comes_at_midnight() -> None:
    """Free days do not move it, and on day 0 it is left out as well."""
    rung = Rung(name="early", offset=-2, kind=RungKind.REMIND, tells=(Party.REPORTER,), office_hours=False)
    late = proof_of("clarification_1", date(2026, 7, 6))
    near = due(
        TERMS["clarification_1"].model_copy(update={"length": 2}), date(2026, 7, 6), Zone.WITA, CALENDAR
    )

    assert [Zone.WITA.starts(date(2026, 7, 18))] == [at for _, at in schedule([rung], late, CALENDAR)]
    assert () == schedule([rung], near, CALENDAR)
    after = rung.model_copy(update={"offset": 2, "anchor": Anchor.START})
    assert [Zone.WITA.starts(date(2026, 7, 8))] == [at for _, at in schedule([after], late, CALENDAR)]


def test_a_clock_is_looked_at_when_its_next_rung_is_due() -> None:
    """The first rung not yet done with; when all are, never again."""
    plan = schedule(LADDERS["clarification_1"], proof_of("clarification_1", date(2026, 7, 6)), CALENDAR)
    names = [rung.name for rung, _ in plan]

    assert [*(at for _, at in plan), None] == [next_attention(plan, names[:done]) for done in range(4)]


def test_after_downtime_only_the_highest_letter_is_sent_and_no_act_is_skipped() -> None:
    """A week too late, the reminders give way to the notice; the handover waits as it should."""
    start = date(2026, 5, 5)
    plan = schedule(LADDERS["corrective_action"], proof_of("corrective_action", start), CALENDAR)
    names = {rung.name: rung for rung, _ in plan}

    now = reached(plan, {"progress_15"}, Zone.WITA.ends(date(2026, 7, 8)))
    assert (names["overdue"], (names["reminder_5"],), (names["handover"],)) == now
    assert (None, (), ()) == reached(plan, set(names), Zone.WITA.ends(date(2026, 7, 8)))
    assert (None, (), ()) == reached(plan, set(), Zone.WITA.ends(start))


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        (date(2026, 4, 6), 9, "06 Apr 09.00"),  # a Monday morning
        (date(2026, 4, 6), 7, "06 Apr 08.00"),
        (date(2026, 4, 6), 16, "07 Apr 08.00"),
        (date(2026, 4, 2), 17, "06 Apr 08.00"),  # the eve of Good Friday
        (date(2026, 4, 4), 10, "06 Apr 08.00"),  # a Saturday
    ],
)
def test_letters_wait_for_office_hours(day: date, hour: int, expected: str) -> None:
    """A working day's 08:00 to 16:00 in the recipient's zone."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=Zone.WIT.tz)

    local = in_office_hours(moment, Zone.WIT, CALENDAR).astimezone(Zone.WIT.tz)
    assert expected == f"{local:%d %b %H.%M}"


BAD_LADDERS = [
    ("[ladders.clarification_9.late]\noffset = 1", "ladders.clarification_9: there is no such clock"),
    ('[ladders.clarification_1.late]\nkind = "remind"\ntells = ["reporter"]', "late: offset: Field required"),
    ('[ladders.clarification_1.reminder_5]\ndoes = "sanction"', "a rung of kind act says what it does"),
    ('[ladders.clarification_1.reminder_5]\nkind = "act"', "a rung of kind act says what it does"),
    ('[ladders.clarification_1.reminder_5]\nanchor = "start"', "comes after it"),
    ('[ladders.clarification_1.reminder_5]\ntells = ["king"]', "reminder_5: tells.0:"),
    ("[ladders.clarification_1]\nreminder_5 = 3", "ladders.clarification_1.reminder_5: Input should be"),
    ('[ladders.reporter_completion.withdrawn]\nrelease = "automatic"', "never by the clock"),
]


@pytest.mark.parametrize(("text", "fault"), BAD_LADDERS)
def test_a_ladder_that_makes_no_sense_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    """A rung must name an existing clock, whom it tells, and an act if it is one."""
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadTerms) as raised:
        load_ladders(path)
    assert fault in str(raised.value)
