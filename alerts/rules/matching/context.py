"""
What makes the weak hits of a topic count: its own context terms, and the hits of other topics.

Looks at what stands nearest first, and no farther than may matter. Knows hits and distances; what
follows for a topic is topics.py's.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import inf

from alerts.rules.matching.scan import places_between
from alerts.rules.matching.section import Found, Layer, Section
from alerts.rules.matching.sought import Group

NEAR_ENOUGH = 12  # words between a weak hit and what makes it count
_CELL = 4_096  # characters; context is looked for in that of a hit and the two beside it
_MOST_LOOKS = 2_000  # at forms of context in one text; no report needs so many to find one
_WIDE = 256  # characters that a phrase may go on beyond the word of its key

Counts = Callable[[Section, Found], bool]  # whether no exclusion cancels a hit


class Context:
    """Groups of terms, each with a say of its topic whether a hit counts."""

    __slots__ = ("_forms", "_groups", "_keys", "_of", "_patterns", "_wide")

    def __init__(self) -> None:
        self._groups: list[tuple[Group, Counts]] = []
        self._of: dict[int, list[tuple[Group, Counts]]] = {}  # by pattern
        self._forms: Counter[int] = Counter()  # how many a pattern is the key of
        self._keys: dict[int, tuple[int, int]] = {}  # from a place to where the key begins and ends
        self._patterns: frozenset[int] = frozenset()
        self._wide: frozenset[int] = frozenset()

    def add(self, group: Group, counts: Counts) -> None:
        """Let the hits of *group* for which *counts* holds make weak hits count."""
        self._groups.append((group, counts))
        for pattern, entries in group.entries.items():
            self._of.setdefault(pattern, []).append((group, counts))
            self._forms[pattern] += len(entries)
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
        for number, layer in enumerate(section.layers):
            for place, pattern in self._nearest(layer, around):
                for each in self._found(section, number, pattern, place):
                    if is_beside(each, hit) and around.hold(*each):
                        return True
        return False

    def _found(self, section: Section, number: int, pattern: int, place: int) -> Sequence[Found]:
        """Return the hits at one *place* that count; none once too many were looked for."""
        looked: _Looked | None = section.values.get(self)
        if looked is None:
            looked = section.values[self] = _Looked()
        found = looked.found.get((number, pattern, place))
        if found is None:
            found = ()
            if looked.forms <= _MOST_LOOKS:
                looked.forms += self._forms[pattern]
                found = [*self._counting(section, section.layers[number], pattern, place)]
            looked.found[number, pattern, place] = found
        return found

    def _counting(
        self, section: Section, layer: Layer, pattern: int, place: int
    ) -> Iterator[Found]:
        for group, counts in self._of[pattern]:
            for hit in group.hits_at(section, layer, pattern, place):
                if counts(section, hit):
                    yield hit

    def _nearest(self, layer: Layer, around: "Surroundings") -> Iterator[tuple[int, int]]:
        """Yield the places with keys that may be near, first those in the sentence."""
        center = layer.folded.target(around.start)
        keys, patterns = keys_around(around.section, layer, center), self._patterns
        first = bisect_left(keys, (layer.folded.target(around.low), 0))
        last = bisect_left(keys, (layer.folded.target(around.high), 0), first)
        for each in keys[first:last]:
            if each[1] in patterns:
                yield each
        for side in (keys[last:], keys[:first][::-1]):
            yield from self._outwards(side, center, layer, around)

    def _outwards(
        self, side: list[tuple[int, int]], center: int, layer: Layer, around: "Surroundings"
    ) -> Iterator[tuple[int, int]]:
        """Yield those of *side* that may be near, until the first that is too far off."""
        limit = inf
        for each in side:
            place, pattern = each
            if pattern not in self._patterns:
                continue
            distance = abs(place - center)
            if distance > limit + _WIDE:
                break
            is_near = distance < limit and around.may_hold(layer, place, self._keys[pattern])
            if is_near or pattern in self._wide:
                yield each
            if not is_near:
                limit = min(limit, distance)


def keys_around(section: Section, layer: Layer, center: int) -> list[tuple[int, int]]:
    """Return the places around *center* that have keys, with these, in the order of the text."""
    cell = center // _CELL
    memo = keys_around, layer.text, cell
    found: list[tuple[int, int]] | None = section.values.get(memo)
    if found is None:
        low, high = (cell - 1) * _CELL, (cell + 2) * _CELL
        found = section.values[memo] = sorted(
            (place, pattern)
            for pattern, places in layer.places.items()
            for place in places_between(places, low, high)
        )
    return found


class _Looked:
    """What a context has found in one text so far, and how many forms it has looked at."""

    __slots__ = ("forms", "found")

    def __init__(self) -> None:
        self.found: dict[tuple[int, int, int], Sequence[Found]] = {}
        self.forms = 0


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
            is_near = end > self.low
            return is_near or self._passages.words_between(end, self.start, most) <= most
        if start >= self._end:
            is_near = start < self.high
            return is_near or self._passages.words_between(self._end, start, most) <= most
        return True

    def may_hold(self, layer: Layer, place: int, key: tuple[int, int]) -> bool:
        """Say whether a hit by the *key* found at *place* might be near."""
        base = self.section.base
        start, end = layer.folded.place(place + key[0], place + key[1])
        # the rest of the word that the key is of counts as one
        return self.hold(base + start, base + end, most=NEAR_ENOUGH + 1)


def is_beside(context: Found, hit: Found) -> bool:
    """Say whether *context* is more than *hit* itself or a part of it."""
    return context[0] < hit[0] or context[1] > hit[1]
