"""`narahubung import`: past complaints from a table, every row checked first, quietly, once."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from models.database import reading, transaction
from models.stages import Event
from models.tables import Clock, Happening, Institution, Matter, Office, Outbox, Run
from tests import sample
from tests.filings import ANSWERED, SILENT, table
from tests.running import full_disk, narahubung, refused, said, told

EARLY = {**ANSWERED, "id": "900003", "topik": "", "first_response_wib": "2021-12-24T10:00:00"}


def brought(path: Path, *words: str) -> Any:
    """What `import` says about a table all of whose rows are good."""
    return told("import", str(path), "--map", "surabaya_filings", *words)


def complaint_of(session: Session, key: str) -> Matter:
    """The complaint that came from the row with this key."""
    return session.exec(select(Matter).where(Matter.source_key == f"surabaya:{key}")).one()


def happenings(session: Session, complaint: Matter) -> list[Happening]:
    """Its history."""
    query = select(Happening).where(Happening.matter_id == complaint.id).order_by(col(Happening.seq))
    return list(session.exec(query))


def test_an_answered_filing_comes_in_closed_with_its_own_times(database_url: str, tmp_path: Path) -> None:
    """Filed, sent to its agency and answered when the source says; imported now."""
    outcome = brought(table(tmp_path, ANSWERED))
    filed, answered = datetime(2022, 1, 31, 16, 30, tzinfo=UTC), datetime(2022, 2, 7, 1, 15, 30, tzinfo=UTC)
    with reading() as session:
        complaint = complaint_of(session, "900001")
        history = happenings(session, complaint)

    assert (1, 1, 0, 0) == tuple(outcome[name] for name in ("imported", "closed", "open", "rejected"))
    assert [
        (Event.LODGED, filed),
        (Event.SORTED_AS_REPORT, filed),
        (Event.FORWARDED, filed),
        (Event.ANSWERED, answered),
        (Event.CLOSED_EARLY, answered),
        (Event.IMPORTED, sample.NOW),
    ] == [(row.event, row.at) for row in history]
    assert ("closed", "already_settled", filed, answered) == (
        complaint.stage, complaint.closing_reason, complaint.received_at, complaint.closed_at,
    )  # fmt: skip
    assert "000001.2022" == complaint.agenda_no


def test_a_filing_without_answer_stays_open_and_quiet(database_url: str, tmp_path: Path) -> None:
    """No deadline runs, nothing waits to be sent, no run is there; the sweep passes it by."""
    outcome = brought(table(tmp_path, ANSWERED, SILENT))
    with reading() as session:
        complaint = complaint_of(session, "900002")
        things = [session.exec(select(func.count()).select_from(kind)).one() for kind in (Clock, Outbox, Run)]

    assert 1 == outcome["open"]
    assert ("formal_check", True, None) == (complaint.stage, complaint.quiet, complaint.closed_at)
    assert [0, 0, 0] == things
    assert 0 == told("clock")["clocks"]
    assert ["000002.2022"] == [line["number"] for line in told("list")]


def test_the_file_says_what_the_source_had(database_url: str, tmp_path: Path) -> None:
    """Its agency, its district, and that its words are not there."""
    brought(table(tmp_path, ANSWERED))
    file = told("show", "000001.2022")

    assert "Lampu Jalan (teks tidak tersedia)" == file["subject"]
    assert {"code": "SBY-7", "name": "Dinas Contoh"} == file["institution"]
    assert ["SBY-7", "SBY-7"] == [row["institution"]["code"] for row in file["history"] if row["institution"]]
    assert "answered" == file["forwardings"][0]["stage"]
    assert {"source": "surabaya:900001", "district": "Contohrejo"}.items() <= file["history"][-1][
        "facts"
    ].items()
    assert ("2017", "fisik", "JTM") == (file["rule_set"], file["substance"], file["office"]["code"])


def test_an_answer_dated_before_its_filing_is_put_at_the_filing(database_url: str, tmp_path: Path) -> None:
    """With the date of the source in the history; the import says how many there were."""
    outcome = brought(table(tmp_path, EARLY))
    with reading() as session:
        complaint = complaint_of(session, "900003")
        answered = happenings(session, complaint)[3]

    assert 1 == outcome["moved"]
    assert (complaint.received_at, "2021-12-24") == (answered.at, answered.facts["stated_on"])
    assert "Tanpa topik (teks tidak tersedia)" == told("show", complaint.agenda_no)["subject"]


def test_the_history_of_what_was_imported_is_whole(database_url: str, tmp_path: Path) -> None:
    """Chained like all others, in as many batches as it takes."""
    many = [{**ANSWERED, "id": str(number), "instansi_id": str(number % 7)} for number in range(1100)]
    outcome = brought(table(tmp_path, *many))

    assert (1100, 1100) == (outcome["rows"], outcome["imported"])
    assert {"complaints": 1100, "whole": True, "broken": []} == told("verify-history")
    with reading() as session:
        assert 7 == session.exec(select(func.count()).select_from(Institution)).one()


def test_the_same_table_twice_adds_nothing(database_url: str, tmp_path: Path) -> None:
    """And one that has grown adds what is new: an import that was broken off goes on where it stopped."""
    brought(table(tmp_path, ANSWERED))
    again = brought(table(tmp_path, ANSWERED))
    grown = brought(table(tmp_path, ANSWERED, SILENT))

    assert [(0, 1), (1, 1)] == [(outcome["imported"], outcome["had"]) for outcome in (again, grown)]
    with reading() as session:
        assert 2 == session.exec(select(func.count()).select_from(Matter)).one()


def test_an_import_says_that_it_is_quiet(database_url: str, tmp_path: Path) -> None:
    """At the end, in words."""
    shown = said("import", str(table(tmp_path, ANSWERED, SILENT)), "--map", "surabaya_filings")

    assert "2 rows checked, 0 rejected." in shown
    assert "2 past complaints imported (1 closed, 1 open); 0 were here already." in shown
    assert "They are quiet: nothing was sent, no deadline runs" in shown


def test_bad_rows_go_into_a_file_with_lines_and_reasons(database_url: str, tmp_path: Path) -> None:
    """The good ones are imported; the file of rejects can be put right and imported itself."""
    path = table(
        tmp_path,
        {**ANSWERED, "topik": "Dua\nbaris"},
        {**SILENT, "created_wib": "kemarin", "kecamatan": "x" * 61},
        {**ANSWERED},
        {**SILENT, "id": ""},
        {**SILENT, "id": "5", "created_wib": "2036-01-01T00:00:00"},
    )
    result = narahubung("import", str(path), "--map", "surabaya_filings", "--json")
    outcome = json.loads(result.stdout)
    rejects = Path(outcome["rejects"])
    rows = list(csv.DictReader(StringIO(rejects.read_text(encoding="utf-8"))))

    assert (1, 5, 4, 1) == (result.exit_code, outcome["rows"], outcome["rejected"], outcome["imported"])
    assert path.with_name("filings.csv.rejects.csv") == rejects
    assert [
        (
            "4",
            "received_at: it is no time as the mapping has it (iso); district: a fact is a short code or name",
        ),
        ("5", "key: the same as in line 2"),
        ("6", "key: it should have 1 to 120 characters"),
        ("7", "received_at: it lies in the future"),
    ] == [(row["line"], row["reason"]) for row in rows]
    rejects.write_text(rejects.read_text().replace("2036", "2022"))
    corrected = narahubung("import", str(rejects), "--map", "surabaya_filings", "--json")
    assert 1 == json.loads(corrected.stdout)["imported"]


def test_a_check_stores_nothing(database_url: str, tmp_path: Path) -> None:
    """Not even the office."""
    shown = said("import", str(table(tmp_path, ANSWERED)), "--map", "surabaya_filings", "--check")

    assert "Nothing was stored." in shown
    with reading() as session:
        assert [] == session.exec(select(Office)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_disk_that_fills_up_stops_between_two_batches(database_url: str, tmp_path: Path) -> None:
    """What was stored before stays, nothing is stored by halves, and the next import goes on from there."""
    many = [{**ANSWERED, "id": str(number)} for number in range(700)]
    brought(table(tmp_path, *many[:500]))
    with full_disk(database_url):
        sentence = refused("import", str(table(tmp_path, *many)), "--map", "surabaya_filings")
    with reading() as session:
        stored = session.exec(select(func.count()).select_from(Matter)).one()
    outcome = brought(table(tmp_path, *many))

    assert "database or disk is full" in sentence
    assert (500, 200, 500) == (stored, outcome["imported"], outcome["had"])
    assert told("verify-history")["whole"]


def test_numbers_go_on_where_the_year_stood(database_url: str, tmp_path: Path) -> None:
    """Imported and lodged complaints share one series a year; none is given twice."""
    with transaction() as session:
        sample.office(session)
        sample.lodged(session, received_at="2022-05-01T10:00:00+07:00")
    brought(table(tmp_path, ANSWERED, {**SILENT, "created_wib": "2023-01-01T00:10:00"}))
    with reading() as session:
        found = session.exec(select(Matter.agenda_no).order_by(col(Matter.id))).all()

    assert ["000001.2022", "000002.2022", "000001.2023"] == list(found)


def test_nothing_of_the_table_is_left_out_by_its_make(database_url: str, tmp_path: Path) -> None:
    """Semicolons, a byte order mark, Windows-1252: as spreadsheets write them."""
    brought(table(tmp_path, {**ANSWERED, "topik": "Lampu – Jalan"}, delimiter=";", encoding="cp1252"))
    brought(table(tmp_path, {**SILENT, "topik": "Café"}, delimiter="\t", encoding="utf-16"))

    assert "Lampu – Jalan (teks tidak tersedia)" == told("show", "000001.2022")["subject"]
    assert "Café (teks tidak tersedia)" == told("show", "000002.2022")["subject"]
