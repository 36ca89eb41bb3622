"""Which e-mail addresses can be written to. Pure."""

import re

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")


def usable(address: str | None) -> str | None:
    """The address, if a mail can be sent to it: one plain ASCII address, no control characters, nothing beside it."""
    if address is None:
        return None
    address = address.strip()
    plain = len(address) <= 254 and address.isascii() and address.isprintable()
    return address if plain and ADDRESS.fullmatch(address) else None
