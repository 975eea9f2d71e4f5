"""
Which items are wire copy of each other: the same words, of two outlets, at about the same time.

Knows when and where items were printed; what the same words look like is wording's.
"""

from datetime import datetime, timedelta

from alerts.incidents.wording import Wording, WordingIndex

_FRESH = timedelta(days=14)  # how long a wire report is printed


class Wire:
    """All items by their words."""

    def __init__(self) -> None:
        self._wordings = WordingIndex[int]()
        self._printed: dict[int, tuple[str, datetime]] = {}
        self._copies: dict[int, set[int]] = {}

    def add(self, item: int, outlet: str, published: datetime, text: Wording) -> None:
        """Take in a version of *item*; those before stay, for they were printed too."""
        self._printed[item] = outlet, published
        self._wordings.add(item, text)
        for other in self._wordings.copies(item, lambda other: self._may_copy(item, other)):
            self._copies.setdefault(item, set()).add(other)
            self._copies.setdefault(other, set()).add(item)

    def copies(self, item: int) -> frozenset[int]:
        """Return the items in the same words as *item*."""
        return frozenset(self._copies.get(item, ()))

    def is_copy(self, item: int, other: int) -> bool:
        """Say whether the two are in the same words."""
        return other in self._copies.get(item, ())

    def _may_copy(self, item: int, other: int) -> bool:
        """Say whether another outlet had it, and soon: what one outlet repeats is no news."""
        (here, now), (there, then) = self._printed[item], self._printed[other]
        return here != there and abs(now - then) <= _FRESH
