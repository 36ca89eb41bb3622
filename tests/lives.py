"""What whole lives through Prefect have in common: how they begin, what a courier proves, how they end."""

from datetime import date

from sqlmodel import select

from models.casework import clocks, history, invariants
from models.casework.finding import matter_by_number
from models.codes import ClosingReason
from models.database import reading
from models.stages import Stage
from models.tables import Clock, Matter
from tests import sample
from tests.office import Office
from tests.prefect_server import until
from tests.smtp_server import Mailbox


def accepted(office: Office) -> str:
    """A complaint lodged as a report and accepted by the plenary."""
    number = office.lodge(access="report")
    verified(office, number)
    return number


def verified(office: Office, number: str) -> None:
    """From the formal check to the plenary that accepts."""
    office.decide(number, decision="pass_formal")
    office.decide(number, decision="pass_material")
    office.decide(number, decision="accept", complexity="light", examiner=sample.EXAMINER)


def received(office: Office, number: str, key: str, on: date) -> None:
    """The courier's proof that what set this deadline arrived."""
    office.decide(
        number, decision="set_receipt", clock=office.clock(number, key), on=on.isoformat(), note="Kurir."
    )


def concluded(office: Office, number: str) -> None:
    """From evaluation to the desk at which the report is issued."""
    office.decide(number, decision="start_drafting")
    office.decide(number, decision="ask_review")
    office.decide(number, decision="approve_review")


def ended(office: Office, number: str, reason: ClosingReason) -> Matter:
    """The complaint, closed for this reason, with nothing left open and nothing broken."""
    closed = until(
        lambda: found if (found := office.complaint(number)).closed_at else None, f"{number} closes"
    )
    assert (Stage.CLOSED, reason) == (closed.stage, closed.closing_reason)
    with reading() as session:
        complaint = matter_by_number(session, number)
        assert history.verify(session, complaint) is None
        assert [] == clocks.open_clocks(session, complaint)
        rows = session.exec(select(Clock).where(Clock.matter_id == complaint.id)).all()
        assert all(clock.ended_at is not None and clock.next_at is None for clock in rows)
    return closed


def arrived(office: Office, mailbox: Mailbox, number: str, *kinds: str) -> None:
    """Every letter arrived exactly once by its Message-ID, and each of these kinds is among them."""
    until(
        lambda: set(kinds) <= {each.partition(" ")[0] for each in office.letters(number)}, f"letters {kinds}"
    )
    until(lambda: len(mailbox.received) >= len(office.letters(number)), "every letter arrives")
    ids = [str(mail.message["Message-ID"]) for mail in mailbox.received]
    assert (len(office.letters(number)), len(ids)) == (len(ids), len(set(ids)))
    with reading() as session:
        assert [] == list(invariants.broken(session, matter_by_number(session, number)))
