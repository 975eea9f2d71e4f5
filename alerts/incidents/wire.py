"""
Which items are wire copy of each other: the same words, of two outlets, at about the same time.

Knows when and where items were printed; what the same words look like is wording's.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.incidents.wording import Wording, WordingIndex, sketch

_FRESH = timedelta(days=14)  # how long a wire report is printed
_MANY = 1000  # items from which on all are compared with all at once


Print = tuple[int, str, datetime, Wording]  # an item, its outlet, when, its words


class Printed(NamedTuple):
    """An item as it was printed last."""

    outlet: str
    published: datetime
    fortnight: int  # since 1970


class Wire:
    """All items by their words, fortnight by fortnight: copies are at most one apart."""

    def __init__(self) -> None:
        self._fortnights: dict[int, WordingIndex[int]] = {}
        self._printed: dict[int, Printed] = {}
        self._copies: dict[int, set[int]] = {}

    def add(self, item: int, outlet: str, published: datetime, text: Wording) -> None:
        """Take in a version of *item*; those before stay, for they were printed too."""
        self._enter(item, outlet, published, text)
        self._compare(item)

    def add_all(self, printed: Iterable[Print]) -> None:
        """Take in many items, as `add` does one after the other; quicker for thousands."""
        items = []
        for each in printed:
            self._enter(*each)
            items.append(each[0])
        if len(items) < _MANY:
            for item in items:
                self._compare(item)
        else:
            self._compare_all({self._printed[item].fortnight for item in items})

    def copies(self, item: int) -> frozenset[int]:
        """Return the items in the same words as *item*."""
        return frozenset(self._copies.get(item, ()))

    def is_copy(self, item: int, other: int) -> bool:
        """Say whether the two are in the same words."""
        return other in self._copies.get(item, ())

    def _enter(self, item: int, outlet: str, published: datetime, text: Wording) -> None:
        fortnight = int(published.timestamp() // _FRESH.total_seconds())
        before = self._printed.get(item)
        self._printed[item] = Printed(outlet, published, fortnight)
        index = self._fortnights.setdefault(fortnight, WordingIndex[int]())
        if before is not None and before.fortnight != fortnight:
            for each in self._fortnights[before.fortnight].versions(item):
                index.add(item, each)
        index.add(item, sketch(text))

    def _compare(self, item: int) -> None:
        fortnight = self._printed[item].fortnight
        texts = self._fortnights[fortnight].versions(item)
        for number in (fortnight - 1, fortnight, fortnight + 1):
            index = self._fortnights.get(number)
            if index is not None:
                found = index.copies(texts, lambda other: self._may_copy(item, other))
                self._note((item, other) for other in found)

    def _compare_all(self, fortnights: set[int]) -> None:
        for number in fortnights | {each - 1 for each in fortnights}:
            one = self._fortnights.get(number)
            for other in (number, number + 1):
                two = self._fortnights.get(other)
                if one is not None and two is not None:
                    self._note(self._copies_in(one, two))

    def _copies_in(
        self, one: WordingIndex[int], two: WordingIndex[int]
    ) -> Iterator[tuple[int, int]]:
        near = {pair for pair in one.near(two) if self._may_copy(*pair)}
        for item, other in near:
            if two.has_copy(other, one.versions(item)):
                yield item, other

    def _note(self, pairs: Iterable[tuple[int, int]]) -> None:
        for item, other in pairs:
            self._copies.setdefault(item, set()).add(other)
            self._copies.setdefault(other, set()).add(item)

    def _may_copy(self, item: int, other: int) -> bool:
        """Say whether another outlet had it, and soon: what one outlet repeats is no news."""
        one, two = self._printed[item], self._printed[other]
        return one.outlet != two.outlet and abs(one.published - two.published) <= _FRESH
