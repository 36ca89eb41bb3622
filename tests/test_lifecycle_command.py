"""`narahubung lifecycle` says what the tables say, and the README shows the same diagrams."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from deployments.lifecycle import diagrams, lifecycle
from models.dates import Language
from models.lifecycle import LIFECYCLE, NETWORK, PHASES, TRACK
from models.stages import Phase, Stage
from models.terms import title

README = Path(__file__).parents[1] / "README.md"

LANGUAGES: tuple[Language, ...] = ("id", "en")

app = typer.Typer()
app.command()(lifecycle)


def printed(*arguments: str) -> str:
    """What the command prints."""
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "160"})
    assert (0, None) == (result.exit_code, result.exception)
    return result.stdout


def test_the_readme_shows_the_lifecycle_as_it_is() -> None:
    """If not: `narahubung lifecycle --mermaid` prints what belongs between the two marks."""
    shown = README.read_text(encoding="utf-8").partition("<!-- lifecycle:begin -->\n")[2]

    assert printed("--mermaid") == shown.partition("<!-- lifecycle:end -->")[0]


def test_the_diagram_has_every_arrow_once() -> None:
    """Each step is a labelled arrow; the way back from a transfer leads to each stage it can come from."""
    lines = [line.strip() for line in diagrams().splitlines()]
    arrows = [line for line in lines if " --> " in line and "[*]" not in line]

    assert len(set(arrows)) == len(arrows)
    for step in (*LIFECYCLE, *NETWORK):
        target = "registered" if step.target == "back" else step.target
        label = step.event.replace("_", " ")
        assert any(line.startswith(f"{step.stage} --> {target} : ") and label in line for line in lines)


def test_the_tables_are_grouped_in_phases() -> None:
    """Every phase has its heading, and below it the official name and the code of each of its stages."""
    for language in LANGUAGES:
        text = printed("--language", language)
        headings = [text.index(f"{title(phase, language)} ({phase})") for phase in Phase]

        assert sorted(headings) == headings
        for heading, stages in zip(headings, PHASES.values(), strict=True):
            for stage in stages:
                assert title(stage, language) in text[heading:]
                assert stage in text[heading:]


def test_the_data_are_the_tables() -> None:
    """For programs: every step with its phase."""
    data = json.loads(printed("--json"))

    assert [(step.stage, step.event, step.target) for step in LIFECYCLE] == [
        (row["stage"], row["event"], row["target"]) for row in data["complaint"]
    ]
    assert len(TRACK) == len(data["track"])
    assert {*Phase} - {Phase.NETWORK} == {row["phase"] for row in data["complaint"]}
    assert [(step.stage, step.event, step.target) for step in NETWORK] == [
        (row["stage"], row["event"], row["target"]) for row in data["network"]
    ]
    assert {"called_off": Stage.CLOSED} == data["anywhere_in_network"]
    assert {"withdrawn": Stage.CLOSED, "closed_early": Stage.CLOSED} == data["anywhere"]


def test_the_network_has_diagrams_of_its_own() -> None:
    """Neither its stages nor its tracks are in those of a complaint."""
    complaint, forwarded, network, theirs = diagrams().split("```mermaid")[1:]

    assert "planning" not in complaint
    assert "formal_check" not in network
    assert "[*] --> confirming : reconfirmation asked" in network
    assert "[*] --> invited" in theirs
    assert "invited" not in forwarded


def test_two_forms_at_once_are_a_usage_error() -> None:
    """Exit code 2, as for every wrong command line."""
    assert 2 == CliRunner().invoke(app, ["--json", "--mermaid"]).exit_code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_fit_a_narrow_terminal(language: str) -> None:
    """No code is cut off at eighty columns."""
    result = CliRunner().invoke(app, ["--language", language], env={"COLUMNS": "80"})

    assert 80 >= max(map(len, result.stdout.splitlines()))
    assert all(step.event in result.stdout for step in (*LIFECYCLE, *NETWORK, *TRACK))
