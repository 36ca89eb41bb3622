"""What was measured: a row per measure, ours beside the peer's in the same run, and whether the target is met.

With `WRITE=1` the rows go into docs/benchmarks.md as well, between the marks of the benchmark's own section.
"""

import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from tests.benchmarks.machine import described

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
RUNS, SLOW = 3, 10
SCALE = float(os.environ.get("BENCH_SCALE", "0.05"))
"""The part of the full size that is worked through: `BENCH_SCALE=1.0` is all of it."""


def sized(full: int, least: int = 1) -> int:
    """How many of `full` there are in this run, but never fewer than `least`."""
    return max(least, round(full * SCALE))


def middle(act: Callable[[], float]) -> float:
    """The median of what `act` measures in three runs."""
    return median(act() for _ in range(RUNS))


def middles(*acts: Callable[[], float]) -> list[float]:
    """The same for several that are compared: in turn, so that all of them meet the same load of the machine."""
    rounds = [[act() for act in acts] for _ in range(RUNS)]
    return [median(measured) for measured in zip(*rounds, strict=True)]


def seconds(act: Callable[[], object]) -> float:
    """How long `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def rated(rate: float) -> str:
    """A rate per second, the slow ones with what they have behind the point."""
    return f"{rate:,.0f} /s" if rate >= SLOW else f"{rate:.2f} /s"


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, as it is printed. `met` is None where there is no target."""

    what: str
    ours: str
    peer: str
    ratio: str
    target: str
    met: bool | None

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells from left to right."""
        verdict = "" if self.met is None else "met" if self.met else "missed"
        return (self.what, self.ours, self.peer, self.ratio, self.target, verdict)


HEADS = ("Measure", "Ours", "Peer", "Ratio", "Target", "")


@dataclass
class Table:
    """The measures of a run, by section."""

    sections: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])

    def at_least(self, section: str, what: str, ours: float, peer: float, name: str, target: float) -> None:
        """`ours` and `peer` are rates per second: ours should be `target` times the peer's, or more."""
        ratio = ours / peer
        self._add(
            section,
            Row(
                what,
                rated(ours),
                f"{name} {rated(peer)}",
                f"{ratio:.2f}",
                f"≥ {target:g}",
                ratio >= target,
            ),
        )

    def at_most(self, section: str, what: str, ours: float, peer: float, name: str, target: float) -> None:
        """`ours` and `peer` are seconds: ours should be `target` times the peer's, or less."""
        ratio = ours / peer
        self._add(
            section,
            Row(
                what,
                f"{ours:,.3f} s",
                f"{name} {peer:,.3f} s",
                f"{ratio:.2f}",
                f"≤ {target:g}",
                ratio <= target,
            ),
        )

    def beside(self, section: str, what: str, ours: float, peer: float, name: str) -> None:
        """Two rates per second, for the picture: a peer that does too little to be a target."""
        self._add(section, Row(what, rated(ours), f"{name} {rated(peer)}", f"{ours / peer:.2f}", "", None))

    def by_itself(self, section: str, what: str, value: str, target: str, *, met: bool | None) -> None:
        """A measure with a limit of its own, or with none."""
        self._add(section, Row(what, value, "", "", target, met))

    def _add(self, section: str, row: Row) -> None:
        self.sections.setdefault(section, []).append(row)

    def show(self) -> None:
        """Print everything; on demand write it down."""
        shown = RichTable(*HEADS, box=box.SIMPLE, title=described())
        for rows in self.sections.values():
            for row in rows:
                shown.add_row(*row.cells)
            shown.add_section()
        Console(width=150).print(shown)
        if os.environ.get("WRITE"):
            for section, rows in self.sections.items():
                write(section, rows)


def write(section: str, rows: list[Row]) -> None:
    """Put the rows between the section's marks in docs/benchmarks.md."""
    lines = [
        "|".join(("", *(f" {cell} " for cell in cells), ""))
        for cells in (HEADS, *(row.cells for row in rows))
    ]
    lines.insert(1, "|---" * len(HEADS) + "|")
    begin, end = f"<!-- {section} -->", f"<!-- /{section} -->"
    table = "\n".join((begin, "", *lines, "", f"{described()} Scale {SCALE:g}.", "", end))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(
        re.sub(f"{re.escape(begin)}.*{re.escape(end)}", lambda _: table, page, flags=re.DOTALL),
        encoding="utf-8",
    )
