"""`narahubung network scan`: the scan of a signed commitment, kept with it."""

from pathlib import Path
from typing import Annotated

import typer

from deployments.working import changing, person
from models.casework import attachments
from models.casework.finding import matter_by_number
from models.casework.network.commitments import attach_scan
from models.settings import settings


def scan(
    number: Annotated[str, typer.Argument(help="The commitment's number, such as J00013.2026.")],
    file: Annotated[Path, typer.Argument(help="The scanned paper.")],
    by: Annotated[str | None, typer.Option(envvar="NARAHUBUNG_OFFICER", help="Who does it.")] = None,
) -> None:
    """Keep the scan of the signed paper, also after the commitment has come into force. A later one replaces it."""
    folder = settings().files
    stored = attachments.store([file.expanduser()], folder)
    try:
        with changing() as (session, now):
            matter = matter_by_number(session, number, to_change=True)
            kept = attach_scan(session, matter, stored[0], now, by=person(by))
            digest = kept.digest
    except BaseException:
        attachments.discard(stored, folder)
        raise
    typer.echo(f"{number}: {digest}")
