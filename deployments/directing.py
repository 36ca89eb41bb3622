"""`narahubung directory`: offices, officers, institutions, focal points and routes, in and out."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.spreadsheets.exporting import export
from deployments.spreadsheets.importing import import_table
from deployments.working import changing, person
from models.casework.directory import bring_in
from models.directory import read_directory

app = typer.Typer(
    help="The directory: load TOML files, import and export spreadsheets.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("import")(import_table)
app.command("export")(export)


@app.command("load")
def load(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="TOML; deployments/sample has examples.")
    ],
    by: Annotated[
        str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who vouches for the entries.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the codes as JSON.")] = False,
) -> None:
    """Bring in a directory. What is there already, by its code, is left as it is; a route replaces its namesake."""
    read = [read_directory(path) for path in files]
    with changing() as (session, now):
        new, known = bring_in(session, *read, now=now, by=person(by))
    if as_json:
        Console().print_json(data={"new": new, "known": known})
    else:
        typer.echo(f"{len(new)} new, {len(known)} there already")
