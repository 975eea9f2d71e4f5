"""
Precision of a rule week by week: whether tuning helps, and whether the news has changed. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.tuning.quality import Quality
from model import LabelCounts

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """How good a rule was on the items of one week."""

    starts: date  # a Monday
    quality: Quality


def quality_of(counts: LabelCounts) -> Quality:
    """Return how good a rule is whose items are labelled so."""
    return Quality(counts.relevant, counts.noise, counts.missed)


def by_week(counts: Mapping[date, LabelCounts]) -> tuple[Week, ...]:
    """
    Return the weeks from the first to the last that something is labelled of, oldest first.

    *counts* are by the Monday of their week. Weeks in between without a label are there too, with
    nothing in them: a gap in a curve is no point on it.
    """
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    mondays = (first + WEEK * number for number in range((last - first) // WEEK + 1))
    return tuple(Week(each, quality_of(counts.get(each, LabelCounts()))) for each in mondays)
