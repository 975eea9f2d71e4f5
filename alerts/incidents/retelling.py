"""
Sentences that surely tell of the past: what alerts may be silent about.

Background is what a text most likely recalls; here nothing is taken for it that could be news with
the date of something else in it. Knows dates and the few words around them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from alerts.incidents.dates import Written
from alerts.incidents.reading import Reading
from alerts.incidents.telling import Told, dates_of
from model import Span
from model.incident import EventDate

SURE = timedelta(days=21)  # what is younger may be a day misread, or news that comes late
_SLIP = 1  # years: in January people write the old one
_WITH_YEAR = frozenset({"iso", "digits", "day", "month", "year"})
_RELATIVE = frozenset({"last_year", "years_ago", "last_month", "months_ago"})
_EXACT = frozenset({"iso", "digits", "day", "month"})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands around a date that is that of the event told."""

    opening: re.Pattern[str]  # all that may stand in front of the date where it opens a sentence
    into: re.Pattern[str]  # how that and the date begin to say "in", "on"; may be nothing
    behind: re.Pattern[str]  # what has to stand behind, where that says "in"
    happened: re.Pattern[str]  # right in front of a date: "took place in"
    recalled: re.Pattern[str]  # at the beginning of a sentence: "it is recalled that"


def retold(told: Sequence[Told], reading: Reading, anchor: date | None) -> tuple[Span, ...]:
    """
    Return which sentences of an event surely tell of the past, wherever the text repeats them.

    *anchor* is the day the text was published; where that is not known nothing is sure.
    """
    if anchor is None:
        return ()
    found = [each.sentence for each in _retold(told, reading, anchor)]
    words = {each.text for each in found}
    again = [each for each in reading.sentences if each.is_repeated and each.text in words]
    return tuple(each.span for each in (*found, *again))


def _retold(told: Iterable[Told], reading: Reading, anchor: date) -> Iterator[Told]:
    before: Told | None = None
    for each in told:
        written = _dates(each, reading, anchor)
        is_sure = _opens(each, written, reading, anchor)
        if is_sure or (before and not written and _goes_on(each, before)):
            before = each
            yield each
        else:
            before = None


def _goes_on(told: Told, before: Told) -> bool:
    """Say whether a sentence without a day goes on about the event of the one *before*."""
    is_beside = told.sentence.paragraph == before.sentence.paragraph
    return is_beside and not told.exact and not told.is_other and told.kinds <= before.kinds


def _dates(told: Told, reading: Reading, anchor: date) -> list[Written]:
    folded, start = reading.fold_of(told.sentence)
    return dates_of(folded, start, reading, told.sentence, anchor, None)


def _opens(told: Told, written: Sequence[Written], reading: Reading, anchor: date) -> bool:
    """Say whether a sentence says by its own words that it tells of what is long over."""
    if any(each.event and each.event.last > anchor - SURE for each in written):
        return False
    words, (folded, _) = _words(reading.language), reading.fold_of(told.sentence)
    sure = [each for each in written if _is_sure(each, folded, anchor)]
    if words.recalled.match(folded):
        return any(each.kind in _EXACT for each in sure)
    return any(_is_of_event(each, folded, words) for each in sure)


def _is_sure(written: Written, folded: str, anchor: date) -> bool:
    """Say whether a date is long over however it is read."""
    event = written.event
    if event is None or written.kind not in _WITH_YEAR | _RELATIVE:
        return False
    if written.kind in _RELATIVE:
        return True
    if not _YEAR.search(folded, written.start, written.end):
        return False
    if written.kind == "digits" and event.first.year == anchor.year:
        return False  # day and month may be the other way round
    return written.kind not in _EXACT or not _may_be_slip(event, anchor)


def _may_be_slip(event: EventDate, anchor: date) -> bool:
    """Say whether the event would be news in the year after."""
    first, last = (_a_year_on(each) for each in (event.first, event.last))
    return first <= anchor + SURE and last >= anchor - SURE


def _a_year_on(day: date) -> date:
    return date(day.year + _SLIP, day.month, min(day.day, 28))


def _is_of_event(written: Written, folded: str, words: _Words) -> bool:
    """Say whether a date is that of the event: it opens the sentence, or it "took place" then."""
    front, behind = folded[: written.start], folded[written.end :]
    if words.happened.search(front):
        return True
    if not words.opening.fullmatch(front) or behind.startswith(("-", "'s", "’s")):
        return False
    if written.kind in _RELATIVE:
        return True
    return bool(words.into.match(folded[: written.end]) and words.behind.match(folded, written.end))


@cache
def _words(language: str) -> _Words:
    file = resources.files("alerts.incidents").joinpath("dates", f"{language}.toml")
    if not file.is_file():
        return _words("en")
    table = tomllib.loads(file.read_text("utf-8"))["retelling"]
    opening, happened, recalled = (
        "|".join(sorted(table[each], key=len, reverse=True))
        for each in ("opening", "happened", "recalled")
    )
    return _Words(
        opening=re.compile(rf"[^\w]*(?:(?:{opening})[^\w]+)*"),
        into=re.compile(rf"[^\w]*(?:\w+[^\w]+)*?(?:{table['into']})"),
        behind=re.compile(table["behind"]),
        happened=re.compile(rf"(?<!\w)(?:{happened})[^\w]+(?:(?:{opening})[^\w]+)*$"),
        recalled=re.compile(rf"[^\w]*(?:{recalled})(?!\w)"),
    )
