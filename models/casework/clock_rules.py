"""Which happening opens, ends, pauses and resumes which deadline: the clocks' side of the lifecycle, as tables.

Lengths, bases and sources are in `deadlines.toml`; here is only what sets them going and what lets them rest.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from models.deadlines import PauseReason
from models.stages import Event as E


class Scope(StrEnum):
    """Whose clock it is."""

    MATTER = "matter"
    TRACK = "track"  # of the institution on whose track it happened
    ADDRESSEES = "addressees"  # one for each institution that an item of the result is addressed to
    PROMISES = "promises"  # one for each dated promise of a settlement or a plan


GATHERING: Final = "gathering"
"""The clock of a gathering's day: its date is the plan's, not a term's length."""
NAMING: Final = "focal_point_naming"
"""The office's own: an institution has put somebody forward, and an officer has yet to name them."""

OPENS: Mapping[E, tuple[tuple[str, Scope], ...]] = {
    E.SORTED_AS_REPORT: (
        ("sla_verification_formal", Scope.MATTER),
        ("sla_verification_material", Scope.MATTER),
    ),
    E.TURNED_INTO_REPORT: (
        ("sla_verification_formal", Scope.MATTER),
        ("sla_verification_material", Scope.MATTER),
    ),
    E.SORTED_AS_EMERGENCY: (("rco_first_contact", Scope.MATTER),),
    E.GAPS_FOUND: (("reporter_completion", Scope.MATTER),),
    E.ACCEPTED: (("examination_class", Scope.MATTER),),
    E.RESUMED_AT_VERIFICATION: (("sla_verification_formal", Scope.MATTER),),
    E.RESUMED_AT_EXAMINATION: (("examination_class", Scope.MATTER),),
    E.FORWARDED: (("focal_point_ack", Scope.TRACK),),
    E.CONSULTATION_FORWARDED: (("focal_point_ack", Scope.TRACK), ("consultation_answer", Scope.TRACK)),
    E.CLARIFICATION_REQUESTED: (("clarification_1", Scope.TRACK),),
    E.SECOND_REQUEST_SENT: (("clarification_2", Scope.TRACK),),
    E.SUMMONED: (("summons_interval", Scope.TRACK),),
    E.RESULT_DRAFTED: (("reporter_response", Scope.MATTER),),
    E.REPORT_FOUND: (("corrective_action", Scope.ADDRESSEES),),
    E.AGREED: (("action_item", Scope.PROMISES),),
    E.HANDED_OVER: (("resolution_completeness_check", Scope.MATTER),),
    E.RECOMMENDATION_SIGNED: (
        ("recommendation_delivery", Scope.MATTER),
        ("recommendation_report_alarm", Scope.ADDRESSEES),
        ("recommendation_report", Scope.ADDRESSEES),
    ),
    E.GATHERING_PLANNED: (("gathering", Scope.MATTER),),
    E.PLAN_CHANGED: (("gathering", Scope.MATTER),),
    E.ABSENTEE_ASKED: (("absentee_answer", Scope.TRACK),),
    E.PLAN_AGREED: (("action_item", Scope.PROMISES), ("office_item", Scope.PROMISES)),
    E.SIGNATURE_ASKED: (("commitment_signature", Scope.TRACK),),
    E.ROTATION_NOTED: (("rotation_replacement", Scope.TRACK),),
    E.RECONFIRMATION_ASKED: (("reconfirmation_answer", Scope.TRACK),),
    E.CONFIRMATION_MISSED: (("rotation_replacement", Scope.TRACK),),
    E.SUCCESSOR_NAMED: (("successor_confirmation", Scope.TRACK),),
    E.ATTENDANCE_ANNOUNCED: ((NAMING, Scope.TRACK),),
    E.SUCCESSOR_PROPOSED: ((NAMING, Scope.TRACK),),
}
"""`examination_class` stands for the class the plenary gave: light, medium or heavy."""

