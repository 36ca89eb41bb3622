"""The steps of the lifecycle as tables: of a complaint, of the network's undertakings, of an institution's track.

Pure. The stages follow `UU 37/2008`, `PO 48/2020` and `PO 58/2023`; where no article creates a stage it is the
offices' practice. Read a row as an arrow: *at this stage, when this happened, the complaint is there*.
"""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from models.stages import Event as E, Stage as S, TrackStage as T

StageT = TypeVar("StageT", S, T)

BACK: Literal["back"] = "back"
"""To the stage from which the complaint came: a transfer does not lose its place."""


@dataclass(frozen=True, slots=True)
class Step(Generic[StageT]):
    """At `stage`, `event` leads to `target`."""

    stage: StageT
    event: E
    target: StageT | Literal["back"]


LIFECYCLE: tuple[Step[S], ...] = (
    Step(S.ACCESS,                    E.SORTED_AS_REPORT,           S.FORMAL_CHECK),
    Step(S.ACCESS,                    E.SORTED_AS_EMERGENCY,        S.RAPID_RESPONSE),
    Step(S.ACCESS,                    E.SORTED_AS_CONSULTATION,     S.CONSULTATION),
    Step(S.ACCESS,                    E.SORTED_AS_INITIATIVE,       S.EARLY_DETECTION),
    Step(S.ACCESS,                    E.CARBON_COPY_NOTED,          S.CLOSED),
    Step(S.CONSULTATION,              E.CONSULTATION_FORWARDED,     S.CONSULTATION),
    Step(S.CONSULTATION,              E.CONSULTATION_ANSWERED,      S.CLOSED),
    Step(S.CONSULTATION,              E.TURNED_INTO_REPORT,         S.FORMAL_CHECK),
    Step(S.RAPID_RESPONSE,            E.FIRST_CONTACT_MADE,         S.RAPID_RESPONSE),
    Step(S.RAPID_RESPONSE,            E.RAPIDLY_SETTLED,            S.CLOSED),
    Step(S.RAPID_RESPONSE,            E.TURNED_INTO_REPORT,         S.FORMAL_CHECK),
    Step(S.EARLY_DETECTION,           E.DETECTION_CONCLUDED,        S.PLENARY),

    Step(S.FORMAL_CHECK,              E.FORMAL_MET,                 S.MATERIAL_CHECK),
    Step(S.FORMAL_CHECK,              E.GAPS_FOUND,                 S.AWAITING_REPORTER),
    Step(S.AWAITING_REPORTER,         E.DATA_COMPLETED,             S.FORMAL_CHECK),
    Step(S.AWAITING_REPORTER,         E.DEEMED_WITHDRAWN,           S.CLOSED),
    Step(S.MATERIAL_CHECK,            E.MATERIAL_MET,               S.PLENARY),
    Step(S.PLENARY,                   E.ACCEPTED,                   S.REGISTERED),
    Step(S.PLENARY,                   E.REJECTED,                   S.CLOSED),
    Step(S.MATERIAL_CHECK,            E.TRANSFER_PROPOSED,          S.TRANSFER),
    Step(S.PLENARY,                   E.TRANSFER_PROPOSED,          S.TRANSFER),
    Step(S.REGISTERED,                E.TRANSFER_PROPOSED,          S.TRANSFER),
    Step(S.EVALUATION,                E.TRANSFER_PROPOSED,          S.TRANSFER),
    Step(S.TRANSFER,                  E.TRANSFER_ACCEPTED,          BACK),
    Step(S.TRANSFER,                  E.TRANSFER_REFUSED,           BACK),

    Step(S.REGISTERED,                E.FORWARDED,                  S.CLARIFICATION),
    Step(S.REGISTERED,                E.FIELD_EXAM_ORDERED,         S.FIELD_EXAM),
    Step(S.CLARIFICATION,             E.FORWARDED,                  S.CLARIFICATION),
    Step(S.CLARIFICATION,             E.TRACKS_ENDED,               S.EVALUATION),
    Step(S.EVALUATION,                E.FORWARDED,                  S.CLARIFICATION),
    Step(S.EVALUATION,                E.CLARIFICATION_REQUESTED,    S.CLARIFICATION),
    Step(S.EVALUATION,                E.SUMMONED,                   S.CLARIFICATION),
    Step(S.EVALUATION,                E.FIELD_EXAM_ORDERED,         S.FIELD_EXAM),
    Step(S.EVALUATION,                E.CONCILIATION_OPENED,        S.CONCILIATION),
    Step(S.EVALUATION,                E.MEDIATION_OPENED,           S.MEDIATION),
    Step(S.EVALUATION,                E.RESULT_DRAFTED,             S.REPORTER_RESPONSE),
    Step(S.EVALUATION,                E.DRAFTING_STARTED,           S.REPORT_DRAFTING),
    Step(S.FIELD_EXAM,                E.FIELD_EXAM_DONE,            S.EVALUATION),
    Step(S.CONCILIATION,              E.SESSION_CALLED,             S.CONCILIATION),
    Step(S.CONCILIATION,              E.SESSION_HELD,               S.CONCILIATION),
    Step(S.CONCILIATION,              E.AGREED,                     S.SETTLEMENT_MONITORING),
    Step(S.CONCILIATION,              E.NOT_AGREED,                 S.REPORT_DRAFTING),
    Step(S.CONCILIATION,              E.RECOMMENDATION_PROPOSED,    S.RECOMMENDATION_DRAFT),
    Step(S.MEDIATION,                 E.SESSION_CALLED,             S.MEDIATION),
    Step(S.MEDIATION,                 E.SESSION_HELD,               S.MEDIATION),
    Step(S.MEDIATION,                 E.AGREED,                     S.SETTLEMENT_MONITORING),
    Step(S.MEDIATION,                 E.NOT_AGREED,                 S.REPORT_DRAFTING),
    Step(S.MEDIATION,                 E.RECOMMENDATION_PROPOSED,    S.RECOMMENDATION_DRAFT),
    Step(S.REPORTER_RESPONSE,         E.REPORTER_REPLIED,           S.REPORTER_RESPONSE),
    Step(S.REPORTER_RESPONSE,         E.REEXAMINATION_OPENED,       S.EVALUATION),
    Step(S.REPORTER_RESPONSE,         E.DRAFTING_STARTED,           S.REPORT_DRAFTING),
    Step(S.REPORT_DRAFTING,           E.REVIEW_ASKED,               S.CASE_REVIEW),
    Step(S.CASE_REVIEW,               E.REVIEW_APPROVED,            S.REPORT_ISSUED),
    Step(S.CASE_REVIEW,               E.REVIEW_SENT_BACK,           S.EVALUATION),
    Step(S.REPORT_ISSUED,             E.REPORT_FOUND,               S.CORRECTIVE_MONITORING),
    Step(S.REPORT_ISSUED,             E.REPORT_NOT_FOUND,           S.CLOSED),
    Step(S.REPORT_ISSUED,             E.REPORT_STOPPED,             S.CLOSED),
    Step(S.REPORT_ISSUED,             E.REPORT_FOUND_SETTLED,       S.CLOSED),

    Step(S.SETTLEMENT_MONITORING,     E.SETTLEMENT_KEPT,            S.CLOSED),
    Step(S.SETTLEMENT_MONITORING,     E.SETTLEMENT_BROKEN,          S.REPORT_DRAFTING),
    Step(S.CORRECTIVE_MONITORING,     E.ACTIONS_DONE,               S.CLOSED),
    Step(S.CORRECTIVE_MONITORING,     E.HANDED_OVER,                S.RESOLUTION),
    Step(S.RESOLUTION,                E.FILE_COMPLETED,             S.RESOLUTION),
    Step(S.RESOLUTION,                E.RESOLVED,                   S.CLOSED),
    Step(S.RESOLUTION,                E.RECOMMENDATION_PROPOSED,    S.RECOMMENDATION_DRAFT),

    Step(S.RECOMMENDATION_DRAFT,      E.RECOMMENDATION_APPROVED,    S.RECOMMENDATION_ISSUED),
    Step(S.RECOMMENDATION_ISSUED,     E.RECOMMENDATION_SIGNED,      S.RECOMMENDATION_MONITORING),
    Step(S.RECOMMENDATION_MONITORING, E.RECOMMENDATION_IMPLEMENTED, S.CLOSED),
    Step(S.RECOMMENDATION_MONITORING, E.SANCTION_RECOMMENDED,       S.SANCTION_RECOMMENDATION),
    Step(S.RECOMMENDATION_MONITORING, E.PUBLICATION_DECIDED,        S.PUBLICATION),
    Step(S.SANCTION_RECOMMENDATION,   E.RECOMMENDATION_IMPLEMENTED, S.CLOSED),
    Step(S.SANCTION_RECOMMENDATION,   E.PUBLICATION_DECIDED,        S.PUBLICATION),
    Step(S.PUBLICATION,               E.PUBLISHED,                  S.CLOSED),

    Step(S.CLOSED,                    E.OBJECTED,                   S.OBJECTION),
    Step(S.CLOSED,                    E.REOPENED,                   S.REOPENED),
    Step(S.OBJECTION,                 E.OBJECTION_UPHELD,           S.REOPENED),
    Step(S.OBJECTION,                 E.OBJECTION_REFUSED,          S.CLOSED),
    Step(S.REOPENED,                  E.RESUMED_AT_VERIFICATION,    S.FORMAL_CHECK),
    Step(S.REOPENED,                  E.RESUMED_AT_EXAMINATION,     S.EVALUATION),
)  # fmt: skip
"""The complaint's steps, in the order of a life. Ends from any open stage are in `ANYWHERE`."""

