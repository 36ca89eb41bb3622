"""The rows of an import that were found good, kept on disk until they are stored: what was checked is what is stored.

SQLite keeps them in a file without a name, which is gone when it is closed; the table may be longer than memory.
"""

import pickle
import sqlite3
from collections.abc import Iterator
from typing import Self

from deployments.past_rows import Translated


class CheckedRows:
    """Rows by their key, in the order of their lines. To be entered with `with`."""

    def __enter__(self) -> Self:
        self._kept = sqlite3.connect("")
        self._kept.execute("CREATE TABLE row (line INTEGER PRIMARY KEY, key TEXT UNIQUE, told BLOB)")
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def add(self, line: int, row: Translated) -> int | None:
        """Keep a row; where its key is known already, the line that had it first, and nothing is kept."""
        key, told = row.past.source_key, pickle.dumps(row, pickle.HIGHEST_PROTOCOL)
        if self._kept.execute("INSERT OR IGNORE INTO row VALUES (?, ?, ?)", (line, key, told)).rowcount:
            return None
        return self._kept.execute("SELECT line FROM row WHERE key = ?", (key,)).fetchone()[0]

    def __iter__(self) -> Iterator[Translated]:
        for (told,) in self._kept.execute("SELECT told FROM row ORDER BY line"):
            yield pickle.loads(told)  # noqa: S301 - written by this process a moment ago, into a file of its own
