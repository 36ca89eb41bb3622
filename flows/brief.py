"""Lists for the desk: Prefect's form is so narrow that of a table with dates the dates are cut off (rule 5 holds)."""

from datetime import datetime

from sqlmodel import Session

from flows.coverage import plain
from flows.sections import due_of, state_of, whose
from flows.words import WORDS
from models.casework import clocks
from models.casework.finding import items, owner_of, tracks
from models.dates import long_date
from models.decisions.forms import TextLanguage
from models.proof_text import proof_text
from models.tables import Institution, Matter
from models.terms import term


def institutions(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Each institution with its progress, when it was written to, and whether it has acknowledged that."""
    words = WORDS[language]
    lines: list[str] = []
    for track in tracks(session, complaint):
        institution = session.get_one(Institution, track.institution_id)
        days = [f"{words['sent'].lower()} {long_date(institution.zone.day_of(track.sent_at), language)}"]
        if track.acknowledged_at:
            seen = long_date(institution.zone.day_of(track.acknowledged_at), language)
            days.append(f"{words['acknowledged'].lower()} {seen}")
        place = f"**{institution.code}** – {plain(institution.name)}"
        lines.append(f"- {place}: {term(track.stage, language)}; {'; '.join(days)}")
    return _under(words["institutions"], lines)


def item_list(session: Session, complaint: Matter, language: TextLanguage) -> str:
    """Each item with its addressee, what was verified, and what the institution says of it."""
    words = WORDS[language]
    lines: list[str] = []
    for item in items(session, complaint):
        code = owner_of(session, item).code
        claimed = f"; {words['claimed'].lower()}: {term(item.claimed, language)}" if item.claimed else ""
        lines.append(f"- **{item.number}** · {code}: {term(item.status, language)}{claimed}")
    return _under(words["items"], lines)


def deadlines(session: Session, complaint: Matter, now: datetime, language: TextLanguage) -> str:
    """Every open clock: due when, in what state; below all of them, how each date was reached."""
    lines: list[str] = []
    proofs: list[str] = []
    for clock in clocks.open_clocks(session, complaint):
        title = clocks.title_of(session, clock, language) + whose(session, clock)
        lines.append(f"- **{title}**: {due_of(clock, language)}; {state_of(clock, now, language)}")
        if clock.proof:
            steps = proof_text(clocks.proof_of(clock), language).splitlines()
            proofs.append(f"**{title}**\n\n" + "\n".join(f"- {step}" for step in steps))
    return "\n\n".join([_under(WORDS[language]["deadlines"], lines), *proofs])


def _under(title: str, lines: list[str]) -> str:
    return "\n".join([f"### {title}", "", *lines]) if lines else ""
