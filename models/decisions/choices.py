"""Where each decision can be taken, and what it needs. Pure tables."""

from collections.abc import Mapping

from models.decisions.decision import Decision as D
from models.stages import Stage as S

AT: Mapping[S, tuple[D, ...]] = {
    S.ACCESS: (
        D.SORT_AS_REPORT, D.SORT_AS_EMERGENCY, D.SORT_AS_CONSULTATION, D.SORT_AS_INITIATIVE, D.NOTE_CARBON_COPY,
    ),
    S.CONSULTATION: (
        D.FORWARD_CONSULTATION, D.ANSWER_CONSULTATION, D.TURN_INTO_REPORT, D.RECORD_ANSWER, D.NOTE_ACKNOWLEDGED,
        D.RELEASE_TRACK,
    ),
    S.RAPID_RESPONSE: (
        D.NOTE_FIRST_CONTACT, D.SETTLE_RAPIDLY, D.TURN_INTO_REPORT, D.RECORD_ANSWER, D.RELEASE_TRACK,
    ),
    S.EARLY_DETECTION: (D.CONCLUDE_DETECTION,),
    S.FORMAL_CHECK: (D.PASS_FORMAL, D.ASK_REPORTER),
    S.AWAITING_REPORTER: (D.COMPLETE_DATA, D.DEEM_WITHDRAWN),
    S.MATERIAL_CHECK: (D.PASS_MATERIAL, D.PROPOSE_TRANSFER),
    S.PLENARY: (D.ACCEPT, D.REJECT, D.PROPOSE_TRANSFER),
    S.TRANSFER: (D.ACCEPT_TRANSFER, D.REFUSE_TRANSFER),
    S.OBJECTION: (D.UPHOLD_OBJECTION, D.REFUSE_OBJECTION),
    S.REOPENED: (D.RESUME_AT_VERIFICATION, D.RESUME_AT_EXAMINATION),
    S.REGISTERED: (D.FORWARD, D.ORDER_FIELD_EXAM, D.PROPOSE_TRANSFER),
    S.CLARIFICATION: (
        D.RECORD_ANSWER, D.REQUEST_CLARIFICATION, D.SEND_SECOND_REQUEST, D.NOTE_RIGHT_UNUSED, D.NOTE_ACKNOWLEDGED,
        D.SETTLE_INFORMALLY, D.FORWARD, D.SUMMON, D.EXCUSE_ABSENCE, D.ASK_FORCE, D.RELEASE_TRACK,
    ),
    S.EVALUATION: (
        D.DRAFT_RESULT, D.START_DRAFTING, D.REQUEST_CLARIFICATION, D.FORWARD, D.SUMMON, D.ORDER_FIELD_EXAM,
        D.OPEN_CONCILIATION, D.OPEN_MEDIATION, D.PROPOSE_TRANSFER,
    ),
    S.FIELD_EXAM: (D.CONCLUDE_FIELD_EXAM,),
    S.CONCILIATION: (
        D.CALL_SESSION, D.RECORD_SESSION, D.NOTE_AGREEMENT, D.NOTE_FAILURE, D.PROPOSE_RECOMMENDATION,
    ),
    S.MEDIATION: (
        D.CALL_SESSION, D.RECORD_SESSION, D.NOTE_AGREEMENT, D.NOTE_FAILURE, D.PROPOSE_RECOMMENDATION,
    ),
    S.REPORTER_RESPONSE: (D.RECORD_REPLY, D.REEXAMINE, D.START_DRAFTING),
    S.REPORT_DRAFTING: (D.ASK_REVIEW,),
    S.CASE_REVIEW: (D.APPROVE_REVIEW, D.SEND_BACK),
    S.REPORT_ISSUED: (D.ISSUE_FOUND, D.ISSUE_NOT_FOUND, D.ISSUE_STOPPED, D.ISSUE_FOUND_SETTLED),
    S.SETTLEMENT_MONITORING: (
        D.VERIFY_ITEM, D.REPORT_ITEM, D.CLOSE_SETTLEMENT_KEPT, D.NOTE_SETTLEMENT_BROKEN,
    ),
    S.CORRECTIVE_MONITORING: (D.VERIFY_ITEM, D.REPORT_ITEM, D.CLOSE_ACTIONS_DONE, D.HAND_OVER),
    S.RESOLUTION: (
        D.VERIFY_ITEM, D.REPORT_ITEM, D.COMPLETE_FILE, D.CLOSE_RESOLVED, D.PROPOSE_RECOMMENDATION,
    ),
    S.RECOMMENDATION_DRAFT: (D.APPROVE_RECOMMENDATION,),
    S.RECOMMENDATION_ISSUED: (D.SIGN_RECOMMENDATION,),
    S.RECOMMENDATION_MONITORING: (
        D.VERIFY_ITEM, D.REPORT_ITEM, D.CLOSE_IMPLEMENTED, D.RECOMMEND_SANCTION, D.DECIDE_PUBLICATION,
    ),
    S.SANCTION_RECOMMENDATION: (D.VERIFY_ITEM, D.CLOSE_IMPLEMENTED, D.DECIDE_PUBLICATION),
    S.PUBLICATION: (D.PUBLISH,),
    S.CLOSED: (D.RECORD_OBJECTION, D.REOPEN),
    S.PLANNING: (D.INVITE, D.CHANGE_PLAN, D.NOTE_HELD),
    S.INVITED: (D.NOTE_HELD, D.NOTE_ATTENDEES, D.INVITE, D.CHANGE_PLAN),
    S.FOLLOW_UP: (
        D.NAME_FOCAL_POINTS, D.NOTE_ATTENDEES, D.ASK_ABSENTEES, D.NOTE_OBSTACLES, D.OPEN_COMMITMENT, D.AGREE_PLAN,
        D.CONCLUDE_GATHERING,
    ),
    S.PLAN_MONITORING: (
        D.VERIFY_ITEM, D.REPORT_ITEM, D.CLOSE_PLAN_DONE, D.CARRY_PLAN_OVER, D.NAME_FOCAL_POINTS, D.NOTE_ATTENDEES,
        D.ASK_ABSENTEES, D.NOTE_OBSTACLES, D.AGREE_PLAN, D.OPEN_COMMITMENT,
    ),
    S.SIGNING: (D.NOTE_SIGNATURES, D.ASK_SIGNATURES, D.CONCLUDE_COMMITMENT),
    S.CONFIRMING: (D.NOTE_CONFIRMED, D.NAME_SUCCESSOR, D.ASK_INSTITUTION),
    S.SUCCESSION: (D.NAME_SUCCESSOR, D.NOTE_CONFIRMED),
}  # fmt: skip
"""What can be decided at each stage, the usual first."""

