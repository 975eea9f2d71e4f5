"""Which phrases set one pile of texts apart."""

from math import log

import pytest

from alerts.tuning.phrases import Phrase
from alerts.tuning.separation import SURE, Text, g_squared, separating


def pile(*texts: str) -> list[Text]:
    """Make texts of words; "a_b" is a phrase of two."""
    return [
        {word.replace("_", " "): Phrase(word.replace("_", " "), word) for word in text.split()}
        for text in texts
    ]


def test_g_squared_is_dunnings() -> None:
    """Twice the sum of observed times the logarithm of observed by expected."""
    table = {(3, 5 * 3 / 15), (2, 5 * 12 / 15), (10, 10 * 12 / 15)}

    assert g_squared(3, 5, 0, 10) == pytest.approx(2 * sum(o * log(o / e) for o, e in table))
    assert g_squared(5, 5, 5, 5) == 0
    assert g_squared(2, 4, 3, 6) == pytest.approx(0)
    assert g_squared(3, 3, 0, 0) == 0


def test_words_in_both_piles_set_nothing_apart() -> None:
    """No list of stop words is needed."""
    noise = pile(*["the wedding"] * 6)
    relevant = pile(*["the army"] * 6)

    (found,) = separating(noise, relevant, 3)

    assert found.phrase.folded == "wedding"
    assert found.score > SURE
    assert (found.inside, found.outside) == ((0, 1, 2, 3, 4, 5), ())


def test_rare_words_are_not_offered() -> None:
    """Two texts are too few, however clear they seem."""
    assert separating(pile("wedding", "wedding"), pile(*["army"] * 30), 3) == []


def test_a_phrase_stands_for_its_words_where_they_are_in_the_same_texts() -> None:
    """It says more closely what was meant; the more telling comes first."""
    noise = pile(*["wedding wedding_convoy dress"] * 5, "dress", "x")
    relevant = pile(*["army"] * 10)

    found = separating(noise, relevant, 3)

    assert [each.phrase.folded for each in found] == ["dress", "wedding convoy"]


def test_what_the_other_pile_has_more_often_is_no_sign_of_this_one() -> None:
    """It would be one of the other."""
    assert separating(pile(*["x"] * 6), pile(*["army"] * 6), 0)[0].phrase.folded == "x"
    assert len(separating(pile(*["x"] * 6), pile(*["army"] * 6), 0)) == 1
