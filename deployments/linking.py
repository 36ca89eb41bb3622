"""`narahubung links`: the links by which institutions answer - shown, withdrawn, their keys renewed."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from deployments.working import changing, looking, person
from models.casework import doors
from models.casework.finding import institution_by_code, matter_by_number
from models.settings import settings
from models.tables import Door, Institution, Matter
from models.terms import title
from notifications.links import KEPT, rotate as renew_keys

app = typer.Typer(help="The links by which institutions answer.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="Agenda or registration number.")]


class KeysAreSettings(Exception):
    """The keys are given by NARAHUBUNG_PORTAL_KEYS. Put a fresh one before them there, and start all parts again."""


class NoDoors(Exception):
    """This complaint has no door at that institution: nothing has been asked of it yet."""


@app.command("list")
def list_doors(
    number: Number, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the doors of a complaint: whose they are, for what, and how each stands."""
    with looking() as (session, _):
        complaint = matter_by_number(session, number)
        rows = session.exec(
            select(Door, Institution)
            .join(Institution, col(Institution.id) == Door.institution_id)
            .where(Door.matter_id == complaint.id)
            .order_by(col(Door.id))
        ).all()
        told: list[dict[str, Any]] = [
            {
                "door": door.id,
                "institution": institution.code,
                "purpose": door.purpose.value,
                "standing": doors.standing(session, door).value,
                "revoked_by": door.revoked_by,
            }
            for door, institution in rows
        ]
        titles = [title(door.purpose, settings().language) for door, _ in rows]
    if as_json:
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    table = Table("Institution", "For", "Standing", box=None)
    for row, words in zip(told, titles, strict=True):
        table.add_row(row["institution"], words, row["standing"])
    Console().print(table)


@app.command()
def revoke(
    number: Number,
    institution: Annotated[
        str | None, typer.Option(help="Only this institution's; all if not given.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            envvar="NARAHUBUNG_OFFICER", help="Who withdraws them; the machine's user if not given."
        ),
    ] = None,
) -> None:
    """Withdraw the links to a complaint's doors. Whoever holds one sees the same page as for a wrong link."""
    with changing() as (session, now):
        complaint = matter_by_number(session, number, to_change=True)
        found = _doors(session, complaint, institution)
        for door in found:
            doors.revoke(session, door, now, by=person(by))
        told = f"{complaint.agenda_no}: {len(found)} door(s) shut."
    typer.echo(told)


@app.command()
def renew(
    number: Number,
    institution: Annotated[
        str | None, typer.Option(help="Only this institution's; all if not given.")
    ] = None,
) -> None:
    """Open a complaint's doors anew. Links from before stay dead; the next letter to each reader carries a new one."""
    with changing() as (session, _):
        complaint = matter_by_number(session, number, to_change=True)
        found = _doors(session, complaint, institution)
        for door in found:
            doors.renew(session, door)
        told = f"{complaint.agenda_no}: {len(found)} door(s) open to new links."
    typer.echo(told)


@app.command()
def rotate() -> None:
    """Sign with a fresh key from now on. Links of the last keys still open; run it three times to retire them all."""
    if settings().portal_keys:
        raise KeysAreSettings(KeysAreSettings.__doc__)
    typer.echo(f"{renew_keys()} of at most {KEPT} keys are kept. New letters are signed with the fresh one.")


def _doors(session: Any, complaint: Matter, code: str | None) -> list[Door]:
    query = select(Door).where(Door.matter_id == complaint.id)
    if code is not None:
        query = query.where(Door.institution_id == institution_by_code(session, code).id)
    found = list(session.exec(query))
    if not found:
        raise NoDoors(NoDoors.__doc__)
    return found
