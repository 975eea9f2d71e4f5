"""
Which phrases set one pile of texts apart from another.

By the log-likelihood ratio G² (Dunning, Accurate Methods for the Statistics of Surprise and
Coincidence, Computational Linguistics 19(1), 1993): unlike χ² it holds for rare words and few
texts. Texts are counted, not occurrences: one text that repeats a word says it once. Words such as
"the" are in both piles and set nothing apart. Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from alerts.tuning.phrases import Phrase

SURE = 6.635  # G² by chance in one of a hundred words: the quantile of χ² with one degree at 99 %

Text = Mapping[str, Phrase]  # what `phrases` returns of one item


@dataclass(frozen=True, slots=True)
class Separating:
    """A phrase that one pile has more often than the other."""

    phrase: Phrase  # as most texts write it, with the topics of all hits it touches
    score: float  # G²
    inside: tuple[int, ...]  # which texts of the pile have it, by their place
    outside: tuple[int, ...]  # which of the other


def g_squared(inside: int, of_inside: int, outside: int, of_outside: int) -> float:
    """
    Return G² for a phrase in *inside* of *of_inside* texts and in *outside* of *of_outside*.

    0 where both piles have it equally often, or one of them is empty.
    """
    observed = (
        (inside, of_inside, inside + outside),
        (outside, of_outside, inside + outside),
        (of_inside - inside, of_inside, of_inside + of_outside - inside - outside),
        (of_outside - outside, of_outside, of_inside + of_outside - inside - outside),
    )
    total = of_inside + of_outside
    return 2 * sum(
        count * log(count * total / (row * column)) for count, row, column in observed if count
    )


def separating(pile: Sequence[Text], other: Sequence[Text], least: int) -> list[Separating]:
    """
    Return the phrases that *pile* has more often than *other*, the most telling first.

    Each is in at least *least* texts of the pile, and so much more often there that chance would
    do it for one word in a hundred at most. Of phrases in the same texts only one is given: one
    around a hit rather than another, and two words rather than one, because that says more closely
    what was meant.
    """
    inside, outside = _places(pile), _places(other)
    found = [
        Separating(
            _usual(pile, folded, places),
            g_squared(len(places), len(pile), len(outside[folded]), len(other)),
            tuple(places),
            tuple(outside[folded]),
        )
        for folded, places in inside.items()
        if len(places) >= least and len(places) * len(other) > len(outside[folded]) * len(pile)
    ]
    sure = [each for each in found if each.score >= SURE]
    sure.sort(key=_order)
    return list({(each.inside, each.outside): each for each in reversed(sure)}.values())[::-1]


def _places(texts: Sequence[Text]) -> defaultdict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for folded in text:
            places[folded].append(place)
    return places


def _usual(pile: Sequence[Text], folded: str, places: Sequence[int]) -> Phrase:
    own = [pile[place][folded] for place in places]
    written, _ = Counter(each.written for each in own).most_common(1)[0]
    return Phrase(folded, written, frozenset().union(*(each.topics for each in own)))


def _order(found: Separating) -> tuple[float, bool, int, str]:
    folded = found.phrase.folded
    return -found.score, not found.phrase.topics, -folded.count(" "), folded
