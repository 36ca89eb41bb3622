"""`narahubung holidays`: listing a year, and importing what was decreed."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from deployments.due import due_command
from deployments.holidays import holidays_app
from deployments.moved import Asked
from models.decrees import Amendment, Kind
from models.holidays import calendar

runner = CliRunner()


def run(*words: str, known: Sequence[Amendment] = (), kept: list[Amendment] | None = None) -> Result:
    """Run the command line with these amendments known; `kept` collects what is imported."""

    def store(amendments: Sequence[Amendment], _: Asked) -> int:
        new = [row for row in amendments if kept is None or row not in kept]
        if kept is not None:
            kept.extend(new)
        return len(new)

    app = typer.Typer()
    _ = app.command("due")(due_command(lambda: (*known, *(kept or ()))))
    app.add_typer(holidays_app(store, lambda: (*known, *(kept or ()))), name="holidays")
    return runner.invoke(app, words)


def test_a_year_is_listed_with_its_working_days() -> None:
    """In the terminal, in Indonesian names; and provisional where no decree reaches."""
    shown = run("holidays", "list", "2026").stdout

    assert "Cuti Bersama Hari Suci Nyepi" in shown
    assert f"240 working days (20 18 17 21 16 20 23 19 22 22 21 21). Calendar {calendar().version}." in shown
    assert "PROVISIONAL" not in shown
    assert (
        "PROVISIONAL: free days are decreed only until 31 December 2026"
        in run("holidays", "list", "2027").stdout
    )


def test_a_year_is_listed_as_json() -> None:
    """With the days of a region, and as they were known."""
    known = [
        Amendment(
            date=date(2026, 4, 7), name="Libur", kind=Kind.REGIONAL, region="63", known_on=date(2026, 1, 1)
        )
    ]
    shown = json.loads(run("holidays", "list", "2026", "--json", "--region", "63.71", known=known).stdout)

    assert (2026, True, 239, 26) == (
        shown["year"],
        shown["decreed"],
        shown["working_days"],
        len(shown["days"]),
    )
    assert {
        "date": "2026-04-07",
        "name": "Libur",
        "kind": "regional",
        "region": "63",
        "source": "",
        "estimated": False,
    } in shown["days"]
    table = run("holidays", "list", "2026", "--region", "63", known=known).stdout
    assert "libur daerah" in table
    before = json.loads(run("holidays", "list", "2026", "--json", "--known-on", "2025-09-18").stdout)
    assert (False, 248) == (before["decreed"], before["working_days"])


def test_a_decree_is_imported_once(tmp_path: Path) -> None:
    """The same file twice adds nothing, and the calendar is another one after it."""
    file = tmp_path / "decree.csv"
    file.write_text(
        "date,name,kind,region,known_on,source\n"
        "2026-12-31,Cuti Bersama Tahun Baru,collective_leave,,2026-11-16,SKB 9/2026\n",
        encoding="utf-8",
    )
    kept: list[Amendment] = []

    first = run("holidays", "import", str(file), kept=kept)
    again = run("holidays", "import", str(file), kept=kept)
    assert (
        f"1 rows read, 1 new. Calendar {calendar(kept).version}, decreed until 2026-12-31.\n" == first.stdout
    )
    assert again.stdout.startswith("1 rows read, 0 new.")
    assert 1 == len(kept)
    assert "2027-01-04" == run("due", "2026-12-28", "3", kept=kept).stdout.splitlines()[0]


def test_a_bad_decree_is_refused_whole(tmp_path: Path) -> None:
    """Nothing of it is kept, and each bad row is named."""
    file = tmp_path / "decree.csv"
    file.write_text(
        "date,name,kind,known_on\n2026-12-31,Cuti,leave,2026-11-16\n2026-12-30,,working,x\n", encoding="utf-8"
    )
    kept: list[Amendment] = []

    result = run("holidays", "import", str(file), kept=kept)
    assert (1, []) == (result.exit_code, kept)
    assert [f"line {line}" in result.stderr for line in (2, 3)] == [True, True]
