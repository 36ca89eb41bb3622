"""What letters and proofs may tell as the law, and what they name as a reference only."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import notifications
from models.articles import ARTICLES, bases, cited, source_text, sure_of
from models.codes import RuleSet
from models.dates import Language
from models.deadlines import load_terms, term_for
from models.holidays import calendar
from models.proof_text import proof_text
from models.proofs import due
from models.terms.receipts import RECEIPTS, received
from models.zones import Zone
from notifications.kinds import REGISTRY

TERMS = load_terms()
NEW, OLD = RuleSet.PO_58_2023, RuleSet.PO_26_2017
LANGUAGES: tuple[Language, ...] = get_args(Language)
TEMPLATES = Path(notifications.__file__).with_name("templates")
CITED = re.compile(r'law\("([^"]+)"\)')


@pytest.mark.parametrize("rules", RuleSet)
@pytest.mark.parametrize("key", TERMS)
def test_only_a_term_whose_wording_was_seen_is_told_as_the_law(key: str, rules: RuleSet) -> None:
    """Every other source is a reference, or names the office's policy."""
    term = term_for(TERMS, key, rules)
    told = source_text(term.source, term.sure, "id")

    assert (told == f"Dasar: {term.source}") is (term.sure == "T")
    assert told.startswith(("Dasar: kebijakan kantor", "Rujukan: ")) is (term.sure != "T")


def test_what_was_replaced_goes_on_as_practice_under_the_new_rules() -> None:
    """PO 58/2023 replaced PO 26/2017 and PO 48/2020; their own rule set still has them as law."""
    told = {
        rules: [
            source_text(term.source, term.sure, "id")
            for term in (
                term_for(TERMS, key, rules) for key in ("reporter_response", "recommendation_report")
            )
        ]
        for rules in RuleSet
    }

    assert [
        "Dasar: PO 48/2020 Pasal 25 ayat (5b)",
        "Rujukan: UU 37/2008 Pasal 38 ayat (2); PO 26/2017",
    ] == told[OLD]
    assert [
        "Rujukan: praktik yang dilanjutkan dari PO 48/2020 Pasal 25 ayat (5b)",
        "Rujukan: UU 37/2008 Pasal 38 ayat (2); praktik yang dilanjutkan dari PO 26/2017",
    ] == told[NEW]


@pytest.mark.parametrize("key", TERMS)
def test_no_term_of_the_new_rules_is_sure_of_a_replaced_text(key: str) -> None:
    """Whatever the table says of them."""
    term = term_for(TERMS, key, NEW)

    assert not (term.sure == "T" and re.search(r"PO (26/2017|48/2020)", term.source))


def test_a_duty_of_the_law_with_a_length_of_ours_is_office_policy() -> None:
    """The seven days of the completeness check: only the duty stands in the article."""
    term = TERMS["resolution_completeness_check"]
    proof = due(term, date(2026, 3, 9), Zone.WITA, calendar())

    assert "Dasar: kebijakan kantor (kewajibannya: PO 58/2023 Pasal 54)" in proof_text(proof, "id")
    assert "Source: office policy (the duty itself: PO 58/2023 Pasal 54)" in proof_text(proof, "en")


def test_no_letter_is_surer_of_an_article_than_the_term_that_rests_on_it() -> None:
    """The two tables say the same."""
    for term in TERMS.values():
        article = term.source.partition(" ayat ")[0]
        if article in ARTICLES:
            assert ("T" in term.sure) is ("T" in ARTICLES[article]), term.key


def test_every_article_that_a_letter_rests_on_is_known() -> None:
    """With the label that it deserves; an article nobody has seen is never a letter's legal basis."""
    for about in REGISTRY.values():
        for article in about.basis:
            label = "Dasar" if sure_of(article, NEW) == "T" else "Rujukan"
            assert bases([article], NEW, "id").startswith(f"{label}: ")
    recommendation = ("UU 37/2008 Pasal 37", "UU 37/2008 Pasal 38")
    assert "Dasar: UU 37/2008 Pasal 38. Rujukan: UU 37/2008 Pasal 37." == bases(recommendation, NEW, "id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_ask_how_sure_an_article_is(language: Language) -> None:
    """None writes an article out by itself, and each they ask about is known."""
    for path in sorted((TEMPLATES / language).iterdir()):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(UU|PO|SK Ketua|Perpres)\s+\d", CITED.sub("", text)), path.name
        for article in CITED.findall(text):
            assert cited(article, NEW, language)


def test_an_article_in_a_sentence_says_that_it_is_a_reference() -> None:
    """In both languages; one whose wording was seen stands alone."""
    assert "UU 37/2008 Pasal 38 ayat (4)" == cited("UU 37/2008 Pasal 38 ayat (4)", NEW, "id")
    assert "UU 37/2008 Art. 38(4)" == cited("UU 37/2008 Pasal 38 ayat (4)", NEW, "en")
    assert "rujukan: UU 37/2008 Pasal 33 ayat (3)" == cited("UU 37/2008 Pasal 33 ayat (3)", NEW, "id")
    assert "PO 48/2020 Pasal 25" == cited("PO 48/2020 Pasal 25", OLD, "id")
    assert "reference: practice carried on from PO 48/2020 Art. 25" == cited("PO 48/2020 Pasal 25", NEW, "en")


def test_every_term_that_waits_for_receipt_says_whose() -> None:
    """And no other has words for it."""
    assert {term.starts for term in TERMS.values() if term.on_receipt} == set(RECEIPTS)
    for term in TERMS.values():
        for language in LANGUAGES:
            assert bool(received(term.starts, language)) is term.on_receipt, term.key


def test_a_date_that_was_agreed_on_is_no_policy_of_the_office() -> None:
    """A promise of a settlement, an item of an action plan: the parties set it."""
    proof = due(TERMS["action_item"], date(2026, 3, 9), Zone.WITA, calendar(), agreed=date(2026, 4, 6))

    assert "Dasar: tanggal yang disepakati, tidak diatur dalam undang-undang" in proof_text(proof, "id")
    assert "kebijakan kantor" not in proof_text(proof, "id")
