"""What the ledger of letters says, as tests compare it with what arrived."""

from sqlmodel import select

from models.database import reading
from models.tables import Delivery, Letter, LetterState


def all_accepted() -> set[str]:
    """The Message-IDs of all letters by mail. Fails unless every one of them is noted as accepted."""
    with reading() as session:
        mails = session.exec(select(Letter).where(Letter.delivery == Delivery.EMAIL)).all()
    assert {LetterState.ACCEPTED} == {mail.state for mail in mails}
    return {mail.message_id for mail in mails}
