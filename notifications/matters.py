"""What a matter is called in its letters: a question, a copy or an investigation of the office's own is no report."""

from collections.abc import Mapping
from typing import Final

from models.codes import Access
from models.dates import Language
from models.tables import Matter
from models.terms import term

BY_ACCESS: Final[Mapping[Access, tuple[str, str]]] = {
    Access.CONSULTATION:   ("konsultasi",                        "consultation"),
    Access.CARBON_COPY:    ("tembusan",                          "carbon copy"),
    Access.OWN_INITIATIVE: ("Investigasi Atas Prakarsa Sendiri", "own-initiative investigation"),
}  # fmt: skip
NO_REPORT: Final = frozenset({Access.CONSULTATION, Access.CARBON_COPY})
"""Nobody is a reporter there: whoever wrote has contacted the office, and their matter has an agenda number only."""


def noun_of(matter: Matter, language: Language) -> str:
    """The matter as a noun within a sentence: "laporan", "konsultasi", "rapat koordinasi"."""
    if matter.access is not None and matter.access in BY_ACCESS:
        return BY_ACCESS[matter.access][0 if language == "id" else 1]
    return term(matter.kind, language)


def is_own(matter: Matter) -> bool:
    """Whether the office investigates by its own initiative: nobody has reported anything."""
    return matter.access is Access.OWN_INITIATIVE
