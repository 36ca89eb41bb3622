"""What is done as a deadline comes near and passes: ladders of reminders, escalations and acts, as data.

Pure. The ladders are in `ladders.toml` (DOMAIN.md 3.4 A to F) and may be changed, rung by rung, by the section
`ladders` of an office's own file. `schedule` says when each rung of a running clock is due, `reached` what to do
about those whose time has come.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple, Self, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.codes import Party
from models.deadlines import BadTerms, Table, Unit, load_terms, read_section
from models.decrees import faults_of
from models.proofs import Proof
from models.workdays import Calendar, Zone, end_of_term, shift

SHIPPED: Final = Path(__file__).with_name("ladders.toml")
OFFICE_OPENS: Final = time(8)
OFFICE_CLOSES: Final = time(16)


class RungKind(StrEnum):
    """After downtime only the highest reminder or escalation is sent; acts are never skipped."""

    REMIND = "remind"
    ESCALATE = "escalate"
    ACT = "act"


class Act(StrEnum):
    """What a rung does to the complaint."""

    SECOND_REQUEST = "second_request"
    RIGHT_UNUSED = "right_unused"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    ISSUE_REPORT = "issue_report"
    HANDOVER_TO_RESOLUTION = "handover_to_resolution"
    STATUTORY_ALARM = "statutory_alarm"
    SANCTION = "sanction"
    DOUBT = "doubt"


class Release(StrEnum):
    """Whether an act waits for an officer's click."""

    OFFICER = "officer"
    AUTOMATIC = "automatic"


class Anchor(StrEnum):
    """What a rung's offset counts from."""

    DUE = "due"
    START = "start"


class Rung(BaseModel):
    """One rung: `offset` in the clock's own days (hours for a clock in hours), negative before the due date.

    `tells`: who is written to. `does`: for an act, which. With `office_hours`, the default for letters, it waits
    for the next office hours of the zone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    offset: int = Field(ge=-3660, le=3660)
    anchor: Anchor = Anchor.DUE
    kind: RungKind
    tells: tuple[Party, ...] = Field(min_length=1)
    does: Act | None = None
    release: Release = Release.OFFICER
    office_hours: bool = True
    off: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.kind is RungKind.ACT) != (self.does is not None):
            raise ValueError("a rung of kind act says what it does, and no other rung does anything")
        if self.does is Act.DEEMED_WITHDRAWN and self.release is Release.AUTOMATIC:
            raise ValueError("a complaint is deemed withdrawn by a person's decision, never by the clock")
        if self.anchor is Anchor.START and self.offset < 1:
            raise ValueError("a rung that counts from the start comes after it")
        return self


class Planned(NamedTuple):
    """A rung and the moment, in UTC, at which it is due."""

    rung: Rung
    at: datetime


class Reached(NamedTuple):
    """What to do about the rungs whose time has come: one letter at most, the rest skipped, every act in order."""

    send: Rung | None
    skip: tuple[Rung, ...]
    acts: tuple[Rung, ...]


def load_ladders(overrides: Path | None = None) -> Mapping[str, tuple[Rung, ...]]:
    """The rungs of every clock, by its key; changed by the section `ladders` of the file. Raises `BadTerms`."""
    if overrides is None:
        return _shipped()
    tables = {key: dict(rungs) for key, rungs in _tables().items()}
    for key, rungs in read_section(overrides, "ladders").items():
        shipped = tables.get(key, {})
        tables[key] = shipped | {name: _changed(shipped.get(name), fields) for name, fields in rungs.items()}
    return _validated(overrides, tables)


def _changed(rung: object, fields: object) -> object:
    """The rung's table with the fields given in the file; what is no table is left to validation."""
    if isinstance(rung, dict) and isinstance(fields, dict):
        return cast("dict[str, object]", rung) | cast("dict[str, object]", fields)
    return fields


@cache
def _shipped() -> Mapping[str, tuple[Rung, ...]]:
    return _validated(SHIPPED, _tables())


@cache
def _tables() -> Mapping[str, Table]:
    """The shipped tables, with what a ladder is `like` filled in."""
    tables = read_section(SHIPPED, "ladders")
    like = {key: tables.get(str(rungs.get("like")), {}) for key, rungs in tables.items()}
    whole = {key: {**like[key], **rungs} for key, rungs in tables.items()}
    return {
        key: {name: rung for name, rung in rungs.items() if name != "like"} for key, rungs in whole.items()
    }


