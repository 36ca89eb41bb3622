"""A table of terms and their due dates: CSV in, CSV out, 100,000 rows in a second or two."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import BinaryIO, Final, NamedTuple, TextIO

from models.dates import short_date
from models.workdays import Basis, Calendar, UncountableTerm, end_of_term

NEEDED: Final = ("start", "length", "basis")
DESCRIBED: Final = 20
"""How many bad rows are described one by one."""


class Unreadable(Exception):
    """The table as a whole cannot be read; the message says why."""


class BadRow(ValueError):
    """A row without a due date; the message says which cell is wrong and how it should look."""


class _Due(NamedTuple):
    date: str
    provisional: bool


class Table:
    """Counts the due dates of a table's rows with one calendar; `basis` is for tables without that column.

    After `write`, `rows` and `bad` say how many rows there were and how many had no due date.
    """

    def __init__(self, calendar: Calendar, *, basis: Basis = Basis.WORKING, roll: bool = False) -> None:
        self.calendar = calendar
        self.basis = basis
        self.roll = roll
        self.rows = self.bad = self.provisional = 0
        self._faults: list[str] = []
        self._due = lru_cache(maxsize=1 << 16)(self._count)

    def write(self, source: BinaryIO, target: TextIO) -> None:
        """Write every row with its due date. Raises `Unreadable`; what was read until then has been written."""
        text = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
        try:
            self._write(text, target)
        except UnicodeDecodeError as error:
            raise Unreadable("it is not text in UTF-8") from error
        except csv.Error as error:
            raise Unreadable(f"after {self.rows} rows the reading stopped: {error}") from error
        finally:
            text.detach()

    def report(self) -> Iterator[str]:
        """What a person should know about the rows written, a line each: bad rows, provisional dates."""
        yield from self._faults
        if self.bad > DESCRIBED:
            yield f"... and {self.bad - DESCRIBED} more."
        if self.bad:
            yield f"{self.bad} of {self.rows} rows have no due date; correct them and run again."
        if self.provisional:
            last = short_date(self.calendar.horizon, "en")
            yield f"{self.provisional} due dates are provisional: free days are decreed only until {last}."

    def _write(self, text: TextIO, target: TextIO) -> None:
        first = text.readline()
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(chain([first], text), delimiter=delimiter, strict=True)
        writer = csv.writer(target, delimiter=delimiter, lineterminator="\n")
        header = next(reader, list[str]())
        start, length, basis = _columns(header)
        writer.writerow([*header, "due"])
        for row in filter(None, reader):
            self.rows += 1
            try:
                if len(row) != len(header):
                    raise BadRow(f"{len(row)} cells where the header has {len(header)}")
                due = self._due(row[start], row[length], self.basis if basis is None else row[basis])
            except BadRow as error:
                self.bad += 1
                if self.bad <= DESCRIBED:
                    self._faults.append(f"line {reader.line_num}: {error}")
                due = _Due("", provisional=False)
            self.provisional += due.provisional
            writer.writerow([*row, due.date])

    def _count(self, start: str, length: str, basis: str) -> _Due:
        day, counted = _start(start), _basis(basis)
        try:
            due = end_of_term(
                day, _length(length), counted, self.calendar, roll=self.roll and counted is Basis.CALENDAR
            )
        except (UncountableTerm, OverflowError) as error:
            raise BadRow(UncountableTerm.__doc__) from error
        return _Due(
            due.isoformat(), provisional=not (self.calendar.covers(day) and self.calendar.covers(due))
        )


def _columns(header: Sequence[str]) -> tuple[int, int, int | None]:
    """Where the needed columns are; a table without `basis` has one basis for all its rows."""
    names = [name.strip().lower() for name in header]
    if twice := sorted({name for name in NEEDED if names.count(name) > 1}):
        raise Unreadable(f"the column {', '.join(twice)} is there twice")
    if missing := [name for name in NEEDED[:2] if name not in names]:
        raise Unreadable(
            f"its first line lacks the column {', '.join(missing)}; needed are {', '.join(NEEDED)}"
        )
    if "due" in names:
        raise Unreadable("it has a column due already; rename or remove it")
    return names.index("start"), names.index("length"), names.index("basis") if "basis" in names else None


def _start(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise BadRow(f"start should be a date such as 2026-03-09, not {text!r}")


def _length(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()):
        raise BadRow(f"length should be a number of days such as 14, not {text!r}")
    return int(text)


def _basis(text: str) -> Basis:
    try:
        return Basis(text.strip().lower())
    except ValueError as error:
        raise BadRow(f"basis should be working or calendar, not {text!r}") from error
