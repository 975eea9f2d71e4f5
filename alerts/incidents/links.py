"""
What people said of mentions: these are one event, these are not.

The last word counts, and counts more than any rule, for ever.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from alerts.incidents.sighting import Key, Sighting

Pair = tuple[Key, Key]


class Links:
    """Pairs that must be together and pairs that must not."""

    def __init__(self, together: Iterable[Pair] = (), apart: Iterable[Pair] = ()) -> None:
        self._together: set[Pair] = set(together)
        self._apart: set[Pair] = set(apart)
        self._touched: dict[Key, set[Key]] = {}
        for a, b in self._together:
            self._touch(a, b)

    @property
    def together(self) -> frozenset[Pair]:
        """The pairs that must be together."""
        return frozenset(self._together)

    @property
    def apart(self) -> frozenset[Pair]:
        """The pairs that must not be together."""
        return frozenset(self._apart)

    def merge(self, keys: Iterable[Key]) -> None:
        """Put *keys* together; what was said against it before is forgotten."""
        for a, b in combinations(sorted(set(keys)), 2):
            self._apart.discard((a, b))
            self._together.add((a, b))
            self._touch(a, b)

    def split(self, keys: Iterable[Key], rest: Iterable[Key]) -> None:
        """Keep all of *keys* from all of *rest*; what was said for it before is forgotten."""
        for a, b in product(set(keys), set(rest)):
            pair = _pair(a, b)
            self._together.discard(pair)
            self._apart.add(pair)
            self._touched.get(a, set()).discard(b)
            self._touched.get(b, set()).discard(a)

    def rename(self, old: Key, new: Key) -> None:
        """Say of *new* what was said of *old*."""
        for pairs in (self._together, self._apart):
            for pair in [pair for pair in pairs if old in pair]:
                pairs.remove(pair)
                other = pair[pair[0] == old]
                if other != new:
                    pairs.add(_pair(other, new))
        self._touched = {}
        for a, b in self._together:
            self._touch(a, b)

    def partners(self, key: Key) -> Iterator[Key]:
        """Yield the mentions that must be with *key*."""
        yield from self._touched.get(key, ())

    def must(self, a: Key, b: Key) -> bool:
        """Say whether the two must be together."""
        return _pair(a, b) in self._together

    def parts(self, pairs: Iterable[tuple[Sighting, Sighting]]) -> bool:
        """Say whether any of *pairs* must not be together."""
        return bool(self._apart) and any(_pair(a.key, b.key) in self._apart for a, b in pairs)

    def _touch(self, a: Key, b: Key) -> None:
        self._touched.setdefault(a, set()).add(b)
        self._touched.setdefault(b, set()).add(a)


def _pair(a: Key, b: Key) -> Pair:
    return (a, b) if a < b else (b, a)
