"""Lists of offices and institutions into the directory: what follows from a name, and what does not."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.casework import institutions
from models.casework.finding import institution_by_code
from models.codes import InstitutionKind, Structure
from models.database import transaction
from models.tables import Institution, Office
from models.zones import Zone
from tests import sample, tables
from tests.committed import here as here
from tests.running import told
from tests.tables import imported, statuses

OFFICES = """office_id,office_name,address,phone,fax,email_as_found
1,Perwakilan Papua Barat,"Jalan Contoh 1, Manokwari",(0986) 000,,pengaduan.pabar[at]kantor.example.org
2,Perwakilan  kalimantan selatan,Jalan Contoh 2,,,kalsel@kantor.example.org
3,Kantor Pusat,Jalan Contoh 3,,,pusat@kantor.example.org
"""


@pytest.mark.usefixtures("here")
def test_offices_get_codes_and_zones_from_their_provinces(tmp_path: Path) -> None:
    """One that is there keeps its code and its name; one that names no province cannot be placed."""
    path = tmp_path / "kantor.csv"
    path.write_text(OFFICES, encoding="utf-8")
    outcome = imported(path)

    assert [(2, "new"), (3, "changed"), (4, "rejected")] == statuses(outcome)
    with transaction() as session:
        rows = {row.code: row for row in session.exec(select(Office)).all()}
        assert ("Perwakilan Papua Barat", "92", Zone.WIT, "pengaduan.pabar@kantor.example.org") == (
            rows["PABAR"].name, rows["PABAR"].region, rows["PABAR"].zone, rows["PABAR"].email,
        )  # fmt: skip
        assert ("Perwakilan Kalimantan Selatan", "kalsel@kantor.example.org") == (
            rows["BJM"].name,
            rows["BJM"].email,
        )
    assert (0, 2) == ((again := imported(path))["changed"], again["same"])


@pytest.mark.usefixtures("here")
def test_an_office_keeps_every_address_of_its_cell(tmp_path: Path) -> None:
    """New or there already; the same table twice changes nothing."""
    path = tmp_path / "kantor.csv"
    path.write_text(
        "office_name,email_as_found\n"
        "Perwakilan Papua Barat,satu@kantor.example.org dan dua@kantor.example.org\n"
        'Perwakilan Kalimantan Selatan,"tiga[at]kantor.example.org, empat@kantor.example.org"\n',
        encoding="utf-8",
    )
    outcome = told("directory", "import", str(path))

    assert [(2, "new"), (3, "changed")] == statuses(outcome)
    assert [["further_emails", "", "dua@kantor.example.org"]] == outcome["rows"][0]["changes"]
    assert ["further_emails", "", "empat@kantor.example.org"] in outcome["rows"][1]["changes"]
    with transaction() as session:
        rows = {row.code: (row.email, row.further_emails) for row in session.exec(select(Office)).all()}
    assert ("satu@kantor.example.org", "dua@kantor.example.org") == rows["PABAR"]
    assert ("tiga@kantor.example.org", "empat@kantor.example.org") == rows["BJM"]
    assert 2 == told("directory", "import", str(path))["same"]


def test_institutions_get_codes_and_kinds_from_their_names(database_url: str, tmp_path: Path) -> None:
    """A name tells more than a column of two kinds; two names that make one code need a column of codes."""
    del database_url
    rows = [
        ("Kementerian Contoh", "kementerian", "I"),
        ("Kejaksaan Rekaan", "lembaga", "III"),
        ("Badan Contoh (BCR)", "lembaga", "II"),
        ("Balai Rekaan (BCR)", "lembaga", "II"),
        ("Kementerian Contoh RI", "kementerian", "I"),
    ]
    outcome = imported(tables.plain(tmp_path / "pusat.csv", rows, ("name", "type", "dpr_komisi")))

    assert ["new", "new", "new", "rejected", "duplicate"] == [row["status"] for row in outcome["rows"]]
    assert "the code BCR is that of row 4 as well; give a column with codes" == outcome["rows"][3]["why"]
    with transaction() as session:
        assert [
            ("BCR", InstitutionKind.STATE_AGENCY, Structure.CENTRAL),
            ("KEJAKSAAN-REKAAN", InstitutionKind.PROSECUTION, Structure.CENTRAL),
            ("KEMEN-CONTOH", InstitutionKind.MINISTRY, Structure.CENTRAL),
        ] == [
            (row.code, row.kind, row.structure)
            for row in session.exec(select(Institution).order_by(Institution.code))
        ]


def test_superiors_may_stand_anywhere_in_the_table(database_url: str, tmp_path: Path) -> None:
    """Further up or down; a code that leads nowhere makes the row bad, and whatever hangs on it."""
    del database_url
    rows = [
        ("A", "Pemerintah Kota Contoh", "", "I"),
        ("B", "Dinas Sosial Kota Contoh", "A", "I"),
        ("C", "Dinas Lain", "Z", ""),
        ("D", "Balai Di Bawahnya", "C", ""),
        ("I", "Inspektorat Kota Contoh", "A", ""),
    ]
    headings = ("code", "name", "superior", "inspectorate")
    outcome = imported(tables.plain(tmp_path / "pohon.csv", rows, headings))

    assert ["new", "new", "rejected", "rejected", "new"] == [row["status"] for row in outcome["rows"]]
    assert "superior: there is no institution C, neither here nor in the table" == outcome["rows"][3]["why"]
    with transaction() as session:
        above = institution_by_code(session, "A")
        inspectorate = institution_by_code(session, "I")
        assert above.id == institution_by_code(session, "B").superior_id == inspectorate.superior_id
        assert (inspectorate.id,) * 2 == (
            above.inspectorate_id,
            institution_by_code(session, "B").inspectorate_id,
        )
        assert [] == institutions.versions(session, above)


@pytest.mark.usefixtures("here")
def test_one_that_is_there_may_be_put_under_one_that_comes(tmp_path: Path) -> None:
    """The change is shown by the code, and kept."""
    rows = [(sample.HEALTH, "Dinas Kesehatan Kota Banjarmasin", "Z"), ("Z", "Pemerintah Kota Contoh", "")]
    path = tables.plain(tmp_path / "pohon.csv", rows, ("code", "name", "superior"))
    found = told("directory", "import", str(path))["rows"]

    assert [["changed", [["superior_id", "", "Z"]]], ["new", []]] == [
        [row["status"], row["changes"]] for row in found
    ]
    with transaction() as session:
        place = institution_by_code(session, sample.HEALTH)
        assert institution_by_code(session, "Z").id == place.superior_id
        assert [[], ["superior_id"]] == [each.changed for each in institutions.versions(session, place)]
