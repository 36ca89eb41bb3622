"""`narahubung clock`, `holidays import` and `migrate`: deadlines that pass, and a calendar that changes under them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.casework import law
from models.casework.recount import behind, present, recount
from models.database import reading, transaction
from models.stages import Event
from models.tables import Clock, EarlierDue, Happening, Outbox, Reached
from tests import sample
from tests.running import decided, narahubung, refused, said, told

DECREE = """date,name,kind,region,known_on,source
2026-04-13,Cuti Bersama Contoh,collective_leave,,2026-03-03,SKB contoh
2026-03-12,Pemilihan Contoh,regional,63.71,2026-03-03,SK contoh
"""
WITHDRAWN = """date,name,kind,region,known_on,source
2026-03-19,Hari Suci Nyepi ditarik,working,,2026-03-03,SKB contoh
"""


TO_THE_REPORT: list[tuple[str, dict[str, Any]]] = [
    ("pass_formal", {}),
    ("pass_material", {}),
    ("accept", {"examiner": sample.EXAMINER, "complexity": "light"}),
    ("forward", {"institution": sample.HEALTH, "text": "Mohon penjelasan.", "at_once": True}),
    ("record_answer", {"institution": sample.HEALTH, "text": "Belum."}),
    ("start_drafting", {}),
    ("ask_review", {}),
    ("approve_review", {}),
    ("issue_found", {"found": ["no_service"], "items": f"{sample.HEALTH}: Terbitkan rujukan."}),
]


@pytest.fixture
def asked(database_url: str) -> str:
    """The number of a complaint about which an institution was asked; it acknowledged on the same day."""
    with transaction() as session:
        sample.office(session)
        number = sample.lodged(session).agenda_no
    decided(number, "pass_formal")
    decided(number, "pass_material")
    decided(number, "accept", examiner=sample.EXAMINER, complexity="light")
    decided(number, "forward", institution=sample.HEALTH, text="Mohon penjelasan.", at_once=True)
    decided(number, "note_acknowledged", institution=sample.HEALTH)
    return number


@pytest.fixture
def lodged(database_url: str) -> str:
    """The number of a complaint just lodged: its two deadlines bind the office, in working days."""
    with transaction() as session:
        sample.office(session)
        return sample.lodged(session).agenda_no


def decree(folder: Path, text: str = DECREE) -> str:
    """The path of a file with this decree."""
    path = folder / "decree.csv"
    path.write_text(text)
    return str(path)


def dues(number: str) -> dict[str, str]:
    """The due date of each running deadline, by its key."""
    return {
        clock["key"]: clock["due_on"]
        for clock in told("show", number)["clocks"]
        if clock["due_on"] and clock["open"]
    }


def test_a_sweep_attends_to_what_is_due(asked: str) -> None:
    """Each rung once: a second sweep at the same time finds nothing."""
    later = sample.NOW + timedelta(days=30)
    first, second = told("clock", now=later), told("clock", now=later)

    assert (0, 0) == (told("clock")["clocks"], first["left"])
    assert first["clocks"] >= 1
    assert first["awaiting"] >= 1
    assert 1 == first["complaints"]
    assert {"clocks", "reminded", "skipped", "awaiting", "acted", "complaints", "left"} == first.keys()
    assert 0 == sum(second.values())


def test_the_size_of_a_batch_changes_nothing(database_url: str) -> None:
    """Each is a transaction of its own."""
    with transaction() as session:
        sample.office(session)
        for _ in range(5):
            sample.lodged(session)
    swept = told("clock", "--batch", "2", now=sample.NOW + timedelta(days=90))

    assert (10, 5, 0) == (swept["clocks"], swept["complaints"], swept["left"])


def test_an_imported_decree_moves_the_deadlines_it_touches(lodged: str, tmp_path: Path) -> None:
    """The earlier date is kept, and a happening tells those concerned."""
    before = dues(lodged)
    shown = said("holidays", "import", decree(tmp_path), now=sample.NOW + timedelta(days=1))
    after = dues(lodged)
    file = told("show", lodged)

    assert {"sla_verification_formal": "2026-03-27", "sla_verification_material": "2026-04-21"} == before
    assert {"sla_verification_formal": "2026-03-27", "sla_verification_material": "2026-04-22"} == after
    assert "1 running deadlines moved" in shown
    assert "2 rows read, 2 new." in shown
    with reading() as session:
        happening = session.exec(select(Happening).where(Happening.event == Event.RECOUNTED)).one()
        clock = session.exec(select(Clock).where(Clock.key == "sla_verification_material")).one()
        earlier = session.exec(select(EarlierDue)).one()
        assert session.get(Outbox, happening.id) is not None
    assert {
        "clock": clock.id,
        "key": "sla_verification_material",
        "old_due": "2026-04-21",
        "due": "2026-04-22",
        "version": clock.calendar_version,
    } == happening.facts
    assert (clock.id, "calendar") == (earlier.clock_id, earlier.why)
    assert "2026-04-21" == file["clocks"][1]["earlier"][0]["due_at"][:10]


def test_a_regional_day_moves_only_the_region(asked: str, tmp_path: Path) -> None:
    """Here the city's: the institution is in it, the office's deadlines count with the province."""
    decided(asked, "forward", institution=sample.LAND, text="Mohon penjelasan.")
    with reading() as session:
        regions = {
            clock.key: clock.region for clock in session.exec(select(Clock).where(Clock.state == "running"))
        }
    said("holidays", "import", decree(tmp_path))
    with reading() as session:
        version = {region: law.calendar_of(session, region).version for region in ("63", "63.71")}
        running = session.exec(select(Clock).where(Clock.state == "running")).all()

    assert {"63", "63.71"} == set(regions.values())
    assert version["63"] != version["63.71"]
    assert all(version[clock.region or ""] == clock.calendar_version for clock in running)


def test_the_same_decree_twice_adds_nothing(lodged: str, tmp_path: Path) -> None:
    """Neither rows nor happenings."""
    said("holidays", "import", decree(tmp_path))
    version = told("show", lodged)["version"]
    again = said("holidays", "import", decree(tmp_path))

    assert "2 rows read, 0 new." in again
    assert "0 running deadlines moved" in again
    assert version == told("show", lodged)["version"]


def test_a_dry_run_says_whom_it_touches(lodged: str, tmp_path: Path) -> None:
    """And changes nothing."""
    shown = said("holidays", "import", decree(tmp_path), "--dry-run")

    assert "1 running deadlines would move." in shown
    row = next(line.split() for line in shown.splitlines() if line.strip().startswith(lodged))
    assert [lodged, "sla_verification_material", "intake_unit", "2026-04-21", "2026-04-22"] == row
    assert "2026-04-21" == dues(lodged)["sla_verification_material"]
    assert "2 rows read, 2 new." in said("holidays", "import", decree(tmp_path))


def test_an_outside_party_never_loses_days(database_url: str, tmp_path: Path) -> None:
    """A holiday withdrawn moves the office's own deadline forward, and the institution's not."""
    with transaction() as session:
        sample.office(session)
        number = sample.lodged(session).agenda_no
    for decision, fields in TO_THE_REPORT:
        decided(number, decision, **fields)
    waiting = next(clock for clock in told("show", number)["clocks"] if clock["key"] == "corrective_action")
    decided(number, "set_receipt", clock=waiting["id"], on="2026-03-02", note="Diantar.")
    before = dues(number)
    with transaction() as session:
        own = sample.lodged(session).agenda_no
    own_before = dues(own)
    said("holidays", "import", decree(tmp_path, WITHDRAWN))

    assert "corrective_action" in before
    assert before == dues(number)
    assert ("2026-03-27", "2026-03-26") == (
        own_before["sla_verification_formal"],
        dues(own)["sla_verification_formal"],
    )
    assert {"recounted"} == {row["event"] for row in told("show", own)["history"][2:]}


def test_what_was_sent_is_not_sent_again(lodged: str, tmp_path: Path) -> None:
    """Rungs that were reached stay reached when the date moves; those to come are planned anew."""
    soon = datetime(2026, 4, 20, 2, tzinfo=UTC)
    told("clock", now=soon)
    with reading() as session:
        reached = {(row.clock_id, row.rung) for row in session.exec(select(Reached))}
    said("holidays", "import", decree(tmp_path), now=soon)
    with reading() as session:
        clock = session.exec(select(Clock).where(Clock.key == "sla_verification_material")).one()

    assert (0, clock.next_at is not None and clock.next_at > soon) == (
        told("clock", now=soon)["clocks"],
        True,
    )
    with reading() as session:
        assert reached == {(row.clock_id, row.rung) for row in session.exec(select(Reached))}


def test_a_deadline_that_ended_meanwhile_is_left_alone(lodged: str, tmp_path: Path) -> None:
    """Between finding it and counting it again."""
    with transaction() as session:
        ids = [clock.id or 0 for clock in session.exec(select(Clock))]
        law.calendar_of(session, "63")
    decided(lodged, "withdraw", note="Selesai.")
    with transaction() as session:
        assert ([], []) == (behind(session, present(session), 10), recount(session, ids, sample.NOW))


def test_deadlines_of_an_older_program_are_counted_again(lodged: str) -> None:
    """`holidays recount` is for a program that brought another calendar; who is not touched hears nothing."""
    with transaction() as session:
        for clock in session.exec(select(Clock)):
            clock.calendar_version = "2025.12-00000000"
            session.add(clock)
    version = told("show", lodged)["version"]

    assert "0 running deadlines moved" in said("holidays", "recount")
    assert version == told("show", lodged)["version"]
    with reading() as session:
        assert [] == behind(session, present(session), 10)


def test_due_dates_count_with_what_was_imported(lodged: str, tmp_path: Path) -> None:
    """`narahubung due` knows the decrees of this installation."""
    before = told("due", "2026-04-10", "3")["due"]
    said("holidays", "import", decree(tmp_path))

    assert ("2026-04-15", "2026-04-16") == (before, told("due", "2026-04-10", "3")["due"])
    assert "Cuti Bersama Contoh" in said("holidays", "list", "2026")


def test_due_dates_need_no_database(home: Path) -> None:
    """And make none."""
    assert "2026-04-15" == told("due", "2026-04-10", "3")["due"]
    assert [] == list(home.iterdir())


def test_an_unreadable_decree_changes_nothing(lodged: str, tmp_path: Path) -> None:
    """Each fault is named with its line."""
    assert "cannot be used" in refused("holidays", "import", str(tmp_path / "none.csv"))
    assert "line 2" in refused(
        "holidays", "import", decree(tmp_path, DECREE.replace("2026-04-13", "13 April"))
    )


def test_the_tables_are_brought_up_to_date(empty_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once; then there is nothing to do. On PostgreSQL other commands ask for it."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", empty_database_url)
    if empty_database_url.startswith("postgresql"):
        assert "narahubung migrate" in refused("list")

    assert said("migrate").startswith("Taken: 0001")
    assert said("migrate").startswith("Nothing to do: ")
    assert 0 == narahubung("list").exit_code
