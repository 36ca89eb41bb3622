"""What the commands of `narahubung network` say, in two languages: headings, counts, and what to do next."""

from collections.abc import Mapping
from typing import Final

from models.dates import Language

HEADINGS: Final[Mapping[Language, tuple[str, ...]]] = {
    "id": ("Nomor", "Kegiatan", "Tahap", "Kantor", "Instansi", "Bola di", "Jatuh tempo", ""),
    "en": ("Number", "Undertaking", "Stage", "Office", "Institutions", "Ball with", "Next due", ""),
}
_DECIDE: Final = "  narahubung decide {number} --decision"
_SIGN: Final = f"{_DECIDE} note_signatures --with present="
_FORCE: Final = tuple(
    f"{when}\n{_DECIDE} conclude_commitment" for when in ("Bila komitmen berlaku:", "Once it is in force:")
)
_PLAN: Final = f'{_DECIDE} change_plan --with starts="2026-12-01 09:00" --with place="…"'

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "office": ("kantor", "office"),
    "overdue": ("LEWAT", "OVERDUE"),
    "shown": ("{shown} dari {total} kegiatan.", "{shown} of {total} undertakings."),
    "next_plan": (
        f"Berikutnya: tetapkan waktu dan tempat.\n{_PLAN}",
        f"Next: set its day and place.\n{_PLAN}",
    ),
    "next_invite": (
        f"Berikutnya: undang instansi.\n{_DECIDE} invite --with invited=KODE,KODE",
        f"Next: invite institutions.\n{_DECIDE} invite --with invited=CODE,CODE",
    ),
    "next_sign": (
        f"{{count}} instansi diminta. Bila ditandatangani di atas kertas:\n{_SIGN}KODE,KODE\n{_FORCE[0]}",
        f"{{count}} institutions are asked. For signatures on paper:\n{_SIGN}CODE,CODE\n{_FORCE[1]}",
    ),
    "asked": ("{count} narahubung diminta mengonfirmasi.", "{count} focal points are asked to confirm."),
    "would_ask": (
        "{count} narahubung akan diminta mengonfirmasi; belum ada yang ditanya.",
        "{count} focal points would be asked to confirm; nobody was asked.",
    ),
    "to_ask": ("Narahubung", "Focal points"),
    "ask_heads": (
        "Instansi|Narahubung|Peran|Keadaan|Nomor",
        "Institution|Focal point|Role|State|Number",
    ),
}


def words(key: str, language: Language, **values: object) -> str:
    """The words for `key`, with their values."""
    return WORDS[key][0 if language == "id" else 1].format(**values)
