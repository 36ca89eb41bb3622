"""`narahubung holidays`: the free days of a year, and the import of decrees and regional days."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer
from rich.console import Console
from rich.table import Table

from deployments.due import Known, iso_date, nothing_more, region_code
from deployments.moved import Asked
from models.dates import WEEKDAYS, short_date
from models.decrees import Amendment, UnreadableDecree, read_decrees
from models.holidays import SPAN, Holiday, calendar, holidays_of, working_days_of

Store: TypeAlias = Callable[[Sequence[Amendment], Asked], int]
"""Keeps amendments, each once, tells which deadlines moved, and returns how many amendments were new."""
Preview: TypeAlias = Callable[[Sequence[Amendment], Asked], None]
"""Says what amendments would change, and changes nothing."""
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print the deadlines that move as JSON, every one.")
]
AsCsv: TypeAlias = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="Write every deadline that moves into a CSV file."),
]

KINDS: Final = {
    "national": "libur nasional",
    "collective_leave": "cuti bersama",
    "regional": "libur daerah",
}


def holidays_app(store: Store, known: Known = nothing_more, preview: Preview | None = None) -> typer.Typer:
    """The commands `holidays list` and `holidays import`; `store` keeps what is imported, `known` gives it back.

    With `preview`, `import --dry-run` says what would change.
    """
    app = typer.Typer(help="The calendar of free days.", no_args_is_help=True)

    @app.command("list")
    def list_year(
        year: Annotated[int, typer.Argument(min=SPAN.start, max=SPAN.stop - 1)],
        region: Annotated[str | None, typer.Option(help="Code of a region, for its own free days.")] = None,
        known_on: Annotated[str | None, typer.Option(help="As it was decreed by this date.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """List the free days of a year and count its working days."""
        by = None if known_on is None else iso_date(known_on, "--known-on")
        amendments = tuple(known())
        days = holidays_of(year, amendments, region_code(region), by)
        free = calendar(amendments, region, by)
        counts = working_days_of(year, free)
        if as_json:
            shown = {
                "year": year,
                "region": region,
                "calendar": free.version,
                "decreed": free.horizon.year >= year,
                "working_days": sum(counts),
                "working_days_by_month": counts,
                "days": [_as_json(day) for day in days],
            }
            typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
            return
        Console().print(_table(days))
        typer.echo(f"{sum(counts)} working days ({' '.join(map(str, counts))}). Calendar {free.version}.")
        if free.horizon.year < year:
            until = short_date(free.horizon, "en")
            typer.echo(f"PROVISIONAL: free days are decreed only until {until}; import the decree of {year}.")

    @app.command("import")
    def import_file(
        file: Annotated[Path, typer.Argument(help="CSV: date,name,kind,region,known_on,source; or TOML.")],
        dry_run: Annotated[
            bool,
            typer.Option("--dry-run", hidden=preview is None, help="Only say which deadlines would move."),
        ] = False,
        as_json: AsJson = False,
        csv_file: AsCsv = None,
    ) -> None:
        """Take in a decree, an amendment or regional days; the same file twice adds nothing."""
        try:
            amendments = read_decrees(file)
        except UnreadableDecree as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        asked = Asked(as_json, csv_file)
        if dry_run and preview is not None:
            preview(amendments, asked)
            return
        new = store(amendments, asked)
        free = calendar(known())
        typer.echo(
            f"{len(amendments)} rows read, {new} new. Calendar {free.version}, decreed until {free.horizon}.",
            err=as_json,
        )

    return app


def _table(days: Sequence[Holiday]) -> Table:
    regional = any(day.region for day in days)
    table = Table("Tanggal", "Hari", "Nama", "Jenis", *(["Wilayah"] if regional else []))
    for day in days:
        cells = (f"{day.date}", WEEKDAYS["id"][day.date.weekday()], day.name, KINDS[day.kind])
        table.add_row(*cells, *([day.region or ""] if regional else []))
    return table


def _as_json(day: Holiday) -> dict[str, str | bool | None]:
    return {
        "date": day.date.isoformat(),
        "name": day.name,
        "kind": day.kind,
        "region": day.region,
        "source": day.source,
        "estimated": day.estimated,
    }
