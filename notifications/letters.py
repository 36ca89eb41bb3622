"""Which happening calls for which letter to whom (DOMAIN 6). An empty row is a decision too: nobody is written to.

R reporter · P reported party · F focal point · S superior · I inspectorate, and within the office E examiner ·
V intake unit · U unit head · H office head · M resolution unit · Q headquarters.
"""

from collections.abc import Mapping

from models.codes import Party
from models.stages import Event as E
from notifications.addressees import (
    OFFICE,
    PUBLIC,
    SAID,
    SENDER,
    ByClock,
    F,
    H,
    I,
    M,
    P,
    Q,
    R,
    S,
    To,
    V,
    X,
)
from notifications.kinds import LetterKind as K
from notifications.network_letters import NETWORK_LETTERS
from notifications.situations import (
    a_term_runs,
    both,
    formally_asked,
    in_the_ladder,
    local_government,
    no_question,
    no_term_runs,
    not_asked_at_once,
    task_open,
)

CLOSING = (
    To(K.CLOSED, R), To(K.CLOSING_NOTE, P), To(K.CLOSING_NOTE, F), To(K.CARBON_COPY, I, in_the_ladder),
    To(K.OFFICE_NOTICE, X),
)  # fmt: skip
RESULT_WITHOUT_ACTIONS = (
    To(K.REPORT_CLOSED, R), To(K.CLOSING_NOTE, P), To(K.CLOSING_NOTE, F), To(K.CARBON_COPY, S),
    To(K.CARBON_COPY, I, in_the_ladder), To(K.OFFICE_NOTICE, X),
)  # fmt: skip
INVITATION = (
    To(K.INVITATION, R), To(K.INVITATION, P), To(K.INVITATION, F), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
)  # fmt: skip
UNMET = (
    To(K.PROGRESS, R), To(K.RECOMMENDATION_UNMET, P), To(K.INSTITUTION_NOTICE, F), To(K.RECOMMENDATION_UNMET, S),
    To(K.CARBON_COPY, I), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H), To(K.OFFICE_TASK, Q),
)  # fmt: skip
CHANGED_TERM = (To(K.TERM_CHANGED, ByClock.BOUND), To(K.OFFICE_NOTICE, X))

