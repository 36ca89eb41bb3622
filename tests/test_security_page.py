"""`docs/security.md` names only tests there are."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "security.md"


def test_every_proof_that_is_named_is_there() -> None:
    """By file and function; a function named alone is in the file named before it."""
    file, missing, seen = "", set[str](), 0
    for named in re.findall(r"`(test_[\w.:]+)`", PAGE.read_text("utf-8")):
        before, _, function = named.rpartition("::")
        file = before or (named if named.endswith(".py") else file)
        wanted = "" if named.endswith(".py") else f"def {function}("
        seen += 1
        if not (HERE / file).is_file() or wanted not in (HERE / file).read_text("utf-8"):
            missing.add(named)
    assert not missing
    assert seen > 30
