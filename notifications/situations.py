"""The conditions on which a letter depends: what a row of the table of letters may ask about its happening."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from models.codes import InstitutionKind
from models.stages import Stage
from models.tables import Institution


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition may ask: the institution, whether its inspectorate was told before, if a term runs for it.

    `stage`: where the matter stood. `asked_at_once`: the formal request goes out in the same breath, with letters of
    its own. `followed`: it is known already who follows the official who leaves.
    `ended`: what the institution was asked has its answer.
    """

    institution: Institution | None
    stage: Stage
    asked_at_once: bool
    followed: bool
    ended: bool
    overtaken: bool
    inspectorate_told: Callable[[], bool]
    term_runs: Callable[[], bool]


Condition: TypeAlias = Callable[[Situation], bool]


def local_government(situation: Situation) -> bool:
    """The institution belongs to a region, whose inspectorate supervises it (practice of the offices)."""
    return situation.institution is not None and situation.institution.kind in {
        InstitutionKind.LOCAL_GOVERNMENT,
        InstitutionKind.LOCAL_ENTERPRISE,
    }


def in_the_ladder(situation: Situation) -> bool:
    """The inspectorate was told of this complaint before, so it learns how it ended."""
    return situation.inspectorate_told()


def a_term_runs(situation: Situation) -> bool:
    """A term of the institution that receipt starts is running: once receipt is known, it learns the due date."""
    return situation.term_runs()


def no_term_runs(situation: Situation) -> bool:
    """There is no due date to tell yet."""
    return not situation.term_runs()


def not_asked_at_once(situation: Situation) -> bool:
    """Forwarding is all that happened; else the request's letters say it all."""
    return not situation.asked_at_once


def successor_unknown(situation: Situation) -> bool:
    """The institution has to say who holds the post from now on."""
    return not situation.followed


def successor_known(situation: Situation) -> bool:
    """Who follows is known to the office; the institution's head has not said so."""
    return situation.followed


def task_open(situation: Situation) -> bool:
    """Somebody at the institution has something to do."""
    return not situation.ended


def first_invitation(situation: Situation) -> bool:
    """With it a gathering is announced; those that follow it say nothing new to the office."""
    return situation.stage is Stage.PLANNING


def no_question(situation: Situation) -> bool:
    """Whoever asked a question hears its answer, and no progress (DOMAIN 6: R gets the answer)."""
    return situation.stage is not Stage.CONSULTATION


def formally_asked(situation: Situation) -> bool:
    """The institution's head was written to; about a question or in an emergency only its focal point is."""
    return situation.stage not in (Stage.CONSULTATION, Stage.RAPID_RESPONSE)


def not_overtaken(situation: Situation) -> bool:
    """What was asked is no longer wanted; else another undertaking asks it, with letters of its own."""
    return not situation.overtaken


def more_than_one_asked(situation: Situation) -> bool:
    """A confirmation is asked of one official alone; the institution's head has not heard of it."""
    return situation.stage is not Stage.CONFIRMING


def both(first: Condition, second: Condition) -> Condition:
    """Two conditions that must hold together."""
    return lambda situation: first(situation) and second(situation)


def always(_: Situation) -> bool:
    """No condition."""
    return True
