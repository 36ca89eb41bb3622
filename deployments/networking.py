"""`narahubung network`: gatherings are planned, commitments put before institutions, confirmations asked."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session, col, select

from deployments.attending import attendance, export, gathering as gathering_by_number
from deployments.networking_words import words
from deployments.progress import bar
from deployments.scanning import scan
from deployments.undertakings import list_undertakings
from deployments.working import changing, looking, person
from models.casework.finding import institution_by_code, office_by_code
from models.casework.network import asking, commitments, gatherings, succession
from models.casework.network.gatherings import Plan
from models.codes import MatterKind, Mode
from models.dates import Language
from models.settings import settings
from models.tables import FocalPoint, Institution, Office, Officer
from models.terms import title

app = typer.Typer(
    help="The network of focal points: gatherings, commitments, confirmations.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("list")(list_undertakings)
app.command("attendance")(attendance)
app.command("export")(export)
app.command("scan")(scan)

OFFICE = Annotated[str, typer.Option("--office", help="Code of the office, such as BJM.")]
BY = Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who does it.")]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Kind(StrEnum):
    """A gathering: a formation, a monitoring and evaluation, or a coordination meeting."""

    FORMATION = "formation"
    MONEV = "monev"
    MEETING = "meeting"


@app.command("plan")
def plan(
    kind: Annotated[Kind, typer.Argument(help="What it is: formation, monev or meeting.")],
    office: OFFICE,
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="When, in the office's local time."),
    ] = None,
    place: Annotated[str, typer.Option(help="Where, or the link.")] = "",
    mode: Annotated[Mode | None, typer.Option(help="How it is attended.")] = None,
    theme: Annotated[str, typer.Option(help="What it is about.")] = "",
    opener: Annotated[str, typer.Option(help="Who opens it: name and office.")] = "",
    agenda: Annotated[
        list[str] | None, typer.Option(metavar="ITEM", help="What it deals with; give it once for each item.")
    ] = None,
    every: Annotated[
        int | None,
        typer.Option(min=1, max=60, metavar="MONTHS", help="It recurs: the next so many months after."),
    ] = None,
    by: BY = None,
    as_json: JSON = False,
) -> None:
    """Plan a gathering and print its number. Day and place may follow; institutions are invited after that."""
    planned = Plan(at, place, mode, theme, opener, agenda or ())
    with changing() as (session, now):
        here = office_by_code(session, office)
        matter = gatherings.plan(
            session, here, MatterKind(kind), planned, now, by=person(by), host=_host(session, here, by),
            every_months=every,
        )  # fmt: skip
        number, stage = matter.agenda_no, matter.stage
    _tell(number, stage, "next_invite" if at and place else "next_plan", as_json=as_json)


@app.command("commitment")
def commitment(
    wording: Annotated[str, typer.Argument(help="The version of its text, such as 2026-1.")],
    office: OFFICE,
    institution: Annotated[
        list[str], typer.Option(metavar="CODE", help="Who is asked to sign; give it once for each.")
    ],
    text: Annotated[
        Path,
        typer.Option(
            exists=True, dir_okay=False, metavar="FILE", help="The full text, as plain text in UTF-8."
        ),
    ],
    witness: Annotated[str, typer.Option(help="Who witnesses it: name and office.")] = "",
    gathering: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The gathering at which it is signed.")
    ] = None,
    by: BY = None,
    as_json: JSON = False,
) -> None:
    """Put a joint commitment before institutions to sign, and print its number. They read the text at their door."""
    try:
        full = text.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise typer.BadParameter("the file is no plain text in UTF-8", param_hint="--text") from None
    with changing() as (session, now):
        here = office_by_code(session, office)
        matter = commitments.draft(
            session, here, wording, institution, now, by=person(by), host=_host(session, here, by), text=full,
            witness=witness, gathering=gathering_by_number(session, gathering) if gathering else None,
        )  # fmt: skip
        number, stage = matter.agenda_no, matter.stage
    _tell(number, stage, "next_sign", as_json=as_json, count=len(set(institution)))


@app.command("ask")
def ask(
    institution: Annotated[str | None, typer.Argument(help="Code of an institution.")] = None,
    who: Annotated[
        str | None, typer.Argument(metavar="[WHO]", help="One of its focal points; all of them if not given.")
    ] = None,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Everywhere: all whom nobody has confirmed.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would be asked; ask nobody.")] = False,
    by: BY = None,
    as_json: JSON = False,
) -> None:
    """Ask focal points to confirm that they still are, now and not only when the term is over.

    Each is an undertaking of its own, with a letter, a term, and the institution's head after that.
    """
    if unconfirmed == (institution is not None):
        raise typer.BadParameter(
            "give the code of an INSTITUTION, or --unconfirmed for all who are not confirmed"
        )
    if dry_run:
        with looking() as (session, now):
            people = (
                asking.unconfirmed(session, now, limit=100_000)
                if institution is None
                else _at(session, institution, who, now)
            )
            rows = [_asked(session, each, None) for each in people]
    elif institution is None:
        rows = list(_ask_unconfirmed(person(by)))
    else:
        with changing() as (session, now):
            people = _at(session, institution, who, now)
            rows = [
                _asked(
                    session, each, succession.ask_to_reconfirm(session, each, now, by=person(by)).agenda_no
                )
                for each in people
            ]
    _tell_asked(rows, dry_run=dry_run, as_json=as_json)


def _at(session: Session, code: str, who: str | None, now: datetime) -> list[FocalPoint]:
    return asking.of_institution(session, institution_by_code(session, code), who, now)


def _ask_unconfirmed(by: str) -> Iterator[dict[str, Any]]:
    """Batch by batch, a transaction each: what was asked stays asked, whatever comes after."""
    with looking() as (session, now):
        total = len(asking.unconfirmed(session, now, limit=100_000))
    last = 0
    with bar() as shown:
        task = shown.add_task(words("to_ask", settings().language), total=total)
        while True:
            with changing() as (session, now):
                batch = asking.unconfirmed(session, now, after=last)
                for each in batch:
                    matter = succession.ask_to_reconfirm(session, each, now, by=by)
                    yield _asked(session, each, matter.agenda_no)
            if not batch:
                return
            last = batch[-1].id or 0
            shown.advance(task, len(batch))


def _asked(session: Session, row: FocalPoint, number: str | None) -> dict[str, Any]:
    return {
        "institution": session.get_one(Institution, row.institution_id).code,
        "name": row.name,
        "role": row.role,
        "state": row.state,
        "number": number,
    }


def _host(session: Session, office: Office, by: str | None) -> Officer | None:
    """Who opens an undertaking watches over it, if they are an officer of the office."""
    who = person(by)
    query = select(Officer).where(Officer.office_id == office.id, col(Officer.active).is_(True))
    return session.exec(query.where((Officer.name == who) | (Officer.email == who))).first()


def _tell(number: str, stage: StrEnum, following: str, *, as_json: bool, **values: object) -> None:
    if as_json:
        typer.echo(json.dumps({"number": number, "stage": stage.value}, indent=2))
        return
    typer.echo(number)
    typer.echo(words(following, settings().language, number=number, **values), err=True)


def _tell_asked(rows: Sequence[dict[str, Any]], *, dry_run: bool, as_json: bool) -> None:
    language: Language = settings().language
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if rows:
        table = Table(*words("ask_heads", language).split("|"), box=SIMPLE_HEAD, pad_edge=False)
        for each in rows:
            role, state = title(each["role"], language), title(each["state"], language)
            table.add_row(Text(each["institution"]), Text(each["name"]), role, state, each["number"] or "–")
        Console().print(table)
    typer.echo(words("would_ask" if dry_run else "asked", language, count=len(rows)))
