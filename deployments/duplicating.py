"""`narahubung duplicates`: complaints that may be the same one, with the reasons."""

import json
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from deployments.working import looking
from models.casework.duplicates import suggest
from models.casework.finding import matter_by_number


def duplicates(
    number: Annotated[str, typer.Argument(help="Agenda or registration number.")],
    limit: Annotated[int, typer.Option(min=1, help="How many to show at most.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Suggest complaints that may be the same one. Nothing is merged; `link` in `decide` joins them."""
    with looking() as (session, _):
        found = suggest(session, matter_by_number(session, number), limit)
    if as_json:
        typer.echo(json.dumps([each.as_data() for each in found], indent=2))
        return
    if not found:
        typer.echo(f"{number}: nothing that looks the same.")
        return
    table = Table("Number", "Score", "Reasons", box=SIMPLE_HEAD, pad_edge=False)
    for each in found:
        table.add_row(each.agenda_no, str(each.score), ", ".join(each.reasons))
    Console().print(table)
