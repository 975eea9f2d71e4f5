"""The remark on an item of which only what it recalls fired, with the day as exactly as it says."""

from datetime import date, datetime, time

from alerts.digests.language.phrase import Phrase, filled
from alerts.digests.language.times import Times
from model.digest import EarlierEvent
from model.incident import EventDate

_NOON = time(12)


def earlier_event(event: EarlierEvent, times: Times) -> Phrase:
    """Say that an item tells of an earlier event, and when that was: "(Aug 2020)"."""
    said = times.words.incidents
    if event.date is None:
        return Phrase(said.earlier)
    return filled(said.earlier_on, day=Phrase(_said_date(event.date, times)))


def day_of(day: date, times: Times) -> str:
    """Write a date as moments of that day are written."""
    return times.day(datetime.combine(day, _NOON, times.zone))


def _said_date(when: EventDate, times: Times) -> str:
    words = times.words
    if when.precision == "year":
        return str(when.first.year)
    if when.precision == "month":
        month = words.months[when.first.month - 1]
        return words.incidents.month.format(month=month, year=when.first.year)
    first, last = day_of(when.first, times), day_of(when.last, times)
    if when.first == when.last:
        return first
    return words.incidents.from_day_to_day.format(first=first, last=last)
