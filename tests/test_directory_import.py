"""Spreadsheets into the directory and out again: what offices keep, with all that people do to spreadsheets."""

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from deployments.spreadsheets.importing import BY_HEADINGS
from deployments.spreadsheets.mapping import DIRECTORY, read_directory_map
from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.tables import FocalPoint, FocalPointVersion, Institution
from tests import sample, tables
from tests.committed import here as here
from tests.running import narahubung, refused, said, told
from tests.sample import NOW
from tests.tables import imported, statuses


def everything() -> list[Any]:
    """All focal points and their versions, to see whether anything changed."""
    with transaction() as session:
        return [
            *(row.model_dump() for row in session.exec(select(FocalPoint)).all()),
            *(row.model_dump() for row in session.exec(select(FocalPointVersion)).all()),
            *(row.model_dump() for row in session.exec(select(Institution)).all()),
        ]


@pytest.mark.parametrize("path", sorted(DIRECTORY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_mapping_can_be_used(path: Path) -> None:
    """By its name alone; and whoever gives none has it chosen by the headings."""
    assert read_directory_map(Path(path.stem)) == read_directory_map(path)
    assert path.stem in BY_HEADINGS


@pytest.mark.usefixtures("here")
def test_a_list_with_merged_headings_is_read_row_by_row(tmp_path: Path) -> None:
    """Each row has its number and becomes something; what is not taken has its reason."""
    outcome = imported(tables.merged(tmp_path / "daftar.xlsx"))

    assert [
        (7, "new"), (8, "new"), (9, "new"), (10, "new"),
        (11, "duplicate"), (12, "duplicate"), (13, "rejected"), (14, "rejected"),
    ] == statuses(outcome)  # fmt: skip
    why = [row["why"] for row in outcome["rows"][4:]]
    assert "the same as in row 9" == why[0]
    assert why[1].startswith(
        "perhaps BJM-DINKES (Dinas Kesehatan Kota Banjarmasin), which is there; --apart 12"
    )
    assert ["email: no address in this cell can be used", "name: it is empty"] == why[2:]


@pytest.mark.usefixtures("here")
def test_who_comes_from_a_spreadsheet_is_unconfirmed(tmp_path: Path) -> None:
    """With addresses, numbers and names as they were meant; the first of a new institution is its primary contact."""
    imported(tables.merged(tmp_path / "daftar.xlsx"), "--by", "Siska")

    with transaction() as session:
        by_name = {row.name: row for row in session.exec(select(FocalPoint)).all()}
        wahid, noor = by_name["Wahid Anshari, S.H."], by_name["Noor Latifah"]
        assert ("wahid@dinas.example.org", "081250001111", "Sekretaris") == (
            wahid.email,
            wahid.phone,
            wahid.position,
        )
        assert (FocalState.UNCONFIRMED, "imported", FocalRole.ALTERNATE) == (
            wahid.state,
            wahid.evidence,
            wahid.role,
        )
        assert ("noor@bpn.example.org", "0812-5000-2222") == (noor.email, noor.phone)
        assert (FocalRole.PRIMARY, FocalRole.ALTERNATE) == (
            by_name["Rusdi Halim"].role,
            by_name["Siti Rahmah"].role,
        )
        place = institution_by_code(session, "DINAS-PERHUBUNGAN-KOTA-BANJARMASIN")
        assert place.id == by_name["Rusdi Halim"].institution_id
        assert ["Siska"] == [each.by for each in focal_points.versions(session, wahid)]


@pytest.mark.usefixtures("here")
def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    """The same file again: what was new is the same, and not a version is written."""
    path = tables.merged(tmp_path / "daftar.xlsx")
    imported(path)
    before = everything()
    again = imported(path)

    assert (0, 0, 4) == (again["new"], again["changed"], again["same"])
    assert before == everything()


@pytest.mark.usefixtures("here")
def test_a_dry_run_shows_all_and_stores_nothing(tmp_path: Path) -> None:
    """Row by row, as a table for people."""
    before = everything()
    result = narahubung("directory", "import", str(tables.merged(tmp_path / "daftar.xlsx")), "--dry-run")

    assert 1 == result.exit_code
    for shown in (
        "Wahid Anshari, S.H.",
        "duplicate",
        "rejected",
        "the same as in row 9",
        "Nothing was stored.",
    ):
        assert shown in result.stdout
    assert before == everything()


@pytest.mark.usefixtures("here")
def test_rejects_and_notes_are_written_with_their_reasons(tmp_path: Path) -> None:
    """Nothing of the table is lost. The file is for your eyes only."""
    outcome = imported(tables.merged(tmp_path / "daftar.xlsx"), "--rejects", str(tmp_path / "bad.csv"))
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))

    assert str(tmp_path / "bad.csv") == outcome["rejects"]
    assert ["11", "12", "13", "14"] == [row["row"] for row in rows]
    assert "Dian Puspita" == rows[2]["Nama Narahubung"]
    assert 0o600 == (tmp_path / "bad.csv").stat().st_mode & 0o777


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("person", "email", "why"),
    [
        ("Wahid Anshary", "", "perhaps Wahid Anshari, S.H., who is there"),
        ("Lain Sekali", "wahid@dinas.example.org", "the address is that of Wahid Anshari, S.H."),
    ],
)
def test_a_person_who_may_be_there_already_is_told_and_not_taken(
    tmp_path: Path, person: str, email: str, why: str
) -> None:
    """Until somebody says that they are two."""
    imported(tables.merged(tmp_path / "daftar.xlsx"))
    path = tables.plain(tmp_path / "satu.csv", [(1, sample.HEALTH, person, "", "", email)])
    [found] = imported(path)["rows"]

    assert "duplicate" == found["status"]
    assert found["why"].startswith(why)
    assert "--apart 2" in found["why"]
    assert ["new"] == [
        row["status"] for row in told("directory", "import", str(path), "--apart", "2")["rows"]
    ]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["semua.xlsx", "semua.csv"])
