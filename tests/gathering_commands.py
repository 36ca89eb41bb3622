"""An office at the command line that plans gatherings and writes attendance sheets."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import sample
from tests.committed import here as here
from tests.running import said, told
from tests.sample import EXAMINER, HEALTH, LAND, MINISTRY

HELD = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
HEADINGS = ("No", "Instansi", "Nama", "Jabatan", "Email", "No. HP/WA", "Hadir", "Diusulkan")
SHEET = (
    (1, "Dinas Kesehatan Kota Banjarmasin ", " Ratna  Wulandari", "Sekretaris", "ratna[at]dinkes.example.org",
     81250001111, "ya", "ya"),
    (2, LAND, "Joko Prasetyo", "Kasubbag", "joko@bpn.example.org; humas@bpn.example.org", "", "hadir", "tidak"),
    (3, MINISTRY, "", "", "", "", "", ""),
)  # fmt: skip
"""Two institutions came, one of them nominates; the ministry did not."""


@pytest.fixture
def invited(here: None) -> str:
    """The number of a formation to which three institutions are invited."""
    del here
    number = planned(
        "--at", "2026-03-16 09:00", "--place", "Aula Contoh", "--theme", "Penguatan", "--mode", "hybrid"
    )
    take(number, "invite", f"invited={HEALTH},{LAND}", f"invited={MINISTRY}", "text=Mohon hadir.")
    return number


def planned(*words: str, kind: str = "formation") -> str:
    """The number of a gathering planned with these options."""
    return said("network", "plan", kind, "--office", "BJM", "--by", EXAMINER, *words).strip().splitlines()[0]


def take(number: str, decision: str, *fields: str, now: datetime = sample.NOW) -> Any:
    """What `decide --decision … --with …` says as JSON."""
    words = [word for field in fields for word in ("--with", field)]
    return told("decide", number, "--decision", decision, "--by", EXAMINER, *words, now=now)


def sheet(path: Path, *rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> str:
    """An attendance sheet as CSV."""
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=";").writerows([headings, *rows])
    return str(path)
