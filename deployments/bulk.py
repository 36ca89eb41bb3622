"""Commands that make rows by the hundred thousand: what they ask of Python itself."""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = 100_000
"""So many new objects, about one batch of rows, before the collector looks for circles again."""


@contextmanager
def in_bulk() -> Generator[None]:
    """Let the collector of garbage look seldom while the block lasts, and never at what was there before.

    Nearly all that a row needs goes away by itself. Looking for what does not, every few hundred objects, took a sixth
    of an import.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
