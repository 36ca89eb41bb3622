"""The shape of the two tables of steps: nothing leads nowhere, nothing is unreachable, nothing is said twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, strategies as st

from models.lifecycle import (
    ANYWHERE,
    ANYWHERE_IN_NETWORK,
    BACK,
    BEGINNINGS,
    LIFECYCLE,
    NETWORK,
    ON_TRACKS,
    OPEN,
    PHASES,
    STAYS,
    TRACK,
    Step,
    UnknownStep,
    after,
    ends_at,
    phase_of,
    possible,
    track_after,
    tracks_ended,
)
from models.stages import ENDED_TRACKS, Event, Phase, Stage, TrackStage

MATTERS = (*LIFECYCLE, *NETWORK)
ENDS = {**ANYWHERE, **ANYWHERE_IN_NETWORK}
OF_NETWORK = frozenset(PHASES[Phase.NETWORK])
COMES_FROM = frozenset(step.stage for step in LIFECYCLE if step.target is Stage.TRANSFER)
"""The stages to which an arrow `BACK` may lead."""


def arrows(steps: Sequence[Step[Stage]]) -> Mapping[Stage, frozenset[Stage]]:
    """Where each stage leads, with `BACK` resolved to every stage from which one may have come."""
    return {
        stage: frozenset(
            target
            for step in steps
            if step.stage is stage
            for target in (COMES_FROM if step.target == BACK else (Stage(step.target),))
        )
        for stage in Stage
    }


def reached_from(start: Stage, leads: Mapping[Stage, Iterable[Stage]]) -> frozenset[Stage]:
    """Every stage that can be reached from `start` along the arrows."""
    seen, edge = {start}, [start]
    while edge:
        edge = [target for stage in edge for target in leads[stage] if target not in seen]
        seen.update(edge)
    return frozenset(seen)


def test_every_stage_is_reachable_from_a_beginning() -> None:
    """A stage that no arrow leads to would be a promise the law does not keep."""
    complaint = reached_from(Stage.ACCESS, arrows(LIFECYCLE))
    network = [
        reached_from(beginning, arrows(NETWORK))
        for event, beginning in BEGINNINGS.items()
        if event is not Event.LODGED
    ]

    assert frozenset(Stage) - OF_NETWORK == complaint
    assert OF_NETWORK | {Stage.CLOSED} == frozenset().union(*network)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_reaches_the_end(stage: Stage) -> None:
    """By the table's own arrows, without the general ends: no complaint is trapped."""
    assert Stage.CLOSED in reached_from(stage, arrows(MATTERS))


def test_every_event_is_used() -> None:
    """An event moves a complaint or a track, ends one, begins one, or is only written down."""
    moving = {step.event for step in MATTERS} | {step.event for step in TRACK}

    assert frozenset(Event) == moving | set(ENDS) | STAYS | set(BEGINNINGS)


def test_an_event_has_one_way_of_being_used() -> None:
    """What ends a complaint anywhere, begins it or stays put has no arrow of its own."""
    moving = {step.event for step in MATTERS} | {step.event for step in TRACK}
    uses = Counter(event for group in (moving, ENDS, STAYS, BEGINNINGS) for event in group)

    assert [] == [event for event, times in uses.items() if times > 1]


def test_the_phases_partition_the_stages() -> None:
    """Every stage lies in exactly one phase, and every phase has its stages."""
    listed = [stage for stages in PHASES.values() for stage in stages]

    assert sorted(Stage) == sorted(listed)
    assert tuple(Phase) == tuple(PHASES)


@pytest.mark.parametrize(("phase", "stages"), PHASES.items())
def test_a_stage_knows_its_phase(phase: Phase, stages: tuple[Stage, ...]) -> None:
    """`phase_of` reads the same table."""
    assert {phase} == {phase_of(stage) for stage in stages}


@pytest.mark.parametrize("steps", [MATTERS, TRACK])
def test_no_arrow_is_drawn_twice(steps: Sequence[Step[Stage] | Step[TrackStage]]) -> None:
    """The same happening at the same stage has one consequence."""
    times = Counter((step.stage, step.event) for step in steps)

    assert [] == [arrow for arrow, count in times.items() if count > 1]


