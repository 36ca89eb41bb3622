"""`narahubung import` of complaints that are live: to the front desk, with one receipt each, nothing decided before."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
from sqlmodel import select

from models.casework.history import verify
from models.database import reading
from models.stages import Stage
from models.tables import Delivery, Letter, LetterState, Matter, Reporter
from tests import sample
from tests.backups import SOURCE
from tests.filings import SILENT, table
from tests.running import refused, told

NARAHUBUNG = (sys.executable, "-m", "deployments.main")
WATCHED = {
    "TERM": "xterm",
    "COLUMNS": "100",
    "NARAHUBUNG_NOW": sample.NOW.isoformat(),
    "PYTHONPATH": str(SOURCE),
}
"""What decides how a terminal is written to, whatever the tests are started in."""
DECIDES = ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""And what may overrule it."""
LIVE = """
key = { template = "desk:{no}" }
live = true
[office]
code = "BJM"
[reporter]
name = { column = "who" }
email = { column = "mail" }
[filing]
received_at = { column = "at" }
subject = { column = "what" }
"""


def test_live_complaints_come_to_the_front_desk_with_their_receipts(
    database_url: str, tmp_path: Path
) -> None:
    """A mapping that says `live`: not quiet, to be sorted, each reporter written to once."""
    mapping = tmp_path / "live.toml"
    mapping.write_text(LIVE, encoding="utf-8")
    source = tmp_path / "live.csv"
    source.write_text(
        "no,at,what,who,mail\n"
        "1,2026-02-27T09:00,Jalan rusak,Rusdiana,rusdiana@example.org\n"
        "2,2026-02-27T09:30,Air mati,Bahrudin,bahrudin@example.org\n",
        encoding="utf-8",
    )
    first = told("import", str(source), "--map", str(mapping))
    again = told("import", str(source), "--map", str(mapping))
    with reading() as session:
        complaints = session.exec(select(Matter)).all()
        letters = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
        assert all(verify(session, complaint) is None for complaint in complaints)

    assert (2, 2, False) == (first["imported"], first["open"], first["quiet"])
    assert (0, 2, 0) == (again["imported"], again["had"], again["queued"])
    assert {(Stage.ACCESS, False)} == {(complaint.stage, complaint.quiet) for complaint in complaints}
    assert ["reporter:1", "reporter:2"] == sorted(letter.person for letter in letters)
    assert {LetterState.QUEUED} == {letter.state for letter in letters}


def test_a_name_broken_over_two_lines_is_one_name(database_url: str, tmp_path: Path) -> None:
    """As narrow columns have it; what no terminal should see is left out on the way."""
    mapping, source = tmp_path / "live.toml", tmp_path / "live.csv"
    mapping.write_text(LIVE, encoding="utf-8")
    row = '1,2026-02-27T09:00,Jalan rusak,"Rus\x1bdiana\nBahrudin",rusdiana@example.org\n'
    source.write_text(f"no,at,what,who,mail\n{row}", encoding="utf-8")
    assert 1 == told("import", str(source), "--map", str(mapping))["imported"]
    with reading() as session:
        assert "Rusdiana Bahrudin" == session.exec(select(Reporter.name)).one()


def test_whoever_watches_sees_how_far_it_is(database_url: str, tmp_path: Path) -> None:
    """A bar for the check and one for storing, on the terminal alone; a script's output and its log are without it."""
    many = 1_200
    mapping, source = tmp_path / "live.toml", tmp_path / "live.csv"
    mapping.write_text(LIVE, encoding="utf-8")
    rows = (f"{each},2026-02-27T09:00,Jalan rusak,Rusdiana,p{each}@example.org\n" for each in range(many))
    source.write_text("no,at,what,who,mail\n" + "".join(rows), encoding="utf-8")
    command = ("import", str(source), "--map", str(mapping), "--json")

    shown, said = on_a_terminal(*command)
    assert many == json.loads(said)["imported"]
    assert {"Checking", "Storing"} <= set(re.findall(r"Checking|Storing", shown))
    stored = {int(each) for each in re.findall(rf"Storing\D+(\d+)/{many}\b", shown)}
    assert any(0 < each < many for each in stored)

    again = subprocess.run([*NARAHUBUNG, *command], capture_output=True, text=True, check=True, env=watched())
    assert (many, "") == (json.loads(again.stdout)["had"], again.stderr)


def watched() -> dict[str, str]:
    """The environment of the test, and a terminal like any other."""
    return {name: value for name, value in os.environ.items() if name not in DECIDES} | WATCHED


def on_a_terminal(*words: str) -> tuple[str, str]:
    """What a command writes to a terminal that is its standard error, and to its standard output beside it."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*NARAHUBUNG, *words], stdout=subprocess.PIPE, stderr=theirs, text=True, env=watched()
    ) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while read := os.read(ours, 65_536):
                shown += read
        os.close(ours)
        said, _ = process.communicate(timeout=60)
    assert 0 == process.returncode, shown
    return click.unstyle(shown.decode()), said


def test_a_live_mapping_has_neither_answers_nor_access(database_url: str, tmp_path: Path) -> None:
    """What has been decided already is not live: the mapping says what to leave out, and nothing is stored."""
    mapping = tmp_path / "live.toml"
    mapping.write_text(f'{LIVE}access = "report"\n', encoding="utf-8")

    assert "come to the front desk" in refused("import", str(table(tmp_path, SILENT)), "--map", str(mapping))
