"""A desk's form as JSON Schema: only the fields that its decisions read, with titles, help and choices. Pure.

Choices are shown as labels and lead back to their values by `read_offered`; the values themselves are taken as well,
so that the command line can use codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from models.decisions.choices import fields_of
from models.decisions.decision import Decision
from models.decisions.forms import Form, FormError, TextLanguage, read_form
from models.decisions.words import DECISIONS, FIELDS

Choices = Mapping[str, Any]
"""Labels and the values behind them, in the order in which they are shown."""

FREE_TEXT = (
    "text", "note", "items", "number", "place", "theme", "opener", "agenda", "people", "obstacles", "wording",
    "witness",
)  # fmt: skip
"""What is typed freely may be personal: it is never put back into Prefect, only kept as a draft in the vault."""

LISTS = ("missing", "waived", "found", "invited", "present")
DRAFT_KEPT = {
    "id": "[tersimpan di berkas – biarkan untuk memakai teks yang sudah diketik]",
    "en": "[kept in the file – leave this to use the text already typed]",
}
"""Stands in a text field for what was typed before, which only the vault has."""

_PLAIN: Mapping[str, dict[str, Any]] = {
    "on": {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?$"},
    "days": {"type": "integer", "minimum": 1, "maximum": 400},
    "happening": {"type": "integer", "minimum": 1},
    "number": {"type": "string"},
    "at_once": {"type": "boolean"},
    "text": {"type": "string"},
    "note": {"type": "string"},
    "items": {"type": "string"},
    "desk": {"type": "string"},
    "starts": {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2})?$"},
    "until": {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2})?$"},
}
_EMPTY: Mapping[str, Any] = {"at_once": False, **dict.fromkeys(("on", "until", "starts", *FREE_TEXT), "")}


@dataclass(frozen=True)
class Offer:
    """What one desk offers: its decisions, and the choices of the fields that have choices."""

    decisions: tuple[Decision, ...]
    choices: Mapping[str, Choices] = field(default_factory=dict[str, Choices])

    def fields(self) -> tuple[str, ...]:
        """The fields to show, in the order of the form."""
        read = {name for decision in self.decisions for name in fields_of(decision)}
        shown = [name for name in Form.model_fields if name in read and name not in _LAST]
        return ("decision", "officer", *shown, *(name for name in _LAST if name in read))


_LAST = ("text", "note")


def labels(offer: Offer, language: TextLanguage) -> dict[str, dict[str, Any]]:
    """For every field with choices: label to value, the decisions among them."""
    index = 0 if language == "id" else 1
    decisions = {DECISIONS[decision][index]: decision.value for decision in offer.decisions}
    return {"decision": decisions, **{name: dict(choices) for name, choices in offer.choices.items()}}


def schema(
    offer: Offer, language: TextLanguage, *, token: str = "", typed: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The JSON Schema of the form, pre-filled with what was `typed` before; free text is not repeated in it."""
    named = labels(offer, language)
    properties: dict[str, Any] = {}
    for position, name in enumerate((*offer.fields(), "desk")):
        if named.get(name) == {}:
            continue  # nothing to choose from: no decision on offer needs it
        words = FIELDS[name]
        index = 0 if language == "id" else 1
        field_schema = {"title": words.title[index], "position": position}
        field_schema["description"] = f"{words.help[index]} {_used_by(name, offer, index)}".strip()
        field_schema |= _typed_schema(name, named.get(name))
        default = _default(name, named.get(name), (typed or {}).get(name), language)
        if default is not None:
            field_schema["default"] = default
        properties[name] = field_schema
    properties["desk"]["default"] = token
    return {
        "title": "Meja" if language == "id" else "Desk",
        "type": "object",
        "properties": properties,
        "required": ["decision"],
    }


_FOR = ("Untuk", "For")
_NAMED = 3
"""So many decisions are named in a field's help; more would bury it."""


def _used_by(name: str, offer: Offer, index: int) -> str:
    """Which of the offered decisions read this field, so that nobody fills in what is not asked."""
    users = [DECISIONS[each][index] for each in offer.decisions if name in fields_of(each)]
    if not users:
        return ""
    more = "; …" if len(users) > _NAMED else "."
    return f"{_FOR[index]}: {'; '.join(users[:_NAMED])}{more}"


def _typed_schema(name: str, choices: Choices | None) -> dict[str, Any]:
    if name in LISTS:
        return {"type": "array", "items": {"type": "string", "enum": list(choices or ())}}
    if choices is not None:
        return {"type": "string", "enum": list(choices)}
    return dict(_PLAIN.get(name, {"type": "string"}))


def _default(name: str, choices: Choices | None, typed: Any, language: TextLanguage) -> Any:
    if name == "decision":
        return next(iter(choices or ()))
    if name in FREE_TEXT and typed:
        return DRAFT_KEPT[language]
    if isinstance(typed, list) != (name in LISTS):
        return _EMPTY.get(name)
    if typed not in (None, "", []) and (choices is None or _all_among(typed, choices)):
        return typed
    return _EMPTY.get(name)


def _all_among(typed: Any, choices: Choices) -> bool:
    if isinstance(typed, list):
        return all(each in choices for each in typed)  # pyright: ignore[reportUnknownVariableType]
    return typed in choices


def _value(shown: Any, choices: Mapping[str, Any]) -> Any:
    """The value behind a label; anything else is taken as it is."""
    return choices.get(shown, shown) if isinstance(shown, str) else shown


def read_offered(
    raw: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]], draft: Mapping[str, Any] | None = None
) -> Form:
    """The form from what was submitted: labels become values, kept texts come from the draft. Raises `FormError`."""
    values: dict[str, Any] = {}
    for name, typed in raw.items():
        kept = isinstance(typed, str) and typed in DRAFT_KEPT.values()
        value: Any = (draft or {}).get(name, "") if kept else typed
        choices = named.get(name, {})
        many = cast("list[Any]", value) if isinstance(value, list) else None
        values[name] = _value(value, choices) if many is None else [_value(each, choices) for each in many]
    if values.get("decision") not in (*named.get("decision", {}).values(), *Decision):
        raise FormError("decision: this desk does not offer it.")
    return read_form({name: value for name, value in values.items() if value is not None})
