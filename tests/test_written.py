"""Control characters come in nowhere: not through a door, not with a filing, not with a directory."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pydantic import BaseModel, ValidationError

from deployments.spreadsheets.cells import tidy
from deployments.spreadsheets.exporting import write_table
from models.directory import OfficeRow, PersonRow
from models.filing import Filing, Person
from models.replies import Answer, Attendance, Colleague
from models.written import without_controls

ESCAPES = ("Budi\x1b[2J", "Bu\x0bdi", "Budi\x9b31m", "Bu\x7fdi", "Bu\x00di")
NAMES: tuple[tuple[type[BaseModel], str, dict[str, Any]], ...] = (
    (Colleague, "name", {"email": "budi@dinkes.example"}),
    (Colleague, "position", {"name": "Budi", "email": "budi@dinkes.example"}),
    (Attendance, "name", {"coming": True}),
    (Answer, "signed", {"text": "Sudah."}),
    (Person, "name", {}),
    (Filing, "substance", {"office": "KALSEL", "subject": "Rujukan"}),
    (PersonRow, "name", {}),
    (OfficeRow, "name", {"code": "KALSEL", "zone": "WITA"}),
)


@pytest.mark.parametrize(("model", "field", "others"), NAMES)
@pytest.mark.parametrize("text", [*ESCAPES, "Budi\nSubject: x", "Budi\rx", "Budi\u2028x"])
def test_a_name_is_one_line_of_letters(
    model: type[BaseModel], field: str, others: dict[str, Any], text: str
) -> None:
    """Whoever lists names in a terminal sees names, and nothing that a name does to it."""
    assert "Budi Santoso" == getattr(model.model_validate({**others, field: " Budi\tSantoso\r\n"}), field)
    with pytest.raises(ValidationError):
        model.model_validate({**others, field: text})


def test_a_longer_text_keeps_its_lines() -> None:
    """With one kind of ends, whatever system they come from; control characters are refused there as well."""
    assert "Satu\n\tDua\nTiga" == Answer(text="Satu\r\n\tDua\rTiga").text
    assert "Satu\nDua" == Filing(office="KALSEL", subject="Rujukan", narrative="Satu\r\nDua").narrative
    for text in ESCAPES:
        with pytest.raises(ValidationError):
            Answer(text=text)


def test_a_cell_loses_what_cannot_be_meant() -> None:
    """An imported name is the name, whatever came along with it; so is what an officer types at a desk."""
    assert "Budi[2J" == tidy("Budi\x1b[2J")
    assert "Satu\nDua" == without_controls("Sa\x1btu\r\nDua\ud800")


def test_nobodys_name_keeps_the_others_from_being_written(tmp_path: Path) -> None:
    """What no spreadsheet takes is left out."""
    lines = [("Nama",), ("Bu\x0bdi\x1b",), ("Siti",)]
    for name in ("narahubung.xlsx", "narahubung.csv"):
        write_table(tmp_path / name, lines, "narahubung")
    page = load_workbook(tmp_path / "narahubung.xlsx").worksheets[0]
    assert [("Nama",), ("Budi",), ("Siti",)] == [*page.iter_rows(values_only=True)]
    assert ["Nama", "Budi", "Siti"] == (tmp_path / "narahubung.csv").read_text("utf-8-sig").split()
