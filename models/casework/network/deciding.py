"""Which use case each decision about an undertaking of the network calls, with which of the form's fields."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from models.casework import vault
from models.casework.network import attendance, commitments, gatherings, plans, renewing, succession
from models.casework.network.gatherings import Plan
from models.casework.network.opening import conclude
from models.decisions import Decision as D, Form
from models.stages import Event
from models.tables import Matter, WordsKind

Take = Callable[[Session, Matter, Form, datetime], object]


def call_off(session: Session, matter: Matter, form: Form, now: datetime) -> None:
    """It will not take place, or is no longer needed; the reason goes to whoever was asked."""
    words = vault.keep_if(session, matter, WordsKind.REASON, form.note)
    conclude(session, matter, Event.CALLED_OFF, now, by=form.officer, words=words)


TAKE_IN_NETWORK: Mapping[D, Take] = {
    D.CHANGE_PLAN: lambda s, m, f, now: gatherings.change_plan(
        s, m, Plan(f.starts, f.place, f.mode, f.theme, f.opener, f.agenda), now, by=f.officer
    ),
    D.INVITE: lambda s, m, f, now: gatherings.invite(s, m, f.invited, f.text, now, by=f.officer),
    D.NOTE_ATTENDEES: lambda s, m, f, now: attendance.note_people(s, m, f.people, now, by=f.officer),
    D.NOTE_HELD: lambda s, m, f, now: gatherings.hold(s, m, f.present, f.on, f.text, now, by=f.officer),
    D.NAME_FOCAL_POINTS: lambda s, m, f, now: attendance.name_focal_points(s, m, f.people, now, by=f.officer),
    D.ASK_ABSENTEES: lambda s, m, f, now: attendance.ask_absentees(s, m, f.text, now, by=f.officer),
    D.NOTE_OBSTACLES: lambda s, m, f, now: attendance.note_obstacles(s, m, f.obstacles, now, by=f.officer),
    D.AGREE_PLAN: lambda s, m, f, now: plans.agree(s, m, f.items, now, by=f.officer),
    D.OPEN_COMMITMENT: lambda s, m, f, now: renewing.at_gathering(
        s, m, f.wording, f.text, f.witness, now, by=f.officer
    ),
    D.CLOSE_PLAN_DONE: lambda s, m, f, now: plans.close_done(s, m, now, by=f.officer),
    D.CARRY_PLAN_OVER: lambda s, m, f, now: plans.carry_over(s, m, f.note, now, by=f.officer),
    D.CONCLUDE_GATHERING: lambda s, m, f, now: gatherings.close(s, m, f.note, now, by=f.officer),

    D.ASK_SIGNATURES: lambda s, m, f, now: commitments.ask(s, m, f.invited, now, by=f.officer),
    D.NOTE_SIGNATURES: lambda s, m, f, now: commitments.note_signatures(s, m, f.present, f.on, now, by=f.officer),
    D.CONCLUDE_COMMITMENT: lambda s, m, f, now: commitments.put_in_force(
        s, m, f.on, f.witness, f.until, now, by=f.officer
    ),
    D.NOTE_CONFIRMED: lambda s, m, f, now: succession.confirm(s, m, f.note, now, by=f.officer),
    D.NAME_SUCCESSOR: lambda s, m, f, now: succession.name_successor(s, m, f.person, f.people, now, by=f.officer),
    D.ASK_INSTITUTION: lambda s, m, f, now: succession.miss(s, m, f.note, now, by=f.officer),
    D.CALL_OFF: call_off,
}  # fmt: skip
