"""The desks of the network's undertakings: what to decide at each stage, and where one stands.

No official's name, no place and no theme stands here (rule 5): codes, counts and dates; the rest is in the file.
"""

from collections.abc import Iterator, Mapping

from sqlmodel import Session, col, func, select

from flows.words import WORDS
from models.casework.network import plans
from models.casework.network.opening import tracks_by_code
from models.codes import GATHERINGS, SUCCESSIONS, MatterKind, Obstacle
from models.dates import long_date, long_instant
from models.decisions.forms import TextLanguage
from models.stages import Stage, TrackStage
from models.tables import (
    Attendee,
    Commitment,
    FocalPoint,
    Gathering,
    Matter,
    ObstacleNoted,
    Office,
    Succession,
)
from models.terms import term, title

HINTS: Mapping[Stage, tuple[str, str]] = {
    Stage.PLANNING: (
        "Tetapkan waktu dan tempatnya, lalu undang instansi.",
        "Set the day and the place, then invite the institutions.",
    ),
    Stage.INVITED: (
        "Undangan terkirim. Setelah pertemuan terlaksana, catat siapa yang hadir dan notulanya.",
        "The invitations are out. Once it was held, note who came, and the minutes.",
    ),
    Stage.FOLLOW_UP: (
        "Tetapkan narahubung, tindak lanjuti yang tidak hadir, catat kendala, lalu sepakati rencana aksi atau tutup.",
        "Name the focal points, follow up the absent, note obstacles; then agree on an action plan, or close.",
    ),
    Stage.PLAN_MONITORING: (
        "Rencana aksi berjalan. Verifikasi butir yang dilaporkan; sisa butir dapat dibawa ke pertemuan berikutnya.",
        "The action plan is under way. Verify what is reported; what stays open can go to the next gathering.",
    ),
    Stage.SIGNING: (
        "Instansi diminta menandatangani. Catat tanda tangan di atas kertas, lalu nyatakan komitmen berlaku.",
        "Institutions have been asked to sign. Note signatures on paper, then put the commitment in force.",
    ),
    Stage.CONFIRMING: (
        "Narahubung diminta mengonfirmasi. Tanpa jawaban, instansi ditanya dengan sendirinya.",
        "The focal point has been asked to confirm. Without an answer the institution is asked by itself.",
    ),
    Stage.SUCCESSION: (
        "Pimpinan instansi diminta menyebut penggantinya. Tetapkan pengganti yang diusulkan atau diberitahukan.",
        "The institution's head has been asked for a successor. Name the one who is proposed or made known.",
    ),
}


def heading(session: Session, matter: Matter, ball: str, language: TextLanguage) -> str:
    """What it is, where it stands, and its figures with their denominators."""
    words = WORDS[language]
    office = session.get_one(Office, matter.office_id)
    parts = [
        f"**{title(matter.kind, language)}**",
        f"**{words['stage']}:** {term(matter.stage, language)}",
        f"**{words['ball']}:** {ball}",
        f"**{words['network_number']}:** {matter.agenda_no}",
        f"**{words['opened']}:** {long_date(office.zone.day_of(matter.received_at), language)}",
        *_details(session, matter, office, language),
    ]
    return "  \n".join(parts)


def _details(session: Session, matter: Matter, office: Office, language: TextLanguage) -> Iterator[str]:
    if matter.kind in GATHERINGS:
        yield from _gathering(session, matter, office, language)
    elif matter.kind is MatterKind.COMMITMENT:
        yield from _commitment(session, matter, language)
    elif matter.kind in SUCCESSIONS:
        yield from _succession(session, matter, language)


def _gathering(session: Session, matter: Matter, office: Office, language: TextLanguage) -> Iterator[str]:
    words, row = WORDS[language], session.get_one(Gathering, matter.id)
    when = long_instant(row.starts_at, office.zone, language) if row.starts_at else "–"
    yield f"**{words['begins']}:** {when} ({term(row.mode, language)})"
    stages = [track.stage for track in tracks_by_code(session, matter).values()]
    if row.held_on is not None:
        absent = sum(stage in (TrackStage.ABSENT, TrackStage.FOLLOWED_UP) for stage in stages)
        yield f"**{words['held']}:** {long_date(row.held_on, language)}"
        yield f"**{words['attended']}:** {len(stages) - absent} {words['of']} {len(stages)}"
    else:
        yield f"**{words['invited']}:** {len(stages)}"
    nominated = select(Attendee.focal_point_id).where(
        Attendee.matter_id == matter.id, col(Attendee.nominated).is_(True)
    )
    if people := session.exec(nominated).all():
        named = sum(each is not None for each in people)
        yield f"**{words['nominated']}:** {named} {words['of']} {len(people)}"
    noted = select(ObstacleNoted.obstacle, func.count()).where(ObstacleNoted.matter_id == matter.id)
    if counts := dict(session.exec(noted.group_by(col(ObstacleNoted.obstacle))).all()):
        said = ", ".join(f"{term(each, language)} {counts[each]}" for each in Obstacle if each in counts)
        yield f"**{words['obstacles']}:** {said}"
    if left := plans.left_over(session, row):
        yield f"**{words['left_over']}:** {len(left)}"


def _commitment(session: Session, matter: Matter, language: TextLanguage) -> Iterator[str]:
    words, row = WORDS[language], session.get_one(Commitment, matter.id)
    stages = [track.stage for track in tracks_by_code(session, matter).values()]
    signed = sum(stage is TrackStage.SIGNED for stage in stages)
    yield f"**{words['signed']}:** {signed} {words['of']} {len(stages)}"
    if row.valid_until is not None:
        yield f"**{words['valid_until']}:** {long_date(row.valid_until, language)}"


def _succession(session: Session, matter: Matter, language: TextLanguage) -> Iterator[str]:
    words, row = WORDS[language], session.get_one(Succession, matter.id)
    asked = session.get_one(FocalPoint, row.focal_point_id)
    yield f"**{words['post']}:** {term(asked.role, language)} ({words['entry']} {asked.id})"
    if row.last_day is not None:
        yield f"**{words['last_day']}:** {long_date(row.last_day, language)}"
    if row.successor_id is not None:
        follower = session.get_one(FocalPoint, row.successor_id)
        yield f"**{words['successor']}:** {words['entry']} {follower.id}, {term(follower.state, language)}"