def test_what_was_exported_can_be_imported_again(tmp_path: Path, name: str) -> None:
    """Focal points, institutions and offices: the same, every row."""
    with transaction() as session:
        place = institution_by_code(session, sample.LAND)
        given: dict[str, Any] = {"name": "=HYPERLINK(1)", "phone": "+62 812-5000", "whatsapp": "0813-1"}
        focal_points.name(session, place, NOW, by="x", role=FocalRole.HEAD, state=FocalState.LEFT, **given)
    before = everything()
    for what, count in (("focal-points", 9), ("institutions", 4), ("offices", 1)):
        said("directory", "export", str(tmp_path / name), "--what", what)
        outcome = told("directory", "import", str(tmp_path / name))
        assert (count, count) == (outcome["same"], len(outcome["rows"])), outcome
    assert before == everything()


@pytest.mark.usefixtures("here")
def test_an_exported_text_is_no_formula(tmp_path: Path) -> None:
    """Whoever opens the file runs nothing."""
    with transaction() as session:
        focal_points.name(session, institution_by_code(session, sample.LAND), NOW, by="x", name="=1+1")
    said("directory", "export", str(tmp_path / "semua.xlsx"))
    page = load_workbook(tmp_path / "semua.xlsx").worksheets[0]

    assert ["s"] == [cell.data_type for row in page.iter_rows() for cell in row if cell.value == "=1+1"]


@pytest.mark.usefixtures("here")
def test_a_mapping_of_ones_own_says_what_the_columns_are(tmp_path: Path) -> None:
    """Columns under merged headings, institutions written once, and no new institutions."""
    (tmp_path / "kami.toml").write_text(
        'rows = "focal_points"\nfill_down = ["OPD"]\n[row]\ninstitution = { column = "OPD" }\n'
        'name = { column = "Pejabat / Nama" }\nemail = { column = "Pejabat / Surel" }\nstate = "confirmed"\n',
        encoding="utf-8",
    )
    rows = [
        ("", "Nama", "Surel"),
        (sample.HEALTH, "Satu Orang", "satu@dinas.example.org"),
        ("", "Dua Kawan", ""),
        ("Dinas Entah", "Tiga Rekan", ""),
    ]
    path = tables.plain(tmp_path / "opd.csv", rows, ("OPD", "Pejabat", ""))
    headings = path.read_text(encoding="utf-8").replace("OPD;Pejabat;", "OPD;Pejabat;Pejabat")
    path.write_text(headings, encoding="utf-8")
    outcome = imported(path, "--map", str(tmp_path / "kami.toml"))

    assert ["new", "new", "rejected"] == [row["status"] for row in outcome["rows"]]
    assert [f"{sample.HEALTH}: Satu Orang", f"{sample.HEALTH}: Dua Kawan"] == [
        row["entry"] for row in outcome["rows"][:2]
    ]


@pytest.mark.usefixtures("here")
def test_what_is_no_table_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Whatever the file is: no traceback."""
    (tmp_path / "bukan.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "lain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text('rows = "focal_points"\n[row]\nnama = "x"\n', encoding="utf-8")

    assert "no spreadsheet that can be read" in refused("directory", "import", str(tmp_path / "bukan.xlsx"))
    assert "give one with --map" in refused("directory", "import", str(tmp_path / "lain.csv"))
    assert "[row] has no field nama" in refused(
        "directory", "import", str(tmp_path / "lain.csv"), "--map", str(tmp_path / "map.toml")
    )
    assert "it has no sheet of this name; it has Narahubung" in refused(
        "directory", "import", str(tables.merged(tmp_path / "a.xlsx")), "--sheet", "Lain"
    )
    assert "neither in .xlsx nor in .csv" in refused("directory", "export", str(tmp_path / "a.pdf"))
    assert "No such file" in refused("directory", "import", str(tmp_path / "nowhere.xlsx"))
