"""What a desk can offer for one complaint as it stands, and whether a late form is still about the same thing."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models import lifecycle
from models.accounts import REPORTER, WITH_INSTITUTIONS, WITH_REPORTER
from models.casework import acts, clocks, consultation, keeping, known, law
from models.casework.finding import items, tracks
from models.casework.known import Known
from models.casework.network import offering
from models.codes import KINDS_BY_RULE_SET, ClosingReason, Complexity, ItemStatus, MatterKind
from models.deadlines import PauseReason
from models.decisions import Decision as D, Form, decisions_at, required_by
from models.decisions.checklists import FORMAL, FormalItem
from models.decisions.forms import TextLanguage
from models.decisions.schema import Offer
from models.stages import Event, Stage, TrackStage
from models.tables import Clock, ClockState, Forwarding, Institution, Matter, Office, Officer
from models.terms import term

REJECTIONS = (
    ClosingReason.FORMAL_UNMET, ClosingReason.MATERIAL_UNMET, ClosingReason.NO_PRIOR_COMPLAINT,
    ClosingReason.IN_COURT, ClosingReason.BEING_SETTLED, ClosingReason.ALREADY_SETTLED,
    ClosingReason.NO_JURISDICTION, ClosingReason.DUPLICATE,
)  # fmt: skip
"""The grounds on which a plenary may reject (UU 37/2008 Art. 36) and an office may close early."""


def offer(session: Session, complaint: Matter, language: TextLanguage) -> Offer:
    """The decisions that make sense for the complaint now, with the choices each field has."""
    open_clocks = clocks.open_clocks(session, complaint)
    choices: dict[str, Mapping[str, Any]] = {
        "officer": _officers(session, complaint, with_load=False),
        "examiner": _officers(session, complaint, with_load=True),
        "clock": {_clock_label(clock, language): clock.id for clock in open_clocks},
        "pause": _pauses(complaint, open_clocks, language),
        "act": _acts(session, complaint, language),
        "item": {
            f"{item.number} – {term(item.status, language)}": item.number
            for item in items(session, complaint)
        },
        "status": {term(status, language): status.value for status in ItemStatus},
    }
    if complaint.kind is MatterKind.COMPLAINT:
        choices |= _of_complaint(session, complaint, language)
    else:
        choices |= offering.choices(session, complaint, language)
    stages = [track.stage for track in tracks(session, complaint)]
    possible = tuple(
        each
        for each in decisions_at(complaint.stage, complaint.kind)
        if _makes_sense(each, choices, open_clocks, stages)
    )
    return Offer(possible, {name: dict(options) for name, options in choices.items()})


def _of_complaint(
    session: Session, complaint: Matter, language: TextLanguage
) -> dict[str, Mapping[str, Any]]:
    """The choices of the fields that only complaints have."""
    return {
        "institution": _institutions(session, complaint),
        "office": _offices(session, complaint),
        "complexity": {term(each, language): each.value for each in Complexity},
        "reason": {term(reason, language): reason.value for reason in REJECTIONS},
        "missing": _missing(session, complaint, language),
        "waived": _formal(language),
        "found": {term(kind, language): kind.value for kind in sorted(KINDS_BY_RULE_SET[complaint.rule_set])},
    }


_ABOUT_A_CLOCK = {
    D.SET_RECEIPT: (ClockState.WAITING,),
    D.PAUSE_CLOCK: (ClockState.RUNNING,),
    D.EXTEND_CLOCK: (ClockState.RUNNING,),
    D.RESUME_CLOCK: (ClockState.PAUSED,),
}


def _makes_sense(
    decision: D, choices: Mapping[str, Mapping[str, Any]], open_clocks: list[Clock], stages: list[TrackStage]
) -> bool:
    if decision in _ABOUT_A_CLOCK:
        return any(clock.state in _ABOUT_A_CLOCK[decision] for clock in open_clocks)
    if decision in _ON_A_TRACK and not any(_on_track(decision, stage) for stage in stages):
        return False
    return all(choices.get(name) != {} for name in required_by(decision))


_ON_A_TRACK: Mapping[D, Event] = {
    D.NOTE_ACKNOWLEDGED: Event.ACKNOWLEDGED,
    D.REQUEST_CLARIFICATION: Event.CLARIFICATION_REQUESTED,
    D.RECORD_ANSWER: Event.ANSWERED,
    D.SETTLE_INFORMALLY: Event.SETTLED_INFORMALLY,
    D.SEND_SECOND_REQUEST: Event.SECOND_REQUEST_SENT,
    D.NOTE_RIGHT_UNUSED: Event.RIGHT_UNUSED,
    D.SUMMON: Event.SUMMONED,
    D.EXCUSE_ABSENCE: Event.ABSENCE_EXCUSED,
    D.ASK_FORCE: Event.FORCE_ASKED,
    D.RELEASE_TRACK: Event.TRACK_RELEASED,
}
"""Decisions about one institution make sense only where some track can take their step."""


def _on_track(decision: D, stage: TrackStage) -> bool:
    return any(step.stage is stage and step.event is _ON_A_TRACK[decision] for step in lifecycle.TRACK)


def _officers(session: Session, complaint: Matter, *, with_load: bool) -> dict[str, str]:
    load = keeping.workload(session, complaint.office_id)
    rows = session.exec(
        select(Officer)
        .where(Officer.office_id == complaint.office_id, col(Officer.active).is_(True))
        .order_by(col(Officer.name))
    )
    return {f"{row.name} ({load.get(row.id or 0, 0)})" if with_load else row.name: row.name for row in rows}


def _institutions(session: Session, complaint: Matter) -> dict[str, str]:
    """Those with a track first, then the reported one, then those of the office's region."""
    there = {track.institution_id for track in tracks(session, complaint)}
    region = session.get_one(Office, complaint.office_id).region
    query = select(Institution).order_by(col(Institution.name))
    if region:
        query = query.where(
            col(Institution.region).is_(None)
            | col(Institution.region).startswith(region)
            | col(Institution.id).in_(there | {complaint.institution_id})
        )
    rows = sorted(
        session.exec(query),
        key=lambda row: (row.id not in there, row.id != complaint.institution_id, row.name),
    )
    return {f"{row.code} – {row.name}": row.code for row in rows}


