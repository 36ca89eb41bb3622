"""The command line, `narahubung`: its commands as a table, and what all of them share."""

from typing import Annotated

import typer

from deployments.commands import Commands, Row
from deployments.moment import NoInstant, give, instant

CASES, LAW, RUNNING, UPKEEP = "Complaints", "Law and calendar", "Running", "Upkeep"


class Narahubung(Commands):
    """Every command there is."""

    rows = (
        Row("lodge",          CASES,   "lodging:lodge",           "Take in a complaint from a JSON file."),
        Row("list",           CASES,   "listing:list_open",       "List complaints, the most urgent first."),
        Row("show",           CASES,   "showing:show",            "Show the whole file of a complaint."),
        Row("decide",         CASES,   "deciding:decide",         "Take a decision, with the same form as in the UI."),
        Row("answer",         CASES,   "deciding:answer",         "Record an institution's answer."),
        Row("duplicates",     CASES,   "duplicating:duplicates",  "Suggest complaints that may be the same one."),
        Row("workload",       CASES,   "listing:workload",        "Count what each officer has in hand."),
        Row("erase",          CASES,   "erasing:erase",           "Erase by rule a reporter's or an official's data."),
        Row("import",         CASES,   "importing:import_past",   "Bring in past complaints from a table, quietly."),
        Row("route",          CASES,   "routing:route",           "Say which focal point a complaint goes to, why."),
        Row("letters",        CASES,   "letters:app",             "The letters: which there are, and how they look."),
        Row("links",          CASES,   "linking:app",             "The links by which institutions answer."),
        Row("network",        CASES,   "networking:app",          "Gatherings, commitments, confirmations; lists."),
        Row("due",            LAW,     "decreed:due",             "Count a due date, with its proof."),
        Row("holidays",       LAW,     "decreed:holidays",        "The calendar of free days, and its decrees."),
        Row("lifecycle",      LAW,     "lifecycle:lifecycle",     "Print the steps of a complaint's life."),
        Row("up",             RUNNING, "up:up",                   "Start all that is needed, in this terminal."),
        Row("demo",           RUNNING, "demo:demo",               "Start a sample office with invented complaints."),
        Row("deploy",         RUNNING, "announcing:deploy",       "Tell a running Prefect what there is to run."),
        Row("healthy",        RUNNING, "heartbeat:healthy",       "Say whether the worker here is alive; for probes."),
        Row("clock",          RUNNING, "sweeping:clock",          "Attend to every deadline that is due: one sweep."),
        Row("steward",        RUNNING, "passes:steward",          "Repair what Prefect has: one pass."),
        Row("time",           RUNNING, "timing:app",              "Show or set the business time."),
        Row("doctor",         UPKEEP,  "doctor:doctor",           "Check all parts and say what to do."),
        Row("directory",      UPKEEP,  "directing:app",           "Offices, institutions, focal points: load, import."),
        Row("coverage",       UPKEEP,  "covering:coverage",       "Count who has a focal point, by office and region."),
        Row("keys",           UPKEEP,  "keying:app",              "The keys of institutions' own systems."),
        Row("migrate",        UPKEEP,  "keeping:migrate",         "Bring the database's tables up to date."),
        Row("backup",         UPKEEP,  "backing_up:backup",       "Write the whole installation into one file."),
        Row("restore",        UPKEEP,  "backing_up:restore",      "Put a backup back, and verify it."),
        Row("secrets",        UPKEEP,  "secret_files:write",      "Write fresh passwords for many machines."),
        Row("verify-history", UPKEEP,  "verifying:verify",        "Recompute the history; name the first broken link."),
    )  # fmt: skip


app = typer.Typer(
    cls=Narahubung,
    help="Casework for complaints about public services, driven by Prefect.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"narahubung {version('narahubung')}")
    except PackageNotFoundError:
        typer.echo("narahubung (run from a source tree that is not installed)")
    raise typer.Exit


@app.callback()
def every_command(
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            envvar="NARAHUBUNG_NOW",
            metavar="ISO",
            help="Business time for this command; WIB unless it says.",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Casework for complaints about public services, driven by Prefect."""
    try:
        give(instant(now) if now and now.strip() else None)
    except NoInstant as error:
        raise typer.BadParameter(str(error), param_hint="--now") from None


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
