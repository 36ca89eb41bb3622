"""The directory: who there is, from TOML files."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.casework.directory import bring_in
from models.directory import Directory, UnreadableDirectory, address_of, read_directory
from models.tables import FocalPoint, Institution, Officer

FILE = """
[[office]]
code = "BJM"
name = "Perwakilan Kalimantan Selatan"
zone = "WITA"
domain = "ombudsman.example.org"
officers = [
  { name = "Noor Hidayati", role = "office_head" },
  { name = "Hendra", role = "examiner", email = "h@example.org" },
]

[[institution]]
code = "DINKES"
name = "Dinas Kesehatan"
inspectorate = "ITDA"
people = [{ name = "Bakhtiar", email = "b@example.org" }]

[[institution]]
code = "ITDA"
name = "Inspektorat"
"""


@pytest.fixture
def written(tmp_path: Path) -> Directory:
    """The file above, read."""
    (tmp_path / "directory.toml").write_text(FILE, encoding="utf-8")
    return read_directory(tmp_path / "directory.toml")


def test_a_directory_is_brought_in_with_its_people(session: Session, written: Directory) -> None:
    """Addresses are given or made from the name; an inspectorate may stand further down."""
    new, known = bring_in(session, written)

    assert (["BJM", "DINKES", "ITDA"], []) == (new, known)
    assert {"noor.hidayati@ombudsman.example.org", "h@example.org"} == set(
        session.exec(select(Officer.email))
    )
    health = session.exec(select(Institution).where(Institution.code == "DINKES")).one()
    assert "ITDA" == session.get_one(Institution, health.inspectorate_id).code
    assert ["b@example.org"] == list(session.exec(select(FocalPoint.email)))


def test_bringing_it_in_twice_changes_nothing(session: Session, written: Directory) -> None:
    """What is there already is left as it is."""
    bring_in(session, written)

    assert ([], ["BJM", "DINKES", "ITDA"]) == bring_in(session, written)
    assert 2 == len(session.exec(select(Officer.id)).all())


def test_a_code_that_leads_nowhere_is_named(session: Session, tmp_path: Path) -> None:
    """An institution's superior must be in the directory."""
    path = tmp_path / "directory.toml"
    path.write_text('[[institution]]\ncode = "A"\nname = "A"\nsuperior = "B"\n', encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match="there is no institution B"):
        bring_in(session, read_directory(path))


def test_an_officer_without_any_address_is_refused(session: Session, tmp_path: Path) -> None:
    """Letters to officers go by e-mail only."""
    path = tmp_path / "directory.toml"
    path.write_text(FILE.replace('domain = "ombudsman.example.org"\n', ""), encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match="Noor Hidayati"):
        bring_in(session, read_directory(path))


@pytest.mark.parametrize("text", ["not toml", '[[office]]\ncode = "X"\n', "[[nobody]]\n"])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, text: str) -> None:
    """The path and the fault are named."""
    path = tmp_path / "directory.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match=r"directory\.toml"):
        read_directory(path)


def test_an_address_is_made_from_the_name() -> None:
    """Without a domain there is none."""
    assert "noor.hidayati.rusli@example.org" == address_of("Noor Hidayati Rusli", "example.org")
    assert address_of("Noor", None) is None
