"""`narahubung network attendance`: the sheet of a gathering, as offices keep it."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from deployments.spreadsheets.mapping import DIRECTORY, NETWORK
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.network import attendance
from models.casework.network.people import Official
from models.codes import FocalState
from models.database import transaction
from models.tables import FocalPoint
from tests import sample
from tests.gathering_commands import (
    HELD,
    SHEET,
    here as here,
    invited as invited,
    sheet,
    take,
)
from tests.running import narahubung, refused, said, told
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY

SHIPPED = ((DIRECTORY, "focal_points"), (NETWORK, "attendance"))


def test_a_sheet_is_read_as_offices_keep_it(invited: str, tmp_path: Path) -> None:
    """Names of institutions, `[at]`, further addresses, trailing blanks; a dry run stores nothing."""
    path = sheet(tmp_path / "hadir.csv", *SHEET)
    dry = told("network", "attendance", invited, path, "--dry-run")

    assert [(2, "new"), (3, "new"), (4, "same")] == [(row["row"], row["status"]) for row in dry["rows"]]
    assert "humas@bpn.example.org" in dry["rows"][1]["notes"][0]
    assert [] == told("show", invited)["undertaking"]["attendance"][0]["people"]
    said("network", "attendance", invited, path)
    people = [each["people"] for each in told("show", invited)["undertaking"]["attendance"]]
    assert [("Ratna Wulandari", "ratna@dinkes.example.org", "081250001111", True)] == [
        (each["name"], each["email"], each["phone"], each["nominated"]) for each in people[0]
    ]
    assert [("joko@bpn.example.org", False)] == [(each["email"], each["nominated"]) for each in people[1]]
    again = told("network", "attendance", invited, path)
    assert ["same", "same", "same"] == [row["status"] for row in again["rows"]]


def test_a_sheet_vouches_for_whom_an_institution_announced(invited: str, tmp_path: Path) -> None:
    """The same words through the door and on the sheet: the office has seen them now."""
    with transaction() as session:
        matter = matter_by_number(session, invited, to_change=True)
        place = institution_by_code(session, HEALTH)
        official = Official(place, "Ratna Wulandari", email="ratna@dinkes.example.org")
        attendance.announce(session, matter, official, sample.NOW, by=f"institution:{place.id}")
    row = (1, HEALTH, "Ratna Wulandari", "", "ratna@dinkes.example.org", "", "ya", "ya")
    path = sheet(tmp_path / "hadir.csv", row)
    [shown] = told("network", "attendance", invited, path)["rows"]

    assert ("changed", [["vouched", "False", "True"]]) == (shown["status"], shown["changes"])
    assert ["same"] == [each["status"] for each in told("network", "attendance", invited, path)["rows"]]


def test_a_held_gathering_makes_focal_points_in_one_step(invited: str, tmp_path: Path) -> None:
    """The sheet says who came; one decision makes the nominated ones focal points; the matrix says all of it."""
    path = sheet(tmp_path / "hadir.csv", *SHEET)
    assert "2 institutions were present" in said("network", "attendance", invited, path, "--held", now=HELD)
    take(invited, "name_focal_points", now=HELD)

    shown = told("show", invited, now=HELD)
    assert ("follow_up", "2026-03-16") == (shown["stage"], shown["undertaking"]["gathering"]["held_on"])
    assert [True, True, False] == [row["present"] for row in shown["undertaking"]["attendance"]]
    with transaction() as session:
        entry = session.exec(select(FocalPoint).where(FocalPoint.name == "Ratna Wulandari")).one()
        assert (FocalState.CONFIRMED, "attended") == (entry.state, entry.evidence)
        assert session.exec(select(FocalPoint).where(FocalPoint.name == "Joko Prasetyo")).first() is None
    assert "not possible" in refused("network", "attendance", invited, path, "--held", now=HELD)


@pytest.mark.parametrize("name", ["matriks.csv", "matriks.xlsx"])
def test_the_matrix_can_be_written_and_read_again(invited: str, tmp_path: Path, name: str) -> None:
    """Invited and present, who, nominated, and who became a focal point; readable by its owner alone."""
    said("network", "attendance", invited, sheet(tmp_path / "hadir.csv", *SHEET), "--held", now=HELD)
    take(invited, "name_focal_points", now=HELD)
    target = tmp_path / name

    assert "3 rows" in said("network", "export", invited, str(target))
    assert 0o600 == target.stat().st_mode & 0o777
    if target.suffix == ".csv":
        rows = list(csv.reader(target.open(encoding="utf-8-sig")))
        assert [HEALTH, "Dinas Kesehatan Kota Banjarmasin", "ya", "ya", "Ratna Wulandari"] == rows[1][:5]
        assert ["ya", "ya", "Dikonfirmasi"] == rows[1][8:]
        assert [MINISTRY, "Kementerian Sosial", "ya", "tidak", "", ""] == rows[3][:6]
    again = told("network", "attendance", invited, str(target), "--dry-run")
    assert {"same"} == {row["status"] for row in again["rows"]}


def test_rows_that_cannot_be_taken_have_their_reason(invited: str, tmp_path: Path) -> None:
    """Unknown or uninvited institutions, no name, bad address, an unclear word, the same person twice."""
    take(invited, "change_plan", "theme=Tema lain")
    path = sheet(
        tmp_path / "hadir.csv",
        (1, "Dinas Entah", "A Satu", "", "", "", "ya", "ya"),
        (2, "BJM-INSP", "B Dua", "", "", "", "ya", "ya"),
        (3, HEALTH, "", "Sekretaris", "", "", "ya", "ya"),
        (4, HEALTH, "C Tiga", "", "bukan@alamat", "", "ya", "ya"),
        (5, HEALTH, "D Empat", "", "", "", "mungkin", "ya"),
        (6, HEALTH, "Drs. Eko Lima", "", "", "", "ya", "ya"),
        (7, HEALTH, "Eko Lima, M.Si.", "", "", "", "ya", "ya"),
        (8, "Dinas Kesehatan Banjarmasin", "F Enam", "", "", "", "ya", "ya"),
    )
    result = narahubung("network", "attendance", invited, path, "--json", "--by", EXAMINER)
    rows = json.loads(result.stdout)["rows"]

    assert 1 == result.exit_code
    assert [*["rejected"] * 5, "new", "duplicate", "rejected"] == [row["status"] for row in rows]
    assert [
        word
        for word, row in zip(
            ("directory", "not invited", "name", "email", "present", "", "row 7", HEALTH), rows, strict=True
        )
        if word not in row["why"]
    ] == []
    written = (tmp_path / "hadir.csv.rejects.csv").read_text(encoding="utf-8-sig")
    assert "not invited" in written
    other = sheet(tmp_path / "dua.csv", (7, HEALTH, "Eko Lima, M.Si.", "", "", "", "ya", "ya"))
    said("network", "attendance", invited, other, "--apart", "2")


def test_nobody_counts_as_absent_because_a_row_is_unclear(invited: str, tmp_path: Path) -> None:
    """Holding is final: a row that does not say which institution came stops it; one whose person is bad does not."""
    unclear = sheet(tmp_path / "hadir.csv", *SHEET, (4, "Dinas Entah", "A Satu", "", "", "", "ya", ""))
    assert "(rows 5; nothing was stored)" in refused(
        "network", "attendance", invited, unclear, "--held", now=HELD
    )
    assert "invited" == told("show", invited)["stage"]

    bad = sheet(tmp_path / "dua.csv", (1, HEALTH, "C Tiga", "", "bukan@alamat", "", "ya", "ya"))
    result = narahubung("network", "attendance", invited, bad, "--held", now=HELD)
    assert (1, True) == (result.exit_code, "1 institutions were present" in result.stdout)
    assert [True, False, False] == [
        row["present"] for row in told("show", invited)["undertaking"]["attendance"]
    ]


def test_a_sheet_without_marks_lists_who_came(invited: str, tmp_path: Path) -> None:
    """Whoever signed it was present, and at a formation is nominated; who came uninvited is noted as such."""
    path = sheet(
        tmp_path / "hadir.csv",
        (LAND, "Joko Prasetyo"),
        ("BJM-INSP", "Sri Hartati"),
        headings=("Instansi", "Nama"),
    )
    said("network", "attendance", invited, path, "--held", "--on", "2026-03-16", now=HELD + timedelta(days=1))
    matrix = told("show", invited)["undertaking"]["attendance"]

    assert [
        (HEALTH, True, False),
        (LAND, True, True),
        (MINISTRY, True, False),
        ("BJM-INSP", False, True),
    ] == [(row["institution"]["code"], row["invited"], row["present"]) for row in matrix]
    assert matrix[3]["people"][0]["nominated"]
    assert "bukan nomor" not in refused("network", "export", "J99999.2026", str(tmp_path / "x.csv"))


def test_what_is_no_sheet_or_no_gathering_is_told(invited: str, tmp_path: Path) -> None:
    """A sentence each; --on without --held is a usage error."""
    with transaction() as session:
        complaint = sample.lodged(session).agenda_no
    path = sheet(tmp_path / "hadir.csv", *SHEET)

    assert "no gathering's" in refused("network", "attendance", complaint, path)
    assert "no gathering's" in refused("network", "export", complaint, str(tmp_path / "x.csv"))
    people, sheets = (str(folder / f"{name}.toml") for folder, name in SHIPPED)
    assert "attendance sheet" in refused("network", "attendance", invited, path, "--map", people)
    assert "network attendance" in refused("directory", "import", path, "--map", sheets)
    assert 2 == narahubung("network", "attendance", invited, path, "--on", "2026-03-16").exit_code
