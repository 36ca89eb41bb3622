"""`narahubung directory`: loading TOML, and what an officer says of a focal point after a call."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from models.database import transaction
from models.tables import FocalPoint
from tests.committed import here as here
from tests.running import narahubung, refused, said
from tests.sample import HEALTH

WHO = f"Narahubung {HEALTH} primary"


@pytest.mark.usefixtures("database_url")
def test_a_file_is_loaded_once(tmp_path: Path) -> None:
    """The codes that were new, and those that were there."""
    path = tmp_path / "kota.toml"
    path.write_text(
        '[[institution]]\ncode = "A"\nname = "Dinas A"\npeople = [{ name = "Satu Orang" }]\n'
        '[[route]]\nposition = 1\nsubject = "tanah"\nrole = "primary"\n',
        encoding="utf-8",
    )

    assert {"new": ["A", "route:1"], "known": []} == json.loads(
        said("directory", "load", str(path), "--by", "Hadi", "--json")
    )
    assert "0 new, 2 there already" in said("directory", "load", str(path))
    assert "Hadi" == json.loads(said("directory", "history", "A", "satu orang"))[0]["by"]


@pytest.mark.usefixtures("here")
def test_an_officer_says_what_a_call_has_shown() -> None:
    """Confirmed, then gone: each is a version with who said so and what it rests on."""
    assert "changed" in said("directory", "state", HEALTH, WHO, "doubtful", "--by", "Siska")
    assert "changed" in said(
        "directory", "state", HEALTH, WHO.upper(), "confirmed", "--on", "2026-03-01", "--by", "Siska"
    )
    assert "as it was" in said("directory", "state", HEALTH, WHO, "confirmed", "--on", "2026-03-01")
    assert "changed" in said("directory", "end", HEALTH, WHO, "--on", "2026-03-31", "--by", "Siska")
    kept = json.loads(said("directory", "history", HEALTH, WHO))

    assert ["doubtful", "confirmed", "confirmed"] == [each["entry"]["state"] for each in kept]
    assert ("2026-03-01", "phone_call", "2026-03-31") == (
        kept[2]["entry"]["state_on"],
        kept[2]["entry"]["evidence"],
        kept[2]["entry"]["valid_to"],
    )
    assert {"Siska"} == {each["by"] for each in kept}


@pytest.mark.usefixtures("here")
def test_an_entry_that_is_not_clear_is_refused() -> None:
    """Nobody of this name, or two; evidence that is no code; a day that is none. No name is repeated."""
    with transaction() as session:
        for row in session.exec(select(FocalPoint)).all():
            row.email = "bersama@instansi.example"
            session.add(row)

    nobody = refused("directory", "state", HEALTH, "Tidak Dikenal", "left")
    assert "narahubung route" in nobody
    assert "Tidak Dikenal" not in nobody
    assert "(BJM-DINKES: 2)" in refused("directory", "end", HEALTH, "bersama@instansi.example")
    assert "short code" in refused(
        "directory", "state", HEALTH, WHO, "left", "--evidence", "Pak Wahid pindah"
    )
    assert 2 == narahubung("directory", "end", HEALTH, WHO, "--on", "besok").exit_code
