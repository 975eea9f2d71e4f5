"""
The words of dates of each language, from dates/*.toml, made into one pattern.

Knows how dates are written; which day is meant is for those who know the calendar.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
_BEFORE_HINT, _BEHIND_HINT = 24, 40  # characters that a date may go on around one
_SHORT = 20  # characters beside a date in which "since" stands
_NEVER = "(?!)"
_FIELDS = ("day", "month2", "month", "m", "year", "weekday", "number")
_FIELD = re.compile(r"\{(day|month2|month|m|year|weekday|number)\}")


@dataclass(frozen=True, slots=True)
class DateWords:
    """What dates are written with in one language."""

    hint: re.Pattern[str]  # without which there is no date
    pattern: re.Pattern[str]
    kinds: Mapping[str, str]  # by the name of a branch's group
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    words: Mapping[str, str]  # "yesterday" …, by what is written
    early: tuple[str, ...]
    late: tuple[str, ...]
    since: re.Pattern[str]  # at the end of what stands in front of a date, or at its beginning
    ever_since: re.Pattern[str]  # at the beginning of what stands behind

    def found_in(self, folded: str) -> Iterator[re.Match[str]]:
        """Yield the dates in *folded* text, in order; only around hints is the pattern tried."""
        done = 0
        for hint in self.hint.finditer(folded):
            if hint.start() < done:
                continue
            low = max(done, folded.rfind(" ", 0, max(0, hint.start() - _BEFORE_HINT)) + 1)
            end = folded.find(" ", hint.end() + _BEHIND_HINT)
            high = end if end >= 0 else len(folded)
            for match in self.pattern.finditer(folded, low, high):
                if match.start() > hint.end():
                    break
                yield match
                done = match.end()
            done = max(done, hint.end())

    def fields(self, match: re.Match[str]) -> dict[str, str]:
        """Return what stands in the fields of a date found: day, month, year …."""
        groups = match.re.groupindex
        names = ((name, f"{match.lastgroup}_{name}") for name in _FIELDS)
        return {name: match[group] for name, group in names if group in groups}

    def kind(self, match: re.Match[str]) -> str:
        """Return in which way a date found is written: "day", "weekday" …, "yesterday"."""
        kind = self.kinds[match.lastgroup or ""]
        return self.word(match[0]) or kind if kind == "words" else kind

    def is_beginning(self, match: re.Match[str]) -> bool:
        """Say whether a date found is that since when something has been so: "since 2019"."""
        before = match.string[max(0, match.start() - _SHORT) : match.start()]
        behind = match.string[match.end() : match.end() + _SHORT]
        is_since = self.since.search(before) or self.since.match(f"{match[0].split()[0]} ")
        return bool(is_since or self.ever_since.match(behind))

    def word(self, text: str) -> str:
        """Return what *text* means – "yesterday" – or "", also with proclitics and line ends."""
        plain = " ".join(text.split())
        if plain in self.words:
            return self.words[plain]
        return next((self.words[word] for word in self.words if plain.endswith(word)), "")


def value_of(values: Mapping[str, int], written: str) -> int:
    """Return the number that *written* means, which is one of the *values* or fits its pattern."""
    if written in values:
        return values[written]
    return next(value for pattern, value in values.items() if re.fullmatch(pattern, written))


@cache
def _known() -> frozenset[str]:
    return frozenset(file.stem for file in _FOLDER.glob("*.toml"))


@cache
def date_words(language: str) -> DateWords:
    """Return the words of *language*, or the English ones where there are none of it."""
    language = language if language in _known() else "en"
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
    return DateWords(
        _hint(table, _PROCLITICS.get(language, "")),
        re.compile(pattern),
        kinds,
        table["months"],
        table["weekdays"],
        table["numbers"],
        words,
        tuple(table["early"]),
        tuple(table["late"]),
        re.compile(
            f"{_START}{_PROCLITICS.get(language, '')}(?:{'|'.join(table['since'])})[ \\n]$"
            if table["since"]
            else _NEVER
        ),
        re.compile(f"(?:{'|'.join(table['ever_since'])}){_END}" if table["ever_since"] else _NEVER),
    )


def _hint(table: Mapping[str, Any], proclitics: str) -> re.Pattern[str]:
    """Return a quick look for what every date has: a digit, or the beginning of a word of dates."""
    words = [word for forms in table["words"].values() for word in forms]
    fixed = [p for patterns in table["patterns"].values() for p in patterns if "{" not in p]
    every = (*table["months"], *table["weekdays"], *words, *fixed, *table["hints"])
    stems = "|".join(sorted({_stem(each) for each in every}))
    return re.compile(f"\\d[-./]\\d|(?:19|20)\\d\\d|{_START}{proclitics}(?:{stems})")


def _stem(phrase: str) -> str:
    """Return how the most telling word of *phrase*, which may be a pattern, begins."""
    beginnings = (re.split(r"[^\w]", word)[0] for word in phrase.split())
    return max(beginnings, key=len)


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
