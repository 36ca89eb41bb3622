"""The words of `narahubung show`: headings, names of fields, and values as people read them, in two languages."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from models.codes import (
    Access,
    Channel,
    ClosingReason,
    Complexity,
    FocalRole,
    FocalState,
    ItemStatus,
    Maladministration,
    MatterKind,
    Mode,
    Obstacle,
    Party,
    RuleSet,
)
from models.dates import Language, long_instant, short_date
from models.stages import Event, Stage, TrackStage
from models.tables import LetterState
from models.terms import term, title
from models.zones import Zone

SECTIONS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "personal": "Berkas kantor: memuat data pribadi. Jangan diteruskan ke luar kantor.",
        "confidential": "RAHASIA: identitas Pelapor dirahasiakan. Ditampilkan di sini hanya untuk petugas kantor.",
        "reporters": "Pelapor", "filing": "Laporan", "forwardings": "Instansi", "clocks": "Jangka waktu",
        "accounts": "Waktu, menurut siapa yang memegang bola",
        "awaiting": "Langkah yang menunggu persetujuan", "items": "Butir", "letters": "Surat", "history": "Riwayat",
        "overdue": "LEWAT JATUH TEMPO", "gathering": "Pertemuan", "attendance": "Kehadiran", "obstacles": "Kendala",
        "left_over": "Sisa rencana aksi sebelumnya", "commitment": "Komitmen bersama", "succession": "Jabatan",
    },
    "en": {
        "personal": "The office's file: it holds personal data. Do not pass it on outside the office.",
        "confidential": "CONFIDENTIAL: the reporter's identity is secret. Shown here to officers of the office only.",
        "reporters": "Reporter", "filing": "Complaint", "forwardings": "Institutions", "clocks": "Deadlines",
        "accounts": "Time, by who had the ball",
        "awaiting": "Steps that wait for release", "items": "Items", "letters": "Letters", "history": "History",
        "overdue": "OVERDUE", "gathering": "Gathering", "attendance": "Attendance", "obstacles": "Obstacles",
        "left_over": "Left over from the gathering before", "commitment": "Joint commitment", "succession": "The post",
    },
}  # fmt: skip

NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "stage":           ("Tahap",                "Stage"),
    "balls":           ("Bola di",              "Ball with"),
    "office":          ("Kantor",               "Office"),
    "examiner":        ("Asisten pemeriksa",    "Examiner"),
    "institution":     ("Instansi",             "Institution"),
    "access":          ("Jenis akses",          "Access"),
    "channel":         ("Kanal",                "Channel"),
    "received_at":     ("Diterima",             "Received"),
    "event_on":        ("Tanggal peristiwa",    "Date of the event"),
    "registered_at":   ("Diregistrasi",         "Registered"),
    "complexity":      ("Klasifikasi",          "Class"),
    "alleged":         ("Dugaan",               "Alleged"),
    "found":           ("Ditemukan",            "Found"),
    "substance":       ("Substansi",            "Substance"),
    "service":         ("Layanan",              "Service"),
    "rule_set":        ("Peraturan",            "Rules"),
    "master":          ("Laporan induk",        "Master complaint"),
    "closed_at":       ("Ditutup",              "Closed"),
    "closing_reason":  ("Alasan penutupan",     "Closing reason"),
    "subject":         ("Perihal",              "Subject"),
    "narrative":       ("Uraian",               "Narrative"),
    "expectation":     ("Harapan",              "Expectation"),
    "role":            ("Sebagai",              "As"),
    "name":            ("Nama",                 "Name"),
    "identity_no":     ("Nomor identitas",      "Identity number"),
    "born_in":         ("Tempat lahir",         "Born in"),
    "born_on":         ("Tanggal lahir",        "Born on"),
    "occupation":      ("Pekerjaan",            "Occupation"),
    "address":         ("Alamat",               "Address"),
    "email":           ("Surel",                "E-mail"),
    "phone":           ("Telepon",              "Phone"),
    "language":        ("Bahasa",               "Language"),
    "contact":         ("Dihubungi melalui",    "Contact by"),
    "erased_at":       ("Data dihapus",         "Erased"),
    "track_stage":     ("Tahap di instansi",    "Stage there"),
    "focal_point":     ("Narahubung",           "Focal point"),
    "sent_at":         ("Dikirim",              "Sent"),
    "acknowledged_at": ("Tanda terima",         "Acknowledged"),
    "ended_at":        ("Selesai",              "Ended"),
    "due_on":          ("Jatuh tempo",          "Due"),
    "earlier":         ("Jatuh tempo semula",   "Due before"),
    "evidence":        ("Bukti",                "Evidence"),
    "kind":            ("Kegiatan",             "Undertaking"),
    "host":            ("Penanggung jawab",     "Host"),
    "opened_at":       ("Dibuka",               "Opened"),
    "starts_at":       ("Waktu",                "Begins"),
    "mode":            ("Cara",                 "Mode"),
    "place":           ("Tempat",               "Place"),
    "theme":           ("Tema",                 "Theme"),
    "agenda":          ("Susunan acara",        "Agenda"),
    "opener":          ("Pembuka acara",        "Opened by"),
    "held_on":         ("Terlaksana",           "Held"),
    "every_months":    ("Berulang (bulan)",     "Recurs (months)"),
    "before":          ("Pertemuan sebelumnya", "The one before"),
    "commitments":     ("Komitmen",             "Commitments"),
    "text_version":    ("Versi naskah",         "Version of the text"),
    "witness":         ("Saksi",                "Witness"),
    "signed_on":       ("Ditandatangani",       "Signed"),
    "valid_until_on":  ("Berlaku sampai",       "Valid until"),
    "renews":          ("Memperbarui",          "Renews"),
    "renewed_by":      ("Diperbarui oleh",      "Renewed by"),
    "gathering":       ("Pertemuan",            "Gathering"),
    "person":          ("Pejabat",              "Official"),
    "leaving":         ("Pejabat lama",         "Who leaves"),
    "last_day_on":     ("Hari terakhir",        "Last day"),
    "proposed":        ("Diusulkan instansi",   "Proposed"),
    "successor":       ("Pengganti",            "Successor"),
    "focal_state":     ("Keadaan",              "State"),
}  # fmt: skip

VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "waiting":       ("menunggu bukti terima",   "waiting for receipt"),
    "running":       ("berjalan",                "running"),
    "paused":        ("dihentikan sementara",    "paused"),
    "met":           ("terpenuhi",               "met"),
    "overrun":       ("terlampaui",              "overrun"),
    "void":          ("tidak diperlukan lagi",   "no longer needed"),
    "reporter":      ("Pelapor",                 "reporter"),
    "office":        ("kantor",                  "office"),
    "victim":        ("yang dirugikan",          "the one harmed"),
    "proxy":         ("kuasa",                   "proxy"),
    "group_contact": ("wakil kelompok",          "contact of a group"),
    "email":         ("surel",                   "e-mail"),
    "letter":        ("surat",                   "letter"),
    "phone":         ("telepon",                 "phone"),
    "invited":       ("diundang",                "invited"),
    "uninvited":     ("tanpa undangan",          "not invited"),
    "present":       ("hadir",                   "present"),
    "absent":        ("tidak hadir",             "absent"),
    "nominated":     ("diusulkan",               "nominated"),
    "became":        ("menjadi narahubung",      "became focal point"),
    "unsigned":      ("belum menandatangani",    "not signed"),
    "everybody":     ("semua instansi",          "all institutions"),
    "age":           ("Umur",                    "Age"),
}  # fmt: skip
"""Codes without an official term: states of a deadline, who has the ball, a reporter's role and way of contact."""

ACCOUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "office":      ("Kantor",                            "Office"),
    "reporter":    ("Pelapor",                           "Reporter"),
    "institution": ("Instansi",                          "Institutions"),
    "nobody":      ("Belum ada (surat belum terbukti diterima)", "Nobody (a letter without proof of receipt)"),
    "total":       ("Umur laporan",                      "Age of the complaint"),
}  # fmt: skip
"""The time accounts, whose total is the age."""

LISTS: Final[Mapping[str, type[StrEnum]]] = {
    "stage": Stage, "track_stage": TrackStage, "event": Event, "access": Access, "channel": Channel,
    "complexity": Complexity, "alleged": Maladministration, "found": Maladministration, "rule_set": RuleSet,
    "closing_reason": ClosingReason, "item_status": ItemStatus, "letter_state": LetterState, "kind": MatterKind,
    "mode": Mode, "obstacle": Obstacle, "focal_state": FocalState, "focal_role": FocalRole,
}  # fmt: skip
"""The code list of each field that has one with official terms."""


def said(name: str, language: Language) -> str:
    """What a field is called."""
    return NAMES[name][_column(language)]


def value(name: str, language: Language) -> str:
    """What a code without an official term is called."""
    return VALUES[name][_column(language)]


def account(name: str, language: Language) -> str:
    """What a time account is called."""
    return ACCOUNTS[name][_column(language)]


def duration(seconds: int, language: Language) -> str:
    """A length of time in days with one decimal, as the language writes it: `12,5 hari`, `12.5 days`."""
    days = f"{seconds / 86400:.1f}"
    return f"{days.replace('.', ',')} hari" if language == "id" else f"{days} days"


def named(name: str, value: Any, language: Language, zone: Zone) -> str:
    """A value as people read it: the term of a code, a date, a time in the zone, the name behind a code."""
    if isinstance(value, list):
        return ", ".join(named(name, each, language, zone) for each in value)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return f"{value['code']} – {value['name']}"
    if name in LISTS:
        return title(LISTS[name](value), language)
    if name == "role" and value in set(Party):
        return term(Party(value), language)
    for ending, written in _TIMES.items():
        if name.endswith(ending):
            return written(value, language, zone)
    if name in ("balls", "clock_state", "role", "contact") and value in VALUES:
        return VALUES[value][_column(language)]
    return str(value)


def day_and_time(instant: str, zone: Zone) -> str:
    """An instant in ISO 8601 as the clocks of the zone show it: `2026-03-02 10:00`."""
    return f"{datetime.fromisoformat(instant).astimezone(zone.tz):%Y-%m-%d %H:%M}"


def _column(language: Language) -> int:
    return 0 if language == "id" else 1


_TIMES: Final[Mapping[str, Callable[[str, Language, Zone], str]]] = {
    "_at": lambda value, language, zone: long_instant(datetime.fromisoformat(value), zone, language),
    "_on": lambda value, language, _zone: short_date(date.fromisoformat(value), language),
}
