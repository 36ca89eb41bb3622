"""What all commands share: the table of commands, business time, and a sentence for whatever goes wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup

from deployments.commands import Row, hoisted
from deployments.main import Narahubung
from tests.running import narahubung, refused, said, told

SOURCE = Path(__file__).parents[1]


def program(
    *words: str, stdout: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`narahubung WORDS` as a process of its own."""
    given = {**os.environ, "PYTHONPATH": str(SOURCE), **environment}
    command = [sys.executable, "-m", "deployments.main", *words]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, text=True, env=given, check=False, timeout=50
    )


@pytest.mark.parametrize("row", Narahubung.rows, ids=lambda row: row.name)
def test_every_command_is_where_its_row_says(row: Row) -> None:
    """It loads, under its own name, and has a help text of its own."""
    command = row.load()

    assert isinstance(command, TyperCommand | TyperGroup)
    assert row.name == command.name
    assert command.help


def test_the_list_of_commands_loads_none_of_them() -> None:
    """`--help` is quick because what is slow to import waits for the command that needs it."""
    slow = ("prefect", "sqlalchemy", "sqlmodel", "pydantic", "holidays", "rapidfuzz", "jinja2", "alembic")
    script = (
        "import sys; from deployments.main import app\n"
        "try: app(['--help'])\n"
        f"except SystemExit: print('loaded:', [name for name in {slow} if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=SOURCE, timeout=50
    ).stdout

    assert shown.endswith("loaded: []\n")
    for row in Narahubung.rows:
        assert f" {row.name} " in shown


def test_the_program_says_its_version() -> None:
    """Wherever it is installed."""
    assert said("--version").startswith("narahubung ")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-09T14:30", "2026-03-09T07:30:00+00:00"),
        ("2026-03-09T14:30+08:00", "2026-03-09T06:30:00+00:00"),
        ("2026-03-09T14:30Z", "2026-03-09T14:30:00+00:00"),
        ("2026-03-09", "2026-03-08T17:00:00+00:00"),
    ],
)
def test_business_time_can_be_given_for_a_command(database_url: str, written: str, meant: str) -> None:
    """Before the command or behind it, or in the environment; without a zone it is WIB."""
    assert meant == told("--now", written, "time")["now"]
    assert meant == told("time", f"--now={written}")["now"]
    assert meant == told("time", "--now", written)["now"]


def test_a_time_that_is_none_is_a_usage_error() -> None:
    """With an example of one."""
    result = narahubung("list", "--now", "tomorrow")

    assert 2 == result.exit_code
    assert "2026-03-09T14:30" in result.stderr


def test_only_the_options_of_the_program_move_to_the_front() -> None:
    """What stands behind `--` is left alone, and so is a value that is missing."""
    assert ["--now", "X", "list", "--json"] == hoisted(["list", "--now", "X", "--json"])
    assert ["--now=X", "list"] == hoisted(["list", "--now=X"])
    assert ["list", "--", "--now", "X"] == hoisted(["list", "--", "--now", "X"])
    assert ["--now", "list"] == hoisted(["list", "--now"])


def test_business_time_that_was_moved_runs_from_there(database_url: str) -> None:
    """For all processes; at the pace that was given."""
    assert "Senin, 9 Maret 2026 pukul 14.30 WIB\n" == said("time", "set", "2026-03-09T14:30", "--pace", "0")
    result = narahubung("time", "--json", NARAHUBUNG_NOW="")

    assert '"now": "2026-03-09T07:30:00+00:00"' in result.stdout
    assert '"pace": 0.0' in result.stdout


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://postgres@127.0.0.1:1/nothing",
        "sqlite:////proc/no/such.sqlite3",
        "sqlite:////dev/null/no.sqlite3",
    ],
)
def test_a_database_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """In one sentence that says where to look."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", url)

    assert "Check" in refused("list")


def test_a_url_of_no_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the form it should have."""
    monkeypatch.setenv("NARAHUBUNG_DATABASE_URL", "nonsense")

    assert "sqlite:////path/to/file" in refused("list")


def test_a_file_that_is_no_database_is_left_alone(home: Path) -> None:
    """It may be somebody's work."""
    (home / "narahubung.sqlite3").write_text("a letter to my aunt " * 100)

    assert "NARAHUBUNG_DATABASE_URL" in refused("list")
    assert "a letter to my aunt " * 100 == (home / "narahubung.sqlite3").read_text()


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name it has in the environment, without what was set: it may be a secret."""
    monkeypatch.setenv("NARAHUBUNG_SMTP_PORT", "twenty-five")
    sentence = refused("list")

    assert sentence.startswith("A setting cannot be used. NARAHUBUNG_SMTP_PORT: ")
    assert "twenty-five" not in sentence


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_named(home: Path) -> None:
    """Also when the output is only written at the end."""
    with Path("/dev/full").open("w") as full:
        result = program("lifecycle", "--json", stdout=full.fileno())

    assert (1, "The disk is full: free some space, then try again.\n") == (result.returncode, result.stderr)


def test_a_fault_of_the_program_is_told_by_class_and_place(home: Path) -> None:
    """Its message may hold what somebody wrote; whoever debugs asks for the whole."""
    script = (
        "import sys; from deployments import commands, main\n"
        "commands.Row.load = lambda row: {}['Siti Rahmah']\n"
        "main.app(['list'])"
    )
    quiet, loud = (
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True, text=True, check=False, cwd=SOURCE, timeout=50,
            env={**os.environ, "NARAHUBUNG_DEBUG": debug},
        )
        for debug in ("", "1")
    )  # fmt: skip

    assert (1, False, False) == (quiet.returncode, "Traceback" in quiet.stderr, "Siti" in quiet.stderr)
    assert "KeyError at <string>:2" in quiet.stderr
    assert "Traceback" in loud.stderr


def test_the_number_of_nothing_is_named(database_url: str) -> None:
    """By every command that takes one."""
    for words in (
        ("show", "1.2026"),
        ("duplicates", "1.2026"),
        ("erase", "1.2026", "--by", "x"),
        ("verify-history", "1.2026"),
    ):
        assert "There is no complaint with this number." in refused(*words)
    assert "There is no complaint with this number." in refused("decide", "1.2026", "-", stdin="{}")
