"""Dispatch: each pass gets on with planning, sending and posting, and none lasts much longer than it may."""

import asyncio

import pytest
from sqlmodel import col, func, select

from flows import dispatch, happenings
from models.database import reading
from models.tables import Letter, LetterState, Outbox
from tests.office import Office
from tests.unattended import idle as idle

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.timeout(120),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def counted() -> tuple[int, int, int]:
    """How many happenings are planned, how many posted, and how many letters were accepted; what is done is gone."""
    with reading() as session:
        rows = session.exec(select(Outbox)).all()
        sent = select(func.count(col(Letter.id))).where(Letter.state == LetterState.ACCEPTED)
        return (
            sum(not row.planned for row in rows),
            sum(not row.posted for row in rows),
            session.exec(sent).one(),
        )


def test_a_pass_ends_when_its_time_is_over_and_the_next_goes_on(
    idle: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much there is to plan and to post: with no time at all a pass does one batch of each, no more."""
    for module in (dispatch, happenings):
        monkeypatch.setattr(module, "BATCH", 2)
    for _ in range(5):
        idle.lodge()
    unplanned, unposted, _ = counted()
    assert min(unplanned, unposted) >= 5

    with monkeypatch.context() as hurried:
        hurried.setattr(dispatch, "SECONDS", 0.0)
        for done in (2, 4):
            asyncio.run(dispatch.dispatch.fn())
            assert (unplanned - done, unposted - done) == counted()[:2]
    asyncio.run(dispatch.dispatch.fn())
    assert (0, 0) == counted()[:2]
    assert counted()[2] > 0
