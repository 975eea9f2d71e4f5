"""What may be written as a term, in a rule, a topic or a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rules.terms import mistake_in_term


@pytest.mark.parametrize(
    "term",
    [
        "convoy",
        " military column ",
        "convoy*",
        "aid* convoy*",
        "колонн* зала",
        "وب*",
        "=SANA",
        "^US",
        "^=US",
        "= SANA news",
        "nuqteyên ~2 kontrolê",
        "a ~20 b ~1 c",
        "U.S.",
        "why?",
        "AT&T",
        "14:30",
        " ".join(["a"] * 30),
    ],
)
def test_a_term_that_can_be_looked_for_has_no_mistake(term: str) -> None:
    """Words, phrases, beginnings, exact and cased words, gaps."""
    assert mistake_in_term(term) is None


@pytest.mark.parametrize(
    ("term", "offset", "words"),
    [
        ("", 0, "empty term"),
        (" \n", 0, "empty term"),
        ("?!", 0, "no letter or digit"),
        ("~2", 0, "no letter or digit"),
        ("=", 0, "no letter or digit"),
        ("con*voy", 3, 'only "word*" is understood'),
        ("aid con*voy*", 7, 'only "word*" is understood'),
        ("aid *", 4, "right behind a word's beginning"),
        ("aid-*", 4, "right behind a word's beginning"),
        ("k*", 0, "two letters or more"),
        ("aid k*", 4, "two letters or more"),
        ("يـ*", 0, "two letters or more"),
        ("wom?n", 3, "stands for itself"),
        ("=^=a", 0, '"=" twice'),
        ("~2 b", 0, "between two words"),
        ("a ~2", 2, "between two words"),
        ("=~2 a", 1, "between two words"),
        ("a ~2 ~3 b", 2, "between two words"),
        ("a ~21 b", 2, "at most ~20"),
        (f"a ~{'9' * 5000} b", 2, "at most ~20"),
        ("convoy~2", 6, "is no gap"),
        (" ".join(["a"] * 31), 60, "at most 30 words"),
    ],
)
def test_a_mistake_in_a_term_has_its_place(term: str, offset: int, words: str) -> None:
    """And says what to write."""
    mistake = mistake_in_term(term)

    assert mistake is not None
    assert words in mistake.message
    assert mistake.offset == offset


@given(st.text("aي=^*~2? \u0640-", max_size=20))
def test_any_text_is_a_term_or_has_a_mistake_within_it(term: str) -> None:
    """Nothing that is written breaks the check."""
    mistake = mistake_in_term(term)

    assert mistake is None or 0 <= mistake.offset <= len(term)
