"""A decree that moves thousands of deadlines: whom it touches, how many runs it wakes, what it costs."""

import csv
import json
import tracemalloc
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, func, select

from deployments import decreed
from deployments.moved import SHOWN, Asked
from flows import wanted
from models.casework import desks, forwarding
from models.casework.errors import DeskMovedOn
from models.casework.messages import reason_for
from models.database import engine_for, reading, transaction
from models.decrees import read_decrees
from models.stages import Event
from models.tables import Clock, Desk, Draft, EarlierDue, Happening, Matter, Outbox
from tests import sample
from tests.many_clocks import copied
from tests.moving import requested
from tests.running import narahubung, refused, said, told
from tests.test_command_clock import DECREE, WITHDRAWN

MANY = 40


def decree(folder: Path, text: str = DECREE) -> str:
    """A file with the decree."""
    path = folder / "decree.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def many(database_url: str) -> str:
    """`MANY` complaints that wait at their desks, and the one they were copied from; the database's URL."""
    filled(MANY)
    return database_url


def filled(many: int) -> None:
    """The sample office with so many copies of a complaint just lodged."""
    with transaction() as session:
        sample.office(session)
        copied(session, sample.lodged(session, access="report"), many, desks=True)


def test_the_dry_run_says_whom_it_touches(many: str, tmp_path: Path) -> None:
    """Sums by office, party and institution, and the first rows; nothing is changed."""
    shown = said("holidays", "import", decree(tmp_path), "--dry-run")

    assert f"{MANY + 1} running deadlines would move." in shown
    (line,) = (line for line in shown.splitlines() if line.split()[-1:] == [str(MANY + 1)])
    assert ["BJM", "intake_unit", str(MANY + 1)] == line.split()
    assert f"… and {MANY + 1 - SHOWN} more" in shown
    with reading() as session:
        assert 0 == session.exec(select(func.count(col(EarlierDue.id)))).one()


def test_every_row_is_told_as_json_and_as_csv(many: str, tmp_path: Path) -> None:
    """Before it is done and while it is done the same rows."""
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    planned = told("holidays", "import", decree(tmp_path), "--dry-run", "--csv", str(before))
    done = json.loads(
        narahubung("holidays", "import", decree(tmp_path), "--json", "--csv", str(after)).stdout
    )

    assert planned == done
    assert (MANY + 1, MANY + 1, 0) == (planned["moved"], planned["later"], planned["earlier"])
    whose = {"office": "BJM", "binds": "intake_unit", "institution": ""}
    assert [{**whose, "count": MANY + 1}] == planned["sums"]
    assert MANY + 1 == len(planned["deadlines"])
    for path in (before, after):
        with path.open(encoding="utf-8-sig", newline="") as text:
            assert planned["deadlines"] == list(csv.DictReader(text))


def test_institutions_are_summed_up_by_themselves(database_url: str, tmp_path: Path) -> None:
    """Who is bound there is asked another date than the office."""
    with transaction() as session:
        complaint, _ = requested(session)
        forwarding.acknowledge(session, complaint, sample.HEALTH, sample.NOW, by=sample.EXAMINER)
    last_day = DECREE.replace(
        "2026-04-13", "2026-03-16"
    )  # of the clarification, which rolls on to a working day
    sums = told("holidays", "import", decree(tmp_path, last_day), "--dry-run")["sums"]

    assert {("BJM", sample.HEALTH)} == {(each["office"], each["institution"]) for each in sums}


def test_a_csv_that_cannot_be_written_stops_it_before_it_begins(many: str, tmp_path: Path) -> None:
    """Nothing is imported and no deadline moves."""
    assert "cannot be written" in refused(
        "holidays", "import", decree(tmp_path), "--csv", str(tmp_path / "none" / "rows.csv")
    )
    assert MANY + 1 == told("holidays", "import", decree(tmp_path), "--dry-run")["moved"]


def test_a_later_date_wakes_no_run(many: str, tmp_path: Path) -> None:
    """Each is a happening with its letter; the desks stay good, and the case sheets follow at the steward's rate."""
    said("holidays", "import", decree(tmp_path))

    assert [] == wanted.stale_desks(MANY)
    assert MANY == len(wanted.outdated_sheets(2 * MANY))
    with reading() as session:
        versions = session.exec(
            select(Desk.version, Matter.version).join(Matter, col(Matter.id) == col(Desk.matter_id))
        )
        assert all(mine == whole for mine, whole in versions)
        happened = select(Happening.id).where(Happening.event == Event.RECOUNTED)
        owed = select(Outbox.happening_id).where(col(Outbox.happening_id).in_(happened))
        assert MANY + 1 == len(session.exec(owed).all())


def test_an_earlier_date_wakes_those_it_concerns(many: str, tmp_path: Path) -> None:
    """An officer who trusts the date at the desk would be late."""
    said("holidays", "import", decree(tmp_path, WITHDRAWN))

    assert MANY == len(wanted.stale_desks(2 * MANY))


def test_a_form_about_a_moved_deadline_comes_back(session: Session, tmp_path: Path) -> None:
    """The desk was carried over and shows the date it had; whoever decides about it sees the new one first."""
    sample.office(session)
    complaint, run_id = sample.lodged(session, access="report"), str(uuid4())
    desks.enter(session, complaint, run_id, "lease", sample.NOW, 60)
    desk, _ = desks.open_desk(session, complaint, run_id, "id", sample.NOW)
    assert desks.opened(session, desk.token)
    desks.finish(session, complaint.id or 0, "lease")
    session.commit()
    decreed.store(read_decrees(Path(decree(tmp_path))), Asked())
    session.expire_all()
    desk, complaint = session.get_one(Desk, desk.token), session.get_one(Matter, complaint.id)
    clock = session.exec(select(Clock).where(Clock.key == "sla_verification_material")).one()
    assert desk.version == complaint.version
    raw: dict[str, Any] = {"officer": sample.HEAD, "decision": "extend_clock", "clock": clock.id, "days": 1}
    raw["note"] = "Perlu waktu."
    taken = desks.take(session, desk, run_id, raw, sample.NOW, sample.NOW)

    assert taken.refused
    assert reason_for(DeskMovedOn(), "id") == session.get_one(Draft, complaint.id).reason


@pytest.mark.timeout(240)
def test_the_cost_is_by_the_batch(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is read by the batch; a deadline is written, and its earlier date kept; memory does not grow."""
    monkeypatch.setattr(decreed, "BATCH", 100)
    filled(300)
    statements = list[str]()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(engine_for(database_url), "before_cursor_execute", count)
    tracemalloc.start()
    try:
        decreed.look_ahead(read_decrees(Path(decree(tmp_path))), Asked())
        looked, grown = len(statements), tracemalloc.get_traced_memory()[1]
        decreed.store(read_decrees(Path(decree(tmp_path))), Asked())
        grown = max(grown, tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
        event.remove(engine_for(database_url), "before_cursor_execute", count)
    batches = 2 * 301 // 100 + 1
    reading_them = [each for each in statements[looked:] if each.startswith("SELECT")]
    writing_them = [each for each in statements[looked:] if each.startswith(("INSERT", "UPDATE"))]

    assert looked < 15
    assert len(reading_them) < 15 * batches
    assert len(writing_them) < 3 * 301 + 5 * batches
    assert grown < 25_000_000