ALWAYS: tuple[D, ...] = (
    D.RELEASE_ACT, D.DECLINE_ACT, D.SET_RECEIPT, D.EXTEND_CLOCK, D.PAUSE_CLOCK, D.RESUME_CLOCK,
    D.ASSIGN, D.LINK, D.ADD_NOTE, D.CORRECT, D.WITHDRAW, D.CLOSE_EARLY,
)  # fmt: skip
"""What can be decided at every open stage, where the complaint has something to decide it about."""

ALWAYS_IN_NETWORK: tuple[D, ...] = (
    D.RELEASE_ACT, D.DECLINE_ACT, D.EXTEND_CLOCK, D.PAUSE_CLOCK, D.RESUME_CLOCK, D.ASSIGN, D.ADD_NOTE, D.CORRECT,
    D.CALL_OFF,
)  # fmt: skip
"""The same for an undertaking of the network: it has no reporter who could withdraw, and no ground of closing."""

NEEDS: Mapping[D, tuple[str, ...]] = {
    D.FORWARD_CONSULTATION: ("institution", "text"),
    D.ANSWER_CONSULTATION: ("text?",),
    D.NOTE_FIRST_CONTACT: ("institution?", "text?", "note"),
    D.SETTLE_RAPIDLY: ("note",),
    D.CONCLUDE_DETECTION: ("note",),
    D.PASS_FORMAL: ("waived?", "note?"),
    D.ASK_REPORTER: ("missing", "text?"),
    D.COMPLETE_DATA: ("note?",),
    D.PASS_MATERIAL: ("note?",),
    D.ACCEPT: ("complexity", "examiner", "on?", "note?"),
    D.REJECT: ("reason", "note", "on?"),
    D.PROPOSE_TRANSFER: ("office", "note"),
    D.REFUSE_TRANSFER: ("note",),
    D.REFUSE_OBJECTION: ("note",),
    D.UPHOLD_OBJECTION: ("note",),
    D.FORWARD: ("institution", "text", "at_once?"),
    D.NOTE_ACKNOWLEDGED: ("institution", "on?"),
    D.REQUEST_CLARIFICATION: ("institution", "text"),
    D.RECORD_ANSWER: ("institution", "text", "on?"),
    D.SETTLE_INFORMALLY: ("institution", "note"),
    D.SEND_SECOND_REQUEST: ("institution",),
    D.NOTE_RIGHT_UNUSED: ("institution",),
    D.SUMMON: ("institution", "on", "text?"),
    D.EXCUSE_ABSENCE: ("institution", "note"),
    D.ASK_FORCE: ("institution", "note"),
    D.RELEASE_TRACK: ("institution", "note"),
    D.ORDER_FIELD_EXAM: ("note",),
    D.CONCLUDE_FIELD_EXAM: ("note",),
    D.OPEN_CONCILIATION: ("note?",),
    D.OPEN_MEDIATION: ("note?",),
    D.CALL_SESSION: ("on", "text"),
    D.RECORD_SESSION: ("on?", "note"),
    D.NOTE_AGREEMENT: ("items",),
    D.NOTE_FAILURE: ("note",),
    D.DRAFT_RESULT: ("text",),
    D.RECORD_REPLY: ("text",),
    D.REEXAMINE: ("note",),
    D.SEND_BACK: ("note",),
    D.APPROVE_REVIEW: ("note?",),
    D.ISSUE_FOUND: ("found", "items", "text?"),
    D.ISSUE_NOT_FOUND: ("text",),
    D.ISSUE_STOPPED: ("text",),
    D.ISSUE_FOUND_SETTLED: ("found", "text"),
    D.REPORT_ITEM: ("item", "status", "text"),
    D.VERIFY_ITEM: ("item", "status", "note?"),
    D.NOTE_SETTLEMENT_BROKEN: ("note",),
    D.HAND_OVER: ("note?",),
    D.CLOSE_RESOLVED: ("note?",),
    D.PROPOSE_RECOMMENDATION: ("note",),
    D.APPROVE_RECOMMENDATION: ("items",),
    D.RECOMMEND_SANCTION: ("institution", "note"),
    D.DECIDE_PUBLICATION: ("note",),
    D.PUBLISH: ("on?", "text"),
    D.RECORD_OBJECTION: ("text",),
    D.REOPEN: ("text",),
    D.CHANGE_PLAN: ("starts?", "place?", "mode?", "theme?", "opener?", "agenda?"),
    D.INVITE: ("invited", "text?"),
    D.NOTE_ATTENDEES: ("people",),
    D.NOTE_HELD: ("on?", "present", "text?"),
    D.NAME_FOCAL_POINTS: ("people?",),
    D.ASK_ABSENTEES: ("text?",),
    D.NOTE_OBSTACLES: ("obstacles",),
    D.AGREE_PLAN: ("items",),
    D.OPEN_COMMITMENT: ("wording", "text", "witness?"),
    D.CARRY_PLAN_OVER: ("note",),
    D.CONCLUDE_GATHERING: ("note?",),
    D.ASK_SIGNATURES: ("invited",),
    D.NOTE_SIGNATURES: ("present", "on?"),
    D.CONCLUDE_COMMITMENT: ("on?", "witness?", "until?"),
    D.NOTE_CONFIRMED: ("note?",),
    D.NAME_SUCCESSOR: ("person?", "people?"),
    D.ASK_INSTITUTION: ("note?",),
    D.CALL_OFF: ("note",),
    D.RELEASE_ACT: ("act",),
    D.DECLINE_ACT: ("act", "note"),
    D.SET_RECEIPT: ("clock", "on", "note"),
    D.PAUSE_CLOCK: ("clock", "pause", "note"),
    D.RESUME_CLOCK: ("clock",),
    D.EXTEND_CLOCK: ("clock", "days", "note"),
    D.ASSIGN: ("examiner",),
    D.LINK: ("number",),
    D.ADD_NOTE: ("note",),
    D.CORRECT: ("happening", "note"),
    D.WITHDRAW: ("note",),
    D.CLOSE_EARLY: ("reason", "note"),
}
"""The fields a decision needs; a question mark marks one that may stay empty."""


def fields_of(decision: D) -> tuple[str, ...]:
    """The names of the fields that `decision` reads."""
    return tuple(name.removesuffix("?") for name in NEEDS.get(decision, ()))


def required_by(decision: D) -> tuple[str, ...]:
    """The names of the fields that `decision` cannot do without."""
    return tuple(name for name in NEEDS.get(decision, ()) if not name.endswith("?"))
