"""The parts of which desks and case sheets are made: markdown over numbers, codes, counts and dates only (rule 5)."""

from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, func, select

from flows import undertakings
from flows.coverage import plain
from flows.words import WORDS
from models.casework import acts, clocks, law, offers
from models.casework.duplicates import suggest
from models.casework.finding import items, owner_of, tracks
from models.codes import Access, MatterKind
from models.dates import long_date, long_instant
from models.decisions.forms import TextLanguage
from models.proof_text import proof_text
from models.settings import settings
from models.tables import (
    Attachment,
    Clock,
    ClockState,
    Happening,
    Institution,
    Letter,
    LetterState,
    Matter,
    Office,
    Words,
)
from models.terms import term
from notifications.titles import title_of


def heading(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Where it is, who has the ball, and its numbers."""
    if complaint.kind is not MatterKind.COMPLAINT:
        return undertakings.heading(session, complaint, _balls(session, complaint, language), language)
    words = WORDS[language]
    office = session.get_one(Office, complaint.office_id)
    received = long_date(office.zone.day_of(complaint.received_at), language)
    parts = [
        f"**{words['stage']}:** {term(complaint.stage, language)}",
        f"**{words['ball']}:** {_balls(session, complaint, language)}",
        f"**{words['agenda']}:** {complaint.agenda_no}",
        f"**{words['registration']}:** {complaint.registration_no or '–'}",
        f"**{words['received']}:** {received}",
        f"**{words['access']}:** {term(complaint.access or Access.REPORT, language)}",
        f"**{words['confidentiality']}:** {term(complaint.confidentiality, language)}",
    ]
    if complaint.complexity:
        parts.append(f"**{words['class']}:** {term(complaint.complexity, language)}")
    if complaint.closing_reason:
        parts.append(f"**{words['reason']}:** {term(complaint.closing_reason, language)}")
    return "  \n".join(parts)


def _balls(session: Session, complaint: Matter, language: TextLanguage) -> str:
    words = WORDS[language]
    balls = offers.balls(session, complaint)
    return ", ".join(words.get(f"ball_{ball}", ball) for ball in balls) or words["ball_nobody"]


def deadlines(session: Session, complaint: Matter, now: datetime, language: TextLanguage) -> str:
    """Every open clock with its due date and, below the table, the proof of each."""
    words = WORDS[language]
    running = clocks.open_clocks(session, complaint)
    if not running:
        return ""
    rows = [f"| {words['deadline']} | {words['due']} | {words['state']} |", "|---|---|---|"]
    proofs: list[str] = []
    for clock in running:
        title = clocks.title_of(session, clock, language)
        rows.append(
            f"| {title}{whose(session, clock)} | {due_of(clock, language)} | {state_of(clock, now, language)} |"
        )
        if clock.proof:
            lines = proof_text(clocks.proof_of(clock), language).splitlines()
            proofs.append(f"**{title}**\n\n" + "\n".join(f"- {line}" for line in lines))
    table = "\n".join([f"### {words['deadlines']}", "", *rows])
    return "\n\n".join([table, *proofs])


def whose(session: Session, clock: Clock) -> str:
    """Of which institution the clock is, as an addition to its title."""
    return f" · {session.get_one(Institution, clock.institution_id).code}" if clock.institution_id else ""


def due_of(clock: Clock, language: TextLanguage) -> str:
    """The due date in the zone of the party bound; a dash while nothing has started the clock."""
    if clock.due_at is None:
        return "–"
    provisional = f" ({WORDS[language]['provisional']})" if clock.provisional else ""
    return long_instant(clock.due_at, clock.zone, language) + provisional


def state_of(clock: Clock, now: datetime, language: TextLanguage) -> str:
    """Running, paused, overdue, or waiting for proof of receipt."""
    words = WORDS[language]
    if clock.state is ClockState.WAITING:
        return words["awaits_receipt"]
    if clock.state is ClockState.PAUSED:
        return words["paused"]
    if clock.due_at is not None and clock.due_at < now:
        return f"**{words['overdue']}**"
    return words["running"]


def institutions(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Each track: where it is and since when."""
    words = WORDS[language]
    listed = tracks(session, complaint)
    if not listed:
        return ""
    rows = [
        f"| {words['institution']} | {words['progress']} | {words['sent']} | {words['acknowledged']} |",
        "|---|---|---|---|",
    ]
    for track in listed:
        institution = session.get_one(Institution, track.institution_id)
        sent = long_date(institution.zone.day_of(track.sent_at), language)
        seen = (
            long_date(institution.zone.day_of(track.acknowledged_at), language)
            if track.acknowledged_at
            else "–"
        )
        place = f"{institution.code} – {plain(institution.name)}"
        rows.append(f"| {place} | {term(track.stage, language)} | {sent} | {seen} |")
    return "\n".join([f"### {words['institutions']}", "", *rows])


def item_list(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Each item's number, addressee and status; its words are in the file."""
    words = WORDS[language]
    listed = items(session, complaint)
    if not listed:
        return ""
    rows = [
        f"| {words['item']} | {words['institution']} | {words['verified']} | {words['claimed']} |",
        "|---|---|---|---|",
    ]
    for item in listed:
        claimed = term(item.claimed, language) if item.claimed else "–"
        code = owner_of(session, item).code
        rows.append(f"| {item.number} | {code} | {term(item.status, language)} | {claimed} |")
    return "\n".join([f"### {words['items']}", "", *rows])


def waiting_acts(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """The steps of the ladders that wait for an officer's release."""
    words = WORDS[language]
    rows = acts.awaiting(session, complaint)
    if not rows:
        return ""
    keys = {row.id: session.get_one(Clock, row.clock_id).key for row in rows}
    lines = [
        f"- {row.id} – {law.title_of(keys[row.id], language)}: {law.act_title(row.rung, keys[row.id], language)}"
        for row in rows
    ]
    return "\n".join([f"### {words['acts']}", "", *lines])


def arrived(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Counts of what is in the file, letters by state, likely duplicates, and where to read it."""
    words = WORDS[language]
    texts = session.exec(select(func.count(col(Words.id))).where(Words.matter_id == complaint.id)).one()
    files = session.exec(
        select(func.count(col(Attachment.id))).where(Attachment.matter_id == complaint.id)
    ).one()
    sent = session.exec(select(Letter).where(Letter.matter_id == complaint.id))
    letters = Counter(each.state for each in sent)
    states = ", ".join(f"{term(state, language)} {count}" for state, count in sorted(letters.items())) or "–"
    lines = [
        f"- {words['texts']}: {texts} · {words['files']}: {files}",
        f"- {words['letters']}: {states}",
        f"- {words['file']}: <http://127.0.0.1:{settings().file_port}/berkas/{complaint.agenda_no}>",
    ]
    if letters.get(LetterState.REFUSED):
        lines.append(f"- **{words['refused']}**")
    similar = suggest(session, complaint) if complaint.kind is MatterKind.COMPLAINT else []
    if similar:
        lines.append(
            f"- {words['similar']}: " + ", ".join(f"{each.agenda_no} ({each.score} %)" for each in similar)
        )
    return "\n".join([f"### {words['in_file']}", "", *lines])


def letters(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Each letter's kind, role and fate; never an address."""
    words = WORDS[language]
    rows = list(session.exec(select(Letter).where(Letter.matter_id == complaint.id).order_by(col(Letter.id))))
    if not rows:
        return ""
    lines = [f"| {words['letter']} | {words['to']} | {words['state']} |", "|---|---|---|"]
    lines += [
        f"| {title_of(row.kind, language)} | {term(row.role, language)} | {term(row.state, language)} |"
        for row in rows
    ]
    return "\n".join([f"### {words['letter']}", "", *lines])


def needs_us(session: Session, complaint: Matter, balls: list[str]) -> bool:
    """Whether an officer has something to do: the ball is ours, an act waits, or a receipt is unknown."""
    if balls == ["office"] or acts.awaiting(session, complaint):
        return True
    return any(
        clock.state is ClockState.WAITING and clock.next_at is None
        for clock in clocks.open_clocks(session, complaint)
    )


def history(session: Session, complaint: Matter, language: TextLanguage, limit: int = 60) -> str:
    """What happened, newest first, without who said what."""
    words = WORDS[language]
    zone = session.get_one(Office, complaint.office_id).zone
    rows = session.exec(
        select(Happening)
        .where(Happening.matter_id == complaint.id)
        .order_by(col(Happening.seq).desc())
        .limit(limit)
    )
    lines = [f"| # | {words['when']} | {words['what']} | {words['stage']} |", "|---|---|---|---|"]
    for row in rows:
        when = long_instant(row.at, zone, language)
        lines.append(
            f"| {row.seq} | {when} | {term(row.event, language)} | {term(row.stage_after, language)} |"
        )
    return "\n".join([f"### {words['history']}", "", *lines])
