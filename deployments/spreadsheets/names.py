"""Whether two names mean the same institution or person: exactly, nearly, or not. Nothing is ever merged by this.

Exactly: but for capitals, blanks and punctuation. Nearly: a slip of the pen, a title, an abbreviation, `RI` behind it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

NEAR: Final = 85
"""Per cent of a word that must agree (rapidfuzz) for a slip of the pen; of a person's whole name as well."""
_FILLER: Final = frozenset({"ri", "republik", "indonesia", "dan", "provinsi", "kantor", "daerah"})
_KINDS_OF_PLACE: Final = frozenset({"kota", "kabupaten"})
_LONG: Final = {
    "kab": "kabupaten", "prov": "provinsi", "kec": "kecamatan", "kemen": "kementerian", "dinkes": "dinas kesehatan",
    "disdik": "dinas pendidikan", "dishub": "dinas perhubungan", "dinsos": "dinas sosial", "perum": "perumahan",
    "disdukcapil": "dinas kependudukan pencatatan sipil", "itda": "inspektorat",
}  # fmt: skip
_SHORT: Final = {"KEMENTERIAN": "KEMEN", "KABUPATEN": "KAB", "PROVINSI": "PROV", "DAN": "", "RI": ""}
_INITIALS: Final = re.compile(r"\(([A-Z][A-Z0-9]{1,11})\)")
_TITLES: Final = frozenset({
    "dr", "drs", "dra", "drg", "ir", "h", "hj", "prof", "kh", "ust", "kombes", "pol", "akbp", "kompol", "letkol",
})  # fmt: skip

ThingT = TypeVar("ThingT")


def key(name: str) -> str:
    """What two spellings of exactly one name have in common."""
    return " ".join(_words(name))


def code_of(name: str) -> str:
    """A short code that the name alone decides: initials in brackets, else its words: `KEMEN-DALAM-NEGERI`."""
    if initials := _INITIALS.search(name):
        return initials[1]
    words = re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", " ", name).upper())
    code = ""
    for word in filter(None, (_SHORT.get(each, each) for each in words)):
        if len(longer := f"{code}-{word}".strip("-")) > 40:
            break
        code = longer
    return code


def alike(first: str, second: str) -> bool:
    """Whether two names of institutions may mean the same one, though they are not written the same."""
    one, two = _meaning(first), _meaning(second)
    if one == two:
        return True
    if _without(one) == _without(two):  # `Dinas Kesehatan Banjarmasin`: of the city, or of a regency?
        return not (one & _KINDS_OF_PLACE and two & _KINDS_OF_PLACE)
    return len(one) == len(two) and _slipped(one - two, two - one)


def same_person(first: str, second: str) -> bool:
    """Whether two names may mean the same person: without titles and degrees they are nearly the same."""
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(_bare(first), _bare(second)) >= NEAR


def _slipped(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether the words in which two names differ are the same word, one of them misspelt."""
    from rapidfuzz import fuzz

    if len(one) != 1 or len(two) != 1:
        return False
    (first,), (second,) = one, two
    return min(len(first), len(second)) > 4 and fuzz.ratio(first, second) >= NEAR


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _meaning(name: str) -> frozenset[str]:
    long = " ".join(_LONG.get(word, word) for word in _words(name)).split()
    return frozenset(long) - _FILLER or frozenset(long)


def _without(words: frozenset[str]) -> frozenset[str]:
    return words - _KINDS_OF_PLACE


def _bare(name: str) -> str:
    """Without degrees behind a comma and titles before the name."""
    return " ".join(word for word in _words(name.partition(",")[0]) if word not in _TITLES)


class Names(Generic[ThingT]):
    """Names with what they belong to, found again exactly or nearly."""

    def __init__(self, known: Iterable[tuple[str, ThingT]] = ()) -> None:
        self._exact: dict[str, ThingT] = {}
        self._by_word: defaultdict[str, dict[str, ThingT]] = defaultdict(dict)
        for name, thing in known:
            self.add(name, thing)

    def add(self, name: str, thing: ThingT) -> None:
        """One more name; the first of several that are exactly the same stays."""
        self._exact.setdefault(key(name), thing)
        for word in _meaning(name):
            self._by_word[word].setdefault(name, thing)

    def exactly(self, name: str) -> ThingT | None:
        """What has this name."""
        return self._exact.get(key(name))

    def nearly(self, name: str) -> Iterator[tuple[str, ThingT]]:
        """What has a name that may mean the same, with that name."""
        seen: set[str] = set()
        groups = sorted((self._by_word[word] for word in _meaning(name) if word in self._by_word), key=len)
        for group in groups[:2]:  # two names that are alike share one of the two rarest words of either
            for other, thing in group.items():
                if other not in seen and key(other) != key(name) and alike(name, other):
                    yield other, thing
                seen.add(other)
