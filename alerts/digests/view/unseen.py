"""
What a digest could not see, in words: which outlets, why, and how much was seen besides.

"No match" must never be mistaken for "nothing to see".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.digests.language.phrase import (
    NOTHING,
    Phrase,
    counted,
    figure,
    filled,
    foreign,
    listed,
)
from alerts.digests.language.plurals import Counted
from alerts.digests.language.times import Times
from alerts.digests.language.words import Words
from alerts.digests.plain import language_tag, one_line
from alerts.digests.view.items import NAME_LIMIT, bare_name
from model.digest import Coverage, OutletState

MOST_NAMED = 50  # outlets under one head; the rest is counted
NAMED_AT_THE_TOP = 3
REASON_LIMIT = 300
STATUS = "hajiz status"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Lines of one kind; *head* is empty for the figures at the end."""

    head: Phrase
    lines: tuple[Phrase, ...]
    is_alarming: bool = False


def unseen_at_top(coverage: Coverage, words: Words) -> tuple[Phrase, ...]:
    """Say within the first lines that something could not be seen; nothing when all was."""
    lines = (
        _named_at_top(coverage.failing, words.unseen_at_top, words),
        _named_at_top(coverage.overrun, words.overrun_at_top, words),
    )
    return tuple(line for line in lines if line)


def unseen(coverage: Coverage, times: Times) -> tuple[Unseen, ...]:
    """Say all that could not be seen, the worst first, and how much was."""
    notices = tuple(foreign(one_line(each, REASON_LIMIT)) for each in coverage.notices)
    found = [
        Unseen(NOTHING, notices, is_alarming=True),
        Unseen(NOTHING, tuple(_overall(coverage, times))),
        *_outlets(coverage, times),
        Unseen(NOTHING, tuple(_remarks(coverage, times))),
        Unseen(NOTHING, (_figures(coverage, times),)),
    ]
    return tuple(each for each in found if each.lines)


def _named_at_top(states: tuple[OutletState, ...], forms: Counted, words: Words) -> Phrase:
    if not states:
        return NOTHING
    what = counted(words, forms, len(states))
    if len(states) > NAMED_AT_THE_TOP:
        return filled(words.named_at_end, what=what)
    names = [foreign(one_line(state.outlet.name, NAME_LIMIT)) for state in states]
    return filled(words.named_here, what=what, names=listed(words.comma, names))


def _overall(coverage: Coverage, times: Times) -> Iterator[Phrase]:
    words = times.words
    missing = coverage.outlets - coverage.polled - len(coverage.failing)
    if not coverage.outlets:
        yield Phrase(words.no_outlets)
    elif missing > 0:
        yield counted(words, words.not_looked_at, missing)
    elif not any(_all_states(coverage)):
        yield Phrase(words.all_seen)


def _outlets(coverage: Coverage, times: Times) -> Iterator[Unseen]:
    words = times.words
    yield Unseen(Phrase(words.failing), _states(coverage.failing, times), is_alarming=True)
    yield Unseen(Phrase(words.overrun), _states(coverage.overrun, times), is_alarming=True)
    yield Unseen(Phrase(words.truncated), _states(coverage.truncated, times))
    yield Unseen(Phrase(words.unread), _states(coverage.unread, times))
    yield Unseen(Phrase(words.quiet), _states(coverage.quiet, times))


def _all_states(coverage: Coverage) -> tuple[tuple[OutletState, ...], ...]:
    return (
        coverage.failing,
        coverage.overrun,
        coverage.truncated,
        coverage.unread,
        coverage.quiet,
    )


def _states(states: tuple[OutletState, ...], times: Times) -> tuple[Phrase, ...]:
    words = times.words
    lines = [
        filled(
            words.reason,
            outlet=foreign(bare_name(state.outlet), language_tag(str(state.outlet.language))),
            reason=one_line(state.reason, REASON_LIMIT),
        )
        for state in states[:MOST_NAMED]
    ]
    more = len(states) - MOST_NAMED
    if more > 0:
        lines.append(counted(words, words.more_outlets, more, command=STATUS))
    return tuple(lines)


def _remarks(coverage: Coverage, times: Times) -> Iterator[Phrase]:
    words = times.words
    if coverage.undated_items:
        yield counted(words, words.undated_items, coverage.undated_items)
    if coverage.baseline_items:
        matching = counted(words, words.first_look_matches, coverage.baseline_matches)
        yield counted(words, words.first_look, coverage.baseline_items, matching=matching)


def _figures(coverage: Coverage, times: Times) -> Phrase:
    words = times.words
    return filled(
        words.figures,
        polled=figure(coverage.polled),
        outlets=counted(words, words.outlets_seen, coverage.outlets),
        unchanged=figure(coverage.unchanged),
        failing=figure(len(coverage.failing)),
        items=counted(words, words.items_read, coverage.items_read),
    )
