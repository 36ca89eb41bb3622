"""Reading a table as offices keep it: titles above the headings, merged cells, headings in two rows, section rows.

An .xlsx file or a CSV of any make becomes a grid of texts; the headings are looked for in its first rows.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from deployments.spreadsheets.cells import text_of, tidy
from deployments.table_file import UnreadableTable, grid_of

LARGEST: Final = 50 << 20
"""Bytes of a spreadsheet: a directory of a hundred thousand people is far below."""
HEADING_ROWS: Final = 25

Grid = list[list[str]]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the file, and its cells by the heading that is wanted."""

    number: int
    cells: Mapping[str, str]
    as_written: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headings as they are written, and its rows."""

    headings: Sequence[str]
    rows: Sequence[SheetRow]


def read_grid(path: Path, sheet: str | None = None) -> tuple[Grid, Grid]:
    """The cells as texts, once for the headings and once for the rows. Raises `UnreadableTable`.

    For headings a merged cell stands wherever it reaches; for rows one merged sideways only in its first column.
    """
    if path.suffix.casefold() not in (".xlsx", ".xlsm"):
        if sheet:
            raise UnreadableTable(path, "only a spreadsheet has sheets; leave out --sheet")
        grid = grid_of(path)
        return grid, grid
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableTable(path, f"it is larger than {LARGEST >> 20} MB")
        return _workbook(path, sheet)
    except OSError as error:
        raise UnreadableTable(path, error.strerror or type(error).__name__) from None
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableTable(
            path, f"it is no spreadsheet that can be read ({type(error).__name__})"
        ) from None


def _workbook(path: Path, sheet: str | None) -> tuple[Grid, Grid]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=True)
    except InvalidFileException:
        raise UnreadableTable(path, "it is no spreadsheet that can be read") from None
    if sheet is not None and sheet not in book.sheetnames:
        raise UnreadableTable(path, f"it has no sheet of this name; it has {', '.join(book.sheetnames)}")
    page = book[sheet] if sheet is not None else book.worksheets[0]
    headings: Grid = [[text_of(value) for value in row] for row in page.iter_rows(values_only=True)]
    rows = [list(row) for row in headings]
    for area in page.merged_cells.ranges:
        left, top, right, bottom = map(int, area.bounds)
        first = headings[top - 1][left - 1]
        for row in range(top - 1, min(bottom, len(headings))):
            for column in range(left - 1, min(right, len(headings[row]))):
                headings[row][column] = first
                rows[row][column] = first if column == left - 1 else ""
    return headings, rows


def find_table(
    path: Path,
    grids: tuple[Grid, Grid],
    wanted: Mapping[str, Sequence[str]],
    required: Collection[str],
    fill_down: Collection[str] = (),
) -> Sheet:
    """The table under the row that has most of the `wanted` headings. Raises `UnreadableTable` where some lack.

    `wanted` gives each heading its other spellings. Under a merged heading, `above / own` names a column as well as
    `own`; columns in `fill_down` keep the value of the row above where they are empty.
    """
    for_headings, for_rows = grids
    tried = [(_columns(for_headings, row, wanted), row) for row in range(len(for_headings[:HEADING_ROWS]))]
    columns, at = max(tried, key=lambda each: (len(each[0]), -each[1]), default=(dict[str, int](), 0))
    if lacking := sorted(set(required) - columns.keys()):
        why = f"no row among its first {HEADING_ROWS} has the headings {', '.join(lacking)}"
        raise UnreadableTable(path, why)
    headings = [tidy(_own(for_headings, at, column)) for column in range(len(for_headings[at]))]
    alone = (
        {columns[name] for name in columns.keys() - set(fill_down)}
        if fill_down or len(required) < 2
        else set[int]()
    )
    return Sheet(headings, list(_filled_down(_rows(for_rows, at + 1, columns, alone), fill_down)))


def _columns(grid: Grid, row: int, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where the wanted headings are, if `row` is the lowest row of headings."""
    there: dict[str, int] = {}
    for column in range(len(grid[row])):
        own = _own(grid, row, column)
        above = next((cell for cell in _above(grid, row, column) if tidy(cell) and cell != own), "")
        for name in filter(None, map(_plain, (own, f"{above} / {own}"))):
            there.setdefault(name, column)
    found = {
        name: next((there[_plain(each)] for each in (name, *others) if _plain(each) in there), None)
        for name, others in wanted.items()
    }
    return {name: column for name, column in found.items() if column is not None}


def _own(grid: Grid, row: int, column: int) -> str:
    """The heading of a column: its cell in the lowest row of headings or, where that is empty, one above it."""
    return next((cell for cell in (_cell(grid, row, column), *_above(grid, row, column)) if tidy(cell)), "")


def _above(grid: Grid, row: int, column: int) -> Iterator[str]:
    return (_cell(grid, each, column) for each in range(row - 1, max(row - 4, -1), -1))


def _cell(grid: Grid, row: int, column: int) -> str:
    return grid[row][column] if column < len(grid[row]) else ""


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", heading.casefold()))


def _rows(grid: Grid, begin: int, columns: Mapping[str, int], alone: Collection[int]) -> Iterator[SheetRow]:
    """The rows with something in them, but for columns that are counted, (1) (2) (3), and for names of sections.

    A section's name is the only cell of its row; in the columns of `alone` such a cell is a row all the same.
    """
    for row in range(begin, len(grid)):
        told = {column: cell for column, cell in enumerate(map(tidy, grid[row])) if cell}
        counted = [cell.strip("()") for cell in told.values()] == [str(each + 1) for each in range(len(told))]
        if not told or (len(told) == 1 and not told.keys() & set(alone)) or (len(told) > 1 and counted):
            continue
        cells = {name: _cell(grid, row, column) for name, column in columns.items()}
        yield SheetRow(row + 1, cells, [tidy(cell) for cell in grid[row]])


def _filled_down(rows: Iterable[SheetRow], names: Collection[str]) -> Iterator[SheetRow]:
    above: dict[str, str] = {}
    for row in rows:
        for name in names:
            if tidy(row.cells.get(name, "")):
                above[name] = row.cells[name]
        filled = {name: above[name] for name in names if name in above}
        yield SheetRow(row.number, {**row.cells, **filled}, row.as_written)
