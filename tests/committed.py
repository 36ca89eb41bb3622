"""The sample office, committed: what tests of the command line begin with."""

import pytest

from models.database import transaction
from tests import sample


@pytest.fixture
def here(database_url: str) -> None:
    """The sample office, committed."""
    del database_url
    with transaction() as session:
        sample.office(session)