NETWORK: tuple[Step[S], ...] = (
    Step(S.PLANNING,                  E.PLAN_CHANGED,               S.PLANNING),
    Step(S.PLANNING,                  E.INVITED,                    S.INVITED),
    Step(S.PLANNING,                  E.GATHERING_HELD,             S.FOLLOW_UP),
    Step(S.INVITED,                   E.PLAN_CHANGED,               S.INVITED),
    Step(S.INVITED,                   E.INVITED,                    S.INVITED),
    Step(S.INVITED,                   E.ATTENDANCE_ANNOUNCED,       S.INVITED),
    Step(S.INVITED,                   E.GATHERING_HELD,             S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.PRESENCE_NOTED,             S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.ABSENCE_NOTED,              S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.ATTENDANCE_ANNOUNCED,       S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.FOCAL_POINTS_NAMED,         S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.ABSENTEE_ASKED,             S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.OBSTACLES_NOTED,            S.FOLLOW_UP),
    Step(S.FOLLOW_UP,                 E.PLAN_AGREED,                S.PLAN_MONITORING),
    Step(S.FOLLOW_UP,                 E.GATHERING_CONCLUDED,        S.CLOSED),
    Step(S.PLAN_MONITORING,           E.ATTENDANCE_ANNOUNCED,       S.PLAN_MONITORING),
    Step(S.PLAN_MONITORING,           E.FOCAL_POINTS_NAMED,         S.PLAN_MONITORING),
    Step(S.PLAN_MONITORING,           E.ABSENTEE_ASKED,             S.PLAN_MONITORING),
    Step(S.PLAN_MONITORING,           E.OBSTACLES_NOTED,            S.PLAN_MONITORING),
    Step(S.PLAN_MONITORING,           E.PLAN_AGREED,                S.PLAN_MONITORING),
    Step(S.PLAN_MONITORING,           E.PLAN_DONE,                  S.CLOSED),
    Step(S.PLAN_MONITORING,           E.PLAN_CARRIED_OVER,          S.CLOSED),

    Step(S.SIGNING,                   E.SIGNATURE_ASKED,            S.SIGNING),
    Step(S.SIGNING,                   E.COMMITMENT_SIGNED,          S.SIGNING),
    Step(S.SIGNING,                   E.COMMITMENT_CONCLUDED,       S.CLOSED),

    Step(S.CONFIRMING,                E.FOCAL_POINT_CONFIRMED,      S.CLOSED),
    Step(S.CONFIRMING,                E.SUCCESSOR_PROPOSED,         S.CONFIRMING),
    Step(S.CONFIRMING,                E.SUCCESSOR_NAMED,            S.CONFIRMING),
    Step(S.CONFIRMING,                E.CONFIRMATION_MISSED,        S.SUCCESSION),
    Step(S.SUCCESSION,                E.FOCAL_POINT_CONFIRMED,      S.CLOSED),
    Step(S.SUCCESSION,                E.SUCCESSOR_PROPOSED,         S.SUCCESSION),
    Step(S.SUCCESSION,                E.SUCCESSOR_NAMED,            S.CONFIRMING),
)  # fmt: skip
"""The steps of the network's undertakings: gatherings, commitments, and who holds a post. No article makes them; they
are the offices' practice.
"""

