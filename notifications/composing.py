"""From a letter's row to the mail that goes out: context, words, layout, bytes."""

from dataclasses import dataclass, fields, replace
from typing import Any, Final

from markupsafe import Markup
from sqlmodel import Session

from models.casework import doors
from models.codes import Party
from models.settings import settings
from models.tables import Happening, Letter
from notifications.addressees import INSTITUTION
from notifications.calendars import calendar_file
from notifications.concerns import concerns
from notifications.context import Context, RecipientGone, context_of
from notifications.links import Pass, links
from notifications.mime import Envelope, build
from notifications.planning import thread_id
from notifications.recipients import look_up
from notifications.ways import purpose_of
from notifications.wording import Link, Wording, page, word

HOUSE = {"id": "Ombudsman Republik Indonesia", "en": "Ombudsman of the Republic of Indonesia"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to be sent: its bytes, the envelope's sender and recipient."""

    message: bytes
    sender: str
    recipient: str


def compose(session: Session, letter: Letter) -> Mail:
    """The mail of a letter, the same bytes each time as long as nothing it shows has changed.

    Raises `RecipientGone` where there is nobody to send it to, `mime.UnusableAddress` for a broken sender setting.
    """
    envelope = envelope_of(session, letter)
    return Mail(build(envelope), settings().mail_from, envelope.recipient)


def envelope_of(session: Session, letter: Letter) -> Envelope:
    """Everything about the mail but its bytes. Raises `RecipientGone`."""
    context = context_of(session, letter)
    address = context.to.email
    if address is None:
        raise RecipientGone(RecipientGone.__doc__)
    words = wording_of(context := replace(context, link=link_of(session, letter)))
    return Envelope(
        sender=settings().mail_from,
        recipient=address,
        name=context.to.name,
        reply_to=context.reply_to,
        subject=words.subject,
        text=words.text,
        html=html_of(context, words),
        message_id=letter.message_id,
        thread=thread_id(letter.matter_id, letter.person),
        sent=context.sent,
        language=context.language,
        calendar=calendar_file(context),
    )


def link_of(session: Session, letter: Letter) -> Link:
    """The reader's own link to the institution's door; empty for whom nothing is asked of, or without a portal.

    Only the mail itself carries it: what the office sees of a letter must not open an institution's door.
    """
    address = settings().portal_url.rstrip("/")
    leads = leads_to(session, letter) if address else None
    return Link(address + links().path(leads)) if leads else Link()


def leads_to(session: Session, letter: Letter) -> Pass | None:
    """The door at which the letter's reader can answer what it is about; None where there is none."""
    to = look_up(session, letter.person, letter.role) if letter.role in ANSWERING else None
    if to is None:
        return None
    happening = session.get_one(Happening, letter.happening_id)
    purpose = purpose_of(session, happening)
    places = [place.institution_id for place in concerns(session, happening)]
    for institution_id in sorted(
        places, key=lambda each: each != to.institution_id
    ):  # their own before one below
        door = doors.door_for(session, letter.matter_id, institution_id, purpose)
        if door is not None and doors.belongs(session, door, letter.person) and doors.opens(session, door):
            return Pass(door.id or 0, letter.person, door.generation)
    return None


ANSWERING: Final = INSTITUTION - {Party.INSPECTORATE, Party.PROVIDER}
"""Who can answer for an institution; an inspectorate presses it to."""


def wording_of(context: Context) -> Wording:
    """The letter's subject, text and HTML body. Raises `wording.NoWords`."""
    return word(context.kind.value, context.language, values_of(context))


def html_of(context: Context, words: Wording) -> str:
    """The HTML part: the same words in the layout."""
    values: dict[str, Any] = {
        "language": context.language,
        "subject": words.subject,
        "office": letterhead(context),
        "body": Markup(words.body),  # noqa: S704 - made by `wording`, every value in it escaped
    }
    return page("layout.html.j2", values)


def letterhead(context: Context) -> str:
    """The office's name as it stands above its letters."""
    name = context.office.name
    return name if "Ombudsman" in name else f"{HOUSE[context.language]} · {name}"


def values_of(context: Context) -> dict[str, Any]:
    """The context as a template takes it, by name."""
    return {field.name: getattr(context, field.name) for field in fields(context)}
