"""What a party is called in a letter. In the network of focal points nobody is reported, and nothing is examined."""

from collections.abc import Mapping
from typing import Final

from models.codes import MatterKind, Party
from models.dates import Language
from models.terms import term

IN_NETWORK: Final[Mapping[Party, tuple[str, str]]] = {
    Party.REPORTED_PARTY: ("pimpinan instansi",        "head of the institution"),
    Party.SUPERIOR:       ("atasan",                   "superior"),
    Party.EXAMINER:       ("Asisten penanggung jawab", "officer in charge"),
}  # fmt: skip


def called(role: Party, kind: MatterKind, language: Language) -> str:
    """The party's name in a letter about a matter of this kind."""
    if kind is not MatterKind.COMPLAINT and role in IN_NETWORK:
        return IN_NETWORK[role][0 if language == "id" else 1]
    return term(role, language)
