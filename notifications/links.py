"""The signed links by which institutions answer: made for one door and one person, without anything personal in them.

A link is `PORTAL_URL/p/DOOR.PERSON.SIGNATURE`, for example `https://portal.example.org/p/12.f3.Kx...`. To a door that
was opened anew it says how often: `/p/12.f3.1.Kx...`. Signing is itsdangerous'; keys rotate: the newest signs, all
that are kept verify.
"""

import hashlib
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from itsdangerous import BadSignature, Signer

from models.settings import settings

PEOPLE: Final = {"f": "focal_point", "i": "institution"}
"""The first letter of a person's key in a link, and the table it stands for."""
KEPT: Final = 3
"""How many keys a rotation keeps: links signed with older ones no longer open."""
FILE: Final = "portal.keys"


class BadLink(Exception):
    """This link was not made by this installation, or its key has been retired."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link says: which door, and to whom it was given (`focal_point:3`, `institution:12`).

    `generation` is the door's when the link was made: it opens no door that was opened anew since.
    """

    door_id: int
    person: str
    generation: int = 0


class Links:
    """Makes and reads links with the given keys, the newest first."""

    def __init__(self, newest_first: Sequence[str]) -> None:
        self._signer = Signer(
            list(reversed(newest_first)), salt="narahubung.door", digest_method=hashlib.sha256
        )

    def path(self, given: Pass) -> str:
        """The link's path; the same each time as long as the newest key is the same."""
        table, _, row_id = given.person.partition(":")
        letter = next(letter for letter, name in PEOPLE.items() if name == table)
        again = f".{given.generation}" if given.generation else ""
        return f"/p/{self._signer.sign(f'{given.door_id}.{letter}{row_id}{again}').decode()}"

    def read(self, token: str) -> Pass:
        """What a link's token says; takes the same time however much of its signature is right. Raises `BadLink`."""
        try:
            door_id, person, *again = self._signer.unsign(token).decode().split(".")
            (generation,) = again or ("0",)
            return Pass(int(door_id), f"{PEOPLE[person[:1]]}:{int(person[1:])}", int(generation))
        except (BadSignature, ValueError, KeyError):
            raise BadLink(BadLink.__doc__) from None


def links() -> Links:
    """The links of this installation."""
    return Links(keys())


def keys() -> tuple[str, ...]:
    """The keys of this installation, the newest first: as set, else those of its file, made at the first call."""
    given = tuple(key.get_secret_value() for key in settings().portal_keys)
    return given or _kept(settings().home / FILE)


def rotate(file: Path | None = None) -> int:
    """Put a fresh key before those in the file; the oldest goes. How many there are now."""
    path = file or settings().home / FILE
    renewed = (secrets.token_urlsafe(32), *(_kept(path) if path.exists() else ()))[:KEPT]
    _write(path, renewed)
    return len(renewed)


def _kept(path: Path) -> tuple[str, ...]:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another process was first
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(f"{secrets.token_urlsafe(32)}\n", encoding="utf-8")
    for _ in range(50):
        if found := tuple(path.read_text(encoding="utf-8").split()):
            return found
        time.sleep(0.02)  # whoever was first has made the file, and is about to write
    return ()


def _write(path: Path, newest_first: Sequence[str]) -> None:
    """Whole under another name first: a reader never sees half a file, and nobody else ever sees one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)  # one that a crash left keeps whatever mode it has
    part.touch(mode=0o600, exist_ok=False)
    part.write_text("\n".join(newest_first) + "\n", encoding="utf-8")
    part.replace(path)
