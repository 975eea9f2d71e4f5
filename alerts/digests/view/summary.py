"""
What a reader of a digest gets in ten seconds: subject, figures, and how blind we were.

Each is one plain line; knows nothing of layout.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from alerts.digests.language.phrase import (
    NOTHING,
    Phrase,
    counted,
    figure,
    filled,
    foreign,
    listed,
)
from alerts.digests.language.times import Times, zone_of
from alerts.digests.language.words import Words
from alerts.digests.plain import one_line
from alerts.digests.view.bars import blocks, shown, usual
from alerts.digests.view.items import NAME_LIMIT, title_of
from alerts.digests.view.reports import named_shortly
from alerts.digests.view.rows import Row, count_by_kind, count_by_rule
from alerts.digests.view.unseen import unseen_at_top
from model.digest import Digest

TITLE_IN_SUBJECT = 60
INCIDENTS_IN_SUBJECT = 2
INCIDENTS_AT_THE_TOP = 6
TITLES_AHEAD = 3  # in what mail programs show beside the subject
RULE_SET_SHOWN = 8
DAY = timedelta(days=1)
LONG_WINDOW = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Days:
    """Matches a day over the last weeks, the last one being this digest's."""

    numbers: tuple[int, ...]
    bars: str
    caption: Phrase


@dataclass(frozen=True, slots=True)
class Summary:
    """The first lines of a digest."""

    found: Phrase  # "14 matches from 9 outlets"
    incidents: Phrase  # "convoy – Tal Dahab (denied); …"
    kinds: Phrase  # "12 new · 1 follow-up · 1 late"; nothing when all are new
    rules: tuple[tuple[Phrase, Phrase], ...]  # each with its number of items
    covers: Phrase
    days: Days | None
    unseen: tuple[Phrase, ...]  # "3 outlets could not be seen: …"


def summary_of(digest: Digest, times: Times) -> Summary:
    """Sum *digest* up."""
    return Summary(
        found=_found(digest, times.words),
        incidents=named_shortly(digest.incidents, INCIDENTS_AT_THE_TOP, times),
        kinds=_kinds(digest, times.words),
        rules=tuple(
            (foreign(one_line(rule, NAME_LIMIT)), figure(number))
            for rule, number in count_by_rule(digest).items()
        ),
        covers=_covers(digest, times),
        days=_days(digest.days, times.words) if digest.days else None,
        unseen=unseen_at_top(digest.coverage, times.words),
    )


def head_of(digest: Digest, times: Times) -> Phrase:
    """Say what this is and when it was made."""
    made = Phrase(times.made(digest.window_end))
    name = one_line(digest.name, NAME_LIMIT)
    return filled(times.words.digest_head, name=name, made=made)


def foot_of(digest: Digest, words: Words) -> tuple[Phrase, ...]:
    """Say which rules decided, which digest this is, and where to change it."""
    rule_set = one_line(digest.rule_set)[:RULE_SET_SHOWN]
    return (
        filled(words.rule_set, rule_set=rule_set),
        filled(words.digest_id, id=one_line(digest.id, NAME_LIMIT)),
        filled(words.change, place=f"config.toml, [[digests]] {one_line(digest.name, NAME_LIMIT)}"),
    )


def subject_of(digest: Digest, rows: tuple[Row, ...], times: Times) -> Phrase:
    """Carry the picture in one line: how much, what first, and how blind we were."""
    words = times.words
    matches = counted(words, words.matches, digest.match_count)
    incidents = digest.incidents
    title = _first_title(rows)
    what = matches
    if incidents:
        named = named_shortly(incidents, INCIDENTS_IN_SUBJECT, times)
        number = counted(words, words.incidents.counted, len(incidents))
        said = filled(words.named_here, what=number, names=named)
        what = listed(" · ", [said, matches])
    elif title:
        what = filled(words.with_title, what=what, title=title)
    failing = len(digest.coverage.failing)
    blind = counted(words, words.failing_outlets, failing) if failing else NOTHING
    return listed(words.semicolon, [what, blind])


def rest_of(digest: Digest, number: int, words: Words) -> Phrase:
    """Say how to see the *number* of matches that no page has room for."""
    zone, _ = zone_of(digest.timezone)
    since = digest.window_start.astimezone(zone).date()
    command = f"hajiz items search --rule NAME --since {since} --limit 1000"
    return counted(words, words.rest, number, command=command)


def ahead_of(rows: tuple[Row, ...], words: Words) -> Phrase:
    """Name further titles, for the lines mail programs show beside a subject."""
    alone = tuple(row for row in rows if row.incident is None)
    titles = dict.fromkeys(_titles((alone or rows)[: 2 * TITLES_AHEAD]))
    if len(alone) == len(rows):  # else no title stands in the subject
        titles.pop(_first_title(rows), None)
    named = listed(" · ", [foreign(title) for title in list(titles)[:TITLES_AHEAD]])
    return filled(words.also_titles, titles=named) if titles else NOTHING


def _first_title(rows: tuple[Row, ...]) -> str:
    """Return the title of the item that fired most rules, of the first kind there is."""
    first = [row for row in rows if row.kind == rows[0].kind]
    return next(_titles(sorted(first, key=lambda row: -len(row.item.rules))), "")


def _titles(rows: Iterable[Row]) -> Iterator[str]:
    titles = (title_of(row.item, TITLE_IN_SUBJECT) for row in rows)
    return (title for title in titles if title)


def _found(digest: Digest, words: Words) -> Phrase:
    if not digest.match_count:
        return Phrase(words.nothing_matched)
    outlets = {group.outlet.id for section in digest.sections for group in section.groups}
    outlets |= {report.outlet.id for each in digest.incidents for report in each.reports}
    number = len(digest.incidents)
    incidents = counted(words, words.incidents.counted, number) if number else NOTHING
    found = listed(words.comma, [counted(words, words.matches, digest.match_count), incidents])
    return listed(" ", [found, counted(words, words.from_outlets, len(outlets))])


def _kinds(digest: Digest, words: Words) -> Phrase:
    counts = count_by_kind(digest)
    if set(counts) <= {"new"}:
        return NOTHING
    return listed(
        " · ", [counted(words, words.kinds_counted[kind], counts[kind]) for kind in counts]
    )


def _covers(digest: Digest, times: Times) -> Phrase:
    words = times.words
    length = digest.window_end - digest.window_start
    moments = {
        "start": Phrase(times.stamp(digest.window_start)),
        "end": Phrase(times.stamp(digest.window_end)),
        "city": Phrase(times.city),
    }
    if length > LONG_WINDOW:
        return counted(words, words.covers_days, round(length / DAY), **moments)
    return filled(words.covers, **moments)


def _days(days: tuple[int, ...], words: Words) -> Days:
    numbers = shown(days)
    ordinary = figure(usual(numbers))
    caption = counted(words, words.days_counted, len(numbers), usual=ordinary)
    return Days(numbers, blocks(numbers), caption)
