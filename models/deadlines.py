"""The terms that the law and the offices' practice set, as data: every clock of `deadlines.toml`.

Pure. A term's length is a configuration value that carries its source and how sure it is: a file of an office's
own may change any of them, `load_terms(Path("terms.toml"))`:

    [clocks.clarification_1]
    length = 10
    basis = "working"

    [ladders.clarification_1.second_request]   # see models.ladders
    offset = 2
"""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.articles import sure_under
from models.codes import Party, RuleSet
from models.dates import Language
from models.decrees import faults_of
from models.workdays import Basis

SHIPPED: Final = Path(__file__).with_name("deadlines.toml")
SECTIONS: Final = ("clocks", "ladders")
Table: TypeAlias = Mapping[str, object]


class Unit(StrEnum):
    """What a term's length is a number of."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    TIMES = "times"
    """How often something happened; such a term has no due date."""
    AGREED = "agreed"
    """No length: the parties agree on a date."""


class Start(StrEnum):
    """The event that is a term's day 0."""

    EVENT = "event"
    ACCESS = "access"
    REPORT_RECEIVED = "report_received"
    NOTICE_RECEIVED = "notice_received"
    DECISION_SIGNED = "decision_signed"
    REQUEST_RECEIVED = "request_received"
    CALL_SERVED = "call_served"
    ACCEPTED = "accepted"
    RESULT_RECEIVED = "result_received"
    FILE_ARRIVED = "file_arrived"
    RECOMMENDATION_SIGNED = "recommendation_signed"
    GATHERING_PLANNED = "gathering_planned"
    ABSENTEE_ASKED = "absentee_asked"
    COMMITMENT_DRAFTED = "commitment_drafted"
    COMMITMENT_SIGNED = "commitment_signed"
    RECONFIRMATION_ASKED = "reconfirmation_asked"
    SUCCESSOR_NAMED = "successor_named"
    OFFICIAL_PROPOSED = "official_proposed"
    RECOMMENDATION_RECEIVED = "recommendation_received"
    ADVICE_RECEIVED = "advice_received"
    FORWARDED = "forwarded"
    LAST_MONEV = "last_monev"
    LAST_CONFIRMATION = "last_confirmation"
    ROTATION_KNOWN = "rotation_known"
    PLAN_SIGNED = "plan_signed"
    QUARTER_ENDED = "quarter_ended"
    YEAR_ENDED = "year_ended"
    SERVICE_RECEIVED = "service_received"
    COMPLAINT_RECEIVED = "complaint_received"
    REPLY_RECEIVED = "reply_received"
    FILE_COMPLETE = "file_complete"
    CHANNEL_ENTERED = "channel_entered"
    ANSWERED = "answered"


class PauseReason(StrEnum):
    """Why a clock may stand still (DOMAIN.md 3.5); a term lists those that it admits."""

    WAITING_FOR_REPORTER = "waiting_for_reporter"
    MEDIATION = "mediation"
    COURT_STAY = "court_stay"
    FORCE_MAJEURE = "force_majeure"
    OFFICE_CLOSED = "office_closed"
    ISSUING_UNIT = "issuing_unit"
    OVERRIDE = "override"
    """The office head or a Member decided it although the term admits no pause; logged with their reason."""


