"""What became of a table's rows, told: as a table, as counts, as JSON, and in a file of those that were not taken."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deployments.spreadsheets.cells import guarded
from deployments.spreadsheets.comparing import STORED, Found, Status
from deployments.spreadsheets.reading import Sheet

STYLES: Final = {
    Status.NEW: "green", Status.CHANGED: "yellow", Status.SAME: "dim", Status.DUPLICATE: "magenta",
    Status.REJECTED: "red",
}  # fmt: skip


def write_rejects(file: Path, given: Path | None, table: Sheet, found: Sequence[Found]) -> Path | None:
    """Write rows that were not taken, and notes about what of a row was not, with their reasons; None if none were.

    Into the file `given`, else beside the one that was read.
    """
    path = given or file.with_name(f"{file.name}.rejects.csv")
    told = [each for each in found if each.status in (Status.REJECTED, Status.DUPLICATE) or each.notes]
    if not told:
        return None
    with path.open("w", encoding="utf-8-sig", newline="") as target:  # the mark makes spreadsheets read UTF-8
        written = csv.writer(target)
        written.writerow(("row", "status", "reason", *table.headings))
        for each in told:
            reason = "; ".join(filter(None, (each.why, *each.notes)))
            status = each.status.value if each.status not in STORED else f"{each.status.value}, with a note"
            written.writerow((each.row.number, status, guarded(reason), *map(guarded, each.row.as_written)))
    path.chmod(0o600)
    return path


def tell(found: Sequence[Found], rejects: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Say what became of the rows."""
    counts = Counter(each.status for each in found)
    if as_json:
        data: dict[str, Any] = {status.value: counts[status] for status in Status}
        data |= {"stored": not dry_run, "rejects": str(rejects) if rejects else None}
        data["rows"] = [each.as_data() for each in found]
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if dry_run:
        Console().print(_table(found))
    said = ", ".join(f"{counts[status]} {status.value}" for status in Status)
    typer.echo(f"{len(found)} rows: {said}.")
    if dry_run:
        typer.echo("Nothing was stored.")
    if rejects:
        typer.echo(f"Rows not taken, and notes, with their reasons: {rejects}", err=True)


def _table(found: Sequence[Found]) -> Table:
    table = Table("Row", "Status", "Entry", "Difference", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[0].justify = "right"
    for each in found:
        changes = [f"{one.field}: {one.before or '–'} → {one.after or '–'}" for one in each.changes]
        told = "\n".join(filter(None, (each.why, *changes, *each.notes)))
        table.add_row(
            str(each.row.number), Text(each.status.value, STYLES[each.status]), Text(each.entry), Text(told)
        )
    return table
