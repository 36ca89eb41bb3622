"""What may stand in a text that somebody typed: letters, no commands to a terminal, on one line where it is one. Pure.

A control character in a name is carried out by the terminal of whoever lists it, and no spreadsheet takes one.
"""

import re
from typing import Final

CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Also halves of characters, which no database stores; without tabs and the ends of lines."""
_ENDS: Final = re.compile(r"\r\n?")
_BREAKS: Final = re.compile(r"[\n\u2028\u2029]")


def typed(value: object, *, lines: bool) -> object:
    """A text as it may be kept, with one kind of line ends; anything else as it is.

    Raises ValueError for control characters, and for several lines where there is room for one.
    """
    if not isinstance(value, str):
        return value
    text = _ENDS.sub("\n", value)
    if CONTROLS.search(text):
        raise ValueError("this text holds characters that cannot be stored")
    if lines:
        return text
    text = text.strip().replace("\t", " ")
    if _BREAKS.search(text):
        raise ValueError("this text has to be on one line")
    return text


def without_controls(text: str) -> str:
    """The text without what no terminal, spreadsheet or database should see; the ends of its lines stay."""
    return CONTROLS.sub("", _ENDS.sub("\n", text))
