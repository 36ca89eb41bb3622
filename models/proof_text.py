"""How a proof is written for people: a few lines that a reader can recompute with a wall calendar. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from models.articles import source_text
from models.dates import Language, day_list, long_date, long_instant, short_date
from models.deadlines import PauseReason, Unit
from models.proofs import FreeDay, Proof, Question
from models.workdays import Basis

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "start":       "Hari ke-0: {day}",
        "length":      "Jangka waktu: {length}",
        "agreed":      "Tanggal yang disepakati: {day}",
        "agreement":   "Dasar: tanggal yang disepakati, tidak diatur dalam undang-undang",
        "extension":   "Diperpanjang: {length}",
        "free":        "Libur dan cuti bersama, tidak dihitung ({count} hari): {days}",
        "weekends":    "Sabtu dan Minggu, tidak dihitung ({count} hari): {days}",
        "pause":       "Jeda, tidak dihitung: {first} s.d. {last} ({reason})",
        "paused":      "Jumlah hari jeda di dalam jangka waktu: {length}",
        "rolled":      "Hitungan berakhir pada hari libur dan bergeser ke hari kerja berikutnya: {days}",
        "due":         "Jatuh tempo: {instant}",
        "superseded":  "Kalender yang berubah memberi {day}; tanggal yang lebih lambat tetap berlaku",
        "calendar":    "Kalender: {version}{region}",
        "region":      ", wilayah {region}",
        "provisional": "SEMENTARA: hari libur baru ditetapkan sampai dengan {day}; tanggal ini dapat bergeser",
    },
    "en": {
        "start":       "Day 0: {day}",
        "length":      "Term: {length}",
        "agreed":      "Agreed date: {day}",
        "agreement":   "Source: the agreed date, not set by law",
        "extension":   "Extended by: {length}",
        "free":        "Holidays and collective leave, not counted ({count}): {days}",
        "weekends":    "Saturdays and Sundays, not counted ({count}): {days}",
        "pause":       "Paused, not counted: {first} to {last} ({reason})",
        "paused":      "Paused days within the term: {length}",
        "rolled":      "The count ends on a free day and moves to the next working day: {days}",
        "due":         "Due: {instant}",
        "superseded":  "The changed calendar gives {day}; the later date stays in force",
        "calendar":    "Calendar: {version}{region}",
        "region":      ", region {region}",
        "provisional": "PROVISIONAL: free days are decreed only until {day}; this date may move",
    },
}  # fmt: skip

UNITS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "working": "hari kerja", "calendar": "hari kalender",
        "months": "bulan", "years": "tahun", "hours": "jam",
    },
    "en": {
        "working": "working days", "calendar": "calendar days",
        "months": "months", "years": "years", "hours": "hours",
    },
}  # fmt: skip

REASONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        PauseReason.WAITING_FOR_REPORTER: "menunggu pelapor",
        PauseReason.MEDIATION:            "mediasi atau konsiliasi",
        PauseReason.COURT_STAY:           "perkara di pengadilan",
        PauseReason.FORCE_MAJEURE:        "keadaan kahar",
        PauseReason.OFFICE_CLOSED:        "kantor tutup",
        PauseReason.ISSUING_UNIT:         "menunggu unit penerbit",
        PauseReason.OVERRIDE:             "keputusan pimpinan",
    },
    "en": {
        PauseReason.WAITING_FOR_REPORTER: "waiting for the reporter",
        PauseReason.MEDIATION:            "mediation or conciliation",
        PauseReason.COURT_STAY:           "case before a court",
        PauseReason.FORCE_MAJEURE:        "force majeure",
        PauseReason.OFFICE_CLOSED:        "office closed",
        PauseReason.ISSUING_UNIT:         "waiting for the issuing unit",
        PauseReason.OVERRIDE:             "decided by the leadership",
    },
}  # fmt: skip


def proof_text(proof: Proof, language: Language) -> str:
    """The proof in the language, a fact per line, the due date in the zone of the party bound."""
    return "\n".join(_lines(proof, language))


def length_text(length: int, unit: Unit, basis: Basis, language: Language) -> str:
    """A length with its unit: "14 hari kerja", "1 calendar day"."""
    name = UNITS[language][basis if unit is Unit.DAYS else unit]
    return f"{length} {name.removesuffix('s') if language == 'en' and length == 1 else name}"


def _lines(proof: Proof, language: Language) -> Iterator[str]:
    yield from _asked(proof.question, language)
    yield from _not_counted(proof, language)
    yield from _found(proof, language)


def _asked(asked: Question, language: Language) -> Iterator[str]:
    words = WORDS[language]
    started = long_instant(asked.at, asked.zone, language) if asked.at else long_date(asked.start, language)
    yield words["start"].format(day=started)
    if asked.agreed is not None:
        yield words["agreed"].format(day=long_date(asked.agreed, language))
    if asked.length is not None:
        yield words["length"].format(length=length_text(asked.length, asked.unit, asked.basis, language))
    if asked.extension:
        yield words["extension"].format(length=length_text(asked.extension, Unit.DAYS, asked.basis, language))


def _not_counted(proof: Proof, language: Language) -> Iterator[str]:
    asked, words = proof.question, WORDS[language]
    if proof.free:
        yield words["free"].format(count=len(proof.free), days=_names(proof.free, language))
    if proof.weekends:
        days = [day for first, last in proof.weekends for day in _run(first, last)]
        yield words["weekends"].format(count=len(days), days=day_list(days, language))
    for pause in asked.pauses:
        reason = REASONS[language].get(pause.reason, pause.reason) or "–"
        first, last = short_date(pause.first, language), short_date(pause.last, language)
        yield words["pause"].format(first=first, last=last, reason=reason)
    if asked.pauses:
        yield words["paused"].format(length=length_text(proof.paused, Unit.DAYS, asked.basis, language))


def _found(proof: Proof, language: Language) -> Iterator[str]:
    asked, words = proof.question, WORDS[language]
    if proof.rolled:
        yield words["rolled"].format(days=_names(proof.rolled, language))
    yield words["due"].format(instant=long_instant(proof.due_at, asked.zone, language))
    if proof.superseded is not None:
        yield words["superseded"].format(day=long_date(proof.superseded, language))
    if asked.key:
        agreed = asked.agreed is not None and not asked.source
        yield words["agreement"] if agreed else source_text(asked.source, asked.sure, language)
    region = words["region"].format(region=asked.region) if asked.region else ""
    yield words["calendar"].format(version=proof.calendar, region=region)
    if proof.decreed_until is not None:
        yield words["provisional"].format(day=short_date(proof.decreed_until, language))


def _run(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _names(days: tuple[FreeDay, ...], language: Language) -> str:
    return "; ".join(
        long_date(free.day, language) + (f" ({free.name})" if free.name else "") for free in days
    )
