"""How sure each article is that letters lean on, and how a source is told: as the law, or as a reference only. Pure.

The codes are those of the terms: T the article's wording was seen, S a secondary source, K general knowledge of the
statute, I inferred or a default. Only what was seen is told as the law ("Dasar"); the rest is named as a reference.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from models.codes import RuleSet
from models.dates import Language

SEEN: Final = "T"
DUTY_ONLY: Final = "T+I"
"""The duty stands in the text, its length is the office's own."""
INFERRED: Final = "I"

ARTICLES: Final[Mapping[str, str]] = {
    "UU 37/2008 Pasal 23": "T",
    "UU 37/2008 Pasal 24": "T",
    "UU 37/2008 Pasal 25": "S",
    "UU 37/2008 Pasal 31": "S",
    "UU 37/2008 Pasal 33": "K+S",
    "UU 37/2008 Pasal 36": "S/K",
    "UU 37/2008 Pasal 37": "K",
    "UU 37/2008 Pasal 38": "T",
    "UU 37/2008 Pasal 39": "T",
    "UU 25/2009 Pasal 46": "T",
    "PO 48/2020 Pasal 25": "T",
    "PO 58/2023 Pasal 17": "T",
}
"""Every article that a letter names by itself. No letter is surer of one than the terms that rest on it."""

REPLACED: Final = ("PO 26/2017", "PO 48/2020")
"""PO 58/2023 replaced both (its preamble): what they said goes on under its rules as practice, no longer as law."""

WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "id": {
        "law":       "Dasar: {source}",
        "reference": "Rujukan: {source}",
        "inline":    "rujukan: {source}",
        "duty":      "kebijakan kantor (kewajibannya: {source})",
        "policy":    "kebijakan kantor, tidak diatur dalam undang-undang",
        "practice":  "praktik yang dilanjutkan dari {source}",
        "and":       " dan ",
    },
    "en": {
        "law":       "Source: {source}",
        "reference": "Reference: {source}",
        "inline":    "reference: {source}",
        "duty":      "office policy (the duty itself: {source})",
        "policy":    "office policy, not set by law",
        "practice":  "practice carried on from {source}",
        "and":       " and ",
    },
}  # fmt: skip


def sure_under(source: str, sure: str, rules: RuleSet) -> str:
    """How sure a source is under the rule set: what PO 58/2023 replaced is only inferred to go on."""
    parts = source.split("; ")
    gone = [part for part in parts if rules is RuleSet.PO_58_2023 and part.startswith(REPLACED)]
    if not gone:
        return sure
    return INFERRED if gone == parts else f"{sure[0]}/{INFERRED}"


def source_text(source: str, sure: str, language: Language) -> str:
    """The source as letters and proofs tell it, with its label: the one place that decides what is told as law."""
    words = WORDS[language]
    if not source:
        return words["law"].format(source=words["policy"])
    if sure == DUTY_ONLY:
        return words["law"].format(source=words["duty"].format(source=source))
    return words["law" if sure == SEEN else "reference"].format(source=_told(source, sure, language))


def cited(article: str, rules: RuleSet, language: Language) -> str:
    """An article as it stands in brackets within a sentence. Raises KeyError for one that is not in `ARTICLES`."""
    sure = sure_of(article, rules)
    words, told = WORDS[language], _told(article, sure, language)
    if language == "en":
        told = told.replace("Pasal", "Art.").replace(" ayat ", "")
    return told if sure == SEEN else words["inline"].format(source=told)


def bases(articles: Iterable[str], rules: RuleSet, language: Language) -> str:
    """What a formal letter rests on: the articles told as law first, then those named as a reference."""
    words, all_of_them = WORDS[language], list(articles)
    lines: list[str] = []
    for label, seen in (("law", True), ("reference", False)):
        found = [each for each in all_of_them if (sure_of(each, rules) == SEEN) is seen]
        if found:
            told = words["and"].join(_told(each, sure_of(each, rules), language) for each in found)
            lines.append(words[label].format(source=told) + ".")
    return " ".join(lines)


def sure_of(article: str, rules: RuleSet) -> str:
    """How sure an article is under the rule set; its paragraphs are as sure as itself. Raises KeyError."""
    return sure_under(article, ARTICLES[article.partition(" ayat ")[0]], rules)


def _told(source: str, sure: str, language: Language) -> str:
    practice = WORDS[language]["practice"]
    return "; ".join(
        practice.format(source=part) if INFERRED in sure and part.startswith(REPLACED) else part
        for part in source.split("; ")
    )
