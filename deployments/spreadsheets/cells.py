"""What is in a cell: addresses written for people, telephone numbers that lost their zero, dates, stray blanks. Pure.

Nothing here raises with what a cell held: a value is usable or it is not.
"""

import re
from datetime import date, datetime
from typing import Final

from pydantic import EmailStr, TypeAdapter, ValidationError

from models.written import without_controls
from notifications.addresses import usable

_AT: Final = re.compile(r"\s*[\[({<]\s*at\s*[\])}>]\s*|\s+at\s+", re.IGNORECASE)
_DOT: Final = re.compile(r"\s*[\[({<]\s*dot\s*[\])}>]\s*|\s+dot\s+", re.IGNORECASE)
_AROUND_AT: Final = re.compile(r"\s*@\s*")
_BETWEEN: Final = re.compile(r"[,;/|\s]+|\b(?:dan|atau|and|or)\b")
_BESIDE: Final = "<>()[]{}\"'.:"
_EMAIL: Final = TypeAdapter[str](EmailStr)
_NOTHING: Final = frozenset({"", "-", "--", "n/a", "tidak ada", "belum ada", "nihil", "none"})
_DATES: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_GUARDED: Final = ("=", "+", "-", "@", "\t", "\r")
_LATER: Final = re.compile(r"[;\t\r\n]\s*[=+\-@]")
"""What would begin a cell where a spreadsheet splits lines there: at `;` in Indonesian locales, quoted or not."""
_MARKED: Final = re.compile(r"([;\t\r\n]\s*)'(?=[=+\-@])")
"""The mark that keeps it from that."""


def text_of(value: object) -> str:
    """A cell as text, with its line breaks: whole numbers without a fraction, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def tidy(text: str) -> str:
    """On one line, without blanks at the ends or doubled ones, whatever kind they are; nothing for `-`."""
    line = " ".join(without_controls(_MARKED.sub(r"\1", text.replace("\u200b", ""))).split())
    if len(line) > 1 and line[0] == "'" and line[1] in _GUARDED:
        line = line[1:]  # how a spreadsheet keeps a text from becoming a formula
    return "" if line.casefold() in _NOTHING else line


def addresses(text: str) -> tuple[list[str], int]:
    """The usable e-mail addresses in a cell, each once, and how many pieces looked like one but are not usable.

    `[at]`, `(at)`, ` at `, `[dot]` and `(dot)` are read as what they stand for; several addresses are separated by
    commas, semicolons, slashes, blanks or line breaks.
    """
    if not tidy(text):
        return [], 0
    plain = _AROUND_AT.sub("@", _DOT.sub(".", _AT.sub("@", text.replace("mailto:", " "))))
    found: list[str] = []
    unusable = 0
    for piece in filter(None, (part.strip(_BESIDE) for part in _BETWEEN.split(plain))):
        if (address := _checked(piece)) is None:
            unusable += "@" in piece
        elif address.casefold() not in (each.casefold() for each in found):
            found.append(address)
    return found, unusable or (0 if found else 1)


def _checked(piece: str) -> str | None:
    try:
        return usable(_EMAIL.validate_python(piece))
    except ValidationError:
        return None


def phone(text: str) -> str:
    """The first telephone number in a cell, as it is written; a mobile number that lost its zero gets it back."""
    first = re.split(r"[/;,\n]| atau | dan ", tidy(text.replace("\n", "/")))[0].strip()
    digits = re.sub(r"\D", "", first)
    if first.isdigit() and first.startswith("8") and 9 <= len(digits) <= 12:
        return f"0{first}"
    return first if len(digits) >= 5 else ""


def day(text: str) -> str:
    """A date as ISO, from ISO or from day, month and year. Raises ValueError."""
    line = tidy(text)
    for pattern in _DATES:
        try:
            return datetime.strptime(line, pattern).date().isoformat()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise ValueError("a date is written 2026-01-31 or 31/01/2026")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula when a CSV file is opened."""
    harmless = re.fullmatch(r"[+-][\d ()-]+", text)
    apart = _LATER.sub(lambda found: f"{found[0][:-1]}'{found[0][-1]}", text)
    return f"'{apart}" if text.startswith(_GUARDED) and not harmless else apart
