"""One table for all benchmarks of a run, printed at its end."""

from collections.abc import Iterator

import pytest

from tests.benchmarks.table import Table


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """The measures of this run."""
    measured = Table()
    yield measured
    measured.show()
