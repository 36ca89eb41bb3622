"""What of the formal requirements is on file already, so that no reporter is asked twice (UU 37/2008 Art. 24).

Codes only, for the desk: whether something is there, never what it says. Whether it is enough, the officer judges.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sqlmodel import Session, col, func, select

from models.casework import consultation
from models.codes import Confidentiality
from models.decisions.checklists import FormalItem as F
from models.tables import Attachment, Matter, Reporter, ReporterRole, Words, WordsKind


class Known(StrEnum):
    """How much of a requirement is on file."""

    HERE = "here"
    PART = "part"
    ABSENT = "absent"
    READ = "read"  # what is there has to be read: the narrative, the attachments, what institutions answered
    NOT_NEEDED = "not_needed"


class OnFile(NamedTuple):
    """A requirement as it stands; `lacking` names the parts that nobody gave yet."""

    known: Known
    lacking: tuple[str, ...] = ()


IDENTITY: Final = ("born_in", "born_on", "occupation", "address")
"""What is asked of a reporter besides the name, without which nobody is on file."""


def on_file(session: Session, complaint: Matter) -> Mapping[F, OnFile]:
    """Every formal requirement with what is known of it."""
    people = session.exec(select(Reporter).where(Reporter.matter_id == complaint.id)).all()
    told = (
        WordsKind.NARRATIVE in session.exec(select(Words.kind).where(Words.matter_id == complaint.id)).all()
    )
    papers = session.exec(
        select(func.count(col(Attachment.id))).where(Attachment.matter_id == complaint.id)
    ).one()
    in_papers = OnFile(Known.READ if papers else Known.ABSENT)
    numbered = bool(people) and all(each.identity_no for each in people)
    raised = told or papers or consultation.answers(session, complaint)
    secret = complaint.confidentiality is Confidentiality.CONFIDENTIAL
    return {
        F.IDENTITY: _identity(people),
        F.IDENTITY_DOCUMENT: OnFile(Known.HERE) if numbered else in_papers,
        F.DESCRIPTION: OnFile(Known.HERE if told else Known.ABSENT),
        F.PRIOR_COMPLAINT: OnFile(Known.READ if raised else Known.ABSENT),
        F.POWER_OF_ATTORNEY: _where(people, ReporterRole.PROXY, in_papers),
        F.GROUP_STATEMENT: _where(people, ReporterRole.GROUP_CONTACT, in_papers),
        F.WITHIN_TWO_YEARS: OnFile(Known.HERE if complaint.event_on else Known.ABSENT),
        F.CONFIDENTIALITY: OnFile(Known.HERE if secret else Known.READ),
    }


def _identity(people: Sequence[Reporter]) -> OnFile:
    if not people:
        return OnFile(Known.ABSENT)
    lacking = tuple(name for name in IDENTITY if not all(getattr(each, name) for each in people))
    return OnFile(Known.PART if lacking else Known.HERE, lacking)


def _where(people: Sequence[Reporter], role: ReporterRole, in_papers: OnFile) -> OnFile:
    return in_papers if any(each.role is role for each in people) else OnFile(Known.NOT_NEEDED)
