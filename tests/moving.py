"""A complaint brought to where a test needs it, by the use cases themselves."""

from sqlmodel import Session

from models.casework import forwarding, verification
from models.codes import Complexity
from models.tables import Forwarding, Matter
from tests import sample


def registered(session: Session) -> Matter:
    """Lodged as a report and accepted by the plenary, on a fresh sample office."""
    sample.office(session)
    complaint = sample.lodged(session, access="report")
    verification.pass_formal(session, complaint, [], "", sample.NOW, by=sample.INTAKE)
    verification.pass_material(session, complaint, "", sample.NOW, by=sample.INTAKE)
    verification.accept(session, complaint, Complexity.LIGHT, sample.EXAMINER, "", sample.NOW, by=sample.HEAD)
    return complaint


def requested(session: Session) -> tuple[Matter, Forwarding]:
    """With the first written request at the health agency."""
    complaint = registered(session)
    track = forwarding.forward(
        session, complaint, sample.HEALTH, "Mohon penjelasan.", sample.NOW, by=sample.EXAMINER, at_once=True
    )
    return complaint, track


def silent(session: Session) -> tuple[Matter, Forwarding]:
    """The health agency has let both requests pass."""
    complaint, track = requested(session)
    forwarding.second_request(session, complaint, track, sample.NOW, by=sample.EXAMINER)
    forwarding.right_unused(session, complaint, track, sample.NOW, by=sample.EXAMINER)
    return complaint, track


def at_evaluation(session: Session) -> Matter:
    """The health agency has answered; the examiner weighs it."""
    complaint, _ = requested(session)
    forwarding.answer(
        session, complaint, sample.HEALTH, "Rujukan segera terbit.", sample.NOW, by=sample.EXAMINER
    )
    return complaint
