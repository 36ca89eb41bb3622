"""`narahubung migrate`: what an administrator does after an update."""

import typer

from deployments.migrating import revision_of, upgrade


def migrate() -> None:
    """Bring the database's tables up to date; does nothing where they are."""
    steps = upgrade()
    reached = revision_of()
    typer.echo(
        f"Taken: {', '.join(steps)}." if steps else f"Nothing to do: the database is at step {reached}."
    )
