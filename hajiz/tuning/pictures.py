"""
What a rule looks like over the last days: how often it fired, how rightly, and when last.

Counts the matches that are kept, also those applied to the past; runs no rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.tuning.precision import quality_of
from alerts.tuning.quality import Quality, Share
from model import LabelCounts
from storage import labels, tallies
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class RulePicture:
    """One rule over a number of days that end now."""

    rule: str
    since: datetime  # when the first day begins; each has 24 hours
    until: datetime
    bars: tuple[int, ...]  # items a day, the oldest first
    quality: Quality  # by the labels of the items of these days
    last_hit_at: datetime | None  # when the newest item it ever fired for was first seen

    @property
    def matches(self) -> int:
        """How many items it fired for in these days."""
        return sum(self.bars)

    @property
    def precision(self) -> Share | None:
        """The share of the relevant among the labelled it fired for; None when none is."""
        return self.quality.precision


def pictures(
    tx: Transaction, rules: Sequence[str], now: datetime, days: int = 30
) -> dict[str, RulePicture]:
    """
    Return the picture of each of *rules* over the *days* before *now*.

    Raises:
        StorageError: the database failed.
    """
    since = now - timedelta(days=days)
    bars = tallies.by_day(tx, rules, now, days)
    last = tallies.last_seen(tx, rules)
    labelled = labels.counts(tx, since)
    return {
        rule: RulePicture(
            rule,
            since,
            now,
            bars[rule],
            quality_of(labelled.get(rule, LabelCounts())),
            last.get(rule),
        )
        for rule in rules
    }
