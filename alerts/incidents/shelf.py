"""
Numbers filed under hashes, by the million: eight bytes each, where a dict would take a hundred.

What is new lies in a list; when that is long it becomes a sorted array, and arrays of about one
size become one, so that few have to be looked through.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

BITS = 32  # of a hash, and of a number
_NEW = 4096  # entries of the list
_ALIKE = 4  # times longer is another size
_ONE = 1 << BITS


class Shelf:
    """Finds the numbers that were filed under hashes of 32 bits."""

    def __init__(self) -> None:
        self._new: list[int] = []
        self._is_sorted = True
        self._sorted: list[array[int]] = []  # the longest first

    def file(self, hashes: Iterable[int], number: int) -> None:
        """File *number* under all of *hashes*."""
        self._new += [(each << BITS) | number for each in hashes]
        self._is_sorted = False
        if len(self._new) >= _NEW:
            self._sort()

    def find(self, hashes: Sequence[int]) -> list[int]:
        """Return the numbers filed under any of *hashes*; one under several is there as often."""
        if not self._is_sorted:
            self._new.sort()
            self._is_sorted = True
        found: list[int] = []
        for entries in filter(None, (*self._sorted, self._new)):
            end = len(entries)
            for hashed in hashes:
                begin = hashed << BITS
                at = bisect_left(entries, begin)
                while at < end and entries[at] - begin < _ONE:
                    found.append(entries[at] - begin)
                    at += 1
        return found

    def hashes(self) -> list[int]:
        """Return all hashes in order; one of several numbers is there as often."""
        self._tidy()
        return [each >> BITS for entries in self._sorted for each in entries]

    def _tidy(self) -> None:
        """Make one array of all."""
        self._sort()
        while len(self._sorted) > 1:
            self._join()

    def _sort(self) -> None:
        if self._new:
            self._sorted.append(array("Q", sorted(self._new)))
            self._new, self._is_sorted = [], True
        while len(self._sorted) > 1 and len(self._sorted[-2]) < _ALIKE * len(self._sorted[-1]):
            self._join()

    def _join(self) -> None:
        last = self._sorted.pop()
        self._sorted[-1] = array("Q", sorted([*self._sorted[-1], *last]))  # two runs: linear time
