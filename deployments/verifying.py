"""`narahubung verify-history`: recompute the chain of one complaint or of all, in batches that do not grow."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from sqlmodel import Session, col, func, select

from deployments.progress import bar
from deployments.working import looking_at_one_moment
from models.casework.finding import matter_by_number
from models.casework.history import BrokenLink, verify as broken_link
from models.tables import Matter, Words

BATCH = 200


def verify(
    number: Annotated[str | None, typer.Argument(help="One complaint; all of them if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Recompute the history and name the first broken link of each complaint; the exit code is 1 if one is broken."""
    with looking_at_one_moment() as (session, _):
        if number is not None:
            complaint = matter_by_number(session, number)
            links = [link for link in [broken_link(session, complaint)] if link]
            total = 1
        else:
            total = session.exec(select(func.count(col(Matter.id)))).one()
            links = list(broken_links(session))
    if as_json:
        broken = [{"number": link.agenda_no, "seq": link.seq, "why": link.why} for link in links]
        typer.echo(json.dumps({"complaints": total, "whole": not links, "broken": broken}, indent=2))
    elif not links:
        typer.echo(f"The history of {number or f'all {total} complaints'} is whole.")
    else:
        for link in links:
            typer.echo(f"{link.agenda_no}: broken at happening {link.seq}: {link.why}.", err=True)
    if links:
        raise typer.Exit(1)


def broken_links(session: Session) -> Iterator[BrokenLink]:
    """The first broken link of each complaint that has one, in the order in which they were lodged."""
    total = session.exec(select(func.count(col(Matter.id)))).one()
    with bar() as shown:
        task = shown.add_task("Complaints", total=total)
        last = 0
        while complaints := list(
            session.exec(select(Matter).where(col(Matter.id) > last).order_by(col(Matter.id)).limit(BATCH))
        ):
            ids = [complaint.id for complaint in complaints]
            held = list(session.exec(select(Words).where(col(Words.matter_id).in_(ids))))
            for complaint in complaints:
                link = broken_link(session, complaint)
                if link:
                    yield link
            shown.advance(task, len(complaints))
            last = ids[-1] or 0
            del held  # the words were read at once, not one by one, and are not needed any more
            session.expunge_all()
