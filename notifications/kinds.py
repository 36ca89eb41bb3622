"""Every kind of letter there is: whether the law asks for a formal one, on what basis, and if it sets a deadline.

The words of a kind are in `templates/{id,en}/KIND.j2`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """The kinds, in order of precedence: somebody who would get two letters about one happening gets the first."""

    # to institutions: what asks for something comes before what merely informs
    RECOMMENDATION = "recommendation"
    RECOMMENDATION_UNMET = "recommendation_unmet"
    REPORT_DELIVERED = "report_delivered"
    SUMMONS = "summons"
    CLARIFICATION_2 = "clarification_2"
    CLARIFICATION_1 = "clarification_1"
    RIGHT_UNUSED = "right_unused"
    FORWARDING_LETTER = "forwarding_letter"
    RAPID_REQUEST = "rapid_request"
    INVITATION = "invitation"
    AGREEMENT = "agreement"
    CLOSING_NOTE = "closing_note"
    REPORT_ACTIONS = "report_actions"
    CLARIFICATION_NOTICE = "clarification_notice"
    FORWARDING = "forwarding"
    CONSULTATION_FORWARDED = "consultation_forwarded"
    TAKEN_OVER = "taken_over"
    GATHERING_INVITATION = "gathering_invitation"
    GATHERING_CHANGED = "gathering_changed"
    ABSENCE_FOLLOW_UP = "absence_follow_up"
    ACTION_PLAN = "action_plan"
    GATHERING_MINUTES = "gathering_minutes"
    COMMITMENT = "commitment"
    COMMITMENT_IN_FORCE = "commitment_in_force"
    SUCCESSOR_ASKED = "successor_asked"
    RECONFIRMATION = "reconfirmation"
    APPOINTED = "appointed"
    WELCOME = "welcome"
    FAREWELL = "farewell"
    CALLED_OFF = "called_off"
    ESCALATION = "escalation"
    REMINDER = "reminder"
    ITEM_VERIFIED = "item_verified"
    ANSWER_RECEIVED = "answer_received"
    RELEASED = "released"
    INSTITUTION_NOTICE = "institution_notice"
    CARBON_COPY = "carbon_copy"
    # to reporters
    RECEIPT = "receipt"
    GAPS = "gaps"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DRAFT_RESULT = "draft_result"
    REPORT_ISSUED = "report_issued"
    REPORT_CLOSED = "report_closed"
    RECOMMENDATION_COPY = "recommendation_copy"
    CLOSED = "closed"
    OBJECTION_ANSWER = "objection_answer"
    OBJECTION_RECEIVED = "objection_received"
    REOPENED = "reopened"
    TRANSFERRED = "transferred"
    CONSULTATION_ANSWER = "consultation_answer"
    COPY_NOTED = "copy_noted"
    RAPID_STARTED = "rapid_started"
    REPORTER_REMINDER = "reporter_reminder"
    PROGRESS = "progress"
    # to whoever a deadline binds
    TERM_STARTED = "term_started"
    TERM_CHANGED = "term_changed"
    # within the office
    RAPID_ALERT = "rapid_alert"
    OFFICE_ALARM = "office_alarm"
    ASSIGNMENT = "assignment"
    OFFICE_TASK = "office_task"
    OFFICE_NOTICE = "office_notice"


@dataclass(frozen=True, slots=True)
class About:
    """What is special about a kind: a formal letter (`surat`) has a number and a page to print.

    `basis` are the articles it rests on, as `models.articles` has them.
    """

    formal: bool = False
    basis: tuple[str, ...] = ()
    sets_deadline: bool = False


K = LetterKind

FORMAL: Mapping[LetterKind, About] = {
    K.RECOMMENDATION:       About(True, ("UU 37/2008 Pasal 37", "UU 37/2008 Pasal 38"),   sets_deadline=True),
    K.RECOMMENDATION_UNMET: About(True, ("UU 37/2008 Pasal 38 ayat (4)", "UU 37/2008 Pasal 39")),
    K.RECOMMENDATION_COPY:  About(True, ("UU 37/2008 Pasal 37",)),
    K.REPORT_DELIVERED:     About(True,                                                   sets_deadline=True),
    K.REPORT_ISSUED:        About(True, ("PO 48/2020 Pasal 25",)),
    K.REPORT_CLOSED:        About(True, ("PO 48/2020 Pasal 25",)),
    K.DRAFT_RESULT:         About(True, ("PO 48/2020 Pasal 25 ayat (5b)",),               sets_deadline=True),
    K.SUMMONS:              About(True, ("UU 37/2008 Pasal 31",),                         sets_deadline=True),
    K.CLARIFICATION_1:      About(True, ("UU 37/2008 Pasal 33 ayat (1)",),                sets_deadline=True),
    K.CLARIFICATION_2:      About(True, ("UU 37/2008 Pasal 33 ayat (2)",),                sets_deadline=True),
    K.RIGHT_UNUSED:         About(True, ("UU 37/2008 Pasal 33 ayat (3)",)),
    K.FORWARDING_LETTER:    About(True),
    K.INVITATION:           About(True, ("UU 25/2009 Pasal 46",)),
    K.AGREEMENT:            About(True, ("UU 25/2009 Pasal 46",),                         sets_deadline=True),
    K.CLOSING_NOTE:         About(True),
    K.GATHERING_INVITATION: About(True,                                                   sets_deadline=True),
    K.GATHERING_MINUTES:    About(True),
    K.ABSENCE_FOLLOW_UP:    About(True,                                                   sets_deadline=True),
    K.ACTION_PLAN:          About(True,                                                   sets_deadline=True),
    K.COMMITMENT:           About(True,                                                   sets_deadline=True),
    K.SUCCESSOR_ASKED:      About(True,                                                   sets_deadline=True),
    K.RECEIPT:              About(True, ("UU 37/2008 Pasal 23",)),
    K.GAPS:                 About(True, ("UU 37/2008 Pasal 25 ayat (3) dan (4)",),        sets_deadline=True),
    K.ACCEPTED:             About(True),
    K.REJECTED:             About(True, ("UU 37/2008 Pasal 36",)),
    K.CLOSED:               About(True, ("UU 37/2008 Pasal 36",)),
    K.TRANSFERRED:          About(True, ("PO 58/2023 Pasal 17",)),
    K.OBJECTION_ANSWER:     About(True),
    K.REOPENED:             About(True),
}  # fmt: skip
"""The letters that exist on paper as well, and the articles they rest on; how sure each is: `models.articles`."""

NOTICES: Mapping[LetterKind, About] = {
    K.FORWARDING:           About(sets_deadline=True),
    K.CLARIFICATION_NOTICE: About(sets_deadline=True),
    K.REPORT_ACTIONS:       About(sets_deadline=True),
    K.RAPID_REQUEST:        About(sets_deadline=True),
    K.REMINDER:             About(sets_deadline=True),
    K.ESCALATION:           About(sets_deadline=True),
    K.REPORTER_REMINDER:    About(sets_deadline=True),
    K.TAKEN_OVER:           About(sets_deadline=True),
    K.GATHERING_CHANGED:    About(sets_deadline=True),
    K.RECONFIRMATION:       About(sets_deadline=True),
    K.APPOINTED:            About(sets_deadline=True),
    K.TERM_STARTED:         About(sets_deadline=True),
    K.TERM_CHANGED:         About(sets_deadline=True),
    K.OFFICE_ALARM:         About(sets_deadline=True),
}  # fmt: skip
"""The notices without a number that carry a deadline all the same."""

REGISTRY: Mapping[LetterKind, About] = {
    kind: FORMAL.get(kind) or NOTICES.get(kind) or About() for kind in LetterKind
}
PRECEDENCE: Mapping[LetterKind, int] = {kind: rank for rank, kind in enumerate(LetterKind)}

STARTS_A_CLOCK: frozenset[LetterKind] = frozenset({
    K.RECOMMENDATION, K.REPORT_DELIVERED, K.REPORT_ACTIONS, K.SUMMONS, K.CLARIFICATION_1, K.CLARIFICATION_2,
    K.CLARIFICATION_NOTICE, K.FORWARDING_LETTER, K.FORWARDING, K.CONSULTATION_FORWARDED, K.RAPID_REQUEST, K.AGREEMENT,
    K.ABSENCE_FOLLOW_UP, K.ACTION_PLAN, K.COMMITMENT, K.SUCCESSOR_ASKED, K.RECONFIRMATION, K.APPOINTED,
})  # fmt: skip
"""Letters to institutions that start a deadline there: never to a contact alone whom nobody has confirmed."""

ASKS_ONE_PERSON: frozenset[LetterKind] = frozenset({K.RECONFIRMATION, K.APPOINTED})
"""They ask one person about themselves. Where nobody has confirmed that person, the institution's head or superior gets
it as well, and no deputy: it is about who holds the post."""
