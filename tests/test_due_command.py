"""`narahubung due`, as a person or a script uses it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
import typer
from typer.testing import CliRunner, Result

from deployments.due import due_command
from models.decrees import Amendment, Kind
from models.holidays import calendar

runner = CliRunner()


def run(*words: str, known: Sequence[Amendment] = (), stdin: str = "") -> Result:
    """Run `narahubung due` with these amendments known."""
    app = typer.Typer()
    _ = app.command("due")(due_command(lambda: known))
    _ = app.command("due-without-database")(due_command())
    return runner.invoke(app, words, input=stdin)


def test_due_prints_the_date_first_and_then_its_proof() -> None:
    """The first line is for scripts, the others are for people."""
    first, *proof = run("due", "2026-03-09", "14", "--zone", "WITA").stdout.splitlines()

    assert "2026-04-06" == first
    assert "Hari ke-0: Senin, 9 Maret 2026" == proof[0]
    assert "Jatuh tempo: Senin, 6 April 2026 pukul 23.59 WITA" in proof
    assert "(Cuti Bersama Hari Suci Nyepi)" in proof[2]


def test_due_counts_calendar_days_and_rolls_only_if_asked() -> None:
    """60 days from 1 April end on Vesak, a Sunday; an outside party has until the Tuesday after Pancasila Day."""
    plain = run("due", "2026-04-01", "60", "--basis", "calendar", "--language", "en")
    rolled = run("due", "2026-04-01", "60", "--basis", "calendar", "--roll", "--language", "en")

    assert "2026-05-31" == plain.stdout.splitlines()[0]
    assert "2026-06-02" == rolled.stdout.splitlines()[0]
    assert "Monday, 1 June 2026 (Hari Lahir Pancasila)" in rolled.stdout


def test_due_prints_its_proof_as_json() -> None:
    """Date, instant in UTC, what was skipped, and the calendar's version."""
    shown = json.loads(run("due", "2026-03-09", "14", "--zone", "WIT", "--json").stdout)

    assert ("2026-04-06", "2026-04-06T14:59:00Z", False, calendar().version) == (
        shown["due"],
        shown["due_at"],
        shown["provisional"],
        shown["calendar"],
    )
    assert {"day": "2026-04-03", "name": "Wafat Yesus Kristus"} == shown["free"][-1]


def test_due_knows_regions_amendments_and_what_was_known_when() -> None:
    """A late decree moves the date, unless one counts as it was known before."""
    known = [
        Amendment(date=date(2026, 4, 6), name="Cuti", kind=Kind.COLLECTIVE_LEAVE, known_on=date(2026, 3, 30)),
        Amendment(
            date=date(2026, 4, 7), name="Libur", kind=Kind.REGIONAL, region="63", known_on=date(2026, 1, 1)
        ),
    ]

    def first_line(*options: str) -> str:
        return run("due", "2026-03-09", "14", *options, known=known).stdout.splitlines()[0]

    assert "2026-04-07" == first_line()
    assert "2026-04-08" == first_line("--region", "63.71")
    assert "2026-04-06" == first_line("--known-on", "2026-03-29")


def test_due_needs_no_database() -> None:
    """Without one it counts with the calendar that is shipped."""
    assert run("due", "2026-03-09", "14").stdout == run("due-without-database", "2026-03-09", "14").stdout


def test_due_warns_past_the_last_decree() -> None:
    """Provisional, in the proof and in JSON."""
    assert "SEMENTARA" in run("due", "2026-12-10", "30").stdout
    assert json.loads(run("due", "2026-12-10", "30", "--json").stdout)["provisional"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("2026-13-09", "14"), "2026-03-09"),
        (("09-03-2026", "14"), "2026-03-09"),
        (("2026-03-09", "x"), "unable to parse"),
        (("2026-03-09", "99999"), "36525"),
        (("2026-03-09",), "LENGTH"),
        (("2026-03-09", "14", "--csv", "table.csv"), "--csv FILE alone"),
        ((), "START"),
        (("2026-03-09", "14", "--zone", "CET"), "WITA"),
        (("2026-03-09", "14", "--region", "Bali"), "51.08"),
        (("2026-03-09", "14", "--known-on", "soon"), "--known-on"),
        (("9999-12-01", "60"), "cannot be counted"),
        (("9999-12-01", "60", "--basis", "calendar"), "cannot be counted"),
    ],
)
def test_a_wrong_use_is_explained(words: tuple[str, ...], hint: str) -> None:
    """Exit code 2, and a sentence with what was expected."""
    result = run("due", *words)

    assert (2, "") == (result.exit_code, result.stdout)
    assert hint in " ".join(result.stderr.replace("│", " ").split())


def test_a_table_gets_its_due_dates(tmp_path: Path) -> None:
    """Other columns pass through, in their order, quoted where they must be."""
    table = tmp_path / "terms.csv"
    table.write_text(
        'id,start,length,basis,note\n7,2026-03-09,14,working,"a, b"\n8,2026-04-01,60,calendar,\n',
        encoding="utf-8",
    )

    result = run("due", "--csv", str(table))
    assert (0, "") == (result.exit_code, result.stderr)
    assert (
        "id,start,length,basis,note,due\n"
        '7,2026-03-09,14,working,"a, b",2026-04-06\n'
        "8,2026-04-01,60,calendar,,2026-05-31\n"
    ) == result.stdout


