"""
What makes the weak hits of a topic count: its own context terms, and the hits of other topics.

Looks at what stands nearest first, and no farther than may matter. Knows hits and distances; what
follows for a topic is topics.py's.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from alerts.rules.matching.scan import places_between
from alerts.rules.matching.section import Found, Layer, Section
from alerts.rules.matching.sought import Entry, Group

NEAR_ENOUGH = 12  # words between a weak hit and what makes it count
_CELL = 4_096  # characters; context is looked for in that of a hit and the two beside it
_MOST_LOOKS = 2_000  # for context in one text; then the remaining weak hits have none
_WIDE = 256  # characters that a phrase may go on beyond the word of its key

Counts = Callable[[Section, Found], bool]  # whether no exclusion cancels a hit


class Context:
    """Groups of terms, each with a say of its topic whether a hit counts."""

    __slots__ = ("_entries", "_groups", "_keys", "_patterns", "_wide")

    def __init__(self) -> None:
        self._groups: list[tuple[Group, Counts]] = []
        self._entries: dict[int, list[tuple[Entry, Counts]]] = {}  # by pattern
        self._keys: dict[int, tuple[int, int]] = {}  # from a place to where the key begins and ends
        self._patterns: frozenset[int] = frozenset()
        self._wide: frozenset[int] = frozenset()

    def add(self, group: Group, counts: Counts) -> None:
        """Let the hits of *group* for which *counts* holds make weak hits count."""
        self._groups.append((group, counts))
        for pattern, entries in group.entries.items():
            self._entries.setdefault(pattern, []).extend((entry, counts) for entry in entries)
            self._keys[pattern] = entries[0].extent
        self._patterns |= group.patterns
        wide = (p for p, entries in group.entries.items() if any(e.is_wide for e in entries))
        self._wide |= frozenset(wide)

    def hits(self, section: Section) -> list[Found]:
        """Return all that is context in *section*, near or not."""
        found = (
            hit
            for group, counts in self._groups
            for hit in group.hits(section)
            if counts(section, hit)
        )
        return sorted(set(found))

    def is_around(self, section: Section, hit: Found) -> bool:
        """Say whether context reaches out of *hit* or stands in its sentence or within 12 words."""
        if self._patterns.isdisjoint(section.present):
            return False
        around = Surroundings(section, hit)
        looked = section.values.setdefault((self, "looked"), _Looked({}, 0))
        for number, layer in enumerate(section.layers):
            for pattern, place in self._nearest(section, layer, around):
                if looked.times > _MOST_LOOKS:
                    return False
                found = self._found(looked, section, number, (pattern, place))
                if any(is_beside(each, hit) and around.hold(*each) for each in found):
                    return True
        return False

    def _found(
        self, looked: "_Looked", section: Section, number: int, at: tuple[int, int]
    ) -> list[Found]:
        """Return the hits that count of the key and place *at*, looked for once for all."""
        looked.times += 1
        if (known := looked.found.get((number, at))) is not None:
            return known
        entries = self._entries[at[0]]
        looked.times += len(entries)
        layer = section.layers[number]
        found = (
            (entry.hit_at(section, layer, at[1]), counts)
            for entry, counts in entries
            if section.language not in entry.form.strangers
        )
        hits = [hit for hit, counts in found if hit and counts(section, hit)]
        looked.found[number, at] = hits
        return hits

    def _nearest(
        self, section: Section, layer: Layer, around: "Surroundings"
    ) -> Iterator[tuple[int, int]]:
        """Yield the keys that may be near with their places, on either side outwards."""
        center = layer.folded.target(around.start)
        keys = self._around(section, layer, center)
        middle = bisect_left(keys, (center, 0))
        for side in (keys[middle:], keys[:middle][::-1]):
            limit = inf  # so far off is too far
            for place, pattern in side:
                distance = abs(place - center)
                if distance > limit + _WIDE:
                    break
                is_near = distance < limit and around.may_hold(layer, place, self._keys[pattern])
                if is_near or pattern in self._wide:
                    yield pattern, place
                if not is_near:
                    limit = min(limit, distance)

    def _around(self, section: Section, layer: Layer, center: int) -> list[tuple[int, int]]:
        """Return the keys around *center*, in the order of the text."""
        cell = center // _CELL
        memo = self, layer.text, cell
        if memo not in section.values:
            low, high = (cell - 1) * _CELL, (cell + 2) * _CELL
            patterns, places = self._patterns.intersection(layer.places), layer.places
            section.values[memo] = sorted(
                [(at, each) for each in patterns for at in places_between(places[each], low, high)]
            )
        found: list[tuple[int, int]] = section.values[memo]
        return found


@dataclass(slots=True)
class _Looked:
    """What was found at keys near weak hits of one text, and how often somebody looked."""

    found: dict[tuple[int, tuple[int, int]], list[Found]]  # by number of layer, key and place
    times: int


class Surroundings:
    """What counts as near to one hit."""

    __slots__ = ("_base", "_end", "_high", "_low", "_passages", "start")

    def __init__(self, section: Section, hit: Found) -> None:
        self._base = section.base
        self._passages = section.passages
        self.start = hit[0] - section.base
        self._end = hit[1] - section.base
        sentence = self._passages.sentence(self.start, self._end)
        self._low, self._high = sentence.start, sentence.end

    def hold(self, start: int, end: int, _: int = 0, *, most: int = NEAR_ENOUGH) -> bool:
        """Say whether start..end overlaps the hit, shares its sentence or is *most* words off."""
        start, end = start - self._base, end - self._base
        if end <= self.start:
            is_near = end > self._low
            return is_near or self._passages.words_between(end, self.start, most) <= most
        if start >= self._end:
            is_near = start < self._high
            return is_near or self._passages.words_between(self._end, start, most) <= most
        return True

    def may_hold(self, layer: Layer, place: int, key: tuple[int, int]) -> bool:
        """Say whether a hit by the *key* found at *place* might be near."""
        start, end = layer.folded.place(place + key[0], place + key[1])
        # the rest of the word that the key is of counts as one
        return self.hold(self._base + start, self._base + end, most=NEAR_ENOUGH + 1)


def is_beside(context: Found, hit: Found) -> bool:
    """Say whether *context* is more than *hit* itself or a part of it."""
    return context[0] < hit[0] or context[1] > hit[1]
