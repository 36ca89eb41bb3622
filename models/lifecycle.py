"""The lifecycle: the phase of each stage, and where a happening leads by the tables of `models.steps`. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from models.stages import ENDED_TRACKS, Event as E, Phase as P, Stage as S, TrackStage as T
from models.steps import (
    BACK as BACK,
    LIFECYCLE as LIFECYCLE,
    NETWORK as NETWORK,
    TRACK as TRACK,
    Step as Step,
)


class UnknownStep(Exception):
    """This decision is not possible at the complaint's present stage. Reload the form: the stage may have moved on."""

    def __init__(self, stage: S | T, event: E) -> None:
        super().__init__(f"{event.value!r} is not possible at stage {stage.value!r}. {self.__doc__}")
        self.stage, self.event = stage, event


PHASES: Mapping[P, tuple[S, ...]] = {
    P.INTAKE: (S.ACCESS, S.CONSULTATION, S.RAPID_RESPONSE, S.EARLY_DETECTION),
    P.VERIFICATION: (
        S.FORMAL_CHECK, S.AWAITING_REPORTER, S.MATERIAL_CHECK, S.PLENARY, S.TRANSFER, S.OBJECTION, S.REOPENED,
    ),
    P.FORWARDING: (
        S.REGISTERED, S.CLARIFICATION, S.EVALUATION, S.FIELD_EXAM, S.CONCILIATION, S.MEDIATION,
        S.REPORTER_RESPONSE, S.REPORT_DRAFTING, S.CASE_REVIEW, S.REPORT_ISSUED,
    ),
    P.CORRECTIVE_ACTION: (S.SETTLEMENT_MONITORING, S.CORRECTIVE_MONITORING, S.RESOLUTION),
    P.RECOMMENDATION: (
        S.RECOMMENDATION_DRAFT, S.RECOMMENDATION_ISSUED, S.RECOMMENDATION_MONITORING,
        S.SANCTION_RECOMMENDATION, S.PUBLICATION,
    ),
    P.NETWORK: (
        S.PLANNING, S.INVITED, S.FOLLOW_UP, S.PLAN_MONITORING, S.SIGNING, S.CONFIRMING, S.SUCCESSION,
    ),
    P.CLOSED: (S.CLOSED,),
}  # fmt: skip

OPEN: frozenset[S] = frozenset(S) - {S.CLOSED}

ANYWHERE: Mapping[E, S] = {
    E.WITHDRAWN: S.CLOSED,
    E.CLOSED_EARLY: S.CLOSED,
}
"""Ends that are possible at every open stage: the reporter withdraws; the office closes with a reason of its own."""

ANYWHERE_IN_NETWORK: Mapping[E, S] = {E.CALLED_OFF: S.CLOSED}
"""The same for an undertaking of the network."""

STAYS: frozenset[E] = frozenset({
    E.SUPPLEMENTED, E.EXTENSION_ASKED, E.DISOWNED, E.COLLEAGUE_NAMED, E.FOCAL_POINT_CHANGED,
    E.NOTED, E.ASSIGNED, E.LINKED, E.RECEIPT_PROVEN, E.RECEIPT_MISSING, E.CLOCK_PAUSED, E.CLOCK_RESUMED,
    E.EXTENDED, E.RECOUNTED, E.REMINDED, E.ESCALATED, E.ACT_DUE, E.ACT_DECLINED, E.LETTER_FAILED,
    E.FOCAL_POINT_MISSING, E.CORRECTED, E.ITEM_REPORTED, E.ITEM_VERIFIED, E.IMPORTED, E.IDENTITY_ERASED,
})  # fmt: skip
"""Happenings that are written down without moving the complaint, whatever its stage."""

BEGINNINGS: Mapping[E, S] = {
    E.LODGED: S.ACCESS,
    E.GATHERING_PLANNED: S.PLANNING,
    E.COMMITMENT_DRAFTED: S.SIGNING,
    E.ROTATION_NOTED: S.SUCCESSION,
    E.RECONFIRMATION_ASKED: S.CONFIRMING,
}
"""What opens a file, and where the matter then is."""

_MATTER = {(step.stage, step.event): step.target for step in (*LIFECYCLE, *NETWORK)}
_TRACK = {(step.stage, step.event): step.target for step in TRACK}

ON_TRACKS: Mapping[S, frozenset[E]] = {
    S.CLARIFICATION:  frozenset(step.event for step in TRACK),
    S.CONSULTATION:   frozenset({E.ACKNOWLEDGED, E.ANSWERED, E.TRACK_RELEASED}),
    S.RAPID_RESPONSE: frozenset({E.ACKNOWLEDGED, E.ANSWERED, E.TRACK_RELEASED}),
}  # fmt: skip
"""What can happen on an institution's track while the complaint stays where it is, at the stages that ask institutions.

A question and an emergency are put without formalities: no clarification, no second request, no summons.
"""


def after(stage: S, event: E, *, came_from: S | None = None) -> S:
    """The complaint's stage after `event`. Raises `UnknownStep` where the table has no such arrow.

    `came_from` is the stage before the present one; only an arrow `BACK` reads it.
    """
    if event in STAYS or stage is BEGINNINGS.get(event):
        return stage
    if stage in OPEN and event in (ends := ends_at(stage)):
        return ends[event]
    target = _MATTER.get((stage, event))
    if target is None:
        if event in ON_TRACKS.get(stage, ()):
            return stage  # what happens on one track leaves the complaint where it is
        raise UnknownStep(stage, event)
    if target == BACK:
        if came_from is None:
            raise UnknownStep(stage, event)
        return came_from
    return S(target)


def track_after(stage: T, event: E) -> T:
    """The track's stage after `event`. Raises `UnknownStep` where the table has no such arrow."""
    target = _TRACK.get((stage, event))
    if target is None:
        raise UnknownStep(stage, event)
    return T(target)


def tracks_ended(stages: Iterable[T]) -> bool:
    """The closing rule of clarification: the complaint goes on when every institution's track has ended."""
    return all(stage in ENDED_TRACKS for stage in stages)


def phase_of(stage: S) -> P:
    """The phase in which `stage` lies."""
    return next(phase for phase, stages in PHASES.items() if stage in stages)


def possible(stage: S) -> Iterator[E]:
    """The events that move a complaint at `stage`, in the order of the table, the general ends last."""
    yield from (step.event for step in (*LIFECYCLE, *NETWORK) if step.stage is stage)
    if stage in OPEN:
        yield from ends_at(stage)


def ends_at(stage: S) -> Mapping[E, S]:
    """The ends that are possible at every open stage of the same kind of matter."""
    return ANYWHERE_IN_NETWORK if stage in PHASES[P.NETWORK] else ANYWHERE