def _offices(session: Session, complaint: Matter) -> dict[str, str]:
    rows = session.exec(select(Office).where(Office.id != complaint.office_id).order_by(col(Office.name)))
    return {f"{row.code} – {row.name}": row.code for row in rows}


def _clock_label(clock: Clock, language: TextLanguage) -> str:
    due = (
        clock.proof["due"]
        if clock.proof
        else {"id": "menunggu bukti terima", "en": "waiting for receipt"}[language]
    )
    return f"{clock.id} – {law.title_of(clock.key, language)} ({due})"


PAUSES: Mapping[PauseReason, tuple[str, str]] = {
    PauseReason.WAITING_FOR_REPORTER: ("menunggu Pelapor", "waiting for the reporter"),
    PauseReason.MEDIATION: ("mediasi atau konsiliasi disepakati", "agreed mediation or conciliation"),
    PauseReason.COURT_STAY: ("perkara di pengadilan", "court case"),
    PauseReason.FORCE_MAJEURE: ("keadaan kahar di instansi", "force majeure at the institution"),
    PauseReason.OFFICE_CLOSED: ("kantor tutup", "office closed"),
    PauseReason.ISSUING_UNIT: ("menunggu unit penerbit", "waiting for the issuing unit"),
    PauseReason.OVERRIDE: (
        "keputusan Kepala Perwakilan atau Anggota",
        "decision of the office head or a Member",
    ),
}