def test_a_bad_row_is_kept_without_a_due_date_and_named_by_its_line() -> None:
    """All other rows have theirs; the command ends with 1."""
    rows = [
        "start,length,basis",
        "2026-03-09,14,working",
        "9 March,14,working",
        "2026-02-30,14,working",
        "2026-03-09,two,working",
        "2026-03-09,14,lunar",
        "2026-03-09,14",
        "9999-12-30,14,working",
        "",
        "2026-03-09, 14 ,Calendar",
    ]

    result = run("due", "--csv", "-", stdin="\n".join(rows))
    assert 1 == result.exit_code
    assert ["due", "2026-04-06", "", "", "", "", "", "", "2026-03-23"] == [
        line.rpartition(",")[2] for line in result.stdout.splitlines()
    ]
    assert [
        "line 3: start should be a date such as 2026-03-09, not '9 March'",
        "line 4: start should be a date such as 2026-03-09, not '2026-02-30'",
        "line 5: length should be a number of days such as 14, not 'two'",
        "line 6: basis should be working or calendar, not 'lunar'",
        "line 7: 2 cells where the header has 3",
        "line 8: This term cannot be counted: it would end outside the years 1 to 9999, or its length is negative.",
        "6 of 8 rows have no due date; correct them and run again.",
    ] == result.stderr.splitlines()


def test_many_bad_rows_are_described_by_the_first_twenty() -> None:
    """A table of another kind does not flood the screen."""
    result = run("due", "--csv", "-", stdin="start,length,basis\n" + "x,1,working\n" * 50)

    assert ["... and 30 more.", "50 of 50 rows have no due date; correct them and run again."] == (
        result.stderr.splitlines()[-2:]
    )
    assert 22 == len(result.stderr.splitlines())


def test_a_table_from_a_spreadsheet_is_read() -> None:
    """A byte order mark, semicolons, Windows line ends, and headings in capitals."""
    result = run("due", "--csv", "-", stdin="\ufeffStart;Length;Basis\r\n2026-03-09;14;working\r\n")

    assert "Start;Length;Basis;due\n2026-03-09;14;working;2026-04-06\n" == result.stdout


def test_a_table_without_basis_is_counted_by_the_option() -> None:
    """Working days unless it says otherwise; calendar terms roll if asked."""
    rows = "start,length\n2026-04-01,60\n"

    assert "2026-07-06" == run("due", "--csv", "-", stdin=rows).stdout.split()[-1].rpartition(",")[2]
    options = ("--basis", "calendar", "--roll")
    assert (
        "2026-06-02" == run("due", "--csv", "-", *options, stdin=rows).stdout.split()[-1].rpartition(",")[2]
    )


def test_provisional_dates_of_a_table_are_counted_aloud() -> None:
    """On standard error; they are no fault of the table."""
    result = run("due", "--csv", "-", stdin="start,length,basis\n2026-12-10,30,working\n")

    assert 0 == result.exit_code
    assert (
        "1 due dates are provisional: free days are decreed only until 31 December 2026.\n" == result.stderr
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"mulai,lama\n", "lacks the column start, length"),
        (b"", "lacks the column start, length"),
        (b"start,length,basis,due\n", "it has a column due already"),
        (b"start,start,length\n", "the column start is there twice"),
        (b"start,length,basis\n\xff\xfe,3,working\n", "not text in UTF-8"),
        (b'start,length,basis\n"2026-03-09,3,working\n', "after 0 rows the reading stopped"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    """Exit code 1: the input is at fault."""
    table = tmp_path / "terms.csv"
    table.write_bytes(content)

    result = run("due", "--csv", str(table))
    assert 1 == result.exit_code
    assert fault in result.stderr


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    """Also a folder by mistake."""
    for path, reason in ((tmp_path / "nowhere.csv", "No such file"), (tmp_path, "Is a directory")):
        result = run("due", "--csv", str(path))

        assert 1 == result.exit_code
        assert f"{path} cannot be read: {reason}" in result.stderr


def test_a_hundred_thousand_rows_take_seconds(tmp_path: Path) -> None:
    """All different, as a real table's are not."""
    table = tmp_path / "terms.csv"
    with table.open("w", encoding="utf-8") as file:
        _ = file.write("start,length,basis\n")
        for row in range(100_000):
            day = date.fromordinal(date(2016, 1, 1).toordinal() + row % 3600)
            _ = file.write(f"{day},{row % 97 + row // 3600},{'working' if row % 2 else 'calendar'}\n")

    began = monotonic()
    result = run("due", "--csv", str(table))
    assert 0 == result.exit_code
    assert 100_001 == result.stdout.count("\n")
    assert monotonic() - began < 20  # two seconds on an idle machine


def test_the_commands_start_without_prefect() -> None:
    """Counting days is quick: neither the driver nor the library of holidays is loaded to say how it is used."""
    program = (
        "import sys, deployments.due, deployments.holidays\n"
        "print([name for name in ('prefect', 'holidays', 'sqlalchemy') if name in sys.modules])"
    )
    source = Path(__file__).parents[1]
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=source, capture_output=True, text=True, check=True
    )

    assert "[]\n" == shown.stdout
