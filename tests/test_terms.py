"""Every code that people read has an official Indonesian term and an English one."""

from enum import StrEnum
from inspect import getmembers, isclass
from types import ModuleType
from typing import get_args

import pytest

from models import codes, stages
from models.dates import Language
from models.tables import LetterState
from models.terms import TERMS, NoTerm, term, title


def _code_lists(module: ModuleType) -> list[type[StrEnum]]:
    return [
        kind for _, kind in getmembers(module, isclass) if issubclass(kind, StrEnum) and kind is not StrEnum
    ]


CODE_LISTS = [*_code_lists(codes), *_code_lists(stages), LetterState]


@pytest.mark.parametrize("kind", CODE_LISTS, ids=lambda kind: kind.__name__)
def test_every_code_has_its_terms_and_no_row_is_left_over(kind: type[StrEnum]) -> None:
    """The rows of a table are the members of its code list, both languages filled."""
    assert [member.value for member in kind] == list(TERMS[kind.__name__])
    for member in kind:
        for language in get_args(Language):
            assert term(member, language).strip() == term(member, language) != ""


def test_a_title_begins_with_a_capital() -> None:
    """Headings and labels start with a capital letter; the rest stays as it is."""
    assert "Rapat pleno" == title(stages.Stage.PLENARY, "id")
    assert "ATR/BPN" == title(codes.InstitutionKind.LAND_AGENCY, "id")


def test_a_code_without_terms_is_named() -> None:
    """A code list nobody translated says which member lacks its row."""

    class Colour(StrEnum):
        RED = "red"

    with pytest.raises(NoTerm, match=r"Colour\.RED"):
        term(Colour.RED, "id")
