"""Joint commitments (`komitmen bersama`): asked for, signed by each institution and the office, in force, renewed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import proofs
from models.casework import attachments, law
from models.casework.attachments import Stored
from models.casework.errors import InTheFuture, InThePast, NotInvited, WrongUndertaking
from models.casework.finding import institution_by_code, officer_by
from models.casework.history import record
from models.casework.network import texts
from models.casework.network.opening import conclude, open_matter, put_on_track, track_of, tracks_by_code
from models.codes import MatterKind, Party
from models.stages import Event, Stage, TrackStage
from models.tables import (
    Attachment,
    Commitment,
    Forwarding,
    Happening,
    Institution,
    Matter,
    Office,
    Officer,
    Signature,
    Submission,
    Words,
)

VALIDITY = "commitment_validity"
"""The term that says how long a commitment holds where nothing else is said."""


def draft(
    session: Session,
    office: Office,
    wording: str,
    codes: Sequence[str],
    now: datetime,
    *,
    by: str,
    text: str,
    host: Officer | None = None,
    witness: str = "",
    gathering: Matter | None = None,
    renews: Commitment | None = None,
) -> Matter:
    """Put a text before institutions to sign; `wording` names its version.

    The text is kept, so that everybody reads what they sign. Raises `Missing` without one, `UnknownInstitution`.
    """
    matter = open_matter(session, office, MatterKind.COMMITMENT, Stage.SIGNING, now, host=host)
    session.add(
        Commitment(
            matter_id=matter.id or 0, text_version=wording, witness=witness,
            renews_id=renews.matter_id if renews else None, gathering_id=gathering.id if gathering else None,
        )
    )  # fmt: skip
    session.flush()
    words = texts.keep(session, matter, text)
    facts = {
        "wording": wording,
        "text": texts.digest_of(words.text),
        "gathering": gathering.agenda_no if gathering else None,
        "renews": session.get_one(Matter, renews.matter_id).agenda_no if renews else None,
    }
    record(session, matter, Event.COMMITMENT_DRAFTED, now, by=by, facts=facts, words=[words])
    ask(session, matter, codes, now, by=by)
    return matter


def ask(session: Session, matter: Matter, codes: Sequence[str], now: datetime, *, by: str) -> None:
    """Ask these institutions to sign; those asked before are left alone. Raises `UnknownInstitution`."""
    there = tracks_by_code(session, matter)
    for code in (code for code in dict.fromkeys(codes) if code not in there):
        track = put_on_track(session, matter, institution_by_code(session, code), TrackStage.ASKED, now)
        record(session, matter, Event.SIGNATURE_ASKED, now, by=by, forwarding=track)


def note_signatures(
    session: Session, matter: Matter, codes: Sequence[str], on: date | None, now: datetime, *, by: str
) -> None:
    """These institutions have signed on paper, on the local day `on`; those noted before are left alone.

    Raises `InTheFuture`, `NotInvited`.
    """
    for code in dict.fromkeys(codes):
        track = track_of(session, matter, code)
        if track.stage is TrackStage.SIGNED:
            continue
        person = (
            f"focal_point:{track.focal_point_id}"
            if track.focal_point_id
            else f"institution:{track.institution_id}"
        )
        sign(session, matter, track, person, on, now, by=by)


def sign(
    session: Session,
    matter: Matter,
    track: Forwarding,
    person: str,
    on: date | None,
    now: datetime,
    *,
    by: str,
    through: Mapping[str, str] | None = None,
    words: Iterable[Words] = (),
) -> Happening:
    """`person` signs for the track's institution on its local day `on`, today if not said. Raises `InTheFuture`.

    History keeps with the signature the digest of the text that was signed.
    """
    institution = session.get_one(Institution, track.institution_id)
    today = institution.zone.day_of(now)
    if on is not None and on > today:
        raise InTheFuture(on.isoformat())
    session.add(
        Signature(
            matter_id=matter.id or 0, institution_id=institution.id, person=person, signed_on=on or today
        )
    )
    facts = {
        **(through or {}),
        "institution": institution.code,
        "on": (on or today).isoformat(),
        "text": texts.digest_of(texts.text_of(session, matter.id or 0)),
    }
    return record(
        session, matter, Event.COMMITMENT_SIGNED, now, by=by, forwarding=track, facts=facts, words=words
    )


def put_in_force(
    session: Session,
    matter: Matter,
    on: date | None,
    witness: str,
    until: date | None,
    now: datetime,
    *,
    by: str,
) -> None:
    """The office signs as well, and it holds from the local day `on` until `until`, by default for the term's length.

    Who has not signed is not bound; at least one has. For those who sign a renewal, it takes the place of what bound
    them before; for the others that holds until its own end. Raises `InTheFuture`, `InThePast`, `NotInvited`.
    """
    office = session.get_one(Office, matter.office_id)
    signed_on = on or office.zone.day_of(now)
    if signed_on > office.zone.day_of(now):
        raise InTheFuture(signed_on.isoformat())
    if until is not None and until < office.zone.day_of(now):
        raise InThePast(until.isoformat())
    tracks = tracks_by_code(session, matter)
    signed = [code for code, track in tracks.items() if track.stage is TrackStage.SIGNED]
    if not signed:
        raise NotInvited
    row = session.get_one(Commitment, matter.id)
    row.signed_on, row.witness = signed_on, witness or row.witness
    row.valid_until = until or _end(session, matter, office, signed_on)
    person = f"officer:{_signatory(session, matter, by).id}"
    session.add_all((row, Signature(matter_id=matter.id or 0, person=person, signed_on=signed_on)))
    facts = {
        "on": signed_on.isoformat(),
        "until": row.valid_until.isoformat(),
        "signed": len(signed),
        "asked": len(tracks),
        "office": person,
        "text": texts.digest_of(texts.text_of(session, matter.id or 0)),
    }
    conclude(session, matter, Event.COMMITMENT_CONCLUDED, now, by=by, facts=facts)


def _signatory(session: Session, matter: Matter, by: str) -> Officer:
    """Who signs for the office: its head, whoever notes it; the one who notes it where there is no head.

    Raises `UnknownOfficer`.
    """
    deciding = officer_by(session, matter, by)
    if deciding.role in (Party.OFFICE_HEAD, Party.HEADQUARTERS):
        return deciding
    head = select(Officer).where(
        Officer.office_id == matter.office_id,
        Officer.role == Party.OFFICE_HEAD,
        col(Officer.active).is_(True),
    )
    return session.exec(head.order_by(col(Officer.id))).first() or deciding


def take_scan(session: Session, matter: Matter, submission: Submission) -> None:
    """A signed paper has come with a signature through a door: it is the commitment's scan from now on.

    A later one takes its place, for it has more signatures; what the office itself has attached stays.
    """
    row = session.get_one(Commitment, matter.id)
    kept = session.get(Attachment, row.scan_id) if row.scan_id else None
    if kept is not None and kept.submission_id is None:
        return
    sent = select(Attachment).where(Attachment.submission_id == submission.id)
    scan = session.exec(sent.order_by(col(Attachment.id).desc()).limit(1)).first()
    if scan is not None:
        row.scan_id = scan.id
        session.add(row)


def attach_scan(session: Session, matter: Matter, stored: Stored, now: datetime, *, by: str) -> Attachment:
    """Keep the scan of the signed paper, also after the commitment has come into force. Raises `WrongUndertaking`.

    A later scan takes the place of the one before, which stays among the files.
    """
    row = session.get(Commitment, matter.id)
    if row is None:
        raise WrongUndertaking(matter.kind.value)
    attachments.attach(session, matter, [stored], now)
    newest = select(Attachment).where(Attachment.matter_id == matter.id).order_by(col(Attachment.id).desc())
    scan = session.exec(newest.limit(1)).one()
    row.scan_id = scan.id
    session.add(row)
    record(session, matter, Event.NOTED, now, by=by, facts={"scan": scan.digest})
    return scan


def _end(session: Session, matter: Matter, office: Office, signed_on: date) -> date:
    term = law.term(VALIDITY, matter.rule_set)
    calendar = law.calendar_of(session, office.region)
    due_at = proofs.due(term, signed_on, office.zone, calendar, region=office.region).due_at
    return office.zone.day_of(due_at)
