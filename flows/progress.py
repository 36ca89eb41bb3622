"""How far work that comes by the thousand has got: one progress artifact, for the hours after an import or a decree.

Complaints get their runs at a bounded rate, the most urgent first; letters go out as the mail server takes them, and
deadlines are attended to, and counted again after a decree, in batches. Meanwhile nothing is lost, and `narahubung
decide` works.
"""

from datetime import UTC, datetime

from prefect.client.orchestration import PrefectClient
from sqlmodel import Session, col, func, select

from flows import server, wanted
from flows.words import WORDS
from models.casework import law
from models.casework.business_time import business_now
from models.casework.recount import count_behind
from models.database import reading
from models.decrees import Amendment
from models.settings import settings
from models.tables import Clock, ClockState, Letter, LetterState

KEY = "runs"
WAITING = (LetterState.QUEUED, LetterState.DEFERRED, LetterState.CLAIMED)
_settled: tuple[str, tuple[Amendment, ...]] | None = None
"""The database, and the changes of its calendar with which this process has seen every deadline counted."""


async def show_progress(client: PrefectClient) -> None:
    """Bring the artifact up to date: how many open complaints have their run, and what waits besides.

    It is patched only where that has changed. Letters and deadlines are counted through their indexes.
    """
    there, all_of_them = wanted.runs_there(), wanted.runs_wanted()
    share = 100.0 if all_of_them == 0 else round(100 * there / all_of_them, 1)
    words = WORDS[settings().language]
    lines = [words["runs_there"].format(there=there, all=all_of_them)]
    with reading() as session:
        letters = letters_waiting(session)
        due = clocks_due(session, business_now(session, datetime.now(UTC)))
        behind = clocks_behind(session)
    if letters:
        lines.append(words["letters_waiting"].format(count=letters))
    if due:
        lines.append(words["clocks_due"].format(count=due))
    if behind:
        lines.append(words["clocks_behind"].format(count=behind))
    await server.put_artifact(client, KEY, "progress", share, "; ".join(lines))


def letters_waiting(session: Session) -> int:
    """How many letters are to be sent, or to be tried again."""
    return session.exec(select(func.count(col(Letter.id))).where(col(Letter.state).in_(WAITING))).one()


def clocks_due(session: Session, now: datetime) -> int:
    """How many deadlines need attention by `now`, business time."""
    attended = (ClockState.WAITING, ClockState.RUNNING)
    query = select(func.count(col(Clock.id))).where(col(Clock.next_at) <= now, col(Clock.state).in_(attended))
    return session.exec(query).one()


def clocks_behind(session: Session) -> int:
    """How many deadlines a decree has left to count again.

    Every running deadline is looked at for it, but no more once all are counted: new ones begin with the new calendar.
    """
    global _settled  # noqa: PLW0603 - what a process has seen, as in `server_time`
    known = (settings().database, tuple(law.amendments(session)))
    if known == _settled:
        return 0
    count = count_behind(session)
    _settled = None if count else known
    return count
