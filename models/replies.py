"""What an institution can say through its door: one Pydantic model for each, for pages and interface alike. Pure."""

import re
from datetime import date
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from models.codes import ItemStatus, ReplyKind
from models.written import typed

LONGEST = 20_000
"""Characters of an answer; what is longer comes as a file."""
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OF_SEVERAL_LINES = frozenset({"text", "reason"})


def _day(value: object) -> object:
    """The day that a text names; nothing for an empty one."""
    if not isinstance(value, str):
        return value
    if text := value.strip():
        if not _ISO_DAY.fullmatch(text):
            raise ValueError("this is no day such as 2026-03-05")
        return date.fromisoformat(text)
    return None


class Reply(BaseModel):
    """The base of all of them. Text is stripped; control characters are refused, and lines where there is one."""

    kind: ClassVar[ReplyKind]
    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    signed: str = Field(default="", max_length=200)
    """Name and position of whoever says it, where the link is the institution's and not a person's."""

    @field_validator("*", mode="before")
    @classmethod
    def _typed(cls, value: object, info: ValidationInfo) -> object:
        return typed(value, lines=info.field_name in _OF_SEVERAL_LINES)


class Acknowledgement(Reply):
    """The letter has been received; `on` is the local day, today where it is left out."""

    kind = ReplyKind.ACKNOWLEDGEMENT
    on: Annotated[date | None, BeforeValidator(_day)] = None


class Answer(Reply):
    """The answer to what was asked (UU 37/2008 Art. 33)."""

    kind = ReplyKind.ANSWER
    text: str = Field(min_length=1, max_length=LONGEST)


class Supplement(Reply):
    """What is added once the answer is in or the term has passed; the examiner weighs it."""

    kind = ReplyKind.SUPPLEMENT
    text: str = Field(min_length=1, max_length=LONGEST)


class ItemReport(Reply):
    """How far an item is. A claim: only the examiner's verification counts."""

    kind = ReplyKind.ITEM_REPORT
    item: int = Field(ge=1, le=999)
    status: ItemStatus
    text: str = Field(default="", max_length=LONGEST)


class Extension(Reply):
    """More time is asked for: calendar days, with a reason. The examiner decides."""

    kind = ReplyKind.EXTENSION
    days: int = Field(ge=1, le=90)
    reason: str = Field(min_length=1, max_length=LONGEST)


class NotOurs(Reply):
    """The matter is not this institution's; `whose` says to whom it belongs, as far as they know."""

    kind = ReplyKind.NOT_OURS
    reason: str = Field(min_length=1, max_length=LONGEST)
    whose: str = Field(default="", max_length=200)


class Colleague(Reply):
    """A colleague who deals with such matters. The office confirms them before anything is sent there."""

    kind = ReplyKind.COLLEAGUE
    name: str = Field(min_length=1, max_length=200)
    position: str = Field(default="", max_length=200)
    email: EmailStr
    phone: str = Field(default="", max_length=40, pattern=r"^[0-9+() -]*$")


def _missing() -> PydanticCustomError:
    return PydanticCustomError("missing", "this is needed")


class Attendance(Reply):
    """Who comes to a gathering, or why nobody comes; also whom the institution names as its focal point."""

    kind = ReplyKind.ATTENDANCE
    coming: bool
    nominated: bool = False
    """Whether whoever is named here is to be the institution's focal point; a form has it ticked with nobody named."""
    name: str = Field(default="", max_length=200, validate_default=True)
    position: str = Field(default="", max_length=200)
    email: EmailStr | None = None
    phone: str = Field(default="", max_length=40, pattern=r"^[0-9+() -]*$")
    reason: str = Field(default="", max_length=LONGEST, validate_default=True)

    @field_validator("name")
    @classmethod
    def _somebody(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("coming"):
            raise _missing()
        return value

    @field_validator("reason")
    @classmethod
    def _said_why(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("coming") is False and not info.data.get("name", "?"):
            raise _missing()
        return value


def _agreed(value: bool) -> bool:
    if not value:
        raise _missing()
    return value


class Signature(Reply):
    """The institution signs the joint commitment; `on` is the local day, today where it is left out."""

    kind = ReplyKind.SIGNATURE
    agrees: Annotated[bool, AfterValidator(_agreed)] = Field(json_schema_extra={"const": True})
    on: Annotated[date | None, BeforeValidator(_day)] = None


class StillInPost(Reply):
    """The focal point who is asked about holds the post. `focal_point` is the one shown: nobody else is confirmed."""

    kind = ReplyKind.STILL_IN_POST
    focal_point: int = Field(ge=1)


class Successor(Reply):
    """Who holds the post from now on, or since a day. The office names them before anything is sent there."""

    kind = ReplyKind.SUCCESSOR
    name: str = Field(min_length=1, max_length=200)
    position: str = Field(default="", max_length=200)
    email: EmailStr
    phone: str = Field(default="", max_length=40, pattern=r"^[0-9+() -]*$")
    since: Annotated[date | None, BeforeValidator(_day)] = None


_ALL: tuple[type[Reply], ...] = (
    Acknowledgement, Answer, Supplement, ItemReport, Extension, NotOurs, Colleague,
    Attendance, Signature, StillInPost, Successor,
)  # fmt: skip
REPLIES: dict[ReplyKind, type[Reply]] = {each.kind: each for each in _ALL}
