"""`narahubung erase`: a reporter's data of a closed complaint, or the data of officials who left long ago."""

from datetime import datetime
from typing import Annotated

import typer
from sqlmodel import Session

from deployments.working import changing, looking
from models.casework import focal_points, forgetting, vault
from models.casework.finding import institution_by_code, matter_by_number
from models.casework.forgetting import Going
from models.database import empty_log
from models.tables import FocalPoint, Institution

STILL_THERE = (
    "Somebody reads the database at this moment, or its disk is full: its files still hold the old values."
    " Run this again in a while."
)


def erase(
    by: Annotated[str, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who orders the erasure.")],
    number: Annotated[
        str | None, typer.Argument(help="Agenda or registration number of a closed complaint.")
    ] = None,
    left: Annotated[
        bool, typer.Option("--left", help="Instead: focal points who left longer ago than is kept.")
    ] = False,
    institution: Annotated[
        str | None, typer.Option(metavar="CODE", help="With --left: only those of this institution.")
    ] = None,
    who: Annotated[
        str | None,
        typer.Option(
            "--person", metavar="PERSON", help="With --institution: this one; name, address or #number."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go and what would stay; erase nothing.")
    ] = False,
) -> None:
    """Erase a reporter's identity and words, or what the directory holds of officials who have left, for good.

    The history stays whole: it holds digests and numbers only. Of an official the versions stay as facts.
    """
    if (number is None) is not left:
        raise typer.BadParameter("give the number of a complaint, or --left", param_hint="NUMBER")
    if (institution and not left) or (who and not institution):
        raise typer.BadParameter("--institution goes with --left, and --person with both")
    with looking() if dry_run else changing() as (session, now):
        if number is not None:
            told = [_complaint(session, number, now, by, dry_run=dry_run)]
        else:
            place = institution_by_code(session, institution) if institution else None
            told = _officials(session, place, who, now, by, dry_run=dry_run)
    typer.echo("\n".join([*told, *(["Nothing was erased."] if dry_run else [])]))
    if not dry_run and not empty_log():
        typer.echo(STILL_THERE, err=True)


def _complaint(session: Session, number: str, now: datetime, by: str, *, dry_run: bool) -> str:
    complaint = matter_by_number(session, number, to_change=not dry_run)
    if not dry_run:
        vault.erase(session, complaint, now, by=by)
        return f"{complaint.agenda_no}: identity and words erased."
    there = vault.personal(session, complaint)
    counts = _counted(
        ("reporter", len(there.reporters)), ("text", len(there.words)),
        ("file name", len(there.attachments)), ("draft", len(there.drafts)),
    )  # fmt: skip
    return f"{complaint.agenda_no}: {counts}."


def _officials(
    session: Session, place: Institution | None, who: str | None, now: datetime, by: str, *, dry_run: bool
) -> list[str]:
    """A line each. Who is named and may not be erased is an error; of all, those who stay are told with the reason."""
    if place is not None and who is not None:
        person = focal_points.found(session, place, who)
        if dry_run and (why := forgetting.needed_for(session, person, now)):
            return [_stays(session, person, why)]
        gone = (
            forgetting.going(session, person) if dry_run else forgetting.forget(session, person, now, by=by)
        )
        return [_goes(gone)]
    lines: list[str] = []
    for person in forgetting.left_long_ago(session, now, place):
        if why := forgetting.needed_for(session, person, now):
            lines.append(_stays(session, person, why))
        elif dry_run:
            lines.append(_goes(forgetting.going(session, person)))
        else:
            lines.append(_goes(forgetting.forget(session, person, now, by=by)))
    return lines or ["Nobody who has left is kept longer than has been set."]


def _goes(gone: Going) -> str:
    counts = _counted(
        ("version", gone.versions), ("attendance", gone.attendances), ("draft", gone.drafts),
        ("mail server's reply", gone.replies),
    )  # fmt: skip
    return f"{gone.institution} #{gone.number}: name, position and addresses; {counts}."


def _stays(session: Session, person: FocalPoint, why: str) -> str:
    code = session.get_one(Institution, person.institution_id).code
    return f"{code} #{person.id} stays: {why}."


def _counted(*counts: tuple[str, int]) -> str:
    return ", ".join(f"{count} × {what}" for what, count in counts if count) or "nothing"
