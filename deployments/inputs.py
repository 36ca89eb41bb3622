"""Reading what a command is given: a file or standard input, as text or as a JSON object."""

import json
import sys
from pathlib import Path
from typing import Any, cast


class UnreadableFile(Exception):
    """This cannot be read. Check the path, and that it is text in UTF-8; nothing was changed."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}. {self.__doc__}")


class NoJson(Exception):
    """This is not a JSON object such as {"decision": "pass_formal"}. Correct it and try again; nothing was changed."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}. {self.__doc__}")


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, of standard input for `-`. Raises `UnreadableFile`."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        return (sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile(name, error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        raise UnreadableFile(name, "it is not text in UTF-8") from None


def object_of(path: Path) -> dict[str, Any]:
    """The JSON object in a file, or on standard input for `-`. Raises `UnreadableFile`, `NoJson`."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        read: object = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise NoJson(name, f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise NoJson(name, "it is nested too deeply") from None
    if not isinstance(read, dict):
        raise NoJson(name, "it holds something else than one object in braces")
    return cast(dict[str, Any], read)
