"""
Terms that are asked for together, each key of theirs looked at once for all that it may lead to.

Knows entries and keys; what a hit is worth to a rule or topic is known above.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import Generic, TypeVar

from alerts.rules.matching.section import Found, Layer, Section
from alerts.rules.matching.sought import MOST_HITS, PATIENCE, Entry

_MOST_OF_ALL = 2_000  # of one term or list of terms
MOST_LANGUAGES = 64  # of which it is remembered what holds in them
_LONG = 1 << 16  # characters; in a text so long all forms of a list share what is looked at
_MOST_LOOKS = 600  # at all forms of a term or list of terms in one long text
_FEWEST_LOOKS = 20  # at each of them
_PIECE = 256  # places looked for at once

_Kept = TypeVar("_Kept")


class Held(Generic[_Kept]):
    """What is kept under one key, by the other part that a text must have; -1 for none."""

    __slots__ = ("_alone", "_beside", "_parts")

    def __init__(self, kept: Iterable[tuple[int, _Kept]]) -> None:
        by_part: dict[int, list[_Kept]] = {}
        for part, each in kept:
            by_part.setdefault(part, []).append(each)
        self._alone = tuple(by_part.pop(-1, ()))
        self._beside = {part: tuple(each) for part, each in by_part.items()}
        self._parts = frozenset(by_part)

    def among(self, present: set[int]) -> Sequence[_Kept]:
        """Return that of which no part is missing among the keys *present*."""
        kept = self._alone
        if not self._parts.isdisjoint(present):
            for part in self._parts.intersection(present):
                kept += self._beside[part]
        return kept


class Group:
    """Terms that are asked for together: those of one node of a query, or of a part of a topic."""

    __slots__ = ("_held", "entries", "patterns")

    def __init__(self, entries: Mapping[int, tuple[Entry, ...]]) -> None:
        self.entries = entries  # by pattern
        self.patterns = frozenset(entries)
        self._held: dict[tuple[int, str], Held[Entry]] = {}  # by pattern and language, when needed

    def hits(self, section: Section) -> Sequence[Found]:
        """
        Return the hits of all terms in *section*, in the order of the text.

        Overlapping hits of one term are reduced to the longest.
        """
        found: Sequence[Found] | None = section.values.get(self)
        if found is None:
            if self.patterns.isdisjoint(section.present):
                return ()
            found = section.values[self] = self._hits(section)
        return found

    def _hits(self, section: Section) -> Sequence[Found]:
        hits: list[Found] = []
        for layer in section.layers:
            is_long = len(layer.text) > _LONG
            hits += (self._hits_in_long if is_long else self._hits_in)(section, layer)
        return _reduced(hits)[:_MOST_OF_ALL] if len(hits) > 1 else hits

    def _hits_in(self, section: Section, layer: Layer) -> list[Found]:
        hits: list[Found] = []
        for pattern in self.patterns.intersection(layer.present):
            places = layer.places[pattern]
            entries = self.holding(pattern, section.language).among(layer.present)
            if not isinstance(places, list) or len(places) >= PATIENCE:
                for entry in entries:
                    hits += entry.hits(section, layer, places)
                continue
            for entry in entries:  # nearly always
                for place in places:
                    if hit := entry.hit_at(section, layer, place):
                        hits.append(hit)
        return hits

    def _hits_in_long(self, section: Section, layer: Layer) -> Iterator[Found]:
        sought = [
            (entry, _reread(section, layer.places[pattern]))
            for pattern in self.patterns.intersection(layer.present)
            for entry in self.holding(pattern, section.language).among(layer.present)
        ]
        most = min(MOST_HITS, max(_FEWEST_LOOKS, _MOST_LOOKS // max(1, len(sought))))
        for entry, places in sought:
            yield from entry.hits(section, layer, places, most)

    def holding(self, pattern: int, language: str) -> Held[Entry]:
        """Return the forms of one key that hold in *language*, by their other parts."""
        held = self._held.get((pattern, language))
        if held is None:
            held = Held((each.beside, each) for each in self.of_language(pattern, language))
            if len(self._held) > MOST_LANGUAGES * len(self.entries):
                self._held = {}  # feeds may claim any number of languages
            self._held[pattern, language] = held
        return held

    def of_language(self, pattern: int, language: str) -> list[Entry]:
        """Return the forms of one key that hold in *language*."""
        return [each for each in self.entries[pattern] if language not in each.form.strangers]


def _reduced(hits: list[Found]) -> list[Found]:
    hits.sort()
    if len({hit[2] for hit in hits}) == len(hits):  # nothing twice
        return hits
    if all(first[1] <= second[0] for first, second in pairwise(hits)):
        return hits
    by_term = groupby(sorted(hits, key=_by_term), key=itemgetter(2))
    return sorted(hit for _, each in by_term for hit in _longest(each))


def _by_term(hit: Found) -> tuple[int, int, int]:
    return hit[2], hit[0], -hit[1]


def _longest(hits: Iterable[Found]) -> list[Found]:
    """Reduce the *hits* of one term, ordered by their beginning."""
    kept: list[Found] = []
    for hit in hits:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
        elif hit[1] - hit[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = hit
    return kept


class _Reread:
    """Places that many forms go through: each is searched for the first of them only."""

    def __init__(self, places: Iterable[int]) -> None:
        self._read: list[int] = []
        self._rest = iter(places)

    def __iter__(self) -> Iterator[int]:
        number = 0
        while piece := self._from(number):
            yield from piece
            number += len(piece)

    def _from(self, number: int) -> list[int]:
        if number == len(self._read):
            self._read += islice(self._rest, _PIECE)
        return self._read[number:]


def _reread(section: Section, places: Iterable[int]) -> Iterable[int]:
    if isinstance(places, list):
        return places
    if places not in section.values:
        section.values[places] = _Reread(places)
    return section.values[places]  # type: ignore[no-any-return]
