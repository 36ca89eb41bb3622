"""`narahubung directory rotate`: an official leaves; the institution is asked who follows, open tasks move at once."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from sqlmodel import Session

from deployments.due import iso_date
from deployments.progress import bar
from deployments.working import changing, person
from models.casework import clocks, focal_points
from models.casework.finding import institution_by_code
from models.casework.handing_over import hand_over
from models.casework.network import succession
from models.codes import MatterKind
from models.database import transaction
from models.stages import Stage
from models.tables import FocalPoint, Matter, Succession


def rotate(
    institution: Annotated[str, typer.Argument(help="Code of the institution.")],
    who: Annotated[
        str, typer.Argument(metavar="PERSON", help="Name or e-mail address of the focal point who leaves.")
    ],
    to: Annotated[
        str | None, typer.Option(help="Name or address of a successor who is in the directory.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The first day without them, as 2026-01-31; today if not given."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who says so.")] = None,
) -> None:
    """Note a rotation: WHO is in post until the day before, TO from that day on. Open tasks follow at once.

    The institution's head is asked for a successor, with a term; a successor is asked to confirm. Until somebody is
    confirmed, tasks go to the alternate or the superior, and come back then. Deadlines go on, whoever is in post.
    """
    day = iso_date(on, "--on") if on else None
    with changing() as (session, now):
        place = institution_by_code(session, institution)
        leaving = focal_points.found(session, place, who)
        follower = focal_points.found(session, place, to) if to is not None else None
        last_day = (day or place.zone.day_of(now)) - timedelta(days=1)
        told = _noted(session, leaving, follower, last_day, now, person(by))
    typer.echo(told)
    tasks = _handed_over(now)
    typer.echo(f"{tasks} open tasks have another contact now." if tasks else "No open task had to move.")


def _noted(
    session: Session,
    leaving: FocalPoint,
    follower: FocalPoint | None,
    last_day: date,
    now: datetime,
    by: str,
) -> str:
    """Open the rotation, or name the successor in the one that is open; what is told of it."""
    matter = succession.open_about(session, leaving)
    if matter is None or matter.kind is not MatterKind.ROTATION:
        matter = succession.note_rotation(session, leaving, last_day, now, by=by, successor=follower)
    elif follower is None or session.get_one(Succession, matter.id).successor_id == follower.id:
        return f"{matter.agenda_no}: this rotation is noted already, and still open."
    else:
        succession.name_successor(session, matter, follower.id, [], now, by=by)
    until = session.get_one(Succession, matter.id).last_day or last_day
    if matter.stage is Stage.CLOSED:
        return (
            f"{matter.agenda_no}: in post until {until}; the successor was confirmed before, nobody is asked."
        )
    asked = (
        "the successor is asked to confirm" if follower else "the institution's head is asked for a successor"
    )
    return f"{matter.agenda_no}: in post until {until}; {asked}{_by_when(session, matter)}."


def _by_when(session: Session, matter: Matter) -> str:
    days = [each.zone.day_of(each.due_at) for each in clocks.open_clocks(session, matter) if each.due_at]
    return f" by {min(days)}" if days else ", with a term from when it is received"


def _handed_over(now: datetime) -> int:
    """Batch by batch, a transaction each, with a bar for a long one."""
    tasks = last = 0
    with bar() as shown:
        task = shown.add_task("Open tasks", total=None)
        while True:
            with transaction() as session:
                moved = hand_over(session, now, after=last)
            if moved is None:
                return tasks
            tasks, last = tasks + moved.tasks, moved.last
            shown.advance(task, moved.tasks)
