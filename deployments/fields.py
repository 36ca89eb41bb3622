"""A form's fields as they are typed behind a command: `--with FIELD=VALUE`, once for each value or line."""

from collections.abc import Iterable
from typing import Any, Final

import typer

from models.decisions import Form
from models.decisions.schema import LISTS

LINES: Final = ("items", "people", "obstacles")
"""Fields of which each line is given by itself."""


def typed(decision: str, fields: Iterable[str]) -> dict[str, Any]:
    """The raw form. Codes of a list may also stand in one value, with commas. Raises `typer.BadParameter`."""
    raw: dict[str, Any] = {"decision": decision}
    for each in fields:
        name, equals, value = each.partition("=")
        if not equals or name not in Form.model_fields or name == "decision":
            known = ", ".join(sorted(Form.model_fields.keys() - {"decision", "desk"}))
            raise typer.BadParameter(f"--with takes FIELD=VALUE, with one of the fields {known}")
        if name in LISTS:
            raw.setdefault(name, []).extend(filter(None, map(str.strip, value.split(","))))
        elif name in LINES:
            raw.setdefault(name, []).append(value)
        elif name in raw:
            raise typer.BadParameter(f"{name} is given twice")
        else:
            raw[name] = value
    return raw
