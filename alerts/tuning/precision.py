"""
Precision of a rule week by week: whether tuning helps, and whether the news has changed. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from alerts.tuning.quality import Quality
from model import Verdict

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """What was said of the items of one week that a rule fired for."""

    starts: date  # a Monday, as ISO 8601 counts weeks
    quality: Quality


def by_week(judged: Iterable[tuple[datetime, Verdict]], zone: tzinfo) -> tuple[Week, ...]:
    """
    Return the weeks from the first to the last that something was said of, oldest first.

    *judged* are the moments at which items were first seen and what was said of them; days are
    those of *zone*. Weeks in between without a label are there too, with nothing in them.
    """
    said: dict[date, list[Verdict]] = {}
    for moment, verdict in judged:
        said.setdefault(_monday(moment.astimezone(zone).date()), []).append(verdict)
    if not said:
        return ()
    first, last = min(said), max(said)
    mondays = [first + WEEK * number for number in range((last - first) // WEEK + 1)]
    return tuple(Week(monday, _quality(said.get(monday, []))) for monday in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _quality(said: list[Verdict]) -> Quality:
    return Quality(said.count("relevant"), said.count("noise"), 0)
