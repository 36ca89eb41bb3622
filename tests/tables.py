"""Invented spreadsheets for tests, as offices keep them. No person, office or address in them exists."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.running import narahubung

HEADINGS = ("No", "Instansi", "Nama Narahubung", "Jabatan", "No. HP/WA", "Email")
PEOPLE: Sequence[Sequence[object]] = (
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
    ("A. Kota", None, None, None, None, None),
    (1, "Dinas Kesehatan Kota Banjarmasin ", " Wahid  Anshari, S.H.", "Sekretaris", 81250001111,
     "wahid[at]dinas.example.org"),
    (2, "BJM-BPN", "Noor Latifah", "Humas", "0812-5000-2222 / 0511-1",
     "noor(at)bpn[dot]example.org; humas@bpn.example.org"),
    (3, "Dinas Perhubungan Kota Banjarmasin", "Rusdi Halim", "Kasubbag", "-", "rusdi@dishub.example.org"),
    (4, "Dinas Perhubungan Kota Banjarmasin", "Siti Rahmah", "Staf", "", ""),
    (5, "Dinas Perhubungan Kota Banjarmasin", "Rusdi Halim", "Kasubbag", "", ""),
    (6, "Dinas Kesehatan Banjarmasin", "Arman", "", "", "arman@dinas.example.org"),
    (7, "Kementerian Sosial", "Dian Puspita", "", "", "bukan alamat"),
    (8, "Kementerian Sosial", "", "", "", ""),
)  # fmt: skip
"""Ten rows below the headings: columns counted, a section, then four that can be taken and four that cannot."""


def merged(path: Path, rows: Sequence[Sequence[object]] = PEOPLE) -> Path:
    """A workbook with a title above, a heading merged over three columns, and headings merged downwards."""
    book = Workbook()
    page = _first(book)
    page.append(["DAFTAR NARAHUBUNG INSTANSI"])
    page.merge_cells("A1:F1")
    page.append([])
    page.append(["No", "Instansi", "Narahubung", None, "Kontak", None])
    page.append([None, None, "Nama Narahubung", "Jabatan", "No. HP/WA", "Email"])
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:F3"):
        page.merge_cells(area)
    for row in rows:
        page.append(list(row))
    page.merge_cells("A6:F6")
    book.save(path)
    return path


def plain(path: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> Path:
    """The same as CSV or as a workbook without any merged cell."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, delimiter=";").writerows([headings, *rows])
        return path
    book = Workbook()
    page = _first(book)
    for row in (headings, *rows):
        page.append(list(row))
    book.save(path)
    return path


def imported(path: Path, *words: str) -> Any:
    """What an import of which some rows are not taken says as JSON."""
    result = narahubung("directory", "import", str(path), "--json", *words)
    assert 1 == result.exit_code, result.stderr
    return json.loads(result.stdout)


def statuses(outcome: Any) -> list[tuple[int, str]]:
    """Row and status, in order."""
    return [(row["row"], row["status"]) for row in outcome["rows"]]


def _first(book: Workbook) -> Worksheet:
    page = book.worksheets[0]
    page.title = "Narahubung"
    return page
