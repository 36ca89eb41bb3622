"""Saying which deadlines a changed calendar moves: sums by office, institution and party, every row on demand."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from deployments.table_file import UnwritableTable

if TYPE_CHECKING:
    # not at run time: `narahubung holidays --help` is quick, no database is loaded for it
    from models.casework.recount import Moved

SHOWN: Final = 20
HEADINGS: Final = ("number", "office", "deadline", "binds", "institution", "old_due", "due")


class Whose(NamedTuple):
    """Whom a deadline touches."""

    office: str
    binds: str
    institution: str


@dataclass(slots=True)
class Tally:
    """The deadlines that move, summed up: only as many rows are kept as are shown, unless all of them are asked for."""

    keeps_all: bool = False
    count: int = 0
    later: int = 0
    by: Counter[Whose] = field(default_factory=Counter[Whose])
    rows: "list[Moved]" = field(default_factory=list["Moved"])

    def add(self, moved: "Moved") -> None:
        """One deadline more."""
        self.count += 1
        self.later += moved.due > moved.old_due
        self.by[Whose(moved.office, moved.binds, moved.institution or "")] += 1
        if self.keeps_all or len(self.rows) < SHOWN:
            self.rows.append(moved)

    def sums(self) -> list[tuple[Whose, int]]:
        """How many by office, party and institution, the most first."""
        return sorted(self.by.items(), key=lambda each: (-each[1], each[0]))

    def as_data(self) -> dict[str, Any]:
        """For JSON: how many move, and which way; the sums; every row, if they were kept."""
        return {
            "moved": self.count,
            "later": self.later,
            "earlier": self.count - self.later,
            "sums": [{**whose._asdict(), "count": count} for whose, count in self.sums()],
            "deadlines": [dict(zip(HEADINGS, cells(each), strict=True)) for each in self.rows],
        }


def cells(moved: "Moved") -> Sequence[str]:
    """A deadline as a row, in the order of the headings."""
    return (
        moved.number,
        moved.office,
        moved.key,
        moved.binds.value,
        moved.institution or "",
        moved.old_due.isoformat(),
        moved.due.isoformat(),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """How it is to be told: JSON with every row, or sums; a CSV with every row besides."""

    as_json: bool = False
    file: Path | None = None


@contextmanager
def telling(asked: Asked, what: str) -> Generator[Callable[["Moved"], None]]:
    """Takes the deadlines one by one and tells them at the end. Raises `UnwritableTable` before the first of them."""
    tally = Tally(keeps_all=asked.as_json)
    with _rows_to(asked.file) as write:

        def take(moved: "Moved") -> None:
            tally.add(moved)
            write(cells(moved))

        yield take
    if asked.as_json:
        typer.echo(json.dumps(tally.as_data(), indent=2))
        return
    typer.echo(f"{tally.count} running deadlines {what}.")
    if tally.count:
        _show(tally)
    if asked.file is not None:
        typer.echo(f"{tally.count} rows: {asked.file}")


def _show(tally: Tally) -> None:
    sums = Table("Office", "Binds", "Institution", "Deadlines", box=SIMPLE_HEAD, pad_edge=False)
    for whose, count in tally.sums()[:SHOWN]:
        sums.add_row(whose.office, whose.binds, whose.institution, str(count))
    if len(tally.by) > SHOWN:
        sums.add_row("…", f"{len(tally.by) - SHOWN} more", "", str(sum(n for _, n in tally.sums()[SHOWN:])))
    table = Table("Number", "Deadline", "Binds", "Before", "After", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[1].overflow = "fold"
    for each in tally.rows:
        whom = f"{each.binds} {each.institution}" if each.institution else each.binds
        table.add_row(each.number, each.key, whom, each.old_due.isoformat(), each.due.isoformat())
    console = Console()
    console.print(sums)
    console.print(table)
    if tally.count > SHOWN:
        typer.echo(f"… and {tally.count - SHOWN} more; --csv FILE has them all.")


@contextmanager
def _rows_to(path: Path | None) -> Generator[Callable[[Sequence[str]], object]]:
    """Where rows are written, headings first; nowhere without a path."""
    if path is None:
        yield lambda _: None
        return
    try:
        path.touch(mode=0o600)
        target = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UnwritableTable(path, error.strerror or type(error).__name__) from None
    with target:
        write = csv.writer(target).writerow
        write(HEADINGS)
        yield write
