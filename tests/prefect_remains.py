"""Everything Prefect has: each text of each table of its database, in whatever form a word may hide there."""

import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple


class Found(NamedTuple):
    """A place where a word was found."""

    place: str
    word: str


def disguises(word: str) -> set[bytes]:
    """The word as UTF-8, escaped once or twice as in JSON, as bytes are shown, and in base64; lower case but that."""
    once = json.dumps(word.lower())[1:-1]
    shown = repr(word.lower().encode())[2:-1]
    plain = {each.encode() for each in (word.lower(), once, json.dumps(once)[1:-1], shown)}
    encoded = {b64encode(b"\0" * shift + word.encode())[4 * (shift > 0) : -4] for shift in range(3)}
    return plain | {each for each in encoded if len(each) >= 8}


def found(texts: Iterable[tuple[str, bytes]], words: Iterable[str]) -> list[Found]:
    """Where any of the words occurs, disguised or not."""
    looked_for = {word: disguises(word) for word in words}
    places: list[Found] = []
    for place, text in texts:
        both = text + b"\n" + text.decode(errors="replace").lower().encode()
        places += [
            Found(place, word) for word, forms in looked_for.items() if any(each in both for each in forms)
        ]
    return places


def in_database(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every text and blob of every table, with the table's and the column's name."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')
            columns = [each[0] for each in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | bytes):
                        yield f"{table}.{column}", value if isinstance(value, bytes) else value.encode()


def in_files(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file's content, with its name."""
    for path in paths:
        yield path.name, path.read_bytes()