def _validated(path: Path, tables: Mapping[str, Table]) -> Mapping[str, tuple[Rung, ...]]:
    ladders: dict[str, tuple[Rung, ...]] = dict.fromkeys(load_terms(), ())
    faults: list[str] = []
    for key, table in tables.items():
        if key not in ladders:
            faults.append(f"ladders.{key}: there is no such clock; known are {', '.join(ladders)}")
            continue
        rungs: list[Rung] = []
        for name, fields in table.items():
            try:
                rungs.append(
                    Rung.model_validate({**fields, "name": name} if isinstance(fields, dict) else fields)
                )
            except ValidationError as error:
                faults += [f"ladders.{key}.{name}: {fault}" for fault in faults_of(error)]
        ladders[key] = tuple(sorted((rung for rung in rungs if not rung.off), key=lambda rung: rung.offset))
    if faults:
        raise BadTerms(path, *faults)
    return ladders


def schedule(ladder: Iterable[Rung], proof: Proof, calendar: Calendar) -> tuple[Planned, ...]:
    """When each rung is due, earliest first.

    A rung at offset 0 is due with the deadline itself, others at the beginning of their local day; letters wait for
    office hours, and those before the due date go out ahead of free days rather than after them. What would fall on
    day 0 or earlier is left out: the request is fresh then.
    """
    planned = [Planned(rung, at) for rung in ladder if (at := _moment(rung, proof, calendar)) is not None]
    return tuple(sorted(planned, key=lambda planned: (planned.at, planned.rung.offset)))


def next_attention(planned: Iterable[Planned], done: Collection[str]) -> datetime | None:
    """When the clock must be looked at next, in UTC, given the names of the rungs done with; None for never."""
    return min((each.at for each in planned if each.rung.name not in done), default=None)


def reached(planned: Iterable[Planned], done: Collection[str], now: datetime) -> Reached:
    """Which rungs not yet done with are reached at the instant, and what to do about each."""
    rungs = [each.rung for each in planned if each.at <= now and each.rung.name not in done]
    letters = [rung for rung in rungs if rung.kind is not RungKind.ACT]
    acts = [rung for rung in rungs if rung.kind is RungKind.ACT]
    return Reached(letters[-1] if letters else None, tuple(letters[:-1]), tuple(acts))


def in_office_hours(instant: datetime, zone: Zone, calendar: Calendar) -> datetime:
    """The aware instant itself if it is a working day's 08:00 to 16:00 in the zone, else the next 08:00; in UTC."""
    local = instant.astimezone(zone.tz)
    day = local.date()
    if calendar.is_working(day) and OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
        return zone.at(day, local.time())
    closed = local.time() >= OFFICE_CLOSES
    return zone.at(calendar.next_working(day + timedelta(days=1) if closed else day), OFFICE_OPENS)


def _moment(rung: Rung, proof: Proof, calendar: Calendar) -> datetime | None:
    zone = proof.question.zone
    if proof.question.unit is Unit.HOURS:
        at = proof.due_at + timedelta(hours=rung.offset)
    elif rung.anchor is Anchor.DUE and rung.offset == 0:
        at = proof.due_at
    else:
        day = _day(rung, proof, calendar)
        if rung.offset < 0:
            return _reminder(rung, day, proof, calendar)
        at = zone.starts(day)
    return in_office_hours(at, zone, calendar) if rung.office_hours else at


def _reminder(rung: Rung, day: date, proof: Proof, calendar: Calendar) -> datetime | None:
    """Before the due date, a letter that falls on a free day goes out on the last working day before it."""
    zone, start = proof.question.zone, proof.question.start
    if not rung.office_hours:
        return zone.starts(day) if day > start else None
    day = day if calendar.is_working(day) else calendar.shift(day, -1)
    return zone.at(day, OFFICE_OPENS) if day > start else None


def _day(rung: Rung, proof: Proof, calendar: Calendar) -> date:
    asked = proof.question
    if rung.anchor is Anchor.START:
        return end_of_term(asked.start, rung.offset, asked.basis, calendar, pauses=asked.pauses)
    return shift(proof.due, rung.offset, asked.basis, calendar)
