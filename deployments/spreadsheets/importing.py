"""`narahubung directory import`: a spreadsheet into the directory. Every row is checked before anything is written."""

from pathlib import Path
from typing import Annotated, Final

import typer
from sqlmodel import Session

from deployments.spreadsheets.comparing import Found, Status
from deployments.spreadsheets.mapping import DirectoryMap, Kind, read_directory_map
from deployments.spreadsheets.people import People
from deployments.spreadsheets.places import compare_places
from deployments.spreadsheets.reading import Grid, Sheet, find_table, read_grid
from deployments.spreadsheets.reporting import tell, write_rejects
from deployments.table_file import UnreadableTable
from deployments.working import changing, looking, person

BY_HEADINGS: Final = ("focal_points", "institutions", "offices", "central_institutions")


def import_table(
    file: Annotated[Path, typer.Argument(help="A spreadsheet: .xlsx or CSV.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="MAPPING", help="A TOML file, or a shipped one; by the headings if not given."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference row by row; store nothing.")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where bad rows go; FILE.rejects.csv if not given.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The sheet; the first one if not given.")
    ] = None,
    apart: Annotated[
        list[int] | None, typer.Option(metavar="ROW", help="This row is no duplicate; may be given again.")
    ] = None,
    by: Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who brings it in.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Bring in offices, institutions or focal points from a spreadsheet. The exit code is 1 if rows were rejected.

    Rows that may mean somebody who is there already are told and not taken, until `--apart` says that they are not.
    """
    grids = read_grid(file, sheet)
    plan, table = _described(file, grids, mapping)
    with looking() if dry_run else changing() as (session, now):
        people = People(session, plan, frozenset(apart or ()), now, person(by))
        found = _compare(session, plan, table, frozenset(apart or ()), people)
        if not dry_run:
            _store(found)
    written = write_rejects(file, rejects, table, found)
    tell(found, written, dry_run=dry_run, as_json=as_json)
    if any(each.status in (Status.REJECTED, Status.DUPLICATE) for each in found):
        raise typer.Exit(1)


def _store(found: list[Found]) -> None:
    """Each row by itself first: whoever stands above an institution may come further down in the table."""
    for step in (each.store for each in found):
        if step is not None:
            step()
    for step in (each.tie for each in found):
        if step is not None:
            step()


def _compare(
    session: Session, plan: DirectoryMap, table: Sheet, apart: frozenset[int], people: People
) -> list[Found]:
    if plan.rows is Kind.FOCAL_POINTS:
        return list(people.compare(table.rows))
    return list(compare_places(session, plan, table.rows, apart, people.now, people.by))


def _described(file: Path, grids: tuple[Grid, Grid], mapping: Path | None) -> tuple[DirectoryMap, Sheet]:
    """The mapping and the table it finds; without one, the shipped one that finds most. Raises `UnreadableTable`."""
    if mapping is not None:
        plan = read_directory_map(mapping)
        if plan.rows is Kind.ATTENDANCE:
            raise UnreadableTable(
                file, "its mapping is that of an attendance sheet; use `network attendance`"
            )
        return plan, find_table(file, grids, plan.wanted, plan.required, plan.fill_down)
    found: list[tuple[int, DirectoryMap, Sheet]] = []
    for name in BY_HEADINGS:
        plan = read_directory_map(Path(name))
        try:
            table = find_table(file, grids, plan.wanted, plan.required, plan.fill_down)
        except UnreadableTable:
            continue
        found.append((len(table.rows[0].cells) if table.rows else 0, plan, table))
    if not found:
        raise UnreadableTable(
            file, f"no shipped mapping ({', '.join(BY_HEADINGS)}) knows its headings; give one with --map"
        )
    _, plan, table = max(found, key=lambda each: each[0])
    return plan, table
