"""
What one rule would gain and lose by a change, while somebody is still writing it.

Never takes long: when its time is over it says what it has found among the newest items. The
answer is that of the matcher, as for every other question to the archive.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule, Topic
from alerts.tuning.comparison import Comparison, compare
from hajiz.tuning.backtest import Firing, Period, firings
from model import Label
from storage import items, labels
from storage.database import Transaction

PATIENCE = timedelta(seconds=3)
SAMPLES = 10  # of what is gained, and of what is lost
_MOST_LABELLED = 20
_OLD, _NEW = "before", "after"  # the rule's two forms, as two rules of one set


class OvertakenError(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Preview:
    """
    What becomes of a rule's items in the period, or in the newest part of it.

    *gained* and *lost* are samples, the newest first, with most of those that are labelled; *kept*
    are the newest.
    """

    comparison: Comparison
    gained: tuple[Firing, ...]
    lost: tuple[Firing, ...]
    kept: tuple[Firing, ...]  # as the rule fires for them afterwards
    labels: Mapping[int, Label]  # all that were said of the rule, by item
    looked: int  # at so many items
    total: int  # of so many of the period that may match
    is_complete: bool


def preview(
    tx: Transaction,
    before: Rule | None,
    after: Rule | None,
    topics: Mapping[str, Topic],
    period: Period,
    *,
    new_topics: Mapping[str, Topic] | None = None,
    patience: timedelta | None = PATIENCE,
    is_overtaken: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
) -> Preview:
    """
    Compare what *before* fires for in *period* with what *after* does; None fires for nothing.

    *topics* are the user's own; *new_topics* those that *after* is to have, where they change too.
    After *patience* it ends with what it has; *is_overtaken* is asked all the while.

    Raises:
        RuleError: a rule cannot be used; says why and where.
        OvertakenError: the answer is not wanted any more.
        StorageError: the database failed.
    """
    sides = _Sides(_labels(tx, before or after, period))
    limit = _Limit(patience, is_overtaken, clock)

    def tell(looked: int, total: int) -> None:
        limit.check()
        sides.looked, sides.total = looked, total

    rule_sets = _rule_sets(before, after, topics, new_topics)
    each = [firings(tx, rule_set, period, tell) for rule_set in rule_sets]
    found = merge(*each, key=lambda firing: -firing.item.id)
    try:
        for _, of_item in groupby(found, key=lambda firing: firing.item.id):
            sides.add(list(of_item))
    except _LateError:
        return sides.told(is_complete=False)
    return sides.told(is_complete=True)


class _LateError(Exception):
    """The time is over."""


class _Limit:
    """How long somebody waits, from the first look on: compiling is not counted."""

    def __init__(
        self,
        patience: timedelta | None,
        is_overtaken: Callable[[], bool],
        clock: Callable[[], float],
    ) -> None:
        self._patience, self._is_overtaken, self._clock = patience, is_overtaken, clock
        self._begun: float | None = None

    def check(self) -> None:
        """Raise when nobody waits any more, or the time is over."""
        if self._is_overtaken():
            raise OvertakenError
        now = self._clock()
        self._begun = now if self._begun is None else self._begun
        if self._patience is not None and now - self._begun > self._patience.total_seconds():
            raise _LateError


class _Sides:
    """What both forms of the rule fire for, as it is found; texts are kept of samples only."""

    def __init__(self, said: dict[int, Label]) -> None:
        self.looked = self.total = 0
        self._said = said
        self._items: dict[str, dict[int, None]] = {_OLD: {}, _NEW: {}}
        self._samples: dict[str, list[Firing]] = {_OLD: [], _NEW: []}
        self._kept: list[Firing] = []

    def add(self, firings: list[Firing]) -> None:
        """Note what fires for one item."""
        for firing in firings:
            self._items[firing.match.rule][firing.item.id] = None
        firing, *others = firings
        if others:
            if len(self._kept) < SAMPLES:
                self._kept += [each for each in firings if each.match.rule == _NEW]
            return
        samples = self._samples[firing.match.rule]
        is_labelled = firing.item.id in self._said and len(samples) < _MOST_LABELLED
        if is_labelled or len(samples) < SAMPLES:
            samples.append(firing)

    def told(self, *, is_complete: bool) -> Preview:
        """Return the answer."""
        old, new = self._items[_OLD], self._items[_NEW]
        lowest = 0 if is_complete else min((*old, *new), default=0)
        said = {item: label for item, label in self._said.items() if item >= lowest}
        verdicts = {item: label.verdict for item, label in said.items()}
        return Preview(
            compare(old, new, verdicts),
            tuple(self._samples[_NEW]),
            tuple(self._samples[_OLD]),
            tuple(self._kept),
            said,
            self.looked if is_complete else max(0, self.looked - 1),  # the last one only half
            self.total,
            is_complete,
        )


def _rule_sets(
    before: Rule | None,
    after: Rule | None,
    topics: Mapping[str, Topic],
    new_topics: Mapping[str, Topic] | None,
) -> list[RuleSet]:
    """Compile both forms of the rule: as one set, so that texts are read once, if that can be."""
    old, new = _named(before, _OLD), _named(after, _NEW)
    if new_topics is None:
        return [compile_rules([*old, *new], topics)]
    return [compile_rules(old, topics), compile_rules(new, new_topics)]


def _named(rule: Rule | None, name: str) -> list[Rule]:
    return [] if rule is None else [replace(rule, name=name)]


def _labels(tx: Transaction, rule: Rule | None, period: Period) -> dict[int, Label]:
    """Return what was said of the rule's items of that period, by item."""
    said = {label.item_id: label for label in labels.of_rule(tx, rule.name)} if rule else {}
    seen = {stored.id: stored.first_seen_at for stored in items.get_many(tx, list(said))}
    return {item: said[item] for item, at in seen.items() if _is_in(at, period)}


def _is_in(at: datetime, period: Period) -> bool:
    since, until = period.since, period.until
    return (since is None or at >= since) and (until is None or at < until)
