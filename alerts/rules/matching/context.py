"""
What makes the weak hits of a topic count: its own context terms, and the hits of other topics.

Looks at what stands nearest first, and no farther than may matter. Knows hits and distances; what
follows for a topic is topics.py's.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf

from alerts.rules.matching.groups import MOST_LANGUAGES, Group, Held
from alerts.rules.matching.scan import places_between
from alerts.rules.matching.section import Found, Layer, Section
from alerts.rules.matching.sought import Entry

NEAR_ENOUGH = 12  # words between a weak hit and what makes it count
_CELL = 4_096  # characters; context is looked for in that of a hit and the two beside it
_MOST_LOOKS = 1_500  # for context in one text; then the remaining weak hits have none
_WIDE = 256  # characters that a phrase may go on beyond the word of its key

Counts = Callable[[Section, Found], bool]  # whether no exclusion cancels a hit


class Context:
    """Groups of terms, each with a say of its topic whether a hit counts."""

    __slots__ = ("_held", "extents", "forms", "groups", "patterns", "wide")

    def __init__(self) -> None:
        self.groups: dict[int, list[tuple[Group, Counts]]] = {}  # by pattern
        self.forms: Counter[int] = Counter()  # how many a pattern is the key of
        self.extents: dict[int, tuple[int, int]] = {}  # from a place to its key's beginning and end
        self.patterns: frozenset[int] = frozenset()
        self.wide: frozenset[int] = frozenset()
        self._held: dict[tuple[int, str], Held[tuple[Entry, Counts]]] = {}  # when needed

    def add(self, group: Group, counts: Counts) -> None:
        """Let the hits of *group* for which *counts* holds make weak hits count."""
        for pattern, entries in group.entries.items():
            self.groups.setdefault(pattern, []).append((group, counts))
            self.forms[pattern] += len(entries)
            self.extents[pattern] = entries[0].extent
        self.patterns |= group.patterns
        wide = (p for p, entries in group.entries.items() if any(e.is_wide for e in entries))
        self.wide |= frozenset(wide)

    def hits(self, section: Section) -> list[Found]:
        """Return all that is context in *section*, near or not."""
        found = (
            hit
            for group, counts in dict.fromkeys(each for of in self.groups.values() for each in of)
            for hit in group.hits(section)
            if counts(section, hit)
        )
        return sorted(set(found))

    def holding(self, pattern: int, language: str) -> Held[tuple[Entry, Counts]]:
        """Return the forms of one key that hold in *language*, by their other parts."""
        held = self._held.get((pattern, language))
        if held is None:
            held = Held(
                (entry.beside, (entry, counts))
                for group, counts in self.groups[pattern]
                for entry in group.of_language(pattern, language)
            )
            if len(self._held) > MOST_LANGUAGES * len(self.groups):
                self._held = {}  # feeds may claim any number of languages
            self._held[pattern, language] = held
        return held

    def is_around(self, section: Section, hit: Found) -> bool:
        """Say whether context reaches out of *hit* or stands in its sentence or within 12 words."""
        if self.patterns.isdisjoint(section.present):
            return False
        looks: list[_Look] | None = section.values.get(self)
        if looks is None:
            looks = section.values[self] = [_Look(self, section, each) for each in section.layers]
        around = Surroundings(section, hit)
        for look in looks:  # noqa: SIM110 - nearly always one: no generator for it
            if look.is_around(around):
                return True
        return False


class _Look:
    """A context looked for in one layer of a text, and what was found of it so far."""

    __slots__ = ("_context", "_found", "_keys", "_layer", "_looks", "_section")

    def __init__(self, context: Context, section: Section, layer: Layer) -> None:
        self._context = context
        self._section = section
        self._layer = layer
        self._keys: dict[int, list[tuple[int, int]]] = {}  # with their places, by cell
        self._found: dict[tuple[int, int], Sequence[Found]] = {}  # by place and pattern
        self._looks = 0  # at keys, and at forms the first time

    def is_around(self, around: "Surroundings") -> bool:
        """Say whether context is near to a hit: in its sentence, or else on either side of that."""
        center, low, high = around.start, around.low, around.high
        if not self._layer.is_even:
            center, low, high = map(self._layer.folded.target, (center, low, high))
        keys = self._keys_around(center)
        first = bisect_left(keys, (low,))
        last = bisect_left(keys, (high,), first)
        return (
            self._is_any(keys[first:last], around)
            or self._is_any(self._outwards(keys[last:], center, around), around)
            or self._is_any(self._outwards(keys[:first][::-1], center, around), around)
        )

    def _is_any(self, keys: Iterable[tuple[int, int]], around: "Surroundings") -> bool:
        known, hit = self._found, around.hit
        for key in keys:
            if self._looks > _MOST_LOOKS:
                return False
            self._looks += 1
            found = known.get(key)
            if found is None:
                found = known[key] = self._at(*key)
            for each in found:
                if is_beside(each, hit) and around.hold(*each):
                    return True
        return False

    def _at(self, place: int, pattern: int) -> Sequence[Found]:
        """Return the hits at one *place* that count."""
        section, layer = self._section, self._layer
        self._looks += self._context.forms[pattern]
        held = self._context.holding(pattern, section.language)
        return [
            hit
            for entry, counts in held.among(layer.present)
            if (hit := entry.hit_at(section, layer, place)) and counts(section, hit)
        ]

    def _outwards(
        self, keys: Iterable[tuple[int, int]], center: int, around: "Surroundings"
    ) -> Iterator[tuple[int, int]]:
        """Yield those of *keys* that may be near, until the first that is too far off."""
        context, limit = self._context, inf
        for place, pattern in keys:
            distance = abs(place - center)
            if distance > limit + _WIDE:
                break
            extent = context.extents[pattern]
            is_near = distance < limit and around.may_hold(self._layer, place, extent)
            if is_near or pattern in context.wide:
                yield place, pattern
            if not is_near:
                limit = min(limit, distance)

    def _keys_around(self, center: int) -> list[tuple[int, int]]:
        """Return the places around *center* with the keys there, in the order of the text."""
        cell = center // _CELL if len(self._layer.text) > 2 * _CELL else 0
        keys = self._keys.get(cell)
        if keys is None:
            keys = self._keys[cell] = sorted(self._keys_in(cell))
        return keys

    def _keys_in(self, cell: int) -> list[tuple[int, int]]:
        places = self._layer.places
        patterns = self._context.patterns.intersection(self._layer.present)
        if len(self._layer.text) <= 2 * _CELL:
            return [(place, pattern) for pattern in patterns for place in places[pattern]]
        low, high = (cell - 1) * _CELL, (cell + 2) * _CELL
        return [
            (place, pattern)
            for pattern in patterns
            for place in places_between(places[pattern], low, high)
        ]


class Surroundings:
    """What counts as near to one hit."""

    __slots__ = ("_end", "_passages", "high", "hit", "low", "section", "start")

    def __init__(self, section: Section, hit: Found) -> None:
        self.section = section
        self.hit = hit
        self.start = hit[0] - section.base
        self._end = hit[1] - section.base
        self._passages = section.passages
        self.low, self.high = self._passages.sentence(self.start, self._end)  # of the sentence

    def hold(self, start: int, end: int, _: int = 0, *, most: int = NEAR_ENOUGH) -> bool:
        """Say whether start..end overlaps the hit, shares its sentence or is *most* words off."""
        start, end = start - self.section.base, end - self.section.base
        if end <= self.start:
            return end > self.low or self._passages.is_within(end, self.start, most)
        if start >= self._end:
            return start < self.high or self._passages.is_within(self._end, start, most)
        return True

    def may_hold(self, layer: Layer, place: int, key: tuple[int, int]) -> bool:
        """Say whether a hit by the *key* found at *place* might be near."""
        base = self.section.base
        start, end = place + key[0], place + key[1]
        if not layer.is_even:
            start, end = layer.folded.place(start, end)
        # the rest of the word that the key is of counts as one
        return self.hold(base + start, base + end, most=NEAR_ENOUGH + 1)


def is_beside(context: Found, hit: Found) -> bool:
    """Say whether *context* is more than *hit* itself or a part of it."""
    return context[0] < hit[0] or context[1] > hit[1]
