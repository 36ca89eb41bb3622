"""Reading a table of unknown make: its encoding, its delimiter, its rows with the lines on which they begin.

Quoted line breaks, byte order marks, semicolons and tabs are taken as they come; a file is read as a stream.
"""

import codecs
import csv
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NamedTuple

DELIMITERS: Final = ",;\t|"
FALLBACK: Final = "cp1252"
"""What spreadsheets on Indonesian desks write when they do not write UTF-8."""
_CHUNK: Final = 1 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class UnreadableTable(Exception):
    """This table cannot be read. Save it as CSV with a header line and try again; nothing was imported."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}. {self.__doc__}")


class UnwritableTable(Exception):
    """This table cannot be written. Give another file, .xlsx or .csv, in a folder where you may write."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}. {self.__doc__}")


class Row(NamedTuple):
    """A row: the line on which it begins, its cells by column, and what is wrong with its shape, if anything is."""

    line: int
    cells: dict[str, str]
    fault: str | None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as it is written."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    def rows(self) -> Iterator[Row]:
        """Its rows in order. Raises `UnreadableTable` where quoting breaks down."""
        with _opened(self.path, self.encoding) as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                next(reader)
                begins = reader.line_num + 1
                for cells in reader:
                    if cells:
                        yield _row(begins, self.columns, cells)
                    begins = reader.line_num + 1
            except csv.Error as error:
                raise UnreadableTable(self.path, f"line {reader.line_num}: {error}") from None


def table_file(
    path: Path, wanted: Collection[str], encoding: str | None = None, delimiter: str | None = None
) -> TableFile:
    """Find out how the table is written; of the delimiters, the one with which its header has the `wanted` columns.

    Raises `UnreadableTable`: not there, no text, empty, or without columns that are wanted.
    """
    try:
        used = encoding or _encoding(path)
        with _opened(path, used) as text:
            headers = [_header(text, each) for each in ([delimiter] if delimiter else DELIMITERS)]
        best = max(headers, key=lambda header: (len(set(wanted) & set(header[1])), len(header[1])))
    except OSError as error:
        raise UnreadableTable(path, error.strerror or type(error).__name__) from None
    except LookupError:
        raise UnreadableTable(path, f"{encoding} is no encoding that is known") from None
    except (UnicodeError, csv.Error) as error:
        raise UnreadableTable(path, f"its header cannot be read: {error}") from None
    if lacking := sorted(set(wanted).difference(best[1])):
        found = ", ".join(filter(None, best[1])) or "nothing"
        raise UnreadableTable(path, f"its header lacks {', '.join(lacking)}; it has {found[:300]}")
    if doubled := sorted({name for name in best[1] if name in wanted and best[1].count(name) > 1}):
        raise UnreadableTable(path, f"its header has {', '.join(doubled)} more than once")
    return TableFile(path, used, best[0], best[1])


def grid_of(path: Path) -> list[list[str]]:
    """Every row of a CSV file of unknown make, without a header: the delimiter that gives the most cells at its top.

    Raises `UnreadableTable`.
    """
    try:
        with _opened(path, _encoding(path)) as text:
            whole = text.read()
        lines = whole.splitlines(keepends=True)
        top = lines[:50]
        delimiter = max(DELIMITERS, key=lambda each: sum(map(len, csv.reader(top, delimiter=each))))
        return [list(row) for row in csv.reader(lines, delimiter=delimiter)]
    except OSError as error:
        raise UnreadableTable(path, error.strerror or type(error).__name__) from None
    except csv.Error as error:
        raise UnreadableTable(path, f"its rows cannot be told apart: {error}") from None


def _header(text: IO[str], delimiter: str) -> tuple[str, tuple[str, ...]]:
    text.seek(0)
    try:
        cells = next(csv.reader(text, delimiter=delimiter), list[str]())
    except csv.Error:
        return delimiter, ()
    return delimiter, tuple(cell.strip() for cell in cells)


def _row(line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    fault = None
    if len(cells) != len(columns):
        fault = f"it has {len(cells)} cells, the header has {len(columns)}"
    named = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    return Row(line, named, fault)


@contextmanager
def _opened(path: Path, encoding: str) -> Generator[IO[str]]:
    with path.open(encoding=encoding, newline="") as text:
        try:
            yield text
        except UnicodeDecodeError:
            raise UnreadableTable(path, f"it is not text in {encoding} throughout") from None


def _encoding(path: Path) -> str:
    """By its mark; else UTF-8 if all of it is that; else Windows-1252. Raises `UnreadableTable` for what is no text."""
    with path.open("rb") as raw:
        chunk = raw.read(_CHUNK)
        if not chunk.strip():
            raise UnreadableTable(path, "it is empty")
        if chunk.startswith(_SPREADSHEETS):
            raise UnreadableTable(path, "it is a spreadsheet, not a CSV file")
        for mark, encoding in _MARKS:
            if chunk.startswith(mark):
                return encoding
        decoder, utf8 = codecs.getincrementaldecoder("utf-8")(), True
        while chunk:
            if b"\0" in chunk:
                raise UnreadableTable(path, "it is not a text file")
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            chunk = raw.read(_CHUNK)
        return "utf-8" if utf8 and not decoder.getstate()[0] else FALLBACK
