"""Names of institutions stand in desks and case sheets as they are, whatever marks they hold."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from flows import brief, sections
from models.casework.finding import institution_by_code, matter_by_number
from models.database import transaction
from models.decisions.forms import TextLanguage
from models.tables import Matter
from tests import sample
from tests.at_the_door import Case, case as case

Part = Callable[[Session, Matter, TextLanguage], str]
NAME = "Dinas [Kesehatan](https://stranger.example) | <b>Banjar*masin*"
PLAIN = r"Dinas \[Kesehatan\](https://stranger.example) \| \<b\>Banjar\*masin\*"


@pytest.mark.parametrize("part", [brief.institutions, sections.institutions])
def test_a_name_becomes_no_markup(case: Case, part: Part) -> None:
    """No link, no column of its own, no emphasis."""
    with transaction() as session:
        institution_by_code(session, sample.HEALTH).name = NAME
    with transaction() as session:
        assert PLAIN in part(session, matter_by_number(session, case.number), "id")
