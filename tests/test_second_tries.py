"""Which failures get a second try: that the machine was slow, and nothing else."""

import re

import pytest

from tests.conftest import SLOWNESS
from tests.prefect_server import until


def forgiven(failure: BaseException) -> bool:
    """Whether a test that failed with this is run again."""
    return any(re.search(pattern, f"{type(failure).__name__}: {failure}") for pattern in SLOWNESS)


def test_what_did_not_come_in_time_gets_a_second_try() -> None:
    """A condition waited for in vain, and a server that was too busy."""
    with pytest.raises(AssertionError) as late:
        until(lambda: None, "the desk opens", seconds=0.01)

    assert forgiven(late.value)
    assert forgiven(OSError("Server error '503 Service Unavailable' for url 'http://127.0.0.1:4200/api/'"))


@pytest.mark.parametrize(
    "failure",
    [
        AssertionError("assert ['a', 'b'] == ['a']"),
        AssertionError("assert 503 == 502"),
        KeyError("run"),
        OSError("Server error '500 Internal Server Error'"),
    ],
)
def test_what_is_wrong_fails_at_once(failure: BaseException) -> None:
    """A letter that was lost in one of two runs was lost."""
    assert not forgiven(failure)
