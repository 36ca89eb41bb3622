"""What must not leave the office: the identity of a reporter, wherever an officer's words may name it. Pure."""

import re
from collections.abc import Iterable

from models.dates import Language
from models.tables import Reporter

INSTEAD = {"id": "[dirahasiakan]", "en": "[withheld]"}
_SHORTEST = 3


def mask(text: str, reporters: Iterable[Reporter], language: Language) -> str:
    """The text with every name, number and address of the reporters replaced. Rather a word too many than one."""
    known = list(reporters)
    return mask_contacts(_without(text, _names(known), language), known, language)


def mask_contacts(text: str, reporters: Iterable[Reporter], language: Language) -> str:
    """The text with the reporters' numbers and addresses replaced; their names stay."""
    return _without(text, _contacts(reporters), language)


def _without(text: str, telling: Iterable[str], language: Language) -> str:
    for told in sorted(telling, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(told)}(?!\w)", INSTEAD[language], text, flags=re.IGNORECASE)
    return text


def _names(reporters: Iterable[Reporter]) -> set[str]:
    """Whole names, and each word of them."""
    names = {reporter.name.strip() for reporter in reporters}
    return _long_enough(names | {word for name in names for word in re.findall(r"\w+", name)})


def _contacts(reporters: Iterable[Reporter]) -> set[str]:
    values = (
        value.strip()
        for reporter in reporters
        for value in (reporter.identity_no, reporter.email, reporter.phone, reporter.address)
        if value
    )
    return _long_enough(values)


def _long_enough(values: Iterable[str]) -> set[str]:
    return {value for value in values if len(value) >= _SHORTEST}
