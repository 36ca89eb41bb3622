"""What the operator reads: every event, in one form, and nothing a person wrote."""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from deployments.logs import KEYS, Printer, configure
from models.stages import Stage

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """Logging as in production, in JSON, and what it printed so far."""
    root = logging.getLogger()
    before = root.handlers[:]
    configure(json=True)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers[:] = before
    structlog.reset_defaults()


def test_an_event_is_told_with_its_codes(lines: Lines) -> None:
    """Numbers, stages, counts, instants and ids are what an operator needs."""
    log = structlog.get_logger("flows.complaint")
    log.info(
        "letter.accepted",
        number="000001.2026",
        registration="0001/LM/III/2026/BJM",
        count=3,
        stage=Stage.PLENARY,
    )

    (line,) = lines()
    assert datetime.now(UTC).date().isoformat() == line.pop("timestamp")[:10]
    assert {
        "event": "letter.accepted",
        "level": "info",
        "logger": "flows.complaint",
        "number": "000001.2026",
        "registration": "0001/LM/III/2026/BJM",
        "count": 3,
        "stage": "plenary",
    } == line


@pytest.mark.parametrize(
    "said",
    [
        {"reporter": "Siti"},  # a key that is not on the list
        {"kind": "Siti Rahmah"},  # a listed key with words in it
        {"kind": "siti@example.org"},
        {"kind": ["Siti"]},
        {"kind": {"name": "Siti"}},
        {"error": ValueError("Siti")},
        {"kind": "Siti\n"},
    ],
)
def test_whatever_could_be_personal_is_withheld(lines: Lines, said: dict[str, Any]) -> None:
    """It is counted, so that a developer sees that something is missing."""
    structlog.get_logger("flows.complaint").warning("form.refused", **said)

    (line,) = lines()
    assert 1 == line["withheld"]
    assert "siti" not in json.dumps(line).lower()


def test_a_sentence_of_ours_is_withheld(lines: Lines) -> None:
    """Our events are codes: a sentence could hold a name."""
    structlog.get_logger("flows.complaint").info("refused the form of Siti Rahmah")

    assert ["withheld"] == [line["event"] for line in lines()]


def test_an_error_is_told_by_class_and_place(lines: Lines) -> None:
    """Its message may quote what a person typed."""
    log = structlog.get_logger("flows.complaint")
    try:
        try:
            raise LookupError("Siti")
        except LookupError as error:
            raise ValueError("Rahmah") from error
    except ValueError:
        log.exception("segment.failed", number="000001.2026")

    (line,) = lines()
    assert ("ValueError/LookupError", 0) == (line["error"], line["where"].index("test_logs.py:"))
    assert not {"Siti", "Rahmah"} & set(json.dumps(line).replace('"', " ").split())


def test_a_line_of_a_library_comes_through_without_what_it_quotes(lines: Lines) -> None:
    """Addresses, quoted values and everything after a colon stay out."""
    library = logging.getLogger("somelibrary")
    library.warning("cannot deliver to %s for 'Siti Rahmah'", "siti@example.org")
    library.error("Flow run encountered an exception: ValueError: Siti")
    library.info("below the level of libraries")

    assert ["cannot deliver to … for …", "Flow run encountered an exception"] == [
        line["event"] for line in lines()
    ]


def test_a_library_error_is_told_by_class(lines: Lines) -> None:
    """Whoever logged it."""
    try:
        raise ValueError("Siti")
    except ValueError:
        logging.getLogger("somelibrary").exception("that failed")

    (line,) = lines()
    assert ("that failed", "ValueError") == (line["event"], line["error"])
    assert "Siti" not in json.dumps(line)


def test_a_suspension_is_no_error(lines: Lines) -> None:
    """Prefect says so with every segment; other states of its are told, with the complaint's number."""
    runs = logging.getLogger("prefect.somerun")
    runs.error("Finished in state Suspended('Flow run is suspended')")
    runs.error("Finished in state Failed('Siti')", extra={"flow_run_name": "000001.2026"})

    (line,) = lines()
    assert line["event"].startswith("Finished in state Failed")
    assert ("000001.2026", "error") == (line["number"], line["level"])
    assert "Siti" not in json.dumps(line)


def test_configuring_twice_prints_once(lines: Lines) -> None:
    """Prefect sets logging up again in some processes: so may we."""
    configure(json=True)
    structlog.get_logger("flows.complaint").info("ready")

    assert ["ready"] == [line["event"] for line in lines()]


def test_people_read_key_and_value(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    """The default form, without colours where it is not a terminal."""
    configure()
    structlog.get_logger("flows.complaint").info("letter.accepted", number="000001.2026", name="Siti")

    printed = capsys.readouterr().err
    assert "letter.accepted" in printed
    assert "number=000001.2026" in printed
    assert "withheld=1" in printed
    assert "\x1b" not in printed


def test_a_line_that_cannot_be_formatted_is_named(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    """A library's mistake in its own format neither ends the program nor prints the arguments."""
    record = logging.LogRecord("somelibrary", logging.WARNING, __file__, 1, "%d letters", ("Siti",), None)
    ours = [handler for handler in logging.getLogger().handlers if isinstance(handler, Printer)]
    for handler in ours:
        handler.handle(record)

    assert "event=unprintable logger=somelibrary error=TypeError\n" == capsys.readouterr().err


def test_no_key_names_what_is_in_the_vault() -> None:
    """The list of keys is the promise: nobody adds one of these by habit."""
    vault = {
        "name",
        "reporter",
        "email",
        "address",
        "phone",
        "identity_no",
        "words",
        "text",
        "subject",
        "filename",
        "message",
    }

    assert not vault & KEYS
