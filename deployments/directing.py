"""`narahubung directory`: offices, officers, institutions, focal points and routes, in and out."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deployments.gauging import health
from deployments.institution_sheet import show
from deployments.rotating import rotate
from deployments.spreadsheets.exporting import export
from deployments.spreadsheets.importing import import_table
from deployments.working import changing, looking, person
from models.casework import focal_points, institutions
from models.casework.directory import bring_in
from models.casework.finding import institution_by_code
from models.codes import FocalState
from models.directory import read_directory
from notifications.addresses import usable

app = typer.Typer(
    help="The directory: load TOML files, import and export spreadsheets.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("import")(import_table)
app.command("export")(export)
app.command("health")(health)
app.command("show")(show)
app.command("rotate")(rotate)


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


INSTITUTION = Annotated[str, typer.Argument(help="Code of the institution.")]
PERSON = Annotated[str, typer.Argument(metavar="PERSON", help="Name or e-mail address of the focal point.")]
BY = Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who says so.")]
ON = Annotated[str | None, typer.Option("--on", metavar="DATE", help="As 2026-01-31; today if not given.")]


@app.command("state")
def state(
    institution: INSTITUTION,
    who: PERSON,
    to: Annotated[FocalState, typer.Argument(metavar="STATE", help="confirmed, doubtful, left …")],
    on: ON = None,
    evidence: Annotated[str, typer.Option(help="What it rests on, as a short code.")] = "phone_call",
    by: BY = None,
) -> None:
    """Say how far a focal point can be relied on: confirmed on a day, doubtful, no longer in post."""
    with changing() as (session, now):
        place = institution_by_code(session, institution)
        row = focal_points.found(session, place, who)
        day = _day(on) or place.zone.day_of(now)
        changed = focal_points.set_state(session, row, to, day, now, by=person(by), evidence=evidence)
    typer.echo("changed" if changed else "as it was")


@app.command("end")
def end(institution: INSTITUTION, who: PERSON, on: ON = None, by: BY = None) -> None:
    """Note a rotation: the focal point is in post until this day, that day included. Deadlines go on."""
    with changing() as (session, now):
        place = institution_by_code(session, institution)
        row = focal_points.found(session, place, who)
        changed = focal_points.end(session, row, _day(on) or place.zone.day_of(now), now, by=person(by))
    typer.echo("changed" if changed else "as it was")


@app.command("address")
def address(
    institution: INSTITUTION,
    email: Annotated[
        str | None,
        typer.Argument(metavar="EMAIL", help="The new one; if not given, the one there is works again."),
    ] = None,
    by: BY = None,
) -> None:
    """Correct an institution's own address, or say that it works again: letters go there instead of to the printer."""
    with changing() as (session, now):
        place = institution_by_code(session, institution)
        if email is None:
            changed = institutions.address_works(session, place, now, by=person(by))
        elif usable(email) is None:
            raise typer.BadParameter("no letter can be sent to this address", param_hint="EMAIL")
        else:
            changed = institutions.change(session, place, now, by=person(by), email=email)
    typer.echo("changed" if changed else "as it was")


@app.command("history")
def history(
    institution: INSTITUTION,
    who: Annotated[
        str | None,
        typer.Argument(metavar="PERSON", help="Name or address; the institution's own if not given."),
    ] = None,
) -> None:
    """Print every version of a focal point's entry, or of the institution's own, as JSON, the first one first."""
    with looking() as (session, _):
        place = institution_by_code(session, institution)
        kept = [
            each.model_dump(mode="json", include={"number", "at", "by", "changed", "entry"})
            for each in (
                focal_points.versions(session, focal_points.found(session, place, who))
                if who is not None
                else institutions.versions(session, place)
            )
        ]
    typer.echo(json.dumps(kept, indent=2, ensure_ascii=False))


def _day(on: str | None) -> date | None:
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        raise typer.BadParameter("a day is written 2026-01-31", param_hint="--on") from None
