"""The form of a desk: one Pydantic model that the UI, the command line and the portal share. Pure.

A desk offers the decisions of its stage that make sense for its complaint; the form shows only the fields those need.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from models.codes import ClosingReason, Complexity, ItemStatus, Maladministration, MatterKind, Mode
from models.deadlines import PauseReason
from models.decisions.checklists import FormalItem
from models.decisions.choices import ALWAYS, ALWAYS_IN_NETWORK, AT, required_by
from models.decisions.decision import Decision
from models.stages import Stage
from models.written import without_controls

TextLanguage = Literal["id", "en"]


def _empty_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _lines(value: object) -> object:
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


Lines = Annotated[list[str], BeforeValidator(_lines)]
Day = Annotated[date | None, BeforeValidator(_empty_is_none)]
Code = Annotated[str | None, BeforeValidator(_empty_is_none)]
Moment = Annotated[datetime | None, BeforeValidator(_empty_is_none)]
"""A day and time without a zone: the office's own."""


class FormError(Exception):
    """The form could not be read. Check the fields named here and submit again; nothing was changed."""

    def __init__(self, *faults: str) -> None:
        super().__init__(f"{self.__doc__} {' '.join(faults)}".strip())
        self.faults = faults


class Form(BaseModel):
    """What a person decided. Every field but `decision` may stay empty unless the decision needs it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    decision: Decision = Decision.KEEP_WAITING
    officer: str = Field(default="", max_length=120)
    institution: Code = None
    office: Code = None
    examiner: Code = None
    clock: int | None = None
    pause: PauseReason | None = None
    act: int | None = None
    item: int | None = None
    status: ItemStatus | None = None
    complexity: Complexity | None = None
    reason: ClosingReason | None = None
    missing: list[FormalItem] = []
    waived: list[FormalItem] = []
    found: list[Maladministration] = []
    items: Lines = []
    on: Day = None
    days: Annotated[int | None, Field(ge=1, le=400)] = None
    number: Code = None
    invited: list[str] = []
    present: list[str] = []
    starts: Moment = None
    mode: Mode | None = None
    place: str = Field(default="", max_length=300)
    theme: str = Field(default="", max_length=300)
    opener: str = Field(default="", max_length=200)
    agenda: Annotated[Lines, Field(max_length=40)] = []
    people: Lines = []
    person: int | None = None
    obstacles: Lines = []
    wording: str = Field(default="", max_length=60)
    witness: str = Field(default="", max_length=200)
    until: Day = None
    happening: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    at_once: bool = False
    text: str = Field(default="", max_length=20_000)
    note: str = Field(default="", max_length=20_000)
    desk: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: object) -> object:
        """Without what no database takes and nobody can have meant: control characters, halves of characters."""
        return without_controls(value) if isinstance(value, str) else value

    def lacks(self) -> list[str]:
        """The fields that the decision needs and that are empty."""
        if self.decision is Decision.KEEP_WAITING:
            return []
        names = ("officer", *required_by(self.decision))
        return [name for name in names if getattr(self, name) in (None, "", [])]


def decisions_at(stage: Stage, kind: MatterKind = MatterKind.COMPLAINT) -> tuple[Decision, ...]:
    """Everything that can be decided about a matter of this kind at `stage`, waiting first."""
    of_network = kind is not MatterKind.COMPLAINT
    if stage is Stage.CLOSED:
        return (Decision.KEEP_WAITING, *(() if of_network else AT[stage]))
    return (Decision.KEEP_WAITING, *AT.get(stage, ()), *(ALWAYS_IN_NETWORK if of_network else ALWAYS))


def read_form(raw: Mapping[str, Any]) -> Form:
    """The form from its raw values. Raises `FormError` naming each field that cannot be read."""
    try:
        return Form.model_validate(dict(raw))
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}."
            for fault in error.errors(include_input=False)
        )
        raise FormError(*faults) from None
