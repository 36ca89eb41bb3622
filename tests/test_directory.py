"""The directory: who there is, from TOML files."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.casework import focal_points
from models.casework.directory import bring_in
from models.codes import FocalRole, FocalState
from models.directory import Directory, UnreadableDirectory, address_of, read_directory
from models.tables import FocalPoint, Institution, Officer, Route, Service
from tests.sample import NOW

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
people = [
  { name = "Bakhtiar", email = "b@example.org", confirmed_on = 2026-01-15 },
  { name = "Noor Kartika", role = "alternate", state = "doubtful" },
]
services = [{ code = "RUJUKAN", name = "Surat rujukan" }]

[[institution]]
code = "ITDA"
name = "Inspektorat"

[[route]]
position = 10
institution = "DINKES"
subject = "kesehatan"
person = "b@example.org"

[[route]]
position = 20
region = "63"
role = "alternate"
"""


@pytest.fixture
def written(tmp_path: Path) -> Directory:
    """The file above, read."""
    (tmp_path / "directory.toml").write_text(FILE, encoding="utf-8")
    return read_directory(tmp_path / "directory.toml")


def test_a_directory_is_brought_in_with_its_people(session: Session, written: Directory) -> None:
    """Addresses are given or made from the name; an inspectorate may stand further down."""
    new, known = bring_in(session, written, now=NOW)

    assert (["BJM", "DINKES", "ITDA", "route:10", "route:20"], []) == (new, known)
    assert {"noor.hidayati@ombudsman.example.org", "h@example.org"} == set(
        session.exec(select(Officer.email))
    )
    health = session.exec(select(Institution).where(Institution.code == "DINKES")).one()
    assert "ITDA" == session.get_one(Institution, health.inspectorate_id).code
    assert ["b@example.org", None] == list(session.exec(select(FocalPoint.email).order_by(FocalPoint.name)))
    assert ["Surat rujukan"] == list(session.exec(select(Service.name)))


def test_bringing_it_in_twice_changes_nothing(session: Session, written: Directory) -> None:
    """What is there already is left as it is."""
    bring_in(session, written, now=NOW)

    assert ([], ["BJM", "DINKES", "ITDA", "route:10", "route:20"]) == bring_in(session, written, now=NOW)
    assert 2 == len(session.exec(select(Officer.id)).all())


def test_a_code_that_leads_nowhere_is_named(session: Session, tmp_path: Path) -> None:
    """An institution's superior must be in the directory."""
    path = tmp_path / "directory.toml"
    path.write_text('[[institution]]\ncode = "A"\nname = "A"\nsuperior = "B"\n', encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match="there is no institution B"):
        bring_in(session, read_directory(path), now=NOW)


def test_an_officer_without_any_address_is_refused(session: Session, tmp_path: Path) -> None:
    """Letters to officers go by e-mail only."""
    path = tmp_path / "directory.toml"
    path.write_text(FILE.replace('domain = "ombudsman.example.org"\n', ""), encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match="Noor Hidayati"):
        bring_in(session, read_directory(path), now=NOW)


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


def test_who_writes_a_person_down_vouches_for_them(session: Session, written: Directory) -> None:
    """A person in a TOML file is confirmed unless the row says otherwise; both have their first version."""
    bring_in(session, written, now=NOW, by="Hadi")
    first, second = session.exec(select(FocalPoint).order_by(FocalPoint.name)).all()

    assert (FocalState.CONFIRMED, date(2026, 1, 15)) == (first.state, first.state_on)
    assert (FocalState.DOUBTFUL, date(2026, 3, 2)) == (second.state, second.state_on)
    kept = focal_points.versions(session, first)
    assert [(1, "Hadi", NOW)] == [(each.number, each.by, each.at) for each in kept]


def test_a_rule_at_a_taken_position_replaces_the_one_there(session: Session, written: Directory) -> None:
    """Rules are settings: the file with the change is loaded again."""
    bring_in(session, written, now=NOW)
    rule = written.route[1].model_copy(update={"role": FocalRole.SUPERIOR})
    new, _ = bring_in(session, Directory(route=(rule,)), now=NOW)

    assert ["route:20"] == new
    assert FocalRole.SUPERIOR is session.exec(select(Route.role).where(Route.position == 20)).one()


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ('institution = "A"', "a role or a person"),
        ('institution = "A"\nrole = "head"\nperson = "x"', "a role or a person"),
        ('person = "x"', "give `institution` or `at`"),
    ],
)
def test_a_rule_names_a_role_or_a_person(tmp_path: Path, rule: str, why: str) -> None:
    """One of them, and a person somewhere."""
    path = tmp_path / "directory.toml"
    path.write_text(f"[[route]]\nposition = 1\n{rule}\n", encoding="utf-8")

    with pytest.raises(UnreadableDirectory, match=why):
        read_directory(path)


def test_a_rule_for_somebody_who_is_not_there_is_refused(session: Session, written: Directory) -> None:
    """The institution is named; nothing of the person is."""
    rule = written.route[0].model_copy(update={"person": "nobody@example.org"})

    with pytest.raises(UnreadableDirectory, match="there is no focal point") as raised:
        bring_in(session, Directory(institution=written.institution, route=(rule,)), now=NOW)
    assert "nobody@" not in str(raised.value)
