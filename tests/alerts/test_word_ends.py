"""Where words end: apostrophes, gaps over paragraphs, and what counts as a word between two."""

import pytest

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule
from model import Item, ItemKey


def surfaces(query: str, body: str, title: str = "") -> list[str]:
    """Return what makes a rule of *query* fire."""
    item = Item("outlet", ItemKey(b"key"), title, body, "", "en")
    found = match(item, compile_rules([Rule("r", query=query)], {}))
    return [hit.surface for each in found for hit in each.hits]


@pytest.mark.parametrize("text", ["in Sana'a", "SANA's report", "SANA’nın haberi", "“SANA’s”"])
def test_an_exact_word_is_not_found_before_an_apostrophe_that_belongs_to_it(text: str) -> None:
    """=SANA is the agency by its bare name: neither a possessive nor the capital of Yemen."""
    assert surfaces("=SANA", text) == []
    assert surfaces('"=agency ~1 SANA"', f"agency {text}") == []


@pytest.mark.parametrize("text", ["'SANA' said", "‘SANA’.", "SANA'", "l’SANA"])
def test_an_exact_word_in_single_quotes_is_found(text: str) -> None:
    """An apostrophe with no letter behind it ends a quotation."""
    assert surfaces("=SANA", text) == ["SANA"]


def test_a_gap_does_not_go_over_into_the_next_paragraph_nor_from_title_to_body() -> None:
    """It would be shown as a hit of which half is missing."""
    assert surfaces('"aid ~2 convoy"', "convoy left", title="More aid") == []
    assert surfaces('"aid ~2 convoy"', "More aid\n\nA convoy left") == []
    assert surfaces('"aid ~2 convoy"', "More aid\nin convoy") == ["aid\nin convoy"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("convoy a b army", 2),
        ("conv'un a army", 1),
        ("convoy a d’army", 1),
        ("convoy a b'army", 1),
        ("convoy نعم؟لا army", 2),
        ("convoy نعم،لا army", 2),
        ("convoy “a”b army", 2),
        ("convoy 3.5 army", 1),
        ("convoy U.S. army", 1),
        ("convoy two-vehicle army", 2),
        ("convoy Kamışlı'nın army", 1),
        ("convoy قَافِلَةٌ army", 1),
    ],
)
def test_words_between_two_hits_are_those_a_reader_counts(text: str, words: int) -> None:
    """What an apostrophe joins is one word, also when a hit is a part of it."""
    assert surfaces(f"conv* NEAR/{words} army", text) != []
    assert words == 1 or surfaces(f"conv* NEAR/{words - 1} army", text) == []
