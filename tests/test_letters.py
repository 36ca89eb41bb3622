"""The words of the letters: each kind in both languages, compared whole with what was agreed (see `tests.golden`)."""

from typing import get_args

import pytest
from jinja2 import UndefinedError

from models.articles import bases
from models.codes import RuleSet
from models.dates import Language
from notifications.kinds import REGISTRY, LetterKind
from notifications.sample_events import events_of
from notifications.wording import NoWords, word
from tests.golden import FOLDER, path_of, text_of

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_the_words_are_those_agreed_on(kind: LetterKind, language: Language) -> None:
    """Every letter of the kind, whoever reads it and whatever called for it."""
    assert path_of(kind, language).read_text(encoding="utf-8") == text_of(kind, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_golden_text_is_left_over(language: Language) -> None:
    """Each golden text belongs to a kind that still exists."""
    assert {kind.value for kind in LetterKind} == {path.stem for path in (FOLDER / language).iterdir()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_subjects_hold_numbers_stages_and_dates_only(kind: LetterKind, language: Language) -> None:
    """No subject names a person, an institution, or anything anybody wrote (rule 5)."""
    text = path_of(kind, language).read_text(encoding="utf-8")
    subjects = [line for line in text.splitlines() if line.startswith("Subject: ")]
    assert len(subjects) >= len(events_of(kind))
    for told in ("Siti", "Rukmana", "Dewi", "akta", "Kependudukan", "Sungai Raya", "Gusti", "Rangga"):
        assert not [subject for subject in subjects if told.casefold() in subject.casefold()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_reporters_learn_that_the_service_is_free(language: Language) -> None:
    """Every letter to a reporter says that nothing is to be paid."""
    free = {"id": "tidak dipungut biaya", "en": "free of charge"}[language]
    for kind in LetterKind:
        letters = path_of(kind, language).read_text(encoding="utf-8").split("=== ")[1:]
        for letter in letters:
            to_reporter = letter.splitlines()[0].endswith("→ reporter")
            assert to_reporter is (free in " ".join(letter.split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_closing_letters_say_how_to_object(language: Language) -> None:
    """Whoever is told that their complaint ends is told what to do if they disagree."""
    way = {"id": "Keberatan ditelaah oleh petugas lain", "en": "reviewed by an officer other than"}[language]
    for kind in (LetterKind.REJECTED, LetterKind.CLOSED, LetterKind.REPORT_CLOSED):
        assert way in " ".join(path_of(kind, language).read_text(encoding="utf-8").split())


def test_a_formal_letter_names_its_articles() -> None:
    """Where the registry knows what it rests on, the letter ends with it: as law, or as a reference."""
    for kind, about in REGISTRY.items():
        if about.formal and about.basis:
            told = bases(about.basis, RuleSet.PO_58_2023, "id")
            assert told in " ".join(path_of(kind, "id").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_whom_a_term_binds_is_told_that_it_starts_with_this_letter(language: Language) -> None:
    """A focal point's receipt starts nothing, nor does an officer's: they read whose receipt does."""
    this = {"id": "sejak hari surat ini diterima", "en": "from the day you receive this letter"}[language]
    told = {
        letter.splitlines()[0].rpartition("→ ")[2]
        for kind in LetterKind
        for letter in path_of(kind, language).read_text(encoding="utf-8").split("=== ")[1:]
        if this in " ".join(letter.split())
    }
    assert {"reporter", "reported_party", "superior"} == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_superiors_term_does_not_start_with_a_copy_to_somebody_else(language: Language) -> None:
    """The Recommendation's sixty days run from the day on which the superior has it, whoever reads of them."""
    since = {
        "id": "sejak hari Rekomendasi diterima atasan Terlapor",
        "en": "the reported party's superior receives",
    }
    for kind in (LetterKind.RECOMMENDATION_COPY, LetterKind.INSTITUTION_NOTICE, LetterKind.OFFICE_TASK):
        assert since[language] in " ".join(path_of(kind, language).read_text(encoding="utf-8").split())


def test_an_unknown_kind_is_refused_by_name() -> None:
    """Asking for words nobody wrote says where the list of kinds is."""
    with pytest.raises(NoWords, match="letters kinds"):
        word("love_letter", "id", {})


def test_a_name_nobody_gave_is_an_error() -> None:
    """A template never shows an empty place where something should stand."""
    with pytest.raises(UndefinedError):
        word("receipt", "id", {})