TRACK: tuple[Step[T], ...] = (
    Step(T.FORWARDED,         E.ACKNOWLEDGED,            T.FORWARDED),
    Step(T.FORWARDED,         E.SETTLED_INFORMALLY,      T.SETTLED),
    Step(T.FORWARDED,         E.ANSWERED,                T.ANSWERED),
    Step(T.FORWARDED,         E.CLARIFICATION_REQUESTED, T.CLARIFICATION_1),
    Step(T.FORWARDED,         E.TRACK_RELEASED,          T.RELEASED),
    Step(T.CLARIFICATION_1,   E.ACKNOWLEDGED,            T.CLARIFICATION_1),
    Step(T.CLARIFICATION_1,   E.ANSWERED,                T.ANSWERED),
    Step(T.CLARIFICATION_1,   E.SETTLED_INFORMALLY,      T.SETTLED),
    Step(T.CLARIFICATION_1,   E.SECOND_REQUEST_SENT,     T.CLARIFICATION_2),
    Step(T.CLARIFICATION_1,   E.TRACK_RELEASED,          T.RELEASED),
    Step(T.CLARIFICATION_2,   E.ACKNOWLEDGED,            T.CLARIFICATION_2),
    Step(T.CLARIFICATION_2,   E.ANSWERED,                T.ANSWERED),
    Step(T.CLARIFICATION_2,   E.SETTLED_INFORMALLY,      T.SETTLED),
    Step(T.CLARIFICATION_2,   E.RIGHT_UNUSED,            T.SILENT),
    Step(T.CLARIFICATION_2,   E.TRACK_RELEASED,          T.RELEASED),
    Step(T.SILENT,            E.ANSWERED,                T.ANSWERED),
    Step(T.SILENT,            E.SUMMONED,                T.SUMMONS_1),
    Step(T.ANSWERED,          E.SUMMONED,                T.SUMMONS_1),
    Step(T.ANSWERED,          E.CLARIFICATION_REQUESTED, T.CLARIFICATION_1),
    Step(T.SUMMONS_1,         E.ANSWERED,                T.ANSWERED),
    Step(T.SUMMONS_1,         E.SUMMONED,                T.SUMMONS_2),
    Step(T.SUMMONS_1,         E.RIGHT_UNUSED,            T.SILENT),
    Step(T.SUMMONS_1,         E.ABSENCE_EXCUSED,         T.EXCUSED),
    Step(T.SUMMONS_2,         E.ANSWERED,                T.ANSWERED),
    Step(T.SUMMONS_2,         E.SUMMONED,                T.SUMMONS_3),
    Step(T.SUMMONS_2,         E.RIGHT_UNUSED,            T.SILENT),
    Step(T.SUMMONS_2,         E.ABSENCE_EXCUSED,         T.EXCUSED),
    Step(T.SUMMONS_3,         E.ANSWERED,                T.ANSWERED),
    Step(T.SUMMONS_3,         E.FORCE_ASKED,             T.FORCED_ATTENDANCE),
    Step(T.SUMMONS_3,         E.RIGHT_UNUSED,            T.SILENT),
    Step(T.SUMMONS_3,         E.ABSENCE_EXCUSED,         T.EXCUSED),
    Step(T.EXCUSED,           E.ANSWERED,                T.ANSWERED),
    Step(T.EXCUSED,           E.SUMMONED,                T.SUMMONS_1),
    Step(T.EXCUSED,           E.RIGHT_UNUSED,            T.SILENT),
    Step(T.FORCED_ATTENDANCE, E.ANSWERED,                T.ANSWERED),
    Step(T.FORCED_ATTENDANCE, E.RIGHT_UNUSED,            T.SILENT),

    Step(T.INVITED,           E.INVITED,                 T.INVITED),
    Step(T.INVITED,           E.PRESENCE_NOTED,          T.PRESENT),
    Step(T.INVITED,           E.ABSENCE_NOTED,           T.ABSENT),
    Step(T.PRESENT,           E.FOCAL_POINTS_NAMED,      T.NAMED),
    Step(T.ABSENT,            E.ABSENTEE_ASKED,          T.FOLLOWED_UP),
    Step(T.ABSENT,            E.FOCAL_POINTS_NAMED,      T.NAMED),
    Step(T.FOLLOWED_UP,       E.ABSENTEE_ASKED,          T.FOLLOWED_UP),
    Step(T.FOLLOWED_UP,       E.FOCAL_POINTS_NAMED,      T.NAMED),
    Step(T.NAMED,             E.FOCAL_POINTS_NAMED,      T.NAMED),
    Step(T.ASKED,             E.SIGNATURE_ASKED,         T.ASKED),
    Step(T.ASKED,             E.COMMITMENT_SIGNED,       T.SIGNED),
    Step(T.ASKED,             E.CONFIRMATION_MISSED,     T.ASKED),
    Step(T.ASKED,             E.SUCCESSOR_NAMED,         T.ASKED),
    Step(T.ASKED,             E.FOCAL_POINT_CONFIRMED,   T.CONFIRMED),
)  # fmt: skip
"""A forwarding's steps. An answer after the term is still an answer; three summonses in a row, none excused, are the
law's number (UU 37/2008 Art. 31).
"""
