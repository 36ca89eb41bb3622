"""`narahubung letters`: what goes out to whom, how it looks, and the letters an officer has to carry out."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, col, select

from deployments.logs import configure
from deployments.migrating import check
from deployments.moment import now
from deployments.progress import bar
from deployments.working import changing, looking
from models.casework.finding import matter_by_number
from models.database import transaction
from models.dates import Language
from models.settings import settings
from models.stages import Event
from models.tables import Letter, LetterState, Matter
from models.terms import term
from notifications import ledger, mailer, printing
from notifications.composing import html_of, wording_of
from notifications.context import Context, context_of
from notifications.delivery import Counts, deliver
from notifications.kinds import REGISTRY, LetterKind
from notifications.planning import plan
from notifications.sample_events import events_of, letters_about
from notifications.samples import sample, sample_database

AT_ONCE = 200

app = typer.Typer(
    help="The letters: which there are, how they look, and what became of them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


class NothingToPreview(LookupError):
    """This happening calls for no letter of this kind. `narahubung letters kinds` shows which happenings do."""


@app.command("list")
def list_letters(
    number: Annotated[str | None, typer.Argument(help="Only those of this complaint.")] = None,
    state: Annotated[LetterState | None, typer.Option(help="Only those in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show at most, the newest.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List deliveries, the newest first. Names and addresses are not shown."""
    with looking() as (session, _):
        rows = _rows(session, number, state, limit)
    if as_json:
        typer.echo(json.dumps([_as_data(letter, complaint) for letter, complaint in rows], indent=2))
        return
    table = Table(
        "ID", "Complaint", "Letter", "To", "By", "State", "Tries", "Reply", box=SIMPLE_HEAD, pad_edge=False
    )
    language = settings().language
    for letter, complaint in rows:
        table.add_row(
            str(letter.id),
            complaint.agenda_no,
            f"{letter.kind}{f' ({letter.number})' if letter.number else ''}",
            term(letter.role, language),
            letter.delivery.value,
            term(letter.state, language),
            str(letter.tries),
            letter.reply or "",
        )
    Console().print(table)


@app.command()
def kinds(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List every kind of letter: formal or not, its article, and which happenings call for it."""
    found = [
        {
            "kind": kind.value,
            "formal": about.formal,
            "sets_deadline": about.sets_deadline,
            "basis": "; ".join(about.basis),
            "happenings": [event.value for event in events_of(kind)],
        }
        for kind, about in REGISTRY.items()
    ]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    table = Table("Kind", "Formal", "Deadline", "Article", "Called for by", box=SIMPLE_HEAD, pad_edge=False)
    table.columns[0].no_wrap = True
    table.columns[4].overflow = "fold"
    for row in found:
        table.add_row(
            str(row["kind"]),
            "✓" if row["formal"] else "",
            "✓" if row["sets_deadline"] else "",
            str(row["basis"]),
            ", ".join(events_of(LetterKind(str(row["kind"])))),
        )
    Console().print(table)


@app.command()
def preview(
    kind: Annotated[LetterKind, typer.Argument(help="See `narahubung letters kinds`.", metavar="KIND")],
    language: Annotated[Language, typer.Option(help="Language of the letter.")] = "id",
    event: Annotated[
        Event | None, typer.Option(help="Which happening calls for it.", metavar="HAPPENING")
    ] = None,
    html: Annotated[bool, typer.Option("--html/--text", help="Print HTML instead of text.")] = False,
    page: Annotated[bool, typer.Option("--page", help="The numbered page to print, as HTML.")] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="With the reporter's name kept secret.")
    ] = False,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Show a letter with invented sample data. Needs no database and sends nothing."""
    with sample_database() as session:
        made = sample(session, language=language, confidential=confidential)
        letters = letters_about(made, event or events_of(kind)[0], kind)
        if not letters:
            raise NothingToPreview(NothingToPreview.__doc__)
        letters[0].language = language
        context = context_of(session, letters[0], on_paper=page)
    content = _page_of(context, page=page) if html or page or show else _text_of(context)
    if not show:
        typer.echo(content)
        return
    path = Path(mkdtemp(prefix="narahubung-")) / f"{kind.value}.html"
    path.write_text(content, encoding="utf-8")
    typer.echo(f"{path}")
    typer.launch(path.as_uri())


@app.command()
def send(
    seconds: Annotated[float, typer.Option(min=1, help="Stop after this long.")] = 300.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """One delivery pass: plan what happened, and send what waits. Exits with 1 if a letter was refused."""
    configure(level=logging.WARNING)  # the counts say it all; what went wrong goes to standard error
    check()
    with bar() as progress:
        planning = progress.add_task("Planning", total=None)
        while (done := _plan_some()) == AT_ONCE:
            progress.advance(planning, done)
        progress.update(planning, completed=1, total=1)
        progress.add_task("Sending", total=None)
        counts = deliver(limit=1_000_000, budget_seconds=seconds)
    mailer.close()
    typer.echo(json.dumps(_counted(counts)) if as_json else _told(counts))
    if counts.refused:
        raise typer.Exit(1)


@app.command()
def done(
    letter_id: Annotated[int, typer.Argument(metavar="ID", help="See `narahubung letters list`.")],
) -> None:
    """Note that you printed and posted a letter, or told its reader by telephone."""
    with changing() as (session, _):
        letter = ledger.done(session, letter_id, datetime.now(UTC))
        number = session.get_one(Matter, letter.matter_id).agenda_no
    typer.echo(
        f"Letter {letter_id} of {number} is done. When its receipt is known, set it: narahubung decide {number}"
    )


@app.command("print")
def print_page(
    letter_id: Annotated[int, typer.Argument(metavar="ID", help="See `narahubung letters list`.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it here instead of printing.")
    ] = None,
) -> None:
    """The letter's numbered page, as HTML with a print style."""
    with looking() as (session, _):
        page = printing.page(session, letter_id)
    if output is None:
        typer.echo(page)
        return
    output.write_text(page, encoding="utf-8")
    typer.echo(f"{output}")


def _rows(
    session: Session, number: str | None, state: LetterState | None, limit: int
) -> list[tuple[Letter, Matter]]:
    query = select(Letter, Matter).join(Matter, col(Matter.id) == col(Letter.matter_id))
    if number is not None:
        query = query.where(Letter.matter_id == matter_by_number(session, number).id)
    if state is not None:
        query = query.where(Letter.state == state)
    return list(session.exec(query.order_by(col(Letter.id).desc()).limit(limit)).all())


def _as_data(letter: Letter, complaint: Matter) -> dict[str, Any]:
    shown = letter.model_dump(
        mode="json",
        include={
            "id", "kind", "role", "language", "delivery", "number", "state", "tries", "reply", "message_id",
            "queued_at", "next_try_at", "settled_at",
        },
    )  # fmt: skip
    return {"complaint": complaint.agenda_no, **shown}


def _page_of(context: Context, *, page: bool) -> str:
    words = wording_of(context)
    return printing.page_of(context, words) if page else html_of(context, words)


def _text_of(context: Context) -> str:
    words = wording_of(context)
    return f"Subject: {words.subject}\n\n{words.text}"


def _plan_some() -> int:
    with transaction() as session:
        return plan(session, None, now(session), limit=AT_ONCE)


def _counted(counts: Counts) -> dict[str, int]:
    return {"accepted": counts.accepted, "deferred": counts.deferred, "refused": counts.refused}


def _told(counts: Counts) -> str:
    told = f"{counts.accepted} accepted, {counts.deferred} deferred, {counts.refused} refused."
    return f"{told} `narahubung letters list --state deferred` says why." if counts.deferred else told
