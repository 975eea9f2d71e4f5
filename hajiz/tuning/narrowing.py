"""
The items worth looking at for some rules: narrowed by the index, and all the index does not know.

Knows how to get from a condition to items with all their versions; what fires is the matcher's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.rules.index_words import INDEX_VERSION
from model import EVERYTHING, Condition, StoredItem
from storage import archive, index, labels, search
from storage.database import Transaction

_AT_ONCE = 200  # items read together
_NEWEST = 4_000  # numbers looked through first by those who want the newest items
_GROWTH = 8  # so many times more are the next

Versions = tuple[StoredItem, ...]  # of one item, the newest first


@dataclass(frozen=True, slots=True)
class Period:
    """Items first seen in `[since, until)`; None leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None

    def has(self, stored: StoredItem) -> bool:
        """Say whether *stored* was first seen in it."""
        seen = stored.first_seen_at
        is_late_enough = self.since is None or seen >= self.since
        return is_late_enough and (self.until is None or seen < self.until)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items of neighbouring numbers, and those of them that are worth looking at."""

    low: int
    high: int
    period: Period
    ids: Sequence[int] | None  # the newest first; None: all
    total: int  # at most so many are worth looking at, some perhaps outside of it

    def versions(self, tx: Transaction) -> Iterator[Versions]:
        """
        Yield those items, the newest first.

        Raises:
            StorageError: the database failed.
        """
        if self.ids is None:
            since, until = self.period.since, self.period.until
            yield from archive.versions(tx, since, until, self.high + 1, self.low)
            return
        for start in range(0, len(self.ids), _AT_ONCE):
            for versions in archive.versions_of(tx, self.ids[start : start + _AT_ONCE]):
                if self.period.has(versions[0]):
                    yield versions


def whole(tx: Transaction, condition: Condition, period: Period) -> Stretch:
    """
    Return all items of *period* as one stretch.

    Raises:
        StorageError: the database failed.
    """
    low, high = search.span(tx, period.since, period.until)
    ids = _candidates(tx, condition, low, high)
    total = archive.count(tx, period.since, period.until) if ids is None else len(ids)
    return Stretch(low, high, period, ids, total)


def newest_first(
    tx: Transaction,
    condition: Condition,
    period: Period,
    before: int | None = None,
    rule: str = "",
    label: str = "",
) -> Iterator[Stretch]:
    """
    Yield all items of *period* below the number *before*, in ever longer stretches.

    *rule* leaves only those it has a match of, *label* those that are labelled so (for *rule*,
    where one is given).

    Raises:
        StorageError: the database failed.
    """
    lowest, high = search.span(tx, period.since, period.until)
    if before is not None:
        high = min(high, before - 1)
    size = _NEWEST
    while high >= lowest:
        low = max(lowest, high - size + 1)
        ids = _chosen(tx, condition, (low, high), rule, label)
        yield Stretch(low, high, period, ids, high - low + 1 if ids is None else len(ids))
        high, size = low - 1, size * _GROWTH


def _chosen(
    tx: Transaction, condition: Condition, span: tuple[int, int], rule: str, label: str
) -> Sequence[int] | None:
    """Return the numbers that are among all those wanted, the highest first; None: all."""
    ids = _candidates(tx, condition, *span)
    if rule:
        ids = _both(ids, search.matched(tx, rule, *span))
    if label:
        ids = _both(ids, labels.between(tx, label, rule, *span))
    return ids


def _both(ids: Sequence[int] | None, others: Sequence[int]) -> Sequence[int]:
    return others if ids is None else sorted(set(ids).intersection(others), reverse=True)


def _candidates(tx: Transaction, condition: Condition, low: int, high: int) -> Sequence[int] | None:
    if condition == EVERYTHING or index.state(tx).version != INDEX_VERSION:
        return None
    return search.candidates(tx, condition, low, high)
