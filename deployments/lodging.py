"""`narahubung lodge`: a complaint from a JSON file, with its attachments."""

import json
from pathlib import Path
from typing import Annotated

import typer

from deployments.inputs import object_of
from deployments.working import changing, person
from models.casework import attachments, duplicates
from models.casework.intake import lodge as take_in
from models.filing import Filing, read_filing
from models.settings import settings
from models.terms import title


def lodge(
    file: Annotated[Path, typer.Argument(help="JSON of the filing (see the README); - is standard input.")],
    by: Annotated[
        str | None,
        typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who takes it in; the machine's user if not given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take in a complaint and print its agenda number; suggest complaints that may be the same one.

    Paths of attachments are taken from the folder of FILE.
    """
    filing = read_filing(object_of(file))
    folder = settings().files
    stored = attachments.store(_paths(filing, file), folder)
    try:
        with changing() as (session, now):
            complaint = take_in(session, filing, now, by=person(by))
            attachments.attach(session, complaint, stored, now)
            alike = duplicates.suggest(session, complaint)
    except BaseException:
        attachments.discard(stored, folder)
        raise
    if as_json:
        told = {
            "number": complaint.agenda_no,
            "stage": complaint.stage,
            "received_at": complaint.received_at.isoformat(),
            "duplicates": [each.as_data() for each in alike],
        }
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    typer.echo(complaint.agenda_no)
    typer.echo(f"Stage: {title(complaint.stage, settings().language)}.", err=True)
    for each in alike:
        typer.echo(
            f"May be the same as {each.agenda_no} (score {each.score}: {', '.join(each.reasons)}).", err=True
        )


def _paths(filing: Filing, file: Path) -> list[Path]:
    folder = Path() if str(file) == "-" else file.parent
    return [folder / path.expanduser() for path in filing.attachments]
