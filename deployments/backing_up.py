"""`narahubung backup` and `narahubung restore`: a whole installation into one file, and back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from deployments.backups import restoring, taking
from deployments.backups.manifest import Manifest
from deployments.backups.places import OURS, PREFECTS
from deployments.backups.restoring import Restored


def backup(
    file: Annotated[
        Path, typer.Argument(help="The file to write, or a folder: then it is named by the time.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write both databases and the attachments into one private file, while everything runs. It holds personal data."""
    target = file / f"narahubung-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar.gz" if file.is_dir() else file
    manifest = taking.take(target)
    if as_json:
        typer.echo(json.dumps({"file": str(target), **_as_data(target, manifest)}, indent=2))
        return
    typer.echo(f"{target}: {_told(manifest)}, {target.stat().st_size / 1e6:.1f} MB.")
    if manifest.part(PREFECTS) is None and not manifest.shared:
        typer.echo(
            "Prefect's database is not in it: its server is elsewhere, or has not run yet. Forms that were submitted"
            " and not yet taken in are only there; all else the steward makes anew from ours."
        )
    typer.echo("It holds personal data: keep it where only the office can read it.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `narahubung backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite databases that are not empty.")
    ] = False,
    without_prefect: Annotated[
        bool, typer.Option("--without-prefect", help="Leave Prefect's database alone: the steward mends it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Put a backup back into the databases that are set, verify it, and say what was restored. Stop all else first."""
    restored = restoring.restore(file, replace=replace, without_prefect=without_prefect)
    if as_json:
        typer.echo(json.dumps(restored.as_data(), indent=2))
        return
    typer.echo(
        f"Restored as of {restored.manifest.taken_at:%Y-%m-%d %H:%M:%S} UTC: {_told(restored.manifest)}."
    )
    if restored.steps:
        typer.echo(f"It was older than this program. Steps taken: {', '.join(restored.steps)}.")
    typer.echo(
        f"The history of all {restored.complaints} complaints is whole, and the counts are the backup's."
    )
    typer.echo(_next(restored))


def _next(restored: Restored) -> str:
    left = "" if restored.prefect else " Prefect's database was left as it is."
    return (
        f"{restored.open} complaints are open.{left} Start `narahubung up`: within minutes the steward brings each to"
        " its desk. Letters sent since the backup may go out again, under the same Message-ID."
    )


def _told(manifest: Manifest) -> str:
    own, other = manifest.part(OURS), manifest.part(PREFECTS)
    rows = own.rows if own else {}
    runs = other.rows if other else rows
    prefect = f", {runs.get('flow_run', 0)} runs of Prefect" if other or manifest.shared else ""
    return (
        f"{rows.get('matter', 0)} complaints, {rows.get('happening', 0)} happenings, {manifest.files} attachments"
        f"{prefect}"
    )


def _as_data(target: Path, manifest: Manifest) -> dict[str, Any]:
    return {"bytes": target.stat().st_size, **manifest.model_dump(mode="json")}
