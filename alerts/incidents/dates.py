"""
Dates as people write them – "on Monday", "two days later", في 12 شباط – to days of the calendar.

Knows the words of each language (dates/*.toml) and the calendar; which event a date belongs to is
decided elsewhere. What is to come, and what cannot be told, has no date.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.incidents.date_words import DateWords, date_words, value_of
from model.incident import EventDate

_AGO = frozenset({"days_ago", "weeks_ago", "months_ago", "years_ago"})
_ABSOLUTE = frozenset({"iso", "digits", "day", "month", "year"})
_LONGEST_AGO = 400  # of what is counted: "1000 years ago" is no news
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Written:
    """
    A date where it stands in a folded text.

    *event* is None for what is to come, and for what has been so since: "since October 2019".
    """

    start: int
    end: int
    kind: str  # how it is written: "day", "weekday", "yesterday" …
    event: EventDate | None

    @property
    def is_absolute(self) -> bool:
        """Say whether the calendar alone tells it: a day, month or year by name."""
        return self.kind in _ABSOLUTE


def dates_in(
    folded: str, language: str, anchor: date | None, last: EventDate | None = None
) -> list[Written]:
    """
    Return the dates written in *folded* text, in its order.

    *anchor* is the day the text was written, from which "yesterday" is counted; *last* the date of
    the event told before, from which "two days later" is.
    """
    words = date_words(language)
    found: list[Written] = []
    for match in words.found_in(folded):
        kind = words.kind(match)
        event = _Reading(words, anchor, last).event(kind, match[0], words.fields(match))
        if kind in _ABSOLUTE and words.is_beginning(match):
            event = None
        if event is not None and event.precision == "day":
            last = event
        found.append(Written(match.start(), match.end(), kind, event))
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    words: DateWords
    anchor: date | None
    last: EventDate | None

    def event(self, kind: str, text: str, values: Mapping[str, str]) -> EventDate | None:
        """Return what is meant by *text*, written in the way *kind*."""
        try:
            return self._event(kind, text, values)
        except (ValueError, OverflowError):  # the 31st of February
            return None

    def _event(self, kind: str, text: str, values: Mapping[str, str]) -> EventDate | None:
        if kind in {"iso", "digits", "day"}:
            return self._day(values)
        if kind == "month":
            return self._month(text, values)
        if kind == "year":
            year = int(values["year"])
            return EventDate(date(year, 1, 1), date(year, 12, 31), "year")
        if kind in {"days_after", "days_before"}:
            return self._from_last(kind, values)
        if self.anchor is None or kind == "future":
            return None
        if kind in {"weekday", "week_before"}:
            return self._weekday(values, is_before=kind == "week_before")
        if kind in _AGO:
            return self._ago(kind, self._number(values))
        return self._by_word(kind)

    def _day(self, values: Mapping[str, str]) -> EventDate | None:
        day = int(values["day"])
        if "month" in values:
            month = value_of(self.words.months, values["month"])
        else:
            month = int(values["m"])
            if month > 12 >= day:  # noqa: PLR2004 - months: written in the American order
                day, month = month, day
        if year := values.get("year"):
            return _single(date(int(year), month, day))
        return _single(self._latest(lambda year: date(year, month, day)))

    def _month(self, text: str, values: Mapping[str, str]) -> EventDate | None:
        month = value_of(self.words.months, values["month"])
        if year := values.get("year"):
            first = date(int(year), month, 1)
        elif (found := self._latest(lambda year: date(year, month, 1))) is not None:
            first = found
        else:
            return None
        last = _end_of_month(first)
        if any(word in text for word in self.words.early):
            return EventDate(first, first.replace(day=12), "month")
        if any(word in text for word in self.words.late):
            return EventDate(first.replace(day=19), last, "month")
        return EventDate(first, last, "month")

    def _latest(self, on: Callable[[int], date]) -> date | None:
        """Return the latest of the days of all years that is not after tomorrow."""
        if self.anchor is None:
            return None
        for year in range(self.anchor.year + 1, self.anchor.year - 8, -1):
            try:
                found = on(year)
            except ValueError:  # the 29th of February
                continue
            if found <= self.anchor + _DAY:
                return found
        return None

    def _weekday(self, values: Mapping[str, str], *, is_before: bool) -> EventDate | None:
        assert self.anchor is not None
        back = (self.anchor.weekday() - value_of(self.words.weekdays, values["weekday"])) % 7
        if is_before and not back:
            back = 7
        return _single(self.anchor - back * _DAY)

    def _number(self, values: Mapping[str, str]) -> int:
        number = values["number"]
        return int(number) if number.isdecimal() else value_of(self.words.numbers, number)

    def _from_last(self, kind: str, values: Mapping[str, str]) -> EventDate | None:
        days = self._number(values)
        if self.last is None or self.last.precision != "day" or days > _LONGEST_AGO:
            return None
        return _shifted(self.last, days if kind == "days_after" else -days)

    def _ago(self, kind: str, number: int) -> EventDate | None:
        assert self.anchor is not None
        if number > _LONGEST_AGO:
            return None
        if kind == "days_ago":
            return _single(self.anchor - number * _DAY)
        if kind == "weeks_ago":
            middle = self.anchor - number * 7 * _DAY
            return EventDate(middle - 3 * _DAY, middle + 3 * _DAY, "week")
        if kind == "months_ago":
            return _whole_month(_months_before(self.anchor, number))
        year = self.anchor.year - number
        return EventDate(date(year, 1, 1), date(year, 12, 31), "year")

    def _by_word(self, word: str) -> EventDate | None:
        anchor = self.anchor
        assert anchor is not None
        if word in _DAYS:
            return _single(anchor + _DAYS[word] * _DAY)
        if word in _FROM_LAST:
            is_known = self.last is not None and self.last.precision == "day"
            return _shifted(self.last, _FROM_LAST[word]) if is_known and self.last else None
        monday = anchor - anchor.weekday() * _DAY
        readings = {
            "this_week": EventDate(min(monday, anchor - 3 * _DAY), anchor, "week"),
            "last_week": EventDate(monday - 7 * _DAY, monday - _DAY, "week"),
            "this_month": EventDate(anchor.replace(day=1), anchor, "month"),
            "last_month": _whole_month(_months_before(anchor, 1)),
            "this_year": EventDate(anchor.replace(month=1, day=1), anchor, "year"),
            "last_year": EventDate(
                date(anchor.year - 1, 1, 1), date(anchor.year - 1, 12, 31), "year"
            ),
        }
        return readings.get(word)


_DAYS = {"today": 0, "yesterday": -1, "two_days_ago": -2}
_FROM_LAST = {"day_after": 1, "day_before": -1, "two_days_after": 2}


def _single(day: date | None) -> EventDate | None:
    return None if day is None else EventDate(day, day, "day")


def _shifted(event: EventDate, days: int) -> EventDate:
    return EventDate(event.first + days * _DAY, event.last + days * _DAY, "day")


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _whole_month(first: date) -> EventDate:
    return EventDate(first, _end_of_month(first), "month")


def _end_of_month(first: date) -> date:
    return _months_before(first, -1) - _DAY
