"""To whom a row of the table of letters sends: a role, somebody the happening names, or whom a deadline concerns.

R reporter · P reported party · F focal point · S superior · I inspectorate, and within the office X examiner ·
V intake unit · U unit head · H office head · M resolution unit · Q headquarters.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.codes import OFFICE as OFFICE, Party
from notifications.kinds import LetterKind as K
from notifications.situations import Condition, always

R, P, F, S, I = (  # noqa: E741 - the letters of DOMAIN's table
    Party.REPORTER, Party.REPORTED_PARTY, Party.FOCAL_POINT, Party.SUPERIOR, Party.INSPECTORATE,
)  # fmt: skip
X, V, U, H, M, Q = (
    Party.EXAMINER, Party.INTAKE_UNIT, Party.UNIT_HEAD, Party.OFFICE_HEAD, Party.RESOLUTION_UNIT, Party.HEADQUARTERS,
)  # fmt: skip

INSTITUTION = frozenset({P, F, Party.ALTERNATE, S, I, Party.INSTITUTION_HEAD, Party.PROVIDER})
PUBLIC = frozenset({R, Party.SERVICE_USER})


class ByName(StrEnum):
    """Recipients whom the happening names itself, by the key of a fact: a person, some, or an entry's id."""

    SENDER = "sender"  # whoever said it through an institution's door
    LEAVING = "leaving"  # the official who leaves the post
    ASKED = (
        "focal_point"  # the one official who is asked, appointed or confirmed, also before their first day
    )
    NAMED = "named"  # the officials who have become focal points


class ByClock(StrEnum):
    """Recipients whom the happening's own deadline names."""

    TOLD = "told"  # the roles its rung tells
    BOUND = "bound"  # the party it binds


SENDER = ByName.SENDER


@dataclass(frozen=True, slots=True)
class To:
    """A letter of this kind to everyone who has the role now, where the condition holds."""

    kind: K
    role: Party | ByClock | ByName
    when: Condition = always


SAID = (To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_TASK, X))
