"""A formal letter (`surat`) as a numbered page to print: letterhead, number, matter, place and date, signature."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlmodel import Session, col, select

from models.tables import Letter, Matter
from notifications.composing import HOUSE, wording_of
from notifications.context import Context, context_of
from notifications.kinds import LetterKind
from notifications.recipients import look_up
from notifications.roles import called
from notifications.wording import Wording, page as render

LABELS = {
    "id": {
        "number": "Nomor", "nature": "Sifat", "matter": "Hal", "to": "Yth.", "regards": "Hormat kami,",
        "head": "Kepala Perwakilan,", "secret": "Rahasia", "ordinary": "Biasa", "phone": "Telepon",
        "copies": "Tembusan",
    },
    "en": {
        "number": "Number", "nature": "Class", "matter": "Subject", "to": "To", "regards": "Yours sincerely,",
        "head": "Head of office,", "secret": "Confidential", "ordinary": "Ordinary", "phone": "Telephone",
        "copies": "Copies to",
    },
}  # fmt: skip


class NotALetter(LookupError):
    """There is no letter with this id. `narahubung letters list` shows the ids there are."""


def page(session: Session, letter_id: int) -> str:
    """The letter's printed page, a whole HTML document. A notice without a number prints as well, unnumbered.

    Raises `NotALetter`, and `context.RecipientGone` when there is nobody to address it to.
    """
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotALetter(NotALetter.__doc__)
    context = context_of(session, letter, on_paper=True)
    return page_of(context, wording_of(context), _copies(session, letter, context))


def page_of(context: Context, words: Wording, copies: Sequence[str] = ()) -> str:
    """The same from a context for paper, its words, and who gets a copy."""
    labels, office = LABELS[context.language], context.office
    values: dict[str, Any] = {
        "language": context.language,
        "house": HOUSE[context.language],
        "office": office,
        "contact": " · ".join(filter(None, (office.address, office.phone, office.email))),
        "labels": labels,
        "surat": context.surat,
        "number": context.number,
        "subject": words.subject.partition("] ")[2],
        "nature": labels["secret" if context.confidential else "ordinary"],
        "place": place_of(office.address),
        "date": context.date,
        "addressee": _addressee(context),
        "body": Markup(words.body),  # noqa: S704 - made by `wording`, every value in it escaped
        "head": context.head,
        "copies": copies,
    }
    return render("letter.html.j2", values)


def place_of(address: str) -> str:
    """The town at the end of a postal address, without its postal code; nothing where it cannot be told."""
    town = address.rpartition(",")[2]
    return re.sub(r"\s*\d{5}\s*$", "", town).strip() if "," in address else ""


def _addressee(context: Context) -> list[str]:
    """The address block: an office's head before its name, a person before their position and institution."""
    to = context.to
    if to.person.startswith("institution:"):
        lines = [f"{to.position} {to.name}"]
    else:
        lines = [to.name, to.position, context.to_institution]
    return [line for line in (*lines, *to.postal.split("\n")) if line.strip()]


def _copies(session: Session, letter: Letter, context: Context) -> list[str]:
    """Who outside got a copy of what this letter is about: institutions by name, people by their role."""
    rows = session.exec(
        select(Letter)
        .where(Letter.happening_id == letter.happening_id, Letter.kind == LetterKind.CARBON_COPY.value)
        .order_by(col(Letter.id))
    )
    if context.of_public:
        return []
    kind = session.get_one(Matter, letter.matter_id).kind
    found = ((row, look_up(session, row.person, row.role)) for row in rows)
    return [
        to.name if to and row.person.startswith("institution:") else called(row.role, kind, context.language)
        for row, to in found
    ]
