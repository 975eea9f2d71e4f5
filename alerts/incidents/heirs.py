"""
What an edit made of the mentions of an item: which of them go on, and which are of another event.

An outlet corrects figures and names forces; an article about another place or day, or of which
nothing that happened is the same, tells of something else.
"""

from collections.abc import Sequence

from alerts.incidents.agreement import Where, goes_on, likeness, where
from alerts.incidents.sighting import Sighting


def heirs(old: Sequence[Sighting], new: Sequence[Sighting]) -> dict[int, int | None]:
    """Return for the number of each *old* mention that of the one that goes on with it, or None."""
    return {each.key.number: _heir(each, new) for each in old}


def _heir(old: Sighting, new: Sequence[Sighting]) -> int | None:
    fitting = [each for each in new if goes_on(old, each)]
    best = max(fitting, key=lambda each: _closeness(old, each), default=None)
    return best.key.number if best else None


def _closeness(old: Sighting, new: Sighting) -> tuple[Where, int, tuple[bool, bool, bool]]:
    return where(old, new), len(old.mention.kinds & new.mention.kinds), likeness(old, new)