class Title(BaseModel):
    """What a term is called in the two languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: Language) -> str:
        """The title in the language."""
        return self.id if language == "id" else self.en


class BadTerms(Exception):
    """The file of deadlines cannot be used as it is. Correct what is listed, or remove the file to use the defaults."""

    def __init__(self, path: Path, *faults: str) -> None:
        self.path = path
        self.faults = faults
        super().__init__("\n".join((f"{path}: {self.__doc__}", *faults)))


class NotSuspendable(Exception):
    """This deadline cannot be paused for that reason. The office head or a Member may override it, with a reason."""


class NotExtendable(Exception):
    """This deadline cannot be extended."""


class ExtensionTooLong(Exception):
    """A deadline is extended once, by at least one day and at most its own length."""


class Term(BaseModel):
    """One term: how long, in which days, from what, whom it binds, what its silence means, and which law says so.

    `on_receipt`: the law starts it when the addressee has received something, so it waits for evidence of that.
    `binds`: first the party whose clock it is and whose time zone counts, then those bound along with it.
    `internal`: a service level of the office itself, not a duty of an outside party.
    `roll`: ends on the next working day if it would end on a free one.
    `sure`: T the article's wording was seen, S a secondary source, K general knowledge, I inferred or a default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    key: str
    title: Title
    length: int | None = Field(default=None, ge=1, le=3660)
    unit: Unit = Unit.DAYS
    basis: Basis = Basis.CALENDAR
    starts: Start
    on_receipt: bool = False
    binds: tuple[Party, ...] = Field(min_length=1)
    missed: str = ""
    suspendable: tuple[PauseReason, ...] = ()
    extendable: bool = False
    roll: bool = False
    internal: bool = False
    rules: tuple[RuleSet, ...] = Field(default=tuple(RuleSet), min_length=1)
    source: str = ""
    sure: str = Field(pattern=r"^[TSKI]([/+][TSKI])?$")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.length is None) != (self.unit is Unit.AGREED):
            raise ValueError("every term has a length, except one whose unit is agreed")
        if self.basis is Basis.WORKING and self.unit is not Unit.DAYS:
            raise ValueError(f"only days can be working days, not {self.unit}")
        if self.roll and (
            self.basis is Basis.WORKING or self.unit not in (Unit.DAYS, Unit.MONTHS, Unit.YEARS)
        ):
            raise ValueError("only a term in calendar days, months or years can roll off a free day")
        return self

    @property
    def bound(self) -> Party:
        """The party whose clock it is."""
        return self.binds[0]

    def allow_pause(self, reason: PauseReason) -> None:
        """Raises `NotSuspendable` unless the term admits a pause for the reason, or it is an override."""
        if reason is not PauseReason.OVERRIDE and reason not in self.suspendable:
            raise NotSuspendable(NotSuspendable.__doc__)

    def may_extend(self, granted: int = 0) -> bool:
        """Whether it may still be extended: once, and only a term of a length that the law lets grow."""
        return self.extendable and self.length is not None and not granted

    def allow_extension(self, days: int, granted: int = 0) -> None:
        """Raises `NotExtendable` or `ExtensionTooLong`; `granted` are the days by which it was extended before."""
        if self.length is None or not self.may_extend():
            raise NotExtendable(NotExtendable.__doc__)
        if granted or not 1 <= days <= self.length:
            raise ExtensionTooLong(ExtensionTooLong.__doc__)


def load_terms(overrides: Path | None = None) -> Mapping[str, Term]:
    """Every term by its key: the shipped ones, changed by the section `clocks` of the file. Raises `BadTerms`."""
    terms = dict(_shipped())
    if overrides is None:
        return terms
    faults: list[str] = []
    for key, changes in read_section(overrides, "clocks").items():
        if key not in terms:
            faults.append(f"clocks.{key}: there is no such clock; known are {', '.join(terms)}")
            continue
        try:
            terms[key] = Term.model_validate({**terms[key].model_dump(), **changes, "key": key})
        except ValidationError as error:
            faults += [f"clocks.{key}.{fault}" for fault in faults_of(error)]
    if faults:
        raise BadTerms(overrides, *faults)
    return terms


def term_for(terms: Mapping[str, Term], key: str, rules: RuleSet) -> Term:
    """The term as the rule set has it: `corrective_action` of 2017 is `corrective_action_2017`. Raises KeyError.

    A source that was replaced since is less sure under the rules that replaced it (`models.articles`).
    """
    term = terms.get(f"{key}_{rules}") or terms[key]
    sure = sure_under(term.source, term.sure, rules)
    return term if sure == term.sure else term.model_copy(update={"sure": sure})


@cache
def _shipped() -> Mapping[str, Term]:
    rows = read_section(SHIPPED, "clocks")
    return MappingProxyType({key: Term.model_validate({**row, "key": key}) for key, row in rows.items()})


def read_section(path: Path, section: str) -> Mapping[str, Table]:
    """The named tables in a section of a TOML file. Raises `BadTerms`."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadTerms(path, error.strerror or str(error)) from error
    except ValueError as error:  # neither UTF-8 nor TOML
        raise BadTerms(path, str(error)) from error
    if unknown := [name for name in document if name not in SECTIONS]:
        raise BadTerms(path, f"unknown sections {', '.join(unknown)}; known are {', '.join(SECTIONS)}")
    tables: object = document.get(section, {})
    if not isinstance(tables, dict):
        raise BadTerms(path, f"{section} should be a table of tables")
    rows = cast("dict[str, object]", tables)
    if strays := [key for key, row in rows.items() if not isinstance(row, dict)]:
        raise BadTerms(path, f"{section}: {', '.join(strays)} should be tables")
    return cast("Mapping[str, Table]", rows)
