"""`narahubung decide` and `narahubung answer`: decisions from the terminal, by the same form as in the UI."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from deployments.due import iso_date
from deployments.fields import typed
from deployments.inputs import object_of, text_of
from deployments.working import changing, looking, person
from models.casework.finding import matter_by_number
from models.casework.offers import balls, offer
from models.casework.settle import settle
from models.dates import Language
from models.decisions import Decision, Form
from models.decisions.schema import labels, read_offered, schema
from models.decisions.words import DECISIONS
from models.settings import settings
from models.tables import Draft, Matter
from models.terms import title

Number = Annotated[str, typer.Argument(help="Agenda or registration number.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def decide(
    number: Number,
    file: Annotated[Path | None, typer.Argument(help="The form as JSON; - is standard input.")] = None,
    decision: Annotated[
        str | None, typer.Option(help="The decision, instead of a FILE; its fields by --with.")
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="FIELD=VALUE", help="A field of the form; once for each value or line."
        ),
    ] = None,
    form: Annotated[
        bool, typer.Option("--form", help="Print the form's JSON schema and change nothing.")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who decides, where the form does not say it."),
    ] = None,
    as_json: Json = False,
    language: Annotated[Language | None, typer.Option(help="Language of the form's labels.")] = None,
) -> None:
    """Take a decision. Values may be codes or the labels that the form shows."""
    spoken = language or settings().language
    if [form, file is not None, decision is not None].count(True) != 1 or (fields and decision is None):
        raise typer.BadParameter(
            "give the FILE that holds the form, or a --decision with its fields, or --form to see which form it is"
        )
    if form:
        with looking() as (session, _):
            complaint = matter_by_number(session, number)
            typer.echo(
                json.dumps(schema(offer(session, complaint, spoken), spoken), indent=2, ensure_ascii=False)
            )
        return
    raw = object_of(file) if file is not None else typed(decision or "", fields or ())
    if by and not raw.get("officer"):
        raw["officer"] = by
    with changing() as (session, now):
        complaint = matter_by_number(session, number, to_change=True)
        read = _read(session, complaint, raw, spoken)
        changed = settle(session, complaint, read, now)
        told = _told(session, complaint, read.decision, changed=changed)
    _print(told, spoken, as_json=as_json)


def answer(
    number: Number,
    institution: Annotated[str, typer.Option(help="Code of the institution that answers.")],
    source: Annotated[
        str | None, typer.Argument(metavar="[-]", help="- reads the answer on standard input.")
    ] = None,
    text: Annotated[str | None, typer.Option(help="The answer's words.")] = None,
    file: Annotated[Path | None, typer.Option(help="A text file that holds the answer.")] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day it came, YYYY-MM-DD; today if not given.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who records it; the machine's user if not given."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Record an institution's answer. A late answer is still an answer."""
    form = Form(
        decision=Decision.RECORD_ANSWER,
        officer=person(by),
        institution=institution,
        text=_words(source, text, file),
        on=_day(on),
    )
    with changing() as (session, now):
        complaint = matter_by_number(session, number, to_change=True)
        changed = settle(session, complaint, form, now)
        told = _told(session, complaint, form.decision, changed=changed)
    _print(told, settings().language, as_json=as_json)


def _read(session: Session, complaint: Matter, raw: dict[str, Any], language: Language) -> Form:
    draft = session.get(Draft, complaint.id)
    return read_offered(
        raw, labels(offer(session, complaint, language), language), draft.fields if draft else None
    )


def _words(source: str | None, text: str | None, file: Path | None) -> str:
    if source not in (None, "-") or [source, text, file].count(None) != 2:
        raise typer.BadParameter("give the answer once: with --text, with --file, or - for standard input")
    return text if text is not None else text_of(file or Path("-"))


def _day(on: str | None) -> date | None:
    return None if on is None else iso_date(on, "--on")


def _told(session: Session, complaint: Matter, decision: Decision, *, changed: bool) -> dict[str, Any]:
    return {
        "number": complaint.agenda_no,
        "registration": complaint.registration_no,
        "decision": decision.value,
        "changed": changed,
        "stage": complaint.stage,
        "balls": balls(session, complaint),
        "version": complaint.version,
    }


def _print(told: dict[str, Any], language: Language, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    decision = DECISIONS[Decision(told["decision"])][0 if language == "id" else 1]
    typer.echo(f"{told['number']}: {decision} → {title(told['stage'], language)}")
