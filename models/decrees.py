"""What decrees say about free days, beyond what the library `holidays` knows, and how files of them are read.

The joint decree of three ministers (SKB 3 Menteri) comes once a year and is amended during the year; regions add
days of their own. Each such change is an `Amendment`. A file of them is CSV or TOML (by its extension):

    date,name,kind,region,known_on,source
    2026-04-06,Cuti Bersama Paskah,collective_leave,,2026-03-30,SKB 99/2026
    2026-03-20,Hari Jadi Provinsi,regional,63,2026-01-05,Pergub 1/2026

    [[amendment]]
    date = 2026-04-06
    ...
"""

import csv
import datetime as dt
import io
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

COLUMNS: Final = ("date", "name", "kind", "region", "known_on", "source")
REQUIRED: Final = ("date", "name", "kind", "known_on")
REGION: Final = r"^[0-9]{2}(\.[0-9]{2})?$"
FIXED_HOLIDAYS: Final = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))


class Kind(StrEnum):
    """What an amendment says about its date."""

    NATIONAL = "national"
    """A national holiday."""
    COLLECTIVE_LEAVE = "collective_leave"
    """Cuti bersama: no working day for government offices."""
    REGIONAL = "regional"
    """Free in one region only: a local election, an extra day of Nyepi."""
    WORKING = "working"
    """A holiday withdrawn: the date is an ordinary day again (in one region only, if a region is given)."""
    DECREE = "decree"
    """31 December of a year whose decree is given whole beside this row: nothing else is free in that year."""
    CONFIRMED = "confirmed"
    """31 December of a year for which the library's own list is the decree."""


def _none_if_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class Amendment(BaseModel):
    """One date that a decree declares free, or working again; `known_on` is the day the decree became known.

    `region` is the official code of a province ("51") or regency ("51.08"); a province's day holds in its regencies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    date: dt.date
    name: str = Field(min_length=1, max_length=200)
    kind: Kind
    region: Annotated[Annotated[str, Field(pattern=REGION)] | None, BeforeValidator(_none_if_blank)] = None
    known_on: dt.date
    source: str = ""

    @model_validator(mode="after")
    def _region_fits_kind(self) -> Self:
        if self.kind is Kind.REGIONAL and self.region is None:
            raise ValueError("a regional day needs the code of its region, such as 51 or 51.08")
        if self.region is not None and self.kind not in (Kind.REGIONAL, Kind.WORKING):
            raise ValueError(f"a row of kind {self.kind} holds everywhere: leave its region empty")
        if self.kind in (Kind.DECREE, Kind.CONFIRMED) and (self.date.month, self.date.day) != (12, 31):
            raise ValueError(f"a row of kind {self.kind} bears the last day it covers, 31 December")
        return self


class UnreadableDecree(Exception):
    """The file of holidays cannot be used. Nothing of it was taken; put right what is listed and import it again."""

    def __init__(self, path: Path, faults: Iterable[str]) -> None:
        self.path = path
        self.faults = tuple(faults)
        super().__init__("\n".join((f"{path}: {self.__doc__}", *self.faults)))


def read_decrees(path: Path) -> tuple[Amendment, ...]:
    """The amendments in a CSV or TOML file. Raises `UnreadableDecree` naming every fault with its row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableDecree(path, [error.strerror or str(error)]) from error
    except UnicodeDecodeError as error:
        raise UnreadableDecree(path, ["it is not text in UTF-8"]) from error
    try:
        rows = _toml_rows(text) if path.suffix.lower() == ".toml" else _csv_rows(text)
    except (ValueError, csv.Error) as error:
        raise UnreadableDecree(path, [str(error)]) from error
    amendments: dict[str, Amendment] = {}
    faults: list[str] = []
    for place, row in rows.items():
        try:
            amendments[place] = Amendment.model_validate(row)
        except ValidationError as error:
            faults += [f"{place}: {fault}" for fault in faults_of(error)]
    faults += _contradictions(amendments)
    if faults:
        raise UnreadableDecree(path, faults)
    if not amendments:
        raise UnreadableDecree(path, ["it holds no rows"])
    return tuple(dict.fromkeys(amendments.values()))


def faults_of(error: ValidationError) -> list[str]:
    """What is wrong, a line per fault: the field and what Pydantic says about it, without the value."""
    return [
        ": ".join(
            filter(None, (".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, ")))
        )
        for fault in error.errors(include_url=False, include_input=False)
    ]


def _csv_rows(text: str) -> Mapping[str, Mapping[str, object]]:
    delimiter = max(",;", key=text.partition("\n")[0].count)
    lines = io.StringIO(text, newline="")
    reader = csv.DictReader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    if missing := [name for name in REQUIRED if name not in header]:
        raise ValueError(f"line 1: the header lacks {', '.join(missing)}; it should read {','.join(COLUMNS)}")
    if unknown := [name for name in header if name not in COLUMNS]:
        raise ValueError(f"line 1: unknown columns {', '.join(unknown)}; known are {','.join(COLUMNS)}")
    return {
        f"line {reader.line_num}": {
            ("more cells than columns" if k is None else k): v for k, v in row.items()
        }
        for row in reader
    }


def _toml_rows(text: str) -> Mapping[str, Mapping[str, object]]:
    document = tomllib.loads(text)
    rows: object = document.get("amendment")
    if set(document) != {"amendment"} or not isinstance(rows, list):
        raise ValueError("it should hold tables [[amendment]] and nothing else")
    listed = cast("list[Mapping[str, object]]", rows)
    return {f"amendment {number}": row for number, row in enumerate(listed, start=1)}


def _contradictions(amendments: Mapping[str, Amendment]) -> list[str]:
    """Rows that fight each other, and decrees of a year that are not whole."""
    faults: list[str] = []
    said: dict[tuple[dt.date, str | None, dt.date], tuple[str, bool]] = {}
    for place, row in amendments.items():
        if row.kind in (Kind.DECREE, Kind.CONFIRMED):
            continue
        working = row.kind is Kind.WORKING
        first, first_working = said.setdefault((row.date, row.region, row.known_on), (place, working))
        if working != first_working:
            faults.append(f"{place}: {row.date} is a working day in one row and free in another ({first})")
    free = {
        (row.date.year, row.date.month, row.date.day)
        for row in amendments.values()
        if row.kind is Kind.NATIONAL
    }
    for place, row in amendments.items():
        lacking = [
            f"{day:02}-{month:02}" for month, day in FIXED_HOLIDAYS if (row.date.year, month, day) not in free
        ]
        if row.kind is Kind.DECREE and lacking:
            faults.append(
                f"{place}: the file calls itself the decree of {row.date.year} but lacks the national holidays of"
                f" {', '.join(lacking)} (day-month). List the year whole; or, to amend the list that is known,"
                " leave this row out; or, to confirm it, give the row the kind confirmed"
            )
    return faults
