"""The mapping of an import: what a field may be, and faults that are named before a row is read."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from deployments.mapping import SHIPPED, BadMapping, ImportMap, Source, read_mapping
from deployments.past_rows import BadRow, Translator

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LEAST: dict[str, Any] = {
    "key": {"column": "id"},
    "office": {"code": "BJM"},
    "filing": {"received_at": {"column": "at"}, "subject": {"column": "subject"}},
}
ROW = {"id": "1", "at": "2022-01-31T08:00", "subject": "Jalan rusak", "more": ""}


def source(**fields: Any) -> Source:
    """A source of these parts."""
    return Source.model_validate(fields)


def translated(row: dict[str, str], **parts: Any) -> Any:
    """The past complaint of a row under the least mapping with these parts."""
    return Translator(ImportMap.model_validate({**LEAST, **parts}), NOW).translated({**ROW, **row}).past


def faults(row: dict[str, str], **parts: Any) -> str:
    """Why the row is bad."""
    with pytest.raises(BadRow) as bad:
        translated(row, **parts)
    return str(bad.value)


def test_every_shipped_mapping_can_be_used() -> None:
    """By its path and by its name."""
    for path in SHIPPED.glob("*.toml"):
        assert read_mapping(path) == read_mapping(Path(path.stem))
    assert ["surabaya_filings"] == [path.stem for path in SHIPPED.glob("*filings*")]


def test_a_field_is_a_constant_a_column_or_a_template() -> None:
    """Without blanks around it; a template of nothing but empty columns is empty."""
    row = {"topic": " Air ", "place": "", "id": "7"}

    assert "report" == Source.model_validate("report").of(row)
    assert "2017" == Source.model_validate(2017).of(row)
    assert "Air" == source(column="topic").of(row)
    assert "Air di -" == source(template="{topic} di {place}", empty={"place": "-"}).of(row)
    assert "" == source(template="SBY-{place}").of(row)
    assert ("topic", "place") == source(template="{topic} di {place}").columns


def test_a_table_of_values_translates_a_column() -> None:
    """What it does not list makes the row bad, unless there is an `otherwise`; an empty cell stays empty."""
    values = {"wa": "whatsapp", "surat": "letter"}

    assert "whatsapp" == source(column="c", values=values).of({"c": "wa"})
    assert "media" == source(column="c", values=values, otherwise="media").of({"c": "radio"})
    assert "" == source(column="c", values=values).of({"c": ""})
    with pytest.raises(ValueError, match="the column c holds something that `values` does not list"):
        source(column="c", values=values).of({"c": "radio"})


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"key": {}}, "a field is a constant, or a table with one of column and template"),
        ({"key": {"column": "a", "template": "{b}"}}, "a field is a constant"),
        ({"key": {"template": "{a.b}"}}, "a template names columns in braces"),
        ({"key": {"template": "{a"}}, "expected '}'"),
        ({"filing": {"subject": "x"}}, "lacks received_at"),
        ({"filing": {**LEAST["filing"], "colour": "red"}}, "has no field colour"),
        ({"reporter": {"nickname": "x"}}, "has no field nickname"),
        ({"times": {"zone": "CET"}}, "times.zone"),
        ({"answer": {"at": {"column": "x"}, "closing_reason": "bored"}}, "answer.closing_reason"),
        ({"surprise": {}}, "surprise: Extra inputs are not permitted"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_named(tmp_path: Path, part: dict[str, Any], why: str) -> None:
    """With the part that is wrong."""
    path = tmp_path / "map.toml"
    path.write_text(_toml({**LEAST, **part}))
    with pytest.raises(BadMapping, match="This mapping cannot be used") as bad:
        read_mapping(path)

    assert why in str(bad.value)


def test_a_mapping_that_is_not_there_or_no_toml_is_named(tmp_path: Path) -> None:
    """In a sentence."""
    path = tmp_path / "map.toml"
    with pytest.raises(BadMapping, match="No such file"):
        read_mapping(path)
    path.write_text("key = ")
    with pytest.raises(BadMapping, match="Invalid value"):
        read_mapping(path)


def test_times_are_read_in_their_zone() -> None:
    """By each of the patterns in turn; a time that says its zone keeps it; a date is its local day."""
    times = {"zone": "WITA", "formats": ["%d/%m/%Y %H.%M", "iso"]}
    filing = {**LEAST["filing"], "event_on": {"column": "more"}}

    assert (
        datetime(2022, 1, 31, 0, 15, tzinfo=UTC)
        == translated({"at": "31/01/2022 08.15"}, times=times).received_at
    )
    assert (
        datetime(2022, 1, 31, tzinfo=UTC) == translated({"at": "2022-01-31T08:00"}, times=times).received_at
    )
    assert (
        datetime(2022, 1, 31, 8, tzinfo=UTC)
        == translated({"at": "2022-01-31T08:00Z"}, times=times).received_at
    )
    assert date(2022, 1, 30) == translated({"more": "2022-01-30"}, times=times, filing=filing).filing.event_on


def test_a_reporter_is_taken_in_where_the_row_names_one() -> None:
    """And left out where it does not."""
    reporter = {"name": {"column": "more"}, "language": {"column": "lang", "values": {"": "id"}}}
    known = translated({"more": "Siti Rahmah", "lang": ""}, reporter=reporter)

    assert [("Siti Rahmah", "id")] == [(person.name, person.language) for person in known.filing.reporters]


def test_without_access_a_complaint_stays_at_the_front_desk() -> None:
    """Until an officer sorts it; a carbon copy is over when it comes."""
    with_access = {**LEAST["filing"], "access": "carbon_copy"}

    assert ("access", None) == (translated({}).stage, translated({}).closed_at)
    assert ("closed", "carbon_copy_noted") == (
        translated({}, filing=with_access).stage,
        translated({}, filing=with_access).reason,
    )


def test_every_fault_of_a_row_is_named_at_once() -> None:
    """Without what the row holds."""
    told = faults({"id": "", "at": "Senin", "more": "a sentence!"}, facts={"place": {"column": "more"}})

    assert "key: it should have 1 to 120 characters" in told
    assert "received_at: it is no time as the mapping has it (iso)" in told
    assert "place: a fact is a short code or name" in told
    assert "Senin" not in told
    assert "subject" in faults({"subject": ""})


def test_an_answer_lies_between_its_filing_and_now() -> None:
    """Unless the mapping says that one before the filing counts from the filing."""
    answer = {"at": {"column": "more"}}

    assert "answer: it lies before the filing" in faults({"more": "2022-01-30T08:00"}, answer=answer)
    assert "answer: it lies in the future" in faults({"more": "2027-01-30T08:00"}, answer=answer)
    placed = translated({"more": "2022-01-30T08:00"}, answer={**answer, "before_filing": "as_filed"})
    assert (placed.received_at, date(2022, 1, 30)) == (placed.answered_at, placed.stated_on)


def _toml(document: dict[str, Any]) -> str:
    """The document as TOML, one line per part."""
    text = "".join(f"{name} = {_inline(value)}\n" for name, value in document.items())
    tomllib.loads(text)
    return text


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + "}"  # pyright: ignore[reportUnknownVariableType]
    return f'"{value}"'
