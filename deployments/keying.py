"""`narahubung keys`: the keys by which institutions' own systems answer through the portal's interface."""

from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from deployments.working import changing, looking, person
from models.casework import api_keys
from models.dates import short_date
from models.settings import settings
from models.tables import ApiKey, Institution

app = typer.Typer(help="The keys of institutions' own systems: make, list, revoke.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("make")
def make(
    institution: Annotated[str, typer.Argument(metavar="INSTITUTION", help="Its code, such as BJM-DINKES.")],
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="Which system will use the key.")],
    by: Annotated[
        str | None, typer.Option("--by", help="Who makes it; this machine's user unless given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key and show it, this once: only its digest is kept."""
    with changing() as (session, now):
        row, key = api_keys.make(session, institution, label, now, by=person(by))
        told = {**_told(row, institution), "key": key}
    if as_json:
        Console().print_json(data=told)
        return
    typer.echo(key)
    typer.echo(
        f"Key {row.id} of {institution}. Hand it over by a safe way now: it cannot be shown again."
        f" `narahubung keys revoke {row.id}` ends it.",
        err=True,
    )


@app.command("list")
def list_keys(
    institution: Annotated[
        str | None, typer.Option("--institution", metavar="CODE", help="Those of one institution only.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the keys there are; none of them can be shown."""
    with looking() as (session, _now):
        rows = api_keys.listed(session, institution)
        if as_json:
            Console().print_json(data=[_told(row, owner.code) for row, owner in rows])
            return
        _show(rows)


@app.command("revoke")
def revoke(
    key_id: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**31 - 1, help="As in `keys list`.")],
    as_json: Json = False,
) -> None:
    """Let a key open nothing any more, from its next request on."""
    with changing() as (session, now):
        row = api_keys.revoke(session, key_id, now)
        owner = session.get_one(Institution, row.institution_id)
        told = _told(row, owner.code)
    if as_json:
        Console().print_json(data=told)
    else:
        typer.echo(f"Key {key_id} of {owner.code} opens nothing any more.")


def _told(row: ApiKey, code: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "institution": code,
        "label": row.label,
        "made_at": row.made_at.isoformat(),
        "made_by": row.made_by,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }


def _show(rows: list[tuple[ApiKey, Institution]]) -> None:
    table = Table("ID", "Institution", "Label", "Made", "By", "Revoked", box=SIMPLE_HEAD, pad_edge=False)
    language = settings().language
    for row, owner in rows:
        zone = owner.zone
        ended = short_date(zone.day_of(row.revoked_at), language) if row.revoked_at else ""
        made = short_date(zone.day_of(row.made_at), language)
        table.add_row(str(row.id), owner.code, row.label, made, row.made_by, ended)
    Console(markup=False).print(table)
    if not rows:
        typer.echo("There is no key.")
