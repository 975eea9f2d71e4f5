"""
What an edit made of the mentions of an item: which of them go on, and which are of another event.

An outlet corrects figures and names forces; an article about another place or day, or of which
nothing that happened is the same, tells of something else. Only where all is the same but the
place, nearly word for word, was the place corrected.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from alerts.incidents.agreement import Where, goes_on, likeness, where
from alerts.incidents.sighting import Sighting

ALIKE = 0.75  # of the words that stay where a place is corrected

_WORD = re.compile(r"\w+")


def heirs(old: Sequence[Sighting], new: Sequence[Sighting]) -> dict[int, int | None]:
    """Return for the number of each *old* mention that of the one that goes on with it, or None."""
    return {each.key.number: _heir(each, new) for each in old}


def corrected(
    old: Sequence[Sighting],
    new: Sequence[Sighting],
    said_before: Mapping[int, str],
    said_now: Mapping[int, str],
) -> dict[int, int]:
    """
    Return for *old* mentions the number of the one of *new* that only puts their place right.

    Only where neither goes on with another one, as `heirs` says. *said_before* and *said_now* are
    the words of each mention, by its number.
    """
    heir_of = heirs(old, new)
    free = [each for each in new if each.key.number not in heir_of.values()]
    found: dict[int, int] = {}
    for one in (each for each in old if heir_of[each.key.number] is None):
        for each in free:
            number = each.key.number
            words = said_before[one.key.number], said_now[number]
            if number not in found.values() and _is_corrected(one, each) and _are_alike(*words):
                found[one.key.number] = number
                break
    return found


def _is_corrected(old: Sighting, new: Sighting) -> bool:
    """Say whether all but the place is the same: what happened, when, who and how many."""
    mine, theirs = old.mention, new.mention
    same = mine.kinds == theirs.kinds and mine.actors == theirs.actors and old.days == new.days
    is_news = not (mine.is_background or theirs.is_background)
    return same and is_news and old.figures == new.figures and where(old, new) is Where.APART


def _are_alike(before: str, now: str) -> bool:
    words = Counter(_WORD.findall(before.casefold())), Counter(_WORD.findall(now.casefold()))
    longest = max(each.total() for each in words)
    return bool(longest) and (words[0] & words[1]).total() >= ALIKE * longest


def _heir(old: Sighting, new: Sequence[Sighting]) -> int | None:
    fitting = [each for each in new if goes_on(old, each)]
    best = max(fitting, key=lambda each: _closeness(old, each), default=None)
    return best.key.number if best else None


def _closeness(old: Sighting, new: Sighting) -> tuple[Where, int, tuple[bool, bool, bool]]:
    return where(old, new), len(old.mention.kinds & new.mention.kinds), likeness(old, new)
