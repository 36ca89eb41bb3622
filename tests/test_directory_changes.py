"""What a spreadsheet changes about somebody who is in the directory, and who is confirmed after it."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.casework import focal_points
from models.casework.finding import institution_by_code
from models.codes import FocalRole, FocalState
from models.database import transaction
from models.tables import FocalPoint
from models.terms import term
from tests import sample, tables
from tests.committed import here as here
from tests.running import narahubung, told
from tests.sample import NOW
from tests.tables import imported


@pytest.mark.usefixtures("here")
def test_every_address_of_a_cell_is_kept(tmp_path: Path) -> None:
    """The first is written to, the others stand beside it; the dry run tells them, an export brings them back."""
    path = tables.merged(tmp_path / "daftar.xlsx")
    dry = imported(path, "--dry-run")
    assert [["further_emails", "", "humas@bpn.example.org"]] == next(
        row["changes"] for row in dry["rows"] if row["row"] == 8
    )
    imported(path)
    exported = tmp_path / "semua.csv"
    narahubung("directory", "export", str(exported))

    with transaction() as session:
        noor = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        assert ("noor@bpn.example.org", "humas@bpn.example.org") == (noor.email, noor.further_emails)
        assert "further_emails" in focal_points.versions(session, noor)[0].changed
    assert "noor@bpn.example.org; humas@bpn.example.org" in exported.read_text(encoding="utf-8")
    assert 0 == (again := told("directory", "import", str(exported)))["changed"] + again["new"]


@pytest.mark.usefixtures("here")
def test_another_further_address_is_a_change(tmp_path: Path) -> None:
    """From what to what; whoever was confirmed stays so, and one address alone takes none of the others away."""
    imported(tables.merged(tmp_path / "daftar.xlsx"))
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        focal_points.set_state(session, row, FocalState.CONFIRMED, NOW.date(), NOW, by="x")
    here = (1, "BJM-BPN", "Noor Latifah", "", "")
    less = tables.plain(tmp_path / "satu.csv", [(*here, "noor@bpn.example.org")])
    other = tables.plain(tmp_path / "dua.csv", [(*here, "noor@bpn.example.org, tu@bpn.example.org")])

    assert 1 == told("directory", "import", str(less))["same"]
    changed = told("directory", "import", str(other))["rows"][0]
    assert [["further_emails", "humas@bpn.example.org", "tu@bpn.example.org"]] == changed["changes"]
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        assert FocalState.CONFIRMED is row.state


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", ["kini.csv", "kini.xlsx"])
def test_a_change_is_shown_from_what_to_what(tmp_path: Path, name: str) -> None:
    """A new desk and a new address; what the table leaves empty stays; the new address has to be confirmed."""
    imported(tables.merged(tmp_path / "daftar.xlsx"))
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        focal_points.set_state(session, row, FocalState.CONFIRMED, NOW.date(), NOW, by="x")
    now = [(1, "BJM-BPN", "Noor Latifah", "Kepala Bagian", "", "noor.latifah@bpn.example.org")]
    [shown] = told("directory", "import", str(tables.plain(tmp_path / name, now)))["rows"]

    assert "changed" == shown["status"]
    assert [
        ["position", "Humas", "Kepala Bagian"],
        ["email", "noor@bpn.example.org", "noor.latifah@bpn.example.org"],
    ] == shown["changes"]
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        assert ("0812-5000-2222", FocalState.UNCONFIRMED) == (row.phone, row.state)
        assert 3 == len(focal_points.versions(session, row))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("state", "on", "becomes"),
    [
        ("Dikonfirmasi", str(NOW.date()), (FocalState.UNCONFIRMED, "address_changed")),
        ("Dikonfirmasi", "", (FocalState.UNCONFIRMED, "address_changed")),
        ("", "", (FocalState.UNCONFIRMED, "address_changed")),
        ("Dikonfirmasi", "2026-03-20", (FocalState.CONFIRMED, "imported")),
        ("", "2026-03-20", (FocalState.CONFIRMED, "imported")),
        ("Diragukan", "", (FocalState.DOUBTFUL, "imported")),
    ],
)
def test_an_exported_confirmation_is_that_of_the_old_address(
    tmp_path: Path, state: str, on: str, becomes: tuple[FocalState, str]
) -> None:
    """Export, correct an address, import: it is unconfirmed, unless the table says that it was confirmed later."""
    headings = ("Instansi", "Nama Narahubung", "Email", "Keadaan", "Dikonfirmasi pada")
    with transaction() as session:
        place = institution_by_code(session, sample.LAND)
        row = focal_points.name(
            session, place, NOW, by="x", name="Noor Latifah", email="noor@bpn.example.org",
            role=FocalRole.ALTERNATE, state=FocalState.CONFIRMED, evidence="link",
        )  # fmt: skip
    rows = [(sample.LAND, "Noor Latifah", "noor.latifah@bpn.example.org", state, on)]
    [shown] = told("directory", "import", str(tables.plain(tmp_path / "baru.csv", rows, headings)))["rows"]

    kept = becomes[0] is FocalState.UNCONFIRMED
    assert (
        ["the new address is unconfirmed: what was confirmed is the one before"] if kept else []
    ) == shown["notes"]
    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        assert ("noor.latifah@bpn.example.org", *becomes) == (row.email, row.state, row.evidence)


@pytest.mark.usefixtures("here")
def test_a_dead_address_that_was_corrected_in_a_table_is_tried_again(tmp_path: Path) -> None:
    """The table still says that it is dead: that was the one before."""
    headings = ("Instansi", "Nama Narahubung", "Email", "Keadaan")
    with transaction() as session:
        place = institution_by_code(session, sample.LAND)
        given: dict[str, Any] = {
            "role": FocalRole.ALTERNATE,
            "state": FocalState.DEAD,
            "email": "a@bpn.example.org",
        }
        focal_points.name(session, place, NOW, by="x", name="Noor Latifah", **given)
    rows = [(sample.LAND, "Noor Latifah", "noor@bpn.example.org", term(FocalState.DEAD, "id"))]
    told("directory", "import", str(tables.plain(tmp_path / "baru.csv", rows, headings)))

    with transaction() as session:
        row = session.exec(select(FocalPoint).where(FocalPoint.name == "Noor Latifah")).one()
        assert FocalState.UNCONFIRMED is row.state


@pytest.mark.usefixtures("here")
def test_a_column_says_who_is_confirmed(tmp_path: Path) -> None:
    """Its own words, and a day; the day alone is a confirmation too."""
    headings = ("Instansi", "Nama Narahubung", "Peran", "Keadaan", "Dikonfirmasi pada", "Mulai")
    rows = [
        (sample.HEALTH, "Satu Orang", "Atasan", "Dikonfirmasi", "15/01/2026", ""),
        (sample.HEALTH, "Dua Kawan", "pimpinan", "", "2026-02-01", "01/01/2025"),
        (sample.HEALTH, "Tiga Rekan", "", "Diragukan", "", ""),
    ]
    path = tables.plain(tmp_path / "keadaan.csv", rows, headings)
    assert 3 == told("directory", "import", str(path))["new"]
    assert 3 == told("directory", "import", str(path))["same"]

    with transaction() as session:
        found = {row.name: row for row in session.exec(select(FocalPoint)).all()}
        assert (FocalRole.SUPERIOR, FocalState.CONFIRMED, "2026-01-15") == (
            found["Satu Orang"].role, found["Satu Orang"].state, str(found["Satu Orang"].state_on),
        )  # fmt: skip
        assert (FocalState.CONFIRMED, "2025-01-01") == (
            found["Dua Kawan"].state,
            str(found["Dua Kawan"].valid_from),
        )
        assert FocalState.DOUBTFUL is found["Tiga Rekan"].state
