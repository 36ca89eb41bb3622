"""The law as this installation has it: terms, ladders and the calendar, each loaded once and shared."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from models.codes import RuleSet
from models.dates import Language
from models.deadlines import Term, load_terms, term_for
from models.decrees import Amendment, Kind
from models.holidays import calendar
from models.ladders import Act, Rung, load_ladders
from models.settings import settings
from models.tables import HolidayAmendment
from models.workdays import Calendar


@lru_cache
def _terms(path: Path | None) -> Mapping[str, Term]:
    return load_terms(path)


@lru_cache
def _ladders(path: Path | None) -> Mapping[str, Sequence[Rung]]:
    return load_ladders(path)


def term(key: str, rules: RuleSet) -> Term:
    """The term of a clock under a rule set, with this installation's changes. Raises KeyError, `BadTerms`."""
    return term_for(_terms(settings().terms_file), key, rules)


def ladder(key: str) -> Sequence[Rung]:
    """The rungs of a clock, in their order; none for a clock without a ladder."""
    return _ladders(settings().terms_file).get(key, ())


def amendments(session: Session) -> list[Amendment]:
    """Every imported amendment, in the order in which they became known."""
    rows = session.exec(
        select(HolidayAmendment).order_by(col(HolidayAmendment.known_on), col(HolidayAmendment.id))
    )
    return [
        Amendment(
            date=row.day,
            name=row.name,
            kind=Kind(row.kind),
            region=row.region,
            known_on=row.known_on,
            source=row.source,
        )
        for row in rows
    ]


def calendar_of(session: Session, region: str | None, known_on: date | None = None) -> Calendar:
    """The calendar of a region with what was imported; kept for the session."""
    kept: dict[tuple[str | None, date | None], Calendar] = session.info.setdefault("calendars", {})
    if (region, known_on) not in kept:
        kept[region, known_on] = calendar(amendments(session), region, known_on)
    return kept[region, known_on]


def title_of(key: str, language: Language) -> str:
    """What a clock is called."""
    return _terms(settings().terms_file)[key].title.in_(language)


ACT_TITLES: Mapping[Act, tuple[str, str]] = {
    Act.SECOND_REQUEST: ("kirim permintaan klarifikasi kedua", "send the second request"),
    Act.RIGHT_UNUSED: ("catat hak jawab tidak digunakan", "note that the right to answer was not used"),
    Act.DEEMED_WITHDRAWN: ("anggap laporan dicabut dan tutup", "deem the report withdrawn and close it"),
    Act.ISSUE_REPORT: ("lanjutkan menyusun laporan hasil", "go on to draft the report"),
    Act.HANDOVER_TO_RESOLUTION: (
        "serahkan ke Resolusi dan Monitoring",
        "hand over to resolution and monitoring",
    ),
    Act.STATUTORY_ALARM: ("beri tahu Anggota Ombudsman", "alert the Members"),
    Act.SANCTION: ("rekomendasikan penjatuhan sanksi", "recommend a sanction"),
    Act.DOUBT: (
        "tandai narahubung diragukan dan tanyakan kepada instansi",
        "doubt the entry and ask the institution",
    ),
}


def act_title(rung: str, key: str, language: Language) -> str:
    """What the act of a clock's rung does, in words."""
    act = next((each.does for each in ladder(key) if each.name == rung), None)
    return ACT_TITLES[act][0 if language == "id" else 1] if act else rung


def automatic(rung: Rung) -> bool:
    """Whether an act of the ladder runs without an officer's release: by its own row or by the setting."""
    if rung.does is Act.DEEMED_WITHDRAWN:
        return False  # UU 37/2008 Art. 25(4), by a person's decision; no setting changes that
    return rung.release == "automatic" or (rung.does or "") in settings().automatic_acts