ENDS: Mapping[E, tuple[str, ...]] = {
    E.FORMAL_MET: ("sla_verification_formal",),
    E.MATERIAL_MET: ("sla_verification_material",),
    E.DATA_COMPLETED: ("reporter_completion",),
    E.FIRST_CONTACT_MADE: ("rco_first_contact",),
    E.TURNED_INTO_REPORT: ("rco_first_contact", "focal_point_ack", "consultation_answer"),
    E.ACKNOWLEDGED: ("focal_point_ack",),
    E.CONSULTATION_ANSWERED: ("focal_point_ack", "consultation_answer"),
    E.SUPPLEMENTED: ("focal_point_ack",),
    E.DISOWNED: ("focal_point_ack", "consultation_answer"),
    E.ANSWERED: (
        "focal_point_ack",
        "consultation_answer",
        "clarification_1",
        "clarification_2",
        "summons_interval",
    ),
    E.SETTLED_INFORMALLY: ("focal_point_ack", "clarification_1", "clarification_2"),
    E.TRACK_RELEASED: ("focal_point_ack", "consultation_answer", "clarification_1", "clarification_2"),
    E.CLARIFICATION_REQUESTED: ("focal_point_ack",),
    E.SECOND_REQUEST_SENT: ("clarification_1",),
    E.RIGHT_UNUSED: ("clarification_2", "summons_interval"),
    E.SUMMONED: ("summons_interval",),
    E.FORCE_ASKED: ("summons_interval",),
    E.ABSENCE_EXCUSED: ("summons_interval",),
    E.REPORTER_REPLIED: ("reporter_response",),
    E.REEXAMINATION_OPENED: ("reporter_response",),
    E.DRAFTING_STARTED: ("reporter_response",),
    E.AGREED: ("examination_class",),
    E.REPORT_FOUND: ("examination_class",),
    E.HANDED_OVER: ("corrective_action",),
    E.FILE_COMPLETED: ("resolution_completeness_check",),
    E.RECOMMENDATION_PROPOSED: ("resolution_completeness_check",),
    E.SANCTION_RECOMMENDED: ("recommendation_report_alarm", "recommendation_report"),
    E.PUBLICATION_DECIDED: ("recommendation_report_alarm", "recommendation_report"),
    E.SETTLEMENT_BROKEN: ("action_item",),
    E.PLAN_CHANGED: ("gathering",),
    E.GATHERING_HELD: ("gathering", "monev_cycle"),
    E.ABSENTEE_ASKED: ("absentee_answer",),
    E.ATTENDANCE_ANNOUNCED: ("absentee_answer", NAMING),
    E.FOCAL_POINTS_NAMED: ("absentee_answer", NAMING),
    E.COMMITMENT_SIGNED: ("commitment_signature",),
    E.SUCCESSOR_PROPOSED: ("rotation_replacement", "reconfirmation_answer", "successor_confirmation", NAMING),
    E.CONFIRMATION_MISSED: ("reconfirmation_answer", "successor_confirmation", NAMING),
    E.SUCCESSOR_NAMED: ("rotation_replacement", "reconfirmation_answer", "successor_confirmation", NAMING),
}
"""On a track, only that track's clocks end. Closing ends all that are left.

Whom an institution names is its answer: its own term ends, and the office's begins, to take that up.
"""

PAUSES: Mapping[E, tuple[PauseReason, tuple[str, ...]]] = {
    E.GAPS_FOUND: (
        PauseReason.WAITING_FOR_REPORTER,
        ("sla_verification_formal", "sla_verification_material"),
    ),
    E.CONCILIATION_OPENED: (PauseReason.MEDIATION, ("examination_class",)),
    E.MEDIATION_OPENED: (PauseReason.MEDIATION, ("examination_class",)),
}

RESUMES: Mapping[E, tuple[str, ...]] = {
    E.DATA_COMPLETED: ("sla_verification_formal", "sla_verification_material"),
    E.NOT_AGREED: ("examination_class",),
}

RECEIVED_BY: frozenset[E] = frozenset({E.ACKNOWLEDGED, E.ANSWERED, E.ITEM_REPORTED})
"""Happenings that prove the institution has received what was sent to it."""


def covers(prefix: str, key: str) -> bool:
    """Whether a row for `prefix` means the clock `key`: `examination_class` covers its three lengths."""
    return key == prefix or (prefix == "examination_class" and key.startswith("examination_class_"))
