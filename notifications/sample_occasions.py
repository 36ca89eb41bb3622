"""In which kinds of matters the sample office lets each thing happen."""

from collections.abc import Mapping
from typing import Final

from models.codes import MatterKind as M
from models.lifecycle import STAYS
from models.stages import Event as E
from notifications.letters import LETTERS

KINDS: Final[Mapping[E, tuple[M, ...]]] = {
    E.GATHERING_PLANNED: (M.MONEV,), E.PLAN_CHANGED: (M.MEETING,), E.INVITED: (M.FORMATION, M.MONEV, M.MEETING),
    E.ATTENDANCE_ANNOUNCED: (M.MONEV,), E.PRESENCE_NOTED: (M.MONEV,), E.ABSENCE_NOTED: (M.MONEV,),
    E.GATHERING_HELD: (M.MONEV, M.FORMATION), E.FOCAL_POINTS_NAMED: (M.FORMATION,), E.ABSENTEE_ASKED: (M.MONEV,),
    E.OBSTACLES_NOTED: (M.MONEV,), E.PLAN_AGREED: (M.MONEV,), E.PLAN_DONE: (M.MONEV,),
    E.PLAN_CARRIED_OVER: (M.MONEV,), E.GATHERING_CONCLUDED: (M.MONEV,),
    E.COMMITMENT_DRAFTED: (M.COMMITMENT,), E.SIGNATURE_ASKED: (M.COMMITMENT,), E.COMMITMENT_SIGNED: (M.COMMITMENT,),
    E.COMMITMENT_CONCLUDED: (M.COMMITMENT,),
    E.ROTATION_NOTED: (M.ROTATION,), E.RECONFIRMATION_ASKED: (M.RECONFIRMATION,),
    E.CONFIRMATION_MISSED: (M.RECONFIRMATION, M.ROTATION), E.SUCCESSOR_PROPOSED: (M.ROTATION,),
    E.SUCCESSOR_NAMED: (M.ROTATION,), E.FOCAL_POINT_CONFIRMED: (M.ROTATION, M.RECONFIRMATION),
    E.CALLED_OFF: (M.MONEV, M.COMMITMENT, M.RECONFIRMATION),
}  # fmt: skip
WATCHED: Final[Mapping[M, tuple[E, str]]] = {
    M.MONEV: (E.PLAN_AGREED, "action_item"),
    M.MEETING: (E.INVITED, "gathering"),
    M.FORMATION: (E.ABSENTEE_ASKED, "absentee_answer"),
    M.COMMITMENT: (E.SIGNATURE_ASKED, "commitment_signature"),
    M.ROTATION: (E.ROTATION_NOTED, "rotation_replacement"),
    M.RECONFIRMATION: (E.RECONFIRMATION_ASKED, "reconfirmation_answer"),
}
"""How far each story is told before its deadline is reminded of, and which deadline that is."""


def kinds_of(event: E) -> tuple[M, ...]:
    """In which kinds of matters the sample lets the event happen, the most usual one first."""
    if event in (E.REMINDED, E.ESCALATED):
        return M.COMPLAINT, *WATCHED
    if event in (E.EXTENSION_ASKED, E.EXTENDED):
        return (M.COMPLAINT,)  # no term of the network may be extended
    if event in STAYS and LETTERS[event]:
        return M.COMPLAINT, M.MONEV
    return KINDS.get(event, (M.COMPLAINT,))
