"""
Places as sentences name them: which is the most exact, and which may be one and the same.

Knows the gazetteer; which event is where is not known here.
"""

from collections.abc import Iterable
from functools import cache

from alerts.incidents.reading import Sentence
from alerts.rules.lexicon.places import places

_EXACT = frozenset(
    {"village", "checkpoint", "base", "airbase", "crossing", "bridge", "camp", "facility",
     "landmark", "neighbourhood", "town"}
)  # fmt: skip
_RANKS = {"checkpoint": 0, "town": 2, "neighbourhood": 1, "city": 3, "subdistrict": 4}
_RANKS |= {"road": 4, "river": 5, "district": 5, "governorate": 6, "region": 7}
_EXACT_RANK = 1


def exact(named: Iterable[str]) -> set[str]:
    """Return those of *named* that are more than a city or area."""
    return {place for place in named if places()[place].type in _EXACT}


def rank(place: str) -> int:
    """Return a number that is the smaller, the more exact *place* is."""
    return _RANKS.get(places()[place].type, _EXACT_RANK)


def places_of(sentence: Sentence) -> list[str]:
    """Return the places, the most exact first; of one inside another's name only the longer."""
    marks = list(sentence.of("place"))
    whole = [
        mark
        for mark in marks
        if not any(
            other.start <= mark.start and mark.end <= other.end and other[:2] != mark[:2]
            for other in marks
        )
    ]
    return sorted(dict.fromkeys(mark.value for mark in whole), key=rank)


def may_be_one_place(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether two sets of places may be told of one event: a village, and the city around."""
    mine = {each for each in one if places()[each].type != "region"}
    theirs = {each for each in other if places()[each].type != "region"}
    if not mine or not theirs or mine & theirs:
        return _exact_agree(mine, theirs)
    return _exact_agree(mine, theirs) and any(
        _is_inside(a, b) or _is_inside(b, a) or _is_beside(a, b) for a in mine for b in theirs
    )


def _exact_agree(mine: set[str], theirs: set[str]) -> bool:
    ours, others = exact(mine), exact(theirs)
    return not ours or not others or bool(ours & others)


def _is_inside(inner: str, outer: str) -> bool:
    return outer in _around(inner)


def _is_beside(one: str, other: str) -> bool:
    """Say whether one is a village, and the other a city around that it may be told to be near."""
    exact = [places()[each].type in _EXACT for each in (one, other)]
    return any(exact) and not all(exact) and not set(_around(one)).isdisjoint(_around(other))


@cache
def _around(place: str) -> tuple[str, ...]:
    found: list[str] = []
    parent = places()[place].parent
    while parent is not None and places()[parent].type != "country":
        found.append(parent)
        parent = places()[parent].parent
    return tuple(found)
