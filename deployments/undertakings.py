"""`narahubung network list`: the network's undertakings, the most urgent first."""

import json
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deployments.networking_words import HEADINGS, words
from deployments.working import looking
from models.casework.finding import institution_by_code, office_by_code
from models.casework.listing import Wanted, count
from models.casework.network.overview import UNDERTAKINGS, Undertaking, undertakings
from models.codes import MatterKind
from models.dates import Language
from models.settings import settings
from models.terms import title


def list_undertakings(
    kind: Annotated[
        MatterKind | None, typer.Option(help="Only this kind; `list` without `network` has the complaints.")
    ] = None,
    office: Annotated[str | None, typer.Option(help="Code of an office.")] = None,
    institution: Annotated[
        str | None, typer.Option(help="Code of an institution that is part of it.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only with a deadline that has passed.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Those that have ended, too.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many to show at most.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    language: Annotated[Language | None, typer.Option(help="Language of the terms.")] = None,
) -> None:
    """List the open undertakings, the most urgent first."""
    if kind is MatterKind.COMPLAINT:
        raise typer.BadParameter("a complaint is no undertaking of the network; `narahubung list` has them")
    kinds = UNDERTAKINGS if kind is None else (kind,)
    wanted = Wanted(office=office, institution=institution, overdue=overdue, kinds=kinds, ended=everything)
    with looking() as (session, now):
        if office:
            office_by_code(session, office)
        if institution:
            institution_by_code(session, institution)
        total = count(session, wanted, now)
        shown = list(undertakings(session, wanted, now, limit))
    if as_json:
        typer.echo(json.dumps([each.as_data() for each in shown], indent=2, ensure_ascii=False))
        return
    spoken = language or settings().language
    Console().print(_table(shown, spoken))
    typer.echo(words("shown", spoken, shown=len(shown), total=total))


def _table(shown: list[Undertaking], language: Language) -> Table:
    table = Table(*HEADINGS[language], box=SIMPLE_HEAD, pad_edge=False)
    for narrow in (0, 3, 6, 7):
        table.columns[narrow].no_wrap = True
    for each in shown:
        line = each.line
        table.add_row(
            Text(line.number),
            title(each.kind, language),
            title(line.stage, language),
            Text(line.office),
            Text(each.institution or str(each.institutions)),
            Text(", ".join(words("office", language) if ball == "office" else ball for ball in line.balls)),
            line.next_due_on or "",
            Text(words("overdue", language) if line.overdue else "", style="bold red"),
        )
    return table
