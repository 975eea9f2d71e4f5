"""
Dates as people write them – "on Monday", "two days later", في 12 شباط – to days of the calendar.

Knows the words of each language (dates/*.toml) and the calendar; which event a date belongs to is
decided elsewhere. What is to come, and what cannot be told, has no date.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from model.incident import EventDate

_FOLDER = Path(__file__).with_name("dates")
_START, _END = "(?<![^\\W_])", "(?![^\\W_])"
_PROCLITICS = {"ar": "[وفبل]{0,2}"}
_YEAR = "(?:19|20)\\d{2}"
_DIGITS = (
    ("iso", "{year}[-/.]{m}[-/.]{day}"),
    ("digits", "{day}[/.]{m}[/.]{year}"),
)
# The order in which readings are tried where two begin at one place.
_ORDER = (
    "iso", "digits", "day", "future", "week_before", "words", "days_ago", "weeks_ago",
    "months_ago", "years_ago", "days_after", "days_before", "month", "weekday", "year",
)  # fmt: skip
_FIELDS = ("day", "month2", "month", "m", "year", "weekday", "number")
_FIELD = re.compile(r"\{(day|month2|month|m|year|weekday|number)\}")
_LONGEST_AGO = 400  # of what is counted: "1000 years ago" is no news
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Written:
    """A date where it stands in a folded text; *event* is None for what is to come."""

    start: int
    end: int
    kind: str  # how it is written: "day", "weekday", "yesterday" …
    event: EventDate | None

    @property
    def is_absolute(self) -> bool:
        """Say whether the calendar alone tells it: a day, month or year by name."""
        return self.kind in {"iso", "digits", "day", "month", "year"}


@dataclass(frozen=True, slots=True)
class _Words:
    hint: re.Pattern[str]  # without which there is no date
    pattern: re.Pattern[str]
    kinds: Mapping[str, str]  # by the name of a branch's group
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    words: Mapping[str, str]  # "yesterday" …, by what is written
    early: tuple[str, ...]
    late: tuple[str, ...]


def dates_in(
    folded: str, language: str, anchor: date | None, last: EventDate | None = None
) -> list[Written]:
    """
    Return the dates written in *folded* text, in its order.

    *anchor* is the day the text was written, from which "yesterday" is counted; *last* the date of
    the event told before, from which "two days later" is.
    """
    words = _words(language if language in _known() else "en")
    found: list[Written] = []
    if not words.hint.search(folded):
        return found
    for match in words.pattern.finditer(folded):
        kind = words.kinds[match.lastgroup or ""]
        values = {name: match[f"{match.lastgroup}_{name}"] for name in _fields_of(match, words)}
        event = _Reading(words, anchor, last).event(kind, match[0], values)
        if event is not None and event.precision == "day":
            last = event
        if kind == "words":
            kind = words.words.get(_spaced(match[0], words), kind)
        found.append(Written(match.start(), match.end(), kind, event))
    return found


def _fields_of(match: re.Match[str], words: _Words) -> Iterator[str]:
    for name in _FIELDS:
        if f"{match.lastgroup}_{name}" in match.re.groupindex:
            yield name


@dataclass(frozen=True, slots=True)
class _Reading:
    words: _Words
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
        if kind == "words":
            return self._by_word(self.words.words.get(_spaced(text, self.words), ""))
        return self._ago(kind, self._number(values))

    def _day(self, values: Mapping[str, str]) -> EventDate | None:
        day = int(values["day"])
        if "month" in values:
            month = _value(self.words.months, values["month"])
        else:
            month = int(values["m"])
            if month > 12 >= day:  # noqa: PLR2004 - months: written in the American order
                day, month = month, day
        if year := values.get("year"):
            return _single(date(int(year), month, day))
        return _single(self._latest(lambda year: date(year, month, day)))

    def _month(self, text: str, values: Mapping[str, str]) -> EventDate | None:
        month = _value(self.words.months, values["month"])
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
        back = (self.anchor.weekday() - _value(self.words.weekdays, values["weekday"])) % 7
        if is_before and not back:
            back = 7
        return _single(self.anchor - back * _DAY)

    def _number(self, values: Mapping[str, str]) -> int:
        number = values["number"]
        return int(number) if number.isdecimal() else _value(self.words.numbers, number)

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


def _value(values: Mapping[str, int], written: str) -> int:
    if written in values:
        return values[written]
    return next(value for pattern, value in values.items() if re.fullmatch(pattern, written))


def _spaced(text: str, words: _Words) -> str:
    """Return *text* as the list of words has it, without proclitics and line ends."""
    plain = " ".join(text.split())
    if plain in words.words:
        return plain
    return next((word for word in words.words if plain.endswith(word)), plain)


@cache
def _known() -> frozenset[str]:
    return frozenset(file.stem for file in _FOLDER.glob("*.toml"))


@cache
def _words(language: str) -> _Words:
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        table = tomllib.load(file)
    words = {form: word for word, forms in table["words"].items() for form in forms}
    ways: dict[str, list[str]] = {kind: [] for kind in _ORDER}
    for kind, pattern in _DIGITS:
        ways[kind].append(pattern)
    for kind, patterns in table["patterns"].items():
        ways[kind] += patterns
    ways["words"] = ["|".join(sorted(map(_loose, words), key=len, reverse=True))]
    branches, kinds = [], {}
    for number, (kind, way) in enumerate((k, way) for k in _ORDER for way in ways[k]):
        name = f"g{number}"
        kinds[name] = kind
        branches.append(f"(?P<{name}>{_filled(way, name, table)})")
    pattern = f"{_START}{_PROCLITICS.get(language, '')}(?:{'|'.join(branches)}){_END}"
    return _Words(
        _hint(table, _PROCLITICS.get(language, "")),
        re.compile(pattern),
        kinds,
        table["months"],
        table["weekdays"],
        table["numbers"],
        words,
        tuple(table["early"]),
        tuple(table["late"]),
    )


def _hint(table: Mapping[str, Any], proclitics: str) -> re.Pattern[str]:
    """Return a quick look for what every date has: a digit, or the beginning of a word of dates."""
    words = [word for forms in table["words"].values() for word in forms]
    fixed = [p for patterns in table["patterns"].values() for p in patterns if "{" not in p]
    every = (*table["months"], *table["weekdays"], *words, *fixed, *table["hints"])
    stems = {re.split(r"[^\w ]", each)[0].split(" ")[0] for each in every}
    return re.compile(f"\\d|{_START}{proclitics}(?:{'|'.join(sorted(stems - {''}))})")


def _filled(way: str, name: str, table: Mapping[str, Any]) -> str:
    numbers = "|".join(map(_loose, table["numbers"]))
    fields = {
        "day": "\\d{1,2}",
        "m": "\\d{1,2}",
        "year": _YEAR,
        "month": _choice(table["months"]),
        "month2": _choice(table["months"]),
        "weekday": _choice(table["weekdays"]),
        "number": f"\\d{{1,3}}|{numbers}",
    }
    filled = _FIELD.sub(lambda field: f"(?P<{name}_{field[1]}>{fields[field[1]]})", way)
    return re.sub(r" (?![?*])", r"[ \\n]", filled)


def _choice(names: Mapping[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


def _loose(words: str) -> str:
    return re.escape(words).replace("\\ ", " ")
