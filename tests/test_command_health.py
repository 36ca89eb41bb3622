"""`narahubung directory health` and `directory show`, and the artifact: the same figures for different readers."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows import health as artifact
from models.casework import forwarding
from models.database import transaction
from models.tables import FocalPoint
from tests import sample
from tests.running import narahubung, refused, said, told
from tests.sample import EXAMINER, HEALTH, LAND, NOW
from tests.test_handing_over import asked

LATER = NOW + timedelta(days=20)


@pytest.fixture(autouse=True)
def at_work(database_url: str) -> None:
    """Three requests at the health agency, two of them answered after four days; committed."""
    del database_url
    with transaction() as session:
        sample.office(session)
        for complaint in asked(session, 3)[:2]:
            forwarding.answer(session, complaint, HEALTH, "Sudah.", NOW + timedelta(days=4), by=EXAMINER)


def test_all_who_were_asked_are_listed_with_denominators() -> None:
    """By code, for people and for programs; an institution that nobody asked is not among them."""
    shown = said("directory", "health", now=LATER, COLUMNS="300")
    [only] = told("directory", "health", now=LATER)["institutions"]

    assert "2 dari 3 (67%)" in shown
    assert "median 4 hari (2 kasus)" in shown
    assert "bukan peringkat" in shown
    assert (HEALTH, {"count": 2, "of": 3, "part": 0.6667}, {"median": 4.0, "cases": 2}) == (
        only["institution"], only["answered"], only["answer_days_net"],
    )  # fmt: skip


def test_one_institution_stands_beside_its_focal_points() -> None:
    """Without a case there is no data; English if asked for."""
    shown = said("directory", "health", HEALTH, "--language", "en", now=LATER, COLUMNS="300")
    unasked = told("directory", "health", LAND, now=LATER)

    assert f"Narahubung {HEALTH} primary (focal point)" in shown
    assert "no data (0 of 0)" in shown
    assert (None, 0) == (unasked["answered"]["part"], unasked["answered"]["of"])


def test_before_and_after_a_formation(tmp_path: Path) -> None:
    """Equal periods, side by side and in a file; a formation needs its institution, and a day that is one."""
    path = tmp_path / "kinerja.csv"
    words = ("directory", "health", HEALTH, "--formed-on", "2026-03-12")
    shown = said(*words, "--export", str(path), now=LATER, COLUMNS="300")
    both = told(*words, now=LATER)

    assert "Sebelum" in shown
    assert "Sesudah" in shown
    assert (3, 0) == (both["before"]["answered"]["of"], both["after"]["answered"]["of"])
    with path.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    assert {"Sebelum", "Sesudah"} == {row["Bagian"] for row in rows}
    assert "2 dari 3 (67%)" in {row["Dijawab"] for row in rows}
    assert 2 == narahubung("directory", "health", "--formed-on", "2026-03-12").exit_code
    assert 2 == narahubung("directory", "health", HEALTH, "--since", "kemarin").exit_code
    assert "NOWHERE" in refused("directory", "health", "NOWHERE")


def test_the_period_is_the_one_asked_for() -> None:
    """As it stood at the end of its last day."""
    then = told("directory", "health", HEALTH, "--since", "2026-03-01", "--until", "2026-03-04", now=LATER)
    after = told("directory", "health", HEALTH, "--since", "2026-03-03", now=LATER)

    assert ("2026-03-01", "2026-03-04", 0, 3) == (
        then["first"], then["last"], then["answered"]["count"], then["open"],
    )  # fmt: skip
    assert 0 == after["answered"]["of"]


def test_the_sheet_of_an_institution() -> None:
    """Its place in the tree, its contacts, what is open there, and its figures."""
    shown = said("directory", "show", HEALTH, now=LATER, COLUMNS="300")
    data = told("directory", "show", HEALTH, now=LATER)

    assert "Dinas Kesehatan Kota Banjarmasin" in shown
    assert "Ada narahubung tetap yang terkonfirmasi." in shown
    assert "2 dari 3 (67%)" in shown
    assert ("BJM-INSP", 1, False, ["primary", "alternate"]) == (
        data["inspectorate"], data["open_tasks"], data["gap"], [each["role"] for each in data["contacts"]],
    )  # fmt: skip
    assert 3 == data["health"]["answered"]["of"]


def test_the_artifact_names_institutions_and_no_people() -> None:
    """Its text is the same all day."""
    with transaction() as session:
        text = artifact.render(session, LATER, "id")
        people = session.exec(select(FocalPoint)).all()
        later = artifact.render(session, LATER + timedelta(hours=3), "id")
        nobody = artifact.render(session, NOW, "en")

    assert f"(`{HEALTH}`) | 2 dari 3 (67%) | median 4 hari (2 kasus) |" in text
    assert text == later
    assert artifact.edition(LATER, "id") != artifact.edition(LATER + timedelta(days=1), "id")
    assert "no data" in nobody
    assert not [row for row in people if row.name in text or (row.email and row.email in text)]
