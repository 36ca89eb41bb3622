"""`narahubung network attendance` and `export`: the attendance of a gathering from a spreadsheet, and as one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from sqlmodel import Session

from deployments.due import iso_date
from deployments.spreadsheets.attending import Attendance
from deployments.spreadsheets.comparing import Status
from deployments.spreadsheets.exporting import write_table
from deployments.spreadsheets.mapping import NETWORK, DirectoryMap, Kind, read_directory_map
from deployments.spreadsheets.reading import Sheet, find_table, read_grid
from deployments.spreadsheets.reporting import tell, write_rejects
from deployments.table_file import UnreadableTable
from deployments.working import changing, looking, person
from models.casework.errors import NoSuchGathering
from models.casework.finding import matter_by_number
from models.casework.network import gatherings, matrix
from models.codes import GATHERINGS
from models.tables import Matter
from models.terms import title

HEADINGS: Final = (
    "Kode Instansi", "Nama Instansi", "Diundang", "Hadir", "Nama", "Jabatan", "Email", "No. HP/WA", "Diusulkan",
    "Menjadi Narahubung", "Keadaan",
)  # fmt: skip
"""As the shipped mapping `attendance` reads them; the last two are only told."""
YES, NO = "ya", "tidak"

Number = Annotated[str, typer.Argument(help="Number of the gathering, such as J00012.2026.")]


class NotHeld(Exception):
    """These rows do not say which institution was present, so that it would count as absent. Correct them first."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(f"{self.__doc__} (rows {', '.join(map(str, rows))}; nothing was stored)")


def attendance(
    number: Number,
    file: Annotated[Path, typer.Argument(help="The attendance sheet: .xlsx or CSV.")],
    held: Annotated[
        bool, typer.Option("--held", help="It took place: who is marked present came, the others did not.")
    ] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="With --held: the day; today if not given.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the difference row by row; store nothing.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option("--map", metavar="MAPPING", help="A TOML file; the shipped one if not given."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="The sheet; the first one if not given.")
    ] = None,
    apart: Annotated[
        list[int] | None, typer.Option(metavar="ROW", help="This row is no duplicate; may be given again.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where bad rows go; FILE.rejects.csv if not given.")
    ] = None,
    by: Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who notes it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Note who comes, or with --held who came and who did not. The exit code is 1 if rows were rejected.

    Officials who are nominated become focal points by the decision `name_focal_points`, all in one step.
    """
    day = iso_date(on, "--on") if on else None
    if day and not held:
        raise typer.BadParameter("--on says when it was held; give --held with it")
    plan, table = _table(file, mapping, sheet)
    with looking() if dry_run else changing() as (session, now):
        matter = gathering(session, number, to_change=not dry_run)
        compared = Attendance(session, matter, plan, table, held=held)
        found = list(compared.compare(frozenset(apart or ()), now, person(by)))
        if held and compared.unplaced and not dry_run:
            write_rejects(file, rejects, table, found)
            raise NotHeld(compared.unplaced)
        if held and not dry_run:
            gatherings.hold(session, matter, list(compared.present), day, "", now, by=person(by))
        for each in found if not dry_run else ():
            if each.store is not None:
                each.store()
    written = write_rejects(file, rejects, table, found)
    tell(found, written, dry_run=dry_run, as_json=as_json)
    if held and not as_json:
        typer.echo(f"{len(compared.present)} institutions were present.")
    if any(each.status in (Status.REJECTED, Status.DUPLICATE) for each in found):
        raise typer.Exit(1)


def export(number: Number, file: Annotated[Path, typer.Argument(help="Where to: .xlsx or .csv.")]) -> None:
    """Write the attendance matrix: who was invited, who came, whom they sent, who became a focal point."""
    with looking() as (session, _):
        lines = [HEADINGS, *_lines(session, gathering(session, number))]
    write_table(file, lines, number[:31])
    typer.echo(f"{len(lines) - 1} rows: {file}")


def gathering(session: Session, number: str, *, to_change: bool = False) -> Matter:
    """The gathering with this number. Raises `UnknownComplaint`, `NoSuchGathering`."""
    matter = matter_by_number(session, number, to_change=to_change)
    if matter.kind not in GATHERINGS:
        raise NoSuchGathering(matter.agenda_no)
    return matter


def _table(file: Path, mapping: Path | None, sheet: str | None) -> tuple[DirectoryMap, Sheet]:
    plan = read_directory_map(mapping or Path("attendance"), NETWORK)
    if plan.rows is not Kind.ATTENDANCE:
        raise UnreadableTable(file, "its mapping is not that of an attendance sheet")
    return plan, find_table(file, read_grid(file, sheet), plan.wanted, plan.required, plan.fill_down)


def _lines(session: Session, matter: Matter) -> Iterator[Sequence[str]]:
    for row in matrix.of(session, matter):
        came = "" if row.present is None else YES if row.present else NO
        place = (row.institution.code, row.institution.name, YES if row.invited else NO, came)
        for who, entry in row.people:
            yield (
                *place, who.name, who.position, who.email or "", who.phone or "", YES if who.nominated else NO,
                YES if entry else NO, title(entry.state, "id") if entry else "",
            )  # fmt: skip
        if not row.people:
            yield (*place, *[""] * (len(HEADINGS) - len(place)))
