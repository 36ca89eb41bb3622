"""Lists of offices and institutions into the directory: what follows from a name, and what does not."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.casework.finding import institution_by_code
from models.codes import InstitutionKind, Structure
from models.database import transaction
from models.tables import Institution, Office
from models.zones import Zone
from tests import sample, tables
from tests.tables import imported, statuses


@pytest.fixture
def here(database_url: str) -> None:
    """The sample office, committed."""
    del database_url
    with transaction() as session:
        sample.office(session)


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


def test_superiors_may_stand_further_up_in_the_table(database_url: str, tmp_path: Path) -> None:
    """A code that leads nowhere makes the row bad."""
    del database_url
    rows = [
        ("A", "Pemerintah Kota Contoh", ""),
        ("B", "Dinas Sosial Kota Contoh", "A"),
        ("C", "Dinas Lain", "Z"),
    ]
    outcome = imported(tables.plain(tmp_path / "pohon.csv", rows, ("code", "name", "superior")))

    assert ["new", "new", "rejected"] == [row["status"] for row in outcome["rows"]]
    with transaction() as session:
        assert institution_by_code(session, "A").id == institution_by_code(session, "B").superior_id
