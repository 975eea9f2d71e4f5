"""
Which texts are the same words again: wire copy, a release printed as it came, an older version.

Knows words and nothing of what they say. Two texts in different languages are never the same words.
"""

import re
import struct
from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise, product
from typing import Generic, NamedTuple, TypeVar

from alerts.incidents.shelf import BITS, Shelf
from alerts.text import fold

K = TypeVar("K", bound=Hashable)

SAME_WORDS = 0.5  # resemblance from which two texts are taken for copies of one
PART_OF = 0.8  # share of the shorter text that a longer one repeats

_SHINGLE = 3  # words; agencies' reports are short
_KEPT = 128  # smallest hashes of a text
_ENTRY = 4  # every fourth hash is one under which a text is found again
_LEAST = 8  # shingles under which a text says too little to be a copy
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Wording:
    """
    A text as the smallest hashes of its shingles, in order.

    The sketch of Broder, "On the resemblance and containment of documents" (SEQUENCES 1997): what
    two sketches share tells what the texts share, and takes the same room for any text.
    """

    sketch: tuple[int, ...]
    is_whole: bool  # every shingle is in the sketch


def wording(text: str) -> Wording:
    """Take the sketch of *text*; case, accents and signs make no difference."""
    words = _WORD.findall(fold(text).text)
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    hashes = sorted({_hash(shingle) for shingle in shingles})
    return Wording(tuple(hashes[:_KEPT]), len(hashes) <= _KEPT)


def packed(text: Wording) -> bytes:
    """Return *text* as bytes to keep."""
    return struct.pack(f">?{len(text.sketch)}Q", text.is_whole, *text.sketch)


def unpacked(kept: bytes) -> Wording:
    """Return what `packed` was given."""
    whole, *sketch = struct.unpack(f">?{(len(kept) - 1) // 8}Q", kept)
    return Wording(tuple(sketch), whole)


def resemblance(one: Wording, other: Wording) -> float:
    """Estimate how much of all that the two texts say both say, from 0 to 1."""
    shared, of_one, of_other = _overlap(one, other)
    together = of_one + of_other - shared
    return shared / together if together else 0.0


def containment(one: Wording, other: Wording) -> float:
    """Estimate how much of the shorter text the longer one repeats, from 0 to 1."""
    shared, of_one, of_other = _overlap(one, other)
    least = min(of_one, of_other)
    return shared / least if least else 0.0


def is_copy(one: Wording, other: Wording) -> bool:
    """Say whether one text is the other again, whole or as a part, but for some words."""
    if min(len(one.sketch), len(other.sketch)) < _LEAST:
        return False
    return resemblance(one, other) >= SAME_WORDS or containment(one, other) >= PART_OF


class Sketch(NamedTuple):
    """A `Wording` as an index keeps it: the first half of every hash, which tells as much."""

    halves: "array[int]"
    is_whole: bool


def sketch(text: Wording) -> Sketch:
    """Return *text* as an index keeps it."""
    return Sketch(array("I", [each >> BITS for each in text.sketch]), text.is_whole)


class WordingIndex(Generic[K]):
    """Texts by their words: finds copies among many thousand without comparing with each."""

    def __init__(self) -> None:
        self._sketches: dict[K, tuple[Sketch, ...]] = {}
        self._keys: list[K] = []
        self._shelf = Shelf()

    def add(self, key: K, text: Sketch) -> None:
        """Enter *text* under *key*; a key may have several: the versions of an item."""
        versions = self._sketches.get(key, ())
        if text in versions:
            return
        self._sketches[key] = (*versions, text)
        self._keys.append(key)
        self._shelf.file(_entries(text), len(self._keys) - 1)

    def versions(self, key: K) -> tuple[Sketch, ...]:
        """Return the texts that were entered under *key*."""
        return self._sketches.get(key, ())

    def copies(
        self, texts: Iterable[Sketch], among: Callable[[K], bool] = lambda _: True
    ) -> tuple[K, ...]:
        """
        Return the keys of which some version is a copy of one of *texts*, in order.

        Only those are compared that *among* lets pass: thousands may share a notice of their site.
        """
        sought = tuple(texts)
        near = dict.fromkeys(key for text in sought for key in self._near(text))
        return tuple(each for each in near if among(each) and self.has_copy(each, sought))

    def near(self, other: "WordingIndex[K]") -> Iterator[tuple[K, K]]:
        """
        Yield pairs of a key here and one of *other*, often this very one, that may be copies.

        Quicker than to look for each key; a pair that has much in common is met again and again.
        """
        for hashed in _common(self.hashes(), other.hashes(), self is other):
            yield from product(self.filed(hashed), other.filed(hashed))

    def hashes(self) -> list[int]:
        """Return the hashes under which texts are found, in order, one for each text."""
        return self._shelf.hashes()

    def filed(self, hashed: int) -> list[K]:
        """Return the keys of the texts that are found under a hash."""
        return [self._keys[number] for number in self._shelf.find([hashed])]

    def _near(self, text: Sketch) -> Iterator[K]:
        for number in self._shelf.find(_entries(text)):
            yield self._keys[number]

    def has_copy(self, key: K, texts: Iterable[Sketch]) -> bool:
        """Say whether some version of *key* is a copy of one of *texts*."""
        return any(_is_copy(a, b) for a in texts for b in self._sketches[key])


def _common(mine: list[int], theirs: list[int], is_same: bool) -> set[int]:
    if is_same:
        return {one for one, other in pairwise(mine) if one == other}
    return {*mine}.intersection(theirs)


def _is_copy(one: Sketch, other: Sketch) -> bool:
    return is_copy(*(Wording(tuple(each.halves), each.is_whole) for each in (one, other)))


def _overlap(one: Wording, other: Wording) -> tuple[int, int, int]:
    """Count, among the hashes that both sketches reach to, the shared and each text's own."""
    reach = min((s.sketch[-1] for s in (one, other) if not s.is_whole), default=None)
    mine, theirs = (
        {each for each in s.sketch if reach is None or each <= reach} for s in (one, other)
    )
    return len(mine & theirs), len(mine), len(theirs)


def _entries(text: Sketch) -> tuple[int, ...]:
    """Return hashes that two texts with much in common both have, whichever comes first."""
    return tuple([each for each in text.halves if not each % _ENTRY]) or tuple(text.halves[:1])


def _hash(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest())