LETTERS: Mapping[E, tuple[To, ...]] = {
    # intake
    E.LODGED: (To(K.RECEIPT, R), To(K.OFFICE_TASK, V)),
    E.SORTED_AS_REPORT: (),
    E.SORTED_AS_EMERGENCY: (
        To(K.RAPID_STARTED, R), To(K.RAPID_ALERT, X), To(K.RAPID_ALERT, H), To(K.OFFICE_NOTICE, Q),
    ),
    E.SORTED_AS_CONSULTATION: (),
    E.SORTED_AS_INITIATIVE: (),
    E.CARBON_COPY_NOTED: (To(K.COPY_NOTED, R),),
    E.CONSULTATION_FORWARDED: (To(K.CONSULTATION_FORWARDED, F), To(K.OFFICE_NOTICE, X)),
    E.CONSULTATION_ANSWERED: (To(K.CONSULTATION_ANSWER, R),),
    E.FIRST_CONTACT_MADE: (To(K.PROGRESS, R), To(K.RAPID_REQUEST, F), To(K.CARBON_COPY, S)),
    E.RAPIDLY_SETTLED: CLOSING,
    E.TURNED_INTO_REPORT: (To(K.PROGRESS, R),),
    E.DETECTION_CONCLUDED: (),
    # verification
    E.FORMAL_MET: (),
    E.GAPS_FOUND: (To(K.GAPS, R), To(K.OFFICE_NOTICE, X)),
    E.DATA_COMPLETED: (To(K.PROGRESS, R),),
    E.MATERIAL_MET: (),
    E.ACCEPTED: (To(K.ACCEPTED, R), To(K.ASSIGNMENT, X), To(K.OFFICE_NOTICE, H)),
    E.REJECTED: (To(K.REJECTED, R), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H)),
    E.TRANSFER_PROPOSED: (To(K.OFFICE_TASK, H), To(K.OFFICE_NOTICE, X)),
    E.TRANSFER_ACCEPTED: (To(K.TRANSFERRED, R), To(K.OFFICE_TASK, X), To(K.OFFICE_NOTICE, H)),
    E.TRANSFER_REFUSED: (To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H)),
    # forwarding and clarification
    E.FORWARDED: (
        To(K.PROGRESS, R, not_asked_at_once), To(K.FORWARDING_LETTER, P, not_asked_at_once), To(K.FORWARDING, F),
        To(K.CARBON_COPY, I, both(local_government, not_asked_at_once)),
    ),
    E.ACKNOWLEDGED: (
        To(K.TERM_STARTED, F, a_term_runs), To(K.TERM_STARTED, SENDER, a_term_runs),
        To(K.ANSWER_RECEIVED, SENDER, no_term_runs), To(K.OFFICE_NOTICE, X),
    ),
    E.CLARIFICATION_REQUESTED: (
        To(K.PROGRESS, R), To(K.CLARIFICATION_1, P), To(K.CLARIFICATION_NOTICE, F), To(K.CARBON_COPY, S),
        To(K.CARBON_COPY, I, local_government),
    ),
    E.SECOND_REQUEST_SENT: (
        To(K.CLARIFICATION_2, P), To(K.CLARIFICATION_NOTICE, F), To(K.CARBON_COPY, S), To(K.CARBON_COPY, I),
        To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.ANSWERED: (
        To(K.PROGRESS, R, no_question), To(K.ANSWER_RECEIVED, F), To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_TASK, X),
    ),
    E.RIGHT_UNUSED: (
        To(K.PROGRESS, R), To(K.RIGHT_UNUSED, P), To(K.CARBON_COPY, F), To(K.CARBON_COPY, S), To(K.CARBON_COPY, I),
        To(K.OFFICE_TASK, X), To(K.OFFICE_NOTICE, H),
    ),
    E.SUMMONED: (
        To(K.SUMMONS, P), To(K.CARBON_COPY, F), To(K.CARBON_COPY, S), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
    ),
    E.ABSENCE_EXCUSED: (To(K.INSTITUTION_NOTICE, P), To(K.INSTITUTION_NOTICE, F), To(K.OFFICE_NOTICE, X)),
    E.FORCE_ASKED: (To(K.OFFICE_TASK, H), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, Q)),
    E.SETTLED_INFORMALLY: (To(K.PROGRESS, R), To(K.ANSWER_RECEIVED, F), To(K.OFFICE_NOTICE, X)),
    E.TRACK_RELEASED: (To(K.RELEASED, P, formally_asked), To(K.RELEASED, F)),
    # examination
    E.TRACKS_ENDED: (To(K.OFFICE_TASK, X),),
    E.FIELD_EXAM_ORDERED: (To(K.OFFICE_TASK, X),),  # it may come unannounced: nobody outside is told
    E.FIELD_EXAM_DONE: (),
    E.CONCILIATION_OPENED: INVITATION,
    E.MEDIATION_OPENED: INVITATION,
    E.SESSION_CALLED: INVITATION,
    E.SESSION_HELD: (),
    E.AGREED: (To(K.AGREEMENT, R), To(K.AGREEMENT, P), To(K.AGREEMENT, F), To(K.OFFICE_NOTICE, X)),
    E.NOT_AGREED: (To(K.PROGRESS, R), To(K.INSTITUTION_NOTICE, P), To(K.INSTITUTION_NOTICE, F)),
    E.RESULT_DRAFTED: (To(K.DRAFT_RESULT, R), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H)),
    E.REPORTER_REPLIED: (To(K.PROGRESS, R), To(K.OFFICE_TASK, X)),
    E.REEXAMINATION_OPENED: (To(K.PROGRESS, R), To(K.OFFICE_NOTICE, H)),
    E.DRAFTING_STARTED: (),
    E.REVIEW_ASKED: (To(K.OFFICE_TASK, H),),
    E.REVIEW_APPROVED: (To(K.OFFICE_TASK, H), To(K.OFFICE_NOTICE, X)),
    E.REVIEW_SENT_BACK: (To(K.OFFICE_TASK, X),),
    E.REPORT_FOUND: (
        To(K.REPORT_ISSUED, R), To(K.REPORT_DELIVERED, P), To(K.REPORT_ACTIONS, F), To(K.CARBON_COPY, S),
        To(K.CARBON_COPY, I, local_government), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H), To(K.OFFICE_NOTICE, Q),
    ),
    E.REPORT_NOT_FOUND: RESULT_WITHOUT_ACTIONS,
    E.REPORT_STOPPED: RESULT_WITHOUT_ACTIONS,
    E.REPORT_FOUND_SETTLED: RESULT_WITHOUT_ACTIONS,
    # corrective action
    E.ITEM_REPORTED: (To(K.ANSWER_RECEIVED, F), To(K.ANSWER_RECEIVED, SENDER), To(K.OFFICE_TASK, X)),
    E.ITEM_VERIFIED: (
        To(K.PROGRESS, R), To(K.ITEM_VERIFIED, P), To(K.ITEM_VERIFIED, F), To(K.CARBON_COPY, I, local_government),
        To(K.OFFICE_NOTICE, X),
    ),
    E.SETTLEMENT_KEPT: CLOSING,
    E.SETTLEMENT_BROKEN: (
        To(K.PROGRESS, R), To(K.INSTITUTION_NOTICE, P), To(K.INSTITUTION_NOTICE, F), To(K.OFFICE_TASK, X),
    ),
    E.ACTIONS_DONE: CLOSING,
    E.HANDED_OVER: (
        To(K.PROGRESS, R), To(K.INSTITUTION_NOTICE, P), To(K.INSTITUTION_NOTICE, F), To(K.CARBON_COPY, S),
        To(K.CARBON_COPY, I), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H), To(K.OFFICE_TASK, M),
    ),
    E.FILE_COMPLETED: (To(K.OFFICE_NOTICE, M),),
    E.RESOLVED: CLOSING,
    # recommendation
    E.RECOMMENDATION_PROPOSED: (To(K.PROGRESS, R), To(K.OFFICE_NOTICE, H), To(K.OFFICE_TASK, Q)),
    E.RECOMMENDATION_APPROVED: (To(K.OFFICE_TASK, Q),),
    E.RECOMMENDATION_SIGNED: (
        To(K.RECOMMENDATION_COPY, R), To(K.RECOMMENDATION_COPY, P), To(K.INSTITUTION_NOTICE, F),
        To(K.RECOMMENDATION, S), To(K.CARBON_COPY, I), To(K.OFFICE_NOTICE, X), To(K.OFFICE_NOTICE, H),
        To(K.OFFICE_TASK, M),
    ),
    E.RECOMMENDATION_IMPLEMENTED: (*CLOSING, To(K.CLOSING_NOTE, S)),
    E.SANCTION_RECOMMENDED: UNMET,
    E.PUBLICATION_DECIDED: UNMET,
    E.PUBLISHED: (*CLOSING, To(K.CLOSING_NOTE, S), To(K.OFFICE_NOTICE, H), To(K.OFFICE_NOTICE, Q)),
    # ends and returns
    E.WITHDRAWN: CLOSING,
    E.DEEMED_WITHDRAWN: (*CLOSING, To(K.OFFICE_NOTICE, H)),
    E.CLOSED_EARLY: (*CLOSING, To(K.OFFICE_NOTICE, H)),
    E.OBJECTED: (To(K.OBJECTION_RECEIVED, R), To(K.OFFICE_NOTICE, H), To(K.OFFICE_TASK, Q)),
    E.OBJECTION_UPHELD: (To(K.OBJECTION_ANSWER, R), To(K.OFFICE_NOTICE, H)),
    E.OBJECTION_REFUSED: (To(K.OBJECTION_ANSWER, R), To(K.OFFICE_NOTICE, H)),
    E.REOPENED: (To(K.REOPENED, R), To(K.INSTITUTION_NOTICE, P), To(K.INSTITUTION_NOTICE, F), To(K.OFFICE_TASK, X)),
    E.RESUMED_AT_VERIFICATION: (To(K.PROGRESS, R),),
    E.RESUMED_AT_EXAMINATION: (To(K.PROGRESS, R),),
    **NETWORK_LETTERS,
    # at any open stage
    E.SUPPLEMENTED: SAID,
    E.EXTENSION_ASKED: SAID,
    E.DISOWNED: SAID,
    E.COLLEAGUE_NAMED: SAID,
    E.FOCAL_POINT_CHANGED: (To(K.TAKEN_OVER, F, task_open), To(K.OFFICE_NOTICE, X)),
    E.NOTED: (),
    E.ASSIGNED: (To(K.PROGRESS, R), To(K.ASSIGNMENT, X)),
    E.LINKED: (),
    E.RECEIPT_PROVEN: (To(K.TERM_STARTED, ByClock.BOUND), To(K.TERM_STARTED, SENDER)),
    E.RECEIPT_MISSING: (To(K.OFFICE_TASK, X),),
    E.CLOCK_PAUSED: CHANGED_TERM,
    E.CLOCK_RESUMED: CHANGED_TERM,
    E.EXTENDED: CHANGED_TERM,
    E.RECOUNTED: CHANGED_TERM,
    E.REMINDED: (To(K.REMINDER, ByClock.TOLD),),
    E.ESCALATED: (To(K.ESCALATION, ByClock.TOLD),),
    E.ACT_DUE: (To(K.OFFICE_TASK, X),),
    E.ACT_DECLINED: (),
    E.LETTER_FAILED: (To(K.OFFICE_TASK, X),),
    E.FOCAL_POINT_MISSING: (To(K.OFFICE_TASK, X),),
    E.CORRECTED: (),
    # also after the end
    E.IMPORTED: (),
    E.IDENTITY_ERASED: (),
}  # fmt: skip

TO_REPORTER = {K.REMINDER: K.REPORTER_REMINDER, K.ESCALATION: K.REPORTER_REMINDER}
TO_OFFICE = {K.REMINDER: K.OFFICE_ALARM, K.ESCALATION: K.OFFICE_ALARM, K.TERM_CHANGED: K.OFFICE_NOTICE,
             K.TERM_STARTED: K.OFFICE_NOTICE}  # fmt: skip


def in_their_words(kind: K, role: Party) -> K:
    """The kind as the role needs to read it: a ladder tells reporters and officers in other words."""
    return (
        TO_REPORTER.get(kind, kind)
        if role in PUBLIC
        else TO_OFFICE.get(kind, kind)
        if role in OFFICE
        else kind
    )


def bound_with(role: Party) -> tuple[Party, ...]:
    """Whom to tell about a deadline that binds `role`: the institution's contact hears what its head hears."""
    return (P, F) if role is P else (role,)
