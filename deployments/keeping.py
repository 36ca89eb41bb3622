"""`narahubung erase` and `narahubung migrate`: what an administrator does now and then."""

from typing import Annotated

import typer

from deployments.migrating import revision_of, upgrade
from deployments.working import changing
from models.casework import vault
from models.casework.finding import matter_by_number


def erase(
    number: Annotated[str, typer.Argument(help="Agenda or registration number of a closed complaint.")],
    by: Annotated[str, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who orders the erasure.")],
) -> None:
    """Erase the reporter's identity and words for good. The history stays whole: it holds digests only."""
    with changing() as (session, now):
        complaint = matter_by_number(session, number, to_change=True)
        vault.erase(session, complaint, now, by=by)
        told = complaint.agenda_no
    typer.echo(f"{told}: identity and words erased.")


def migrate() -> None:
    """Bring the database's tables up to date; does nothing where they are."""
    steps = upgrade()
    reached = revision_of()
    typer.echo(
        f"Taken: {', '.join(steps)}." if steps else f"Nothing to do: the database is at step {reached}."
    )
