"""`narahubung directory`: bring in offices, officers, institutions and focal points from TOML files."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.working import changing
from models.casework.directory import bring_in
from models.directory import read_directory


def directory(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="TOML; deployments/sample has examples.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the codes as JSON.")] = False,
) -> None:
    """Bring in a directory. What is there already, by its code, is left as it is."""
    read = [read_directory(path) for path in files]
    with changing() as (session, _now):
        new, known = bring_in(session, *read)
    if as_json:
        Console().print_json(data={"new": new, "known": known})
    else:
        typer.echo(f"{len(new)} new, {len(known)} there already")