def _pauses(complaint: Matter, open_clocks: list[Clock], language: TextLanguage) -> dict[str, str]:
    """The reasons that the running clocks admit, and the override."""
    running = [clock.key for clock in open_clocks if clock.state is ClockState.RUNNING]
    admitted = {reason for key in running for reason in law.term(key, complaint.rule_set).suspendable}
    index = 0 if language == "id" else 1
    return {
        words[index]: reason.value
        for reason, words in PAUSES.items()
        if reason in admitted or reason is PauseReason.OVERRIDE
    }


def _acts(session: Session, complaint: Matter, language: TextLanguage) -> dict[str, int]:
    rows = acts.awaiting(session, complaint)
    keys = {row.id: session.get_one(Clock, row.clock_id).key for row in rows}
    return {
        f"{row.id} – {law.title_of(keys[row.id], language)}: {law.act_title(row.rung, keys[row.id], language)}": row.id
        or 0
        for row in rows
    }


def _formal(language: TextLanguage) -> dict[str, str]:
    index = 0 if language == "id" else 1
    return {f"{item.value}: {FORMAL[item][index]}": item.value for item in FormalItem}


def _missing(session: Session, complaint: Matter, language: TextLanguage) -> dict[str, str]:
    """What may be asked of the reporter; what is on file already says so, for nothing is asked twice."""
    if complaint.stage is not Stage.FORMAL_CHECK:
        return _formal(language)
    found = known.on_file(session, complaint)
    here = {item.value for item, state in found.items() if state.known is Known.HERE}
    already = {"id": "sudah ada dalam berkas", "en": "on file already"}[language]
    return {
        f"{label} ({already})" if code in here else label: code for label, code in _formal(language).items()
    }


def about(session: Session, complaint: Matter) -> dict[str, str]:
    """What the complaint and each thing one may decide about look like now; codes only."""
    seen = {"stage": complaint.stage.value, "office": str(complaint.office_id)}
    for track in tracks(session, complaint):
        seen[f"institution:{_code(session, track)}"] = track.stage.value
    for clock in clocks.open_clocks(session, complaint):
        seen[f"clock:{clock.id}"] = f"{clock.state.value} {clock.due_at}"
    for row in acts.awaiting(session, complaint):
        seen[f"act:{row.id}"] = row.state.value
    for item in items(session, complaint):
        seen[f"item:{item.number}"] = f"{item.status.value} {item.claimed}"
    if complaint.stage is Stage.CONSULTATION:
        given = consultation.answers(session, complaint)
        seen["answers"] = " ".join(happening.id for each in given for happening in each.happenings)
    return seen


def _code(session: Session, track: Forwarding) -> str:
    return session.get_one(Institution, track.institution_id).code


def unchanged(form: Form, then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether what a late form decides about is as it was when its desk was opened."""
    keys = [
        f"{name}:{value}"
        for name in ("institution", "clock", "act", "item")
        if (value := getattr(form, name)) is not None
    ]
    if form.decision is D.ANSWER_CONSULTATION and not form.text:
        keys.append("answers")  # they are passed on as they are: only those that the officer could read
    return all(then.get(key) == now.get(key) for key in (*keys, "stage", "office"))


def is_open(complaint: Matter) -> bool:
    """Whether somebody may still have to do something: everything but the end."""
    return complaint.stage is not Stage.CLOSED


def balls(session: Session, complaint: Matter) -> list[str]:
    """Who has the ball: `reporter`, `office`, or the codes of the institutions that still have to act."""
    if complaint.stage in WITH_REPORTER:
        return [REPORTER]
    if complaint.stage in WITH_INSTITUTIONS:
        waiting = [
            clock for clock in clocks.open_clocks(session, complaint) if clock.institution_id is not None
        ]
        running = {clock.institution_id for clock in waiting}
        codes = sorted(session.get_one(Institution, each).code for each in running if each is not None)
        return codes or ["office"]
    return ["office"] if is_open(complaint) else []
