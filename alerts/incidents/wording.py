"""
Which texts are the same words again: wire copy, a release printed as it came, an older version.

Knows words and nothing of what they say. Two texts in different languages are never the same words.
"""

import re
import struct
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

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


class WordingIndex(Generic[K]):
    """Texts by their words: finds copies among many thousand without comparing with each."""

    def __init__(self) -> None:
        self._wordings: dict[K, list[Wording]] = {}
        self._entries: dict[int, list[K]] = {}

    def add(self, key: K, text: Wording) -> None:
        """Enter *text* under *key*; a key may have several: the versions of an item."""
        versions = self._wordings.setdefault(key, [])
        if text in versions:
            return
        versions.append(text)
        for entry in _entries(text):
            self._entries.setdefault(entry, []).append(key)

    def copies(self, key: K, among: Callable[[K], bool] = lambda _: True) -> tuple[K, ...]:
        """
        Return the keys of which some version is a copy of some version of *key*, in order.

        Only those are compared that *among* lets pass: thousands may share a notice of their site.
        """
        near = dict.fromkeys(k for text in self._wordings.get(key, ()) for k in self._near(text))
        near.pop(key, None)
        return tuple(other for other in near if among(other) and self._is_copy(key, other))

    def _near(self, text: Wording) -> Iterator[K]:
        for entry in _entries(text):
            yield from self._entries.get(entry, ())

    def _is_copy(self, key: K, other: K) -> bool:
        return any(is_copy(a, b) for a in self._wordings[key] for b in self._wordings[other])


def _overlap(one: Wording, other: Wording) -> tuple[int, int, int]:
    """Count, among the hashes that both sketches reach to, the shared and each text's own."""
    reach = min((s.sketch[-1] for s in (one, other) if not s.is_whole), default=None)
    mine, theirs = (
        {each for each in s.sketch if reach is None or each <= reach} for s in (one, other)
    )
    return len(mine & theirs), len(mine), len(theirs)


def _entries(text: Wording) -> tuple[int, ...]:
    """Return hashes that two texts with much in common both have, whichever comes first."""
    return tuple(each for each in text.sketch if each % _ENTRY == 0) or text.sketch[:1]


def _hash(shingle: str) -> int:
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest())
