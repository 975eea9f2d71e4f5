"""
What is known of two mentions: that they agree or not, copy each other, or what people said.

Asked often of the same two, so remembered; which group a mention joins is partition's.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from alerts.incidents.agreement import (
    contradicts,
    excludes,
    is_backed,
    is_sure,
    links,
    weight,
    where,
)
from alerts.incidents.links import Links
from alerts.incidents.sighting import Key, Sighting


@dataclass(frozen=True, slots=True)
class Relation:
    """How two mentions stand to each other, as far as the rules can tell."""

    is_linked: bool
    is_sure: bool  # linked by place and day, both said in so many words
    is_excluded: bool
    is_against: bool
    is_backed: bool
    where: int
    weight: int


class Evidence:
    """All that speaks for and against two mentions being of one event."""

    def __init__(self, links: Links, is_copy: Callable[[int, int], bool]) -> None:
        """Take what people said, and who knows whether two items are in the same words."""
        self.links = links
        self._is_copy = is_copy
        self._kinds: dict[Relation, Relation] = {}  # few, of hundred thousands that are alike
        self._known: defaultdict[Key, dict[Key, Relation]] = defaultdict(dict)

    def of(self, one: Sighting, other: Sighting) -> Relation:
        """Return how the two stand to each other."""
        found = self._known[one.key].get(other.key)
        if found is None:
            found = self._relation(one, other)
            self._known[one.key][other.key] = self._known[other.key][one.key] = found
        return found

    def joined(self, one: Sighting, other: Sighting) -> bool:
        """Say whether the two have to be looked at together."""
        return self.links.must(one.key, other.key) or self.of(one, other).is_linked

    def forget(self, key: Key) -> None:
        """Drop what is remembered of a mention that is there no more, or says something else."""
        for other in self._known.pop(key, {}):
            self._known[other].pop(key, None)

    def _relation(self, one: Sighting, other: Sighting) -> Relation:
        is_copy = self._is_wire(one, other)
        found = Relation(
            is_linked=links(one, other, is_copy=is_copy),
            is_sure=links(one, other) and is_sure(one, other),
            is_excluded=one.is_firm and other.is_firm and excludes(one, other),
            is_against=contradicts(one, other, is_copy=is_copy),
            is_backed=is_backed(one, other),
            where=where(one, other),
            weight=weight(one, other, is_copy=is_copy),
        )
        return self._kinds.setdefault(found, found)

    def _is_wire(self, one: Sighting, other: Sighting) -> bool:
        """Say whether both are the main mentions of texts that copy each other."""
        is_main = one.key.number == other.key.number == 0
        return is_main and self._is_copy(one.key.item, other.key.item)
