"""
Which hits stand near which: pairs of them that are disjoint, in one text and close enough.

Knows hits by their places only. Only the nearest on either side can decide, so the work grows with
the number of hits, not of pairs.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from alerts.rules.matching.section import Found, Section, Subject
from alerts.rules.query.syntax import Distance


class Neighbours:
    """Hits in the order of the text, ready to be asked for the nearest to a place."""

    __slots__ = ("_by_end", "_ends", "_hits", "_reach", "_starts")

    def __init__(self, hits: Iterable[Found]) -> None:
        self._hits = sorted(hits)
        self._starts = [hit[0] for hit in self._hits]
        self._by_end = sorted(self._hits, key=lambda hit: (hit[1], hit[0]))
        self._ends = [hit[1] for hit in self._by_end]
        self._reach = list(accumulate((hit[1] for hit in self._hits), max))

    def before(self, place: int) -> Found | None:
        """Return the last hit that ends no later than *place*."""
        number = bisect_right(self._ends, place)
        return self._by_end[number - 1] if number else None

    def after(self, place: int) -> Found | None:
        """Return the first hit that begins no earlier than *place*."""
        number = bisect_left(self._starts, place)
        return self._hits[number] if number < len(self._hits) else None

    def overlapping(self, start: int, end: int) -> Iterator[Found]:
        """Yield the hits that share a character with start..end, the last first."""
        number = bisect_left(self._starts, end) - 1
        while number >= 0 and self._reach[number] > start:
            if self._hits[number][1] > start:
                yield self._hits[number]
            number -= 1


def is_close(section: Section, end: int, start: int, within: Distance) -> bool:
    """Say whether what ends at *end* is near enough to what begins at *start* in *section*."""
    end, start = end - section.base, start - section.base
    if within == "s":
        return section.passages.in_one_sentence(end, start)
    if within == "p":
        return section.passages.in_one_paragraph(end, start)
    return section.passages.is_within(end, start, within)


def close_pairs(
    subject: Subject,
    left: Sequence[Found],
    right: Sequence[Found],
    within: Distance,
    *,
    is_ordered: bool,
) -> list[Found]:
    """
    Return the hits of *left* and *right* that have one of the other side near, in order.

    Two hits that share a word are not near each other. When *is_ordered*, the left one comes first.
    """
    found = _pairs(subject, left, right, within)
    if not is_ordered:
        found |= _pairs(subject, right, left, within)
    return sorted(found)


def _pairs(
    subject: Subject, firsts: Sequence[Found], seconds: Sequence[Found], within: Distance
) -> set[Found]:
    """Return the hits that have one of the other side near: of *firsts* behind, else before."""
    before, behind = Neighbours(firsts), Neighbours(seconds)
    pairs: set[tuple[Found | None, Found | None]] = set()
    pairs.update((hit, behind.after(hit[1])) for hit in firsts)
    pairs.update((before.before(hit[0]), hit) for hit in seconds)
    near = (
        (first, second)
        for first, second in pairs
        if first and second and _is_near(subject, first, second, within)
    )
    return {hit for pair in near for hit in pair}


def _is_near(subject: Subject, first: Found, second: Found, within: Distance) -> bool:
    section = subject.section_at(first[0])
    is_same = section is subject.section_at(second[0])
    return is_same and is_close(section, first[1], second[0], within)