def test_every_track_stage_is_reachable_from_its_beginning() -> None:
    """A track begins when the complaint is forwarded, or the institution is invited, or asked."""
    seen = {TrackStage.FORWARDED, TrackStage.INVITED, TrackStage.ASKED}
    for _ in TrackStage:
        seen |= {TrackStage(step.target) for step in TRACK if step.stage in seen}

    assert frozenset(TrackStage) == seen


@pytest.mark.parametrize("stage", TrackStage)
def test_every_track_can_end(stage: TrackStage) -> None:
    """With an answer, a settlement, silence or a release."""
    seen = {stage}
    for _ in TrackStage:
        seen |= {TrackStage(step.target) for step in TRACK if step.stage in seen}

    assert seen & ENDED_TRACKS


@pytest.mark.parametrize("stage", TrackStage)
def test_a_settled_or_released_track_is_over(stage: TrackStage) -> None:
    """Silence and answers may be followed up; a settlement, a release, a signature and a confirmation are final."""
    final = stage in ENDED_TRACKS and not any(step.stage is stage for step in TRACK)

    assert final is (
        stage in {TrackStage.SETTLED, TrackStage.RELEASED, TrackStage.SIGNED, TrackStage.CONFIRMED}
    )


@pytest.mark.parametrize(
    ("stages", "ended"),
    [
        ((TrackStage.ANSWERED, TrackStage.SILENT), True),
        ((TrackStage.ANSWERED, TrackStage.CLARIFICATION_2), False),
        ((TrackStage.SETTLED, TrackStage.RELEASED), True),
        ((), True),
    ],
)
def test_a_complaint_goes_on_when_all_tracks_have_ended(stages: tuple[TrackStage, ...], ended: bool) -> None:
    """One institution that still has time keeps all waiting."""
    assert ended is tracks_ended(stages)


@pytest.mark.parametrize("step", MATTERS, ids=lambda step: f"{step.stage}-{step.event}")
def test_an_arrow_leads_where_the_table_says(step: Step[Stage]) -> None:
    """`after` reads the table and nothing else."""
    for origin in COMES_FROM if step.target == BACK else (None,):
        assert (origin or step.target) == after(step.stage, step.event, came_from=origin)


@pytest.mark.parametrize("step", TRACK, ids=lambda step: f"{step.stage}-{step.event}")
def test_a_track_goes_where_the_table_says(step: Step[TrackStage]) -> None:
    """`track_after` reads the table and nothing else."""
    assert step.target == track_after(step.stage, step.event)


def test_the_way_back_needs_to_be_known() -> None:
    """A transfer that came from nowhere cannot return there."""
    with pytest.raises(UnknownStep):
        after(Stage.TRANSFER, Event.TRANSFER_REFUSED)


def test_an_impossible_step_says_so() -> None:
    """The message names event and stage and tells the officer what to do."""
    with pytest.raises(UnknownStep, match=r"'accepted' is not possible at stage 'closed'.*Reload") as refused:
        after(Stage.CLOSED, Event.ACCEPTED)

    assert (Stage.CLOSED, Event.ACCEPTED) == (refused.value.stage, refused.value.event)


def test_an_impossible_step_of_a_track_says_so() -> None:
    """A released institution cannot be found silent."""
    with pytest.raises(UnknownStep, match="'right_unused' is not possible at stage 'released'"):
        track_after(TrackStage.RELEASED, Event.RIGHT_UNUSED)


@pytest.mark.parametrize("stage", ON_TRACKS)
def test_what_happens_on_a_track_leaves_the_complaint_where_it_is(stage: Stage) -> None:
    """The complaint's stage is coarse: clarification waits until every track has ended, a question for its answer."""
    assert {stage} == {after(stage, event) for event in ON_TRACKS[stage]}
    assert ON_TRACKS[stage] <= {step.event for step in TRACK}


