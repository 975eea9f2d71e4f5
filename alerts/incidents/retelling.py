"""
Sentences that surely tell of the past: what alerts may be silent about.

Background is what a text most likely recalls; here nothing is taken for it that could be news with
the date of something else in it. Knows dates and the few words around them.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from alerts.incidents.date_words import value_of
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
_FEW, _MANY = 2, 6  # months ago that a month without its year is surely that of the past
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands around a date that is that of the event told."""

    opening: re.Pattern[str]  # all that may stand in front of the date where it opens a sentence
    into: re.Pattern[str]  # how that and the date begin to say "in", "on"; may be nothing
    behind: re.Pattern[str]  # what has to stand behind, where that says "in"
    happened: re.Pattern[str]  # right in front of a date: "took place in"
    recalled: re.Pattern[str]  # at the beginning of a sentence: "it is recalled that"
    months: Mapping[str, int]
    month: re.Pattern[str]  # the name of one
    open: re.Pattern[str]  # what is not over, or is to come


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
    """Yield the sentences; what stands behind a mere month may well be the news."""
    before: Told | None = None
    for each in told:
        written = _dates(each, reading, anchor)
        opening = _opening(each, written, reading, anchor)
        if opening or (before and not written and _goes_on(each, before)):
            folded, _ = reading.fold_of(each.sentence)
            before = each if opening is None or _is_sure(opening, folded, anchor) else None
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


def _opening(
    told: Told, written: Sequence[Written], reading: Reading, anchor: date
) -> Written | None:
    """Return the date by which a sentence says that it tells of what is long over, if it does."""
    if any(each.event and each.event.last > anchor - SURE for each in written):
        return None
    words, (folded, _) = _words(reading.language), reading.fold_of(told.sentence)
    sure = [each for each in written if _is_sure(each, folded, anchor)]
    sure += [each for each in written if _is_past_month(each, folded, anchor, words)]
    if words.recalled.match(folded):
        return next((each for each in sure if each.kind in _EXACT), None)
    return next((each for each in sure if _is_of_event(each, folded, words)), None)


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


def _is_past_month(written: Written, folded: str, anchor: date, words: _Words) -> bool:
    """
    Say whether a month without its year is one that is over: "in July", told in November.

    Not the month before, nor one that may be that of next year; nor where another month is named,
    or anything that is to come, goes on or happened again.
    """
    event = written.event
    if event is None or written.kind != "month" or _YEAR.search(folded):
        return False
    ago = (anchor.year - event.first.year) * 12 + anchor.month - event.first.month
    named = {value_of(words.months, each[1]) for each in words.month.finditer(folded)}
    return _FEW <= ago <= _MANY and len(named) == 1 and not words.open.search(folded)


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
    whole = tomllib.loads(file.read_text("utf-8"))
    table = whole["retelling"]
    names = "|".join(sorted(whole["months"], key=len, reverse=True))
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
        months=whole["months"],
        month=re.compile(rf"(?<!\w)[وفبل]{{0,2}}({names})\w{{0,2}}(?!\w)"),
        open=re.compile(rf"(?<!\w)(?:{'|'.join(table['open'])})(?!\w)"),
    )