@pytest.mark.parametrize("stage", [Stage.CONSULTATION, Stage.RAPID_RESPONSE])
def test_a_question_is_put_without_formalities(stage: Stage) -> None:
    """No clarification with its term, no second request, no summons: those belong to the examination."""
    for event in (Event.CLARIFICATION_REQUESTED, Event.SECOND_REQUEST_SENT, Event.SUMMONED):
        with pytest.raises(UnknownStep):
            after(stage, event)


@pytest.mark.parametrize("stage", Stage)
def test_a_note_moves_nothing(stage: Stage) -> None:
    """What is only written down may be written down at any stage, the end included."""
    assert {stage} == {after(stage, event) for event in STAYS}


@pytest.mark.parametrize(("event", "beginning"), BEGINNINGS.items())
def test_a_file_is_opened_at_its_beginning_and_nowhere_else(event: Event, beginning: Stage) -> None:
    """What opens a file is its first happening."""
    assert beginning is after(beginning, event)
    for stage in set(Stage) - {beginning}:
        with pytest.raises(UnknownStep):
            after(stage, event)


@pytest.mark.parametrize("event", ENDS)
def test_a_closed_matter_cannot_be_closed_again(event: Event) -> None:
    """Ends are possible wherever a matter of their kind is open, and only there."""
    stages = OF_NETWORK if event in ANYWHERE_IN_NETWORK else OPEN - OF_NETWORK
    assert {Stage.CLOSED} == {after(stage, event) for stage in stages}
    for stage in set(Stage) - stages:
        with pytest.raises(UnknownStep):
            after(stage, event)


@pytest.mark.parametrize("stage", Stage)
def test_what_is_possible_is_what_does_not_fail(stage: Stage) -> None:
    """A desk offers `possible(stage)`: nothing of it fails, and it lacks no event that moves the complaint."""

    def moves(event: Event) -> bool:
        try:
            after(stage, event, came_from=Stage.PLENARY)
        except UnknownStep:
            return False
        return event not in STAYS and event not in BEGINNINGS

    offered = set(possible(stage))

    assert {event for event in Event if moves(event)} == offered | ON_TRACKS.get(stage, frozenset())


@given(st.sampled_from(sorted(BEGINNINGS.values())), st.lists(st.sampled_from(Event), max_size=60))
def test_no_sequence_of_events_leaves_the_table(beginning: Stage, events: list[Event]) -> None:
    """Whatever is asked of a matter in whatever order, it is at a stage, knows the way back, and can end."""
    stage, came_from = beginning, beginning
    for event in events:
        try:
            reached = after(stage, event, came_from=came_from)
        except UnknownStep:
            continue
        if reached is not stage:
            stage, came_from = reached, stage
        assert stage is not Stage.TRANSFER or came_from in COMES_FROM
        assert phase_of(stage) in Phase
        assert stage is Stage.CLOSED or Stage.CLOSED is after(stage, next(iter(ends_at(stage))))


@given(st.data())
def test_a_life_of_possible_events_only_never_fails(data: st.DataObject) -> None:
    """An officer who chooses from what a desk offers is never refused by the table."""
    stage = came_from = data.draw(st.sampled_from(sorted(BEGINNINGS.values())))
    for _ in range(40):
        reached = after(stage, data.draw(st.sampled_from(list(possible(stage)))), came_from=came_from)
        if reached is not stage:
            stage, came_from = reached, stage


@given(
    st.sampled_from([TrackStage.FORWARDED, TrackStage.INVITED, TrackStage.ASKED]),
    st.lists(st.sampled_from(Event), max_size=40),
)
def test_no_sequence_of_events_breaks_a_track(stage: TrackStage, events: list[Event]) -> None:
    """A track is at one of its stages, and three summonses in a row, none excused, are the most there can be."""
    summonses = 0
    for event in events:
        try:
            stage = track_after(stage, event)
        except UnknownStep:
            continue
        summonses = summonses + 1 if event is Event.SUMMONED else 0
        assert summonses <= 3
        assert stage in TrackStage
