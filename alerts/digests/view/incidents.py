"""
An incident in words: what, where and when; who says so; what became of it; how it spread.

Knows neither digests, alerts nor layout. Names of origins, outlets and places are cleaned here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from alerts.digests.language.incident_words import IncidentWords
from alerts.digests.language.phrase import (
    NOTHING,
    Phrase,
    counted,
    figure,
    filled,
    listed,
)
from alerts.digests.language.times import Times
from alerts.digests.language.words import Words
from alerts.digests.view.earlier import day_of
from alerts.digests.view.names import clean, is_unlisted, origin_names, place_name, unnamed
from alerts.incidents.origins import builtin_origins, resolve
from model.digest import IncidentFigure, IncidentNews, IncidentStep, IncidentSummary, NewsKind

MOST_TOPICS = 2  # in a heading
MOST_FIGURES = 8  # of one thing
MOST_NEWS = 6
MOST_STEPS = 6
LONG = timedelta(days=2)  # from here on days are counted

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_BLOCKED = "blocked"  # says nothing alone: "convoy blocked"
_STOPPED = ("convoy", "patrol")  # what is blocked, rather than where


def heading(summary: IncidentSummary, times: Times) -> Phrase:
    """Say what it was, where and when: "Convoy blocked – Tal Dahab, Fri 20 Nov"."""
    words = times.words
    topics = listed(words.comma, _topics(summary, words.incidents)) or Phrase(
        _capital(words.incidents.anything)
    )
    where = _at_place(topics, summary, words)
    day = _days(summary, times)
    return filled(words.incidents.on_day, what=where, day=day) if day else where


def short_heading(summary: IncidentSummary, times: Times) -> Phrase:
    """Say it in a few words for a line of several: "convoy – Tal Dahab"."""
    said = times.words.incidents
    kind = next(iter(_telling(summary)), "")
    topic = Phrase(said.topics[kind]) if kind in said.topics else clean(kind)
    return _at_place(topic or Phrase(said.anything), summary, times.words)


def origins_line(summary: IncidentSummary, times: Times) -> Phrase:
    """
    Count outlets and origins, and name who confirms, denies and disputes it.

    "4 outlets, 1 origin (SANA); denied by the Coalition". Says nothing of who is right.
    """
    words = times.words
    said = words.incidents
    outlets = counted(words, said.outlets, summary.outlets)
    parts = [
        listed(words.comma, [outlets, _origins(summary, words)]),
        Phrase(said.also_unnamed) if summary.origins and summary.is_unnamed else NOTHING,
        _by(said.confirmed, summary.confirmed_by, words),
        _by(said.denied, summary.denied_by, words),
        *_disputes(summary.disputed, words),
    ]
    return listed(words.semicolon, parts)


def news_lines(summary: IncidentSummary, times: Times) -> tuple[Phrase, ...]:
    """Say what became of it since the reader was told, the gravest first; nothing: ()."""
    words = times.words
    said = words.incidents
    lines = [_NEWS[each.kind](each, words) for each in summary.news[:MOST_NEWS]]
    more = len(summary.news) - MOST_NEWS
    return (*lines, counted(words, said.more_news, more)) if more > 0 else tuple(lines)


def figures_line(summary: IncidentSummary, times: Times) -> Phrase:
    """Set the figures of all sources side by side; they are never averaged."""
    words = times.words
    by_thing: dict[str, list[IncidentFigure]] = {}
    for each in _distinct(summary.figures):
        by_thing.setdefault(_thing(each), []).append(each)
    lines = [_figures(thing, figures, words) for thing, figures in by_thing.items()]
    return listed(words.semicolon, lines)


def spread_line(summary: IncidentSummary, times: Times) -> Phrase:
    """
    Say which outlet had it when, and from whom where it says so.

    "first seen SANA 15:10 Damascus → Press TV +52 min (from SANA)".
    """
    if not summary.spread:
        return NOTHING
    words = times.words
    said = words.incidents
    first, *later = summary.spread[:MOST_STEPS]
    more = len(summary.spread) - MOST_STEPS
    steps = [
        _first_step(first, summary.first_day, times),
        *(_later_step(each, first.at, words) for each in later),
        counted(words, said.more_outlets, more) if more > 0 else NOTHING,
    ]
    return listed(said.arrow, steps)


def _topics(summary: IncidentSummary, said: IncidentWords) -> list[Phrase]:
    kinds = _telling(summary)
    if phrase := said.together.get(tuple(kinds)):
        return [Phrase(_capital(phrase))]
    topics = [said.topics.get(kind, "") for kind in kinds]
    return [
        Phrase(topic if place else _capital(topic)) if topic else clean(kind)
        for place, (kind, topic) in enumerate(zip(kinds, topics, strict=True))
    ]


def _telling(summary: IncidentSummary) -> list[str]:
    """Return the topics for a heading: what it was, and before all else that it was blocked."""
    kinds = [kind for kind in summary.kinds if kind != _BLOCKED]
    if _BLOCKED in summary.kinds:
        kinds.sort(key=lambda kind: kind not in _STOPPED)
        kinds.insert(1, _BLOCKED)
    return kinds[:MOST_TOPICS]


def _at_place(what: Phrase, summary: IncidentSummary, words: Words) -> Phrase:
    said = words.incidents
    if not summary.place:
        return what
    if is_unlisted(summary.place):
        name = clean(summary.place_as_written) or Phrase(said.unlisted)
    else:
        name = clean(place_name(summary.place, words.tag))
    return filled(said.at_place, what=what, place=name)


def _days(summary: IncidentSummary, times: Times) -> Phrase:
    first, last = summary.first_day, summary.last_day
    if first is None or last is None:
        return NOTHING
    if first == last:
        return Phrase(day_of(first, times))
    sentence = times.words.incidents.from_day_to_day
    return filled(sentence, first=Phrase(day_of(first, times)), last=Phrase(day_of(last, times)))


def _origins(summary: IncidentSummary, words: Words) -> Phrase:
    said = words.incidents
    origins = summary.origins
    if origins:
        return counted(words, said.origins, len(origins), names=origin_names(origins, words))
    return Phrase(said.unknown) if summary.is_unnamed else NOTHING


def _by(sentence: str, names: tuple[str, ...], words: Words) -> Phrase:
    return filled(sentence, names=origin_names(names, words)) if names else NOTHING


def _disputes(disputed: Iterable[tuple[str, str]], words: Words) -> list[Phrase]:
    by_detail: dict[str, list[str]] = {}
    for detail, name in disputed:
        by_detail.setdefault(detail, []).append(name)
    return [_dispute(detail, tuple(names), words) for detail, names in by_detail.items()]


def _dispute(detail: str, names: tuple[str, ...], words: Words) -> Phrase:
    said = words.incidents
    if not detail:
        return filled(said.disputed, names=origin_names(names, words))
    known = said.details.get(detail)
    shown = Phrase(known) if known else clean(detail)
    return filled(said.disputed_on, detail=shown, names=origin_names(names, words))


def _distinct(figures: tuple[IncidentFigure, ...]) -> Iterator[IncidentFigure]:
    """Leave "5 vehicles" out where the same origin says "5 armoured vehicles"."""
    exact = {(each.what, each.number, each.origin) for each in figures if each.kind}
    for each in figures:
        if each.kind or (each.what, each.number, each.origin) not in exact:
            yield each


def _thing(each: IncidentFigure) -> str:
    return f"{each.what}:{each.kind}" if each.kind else each.what


def _figures(thing: str, figures: list[IncidentFigure], words: Words) -> Phrase:
    said = words.incidents
    shown = [
        filled(said.figure_of, n=figure(each.number), origin=origin_names((each.origin,), words))
        for each in figures[:MOST_FIGURES]
    ]
    more = len(figures) - MOST_FIGURES
    rest = counted(words, said.more_names, more) if more > 0 else NOTHING
    values = listed(words.comma, [*shown, rest])
    return filled(said.figures_of, thing=_thing_name(thing, words), figures=values)


def _thing_name(thing: str, words: Words) -> Phrase:
    known = words.incidents.things.get(thing)
    return Phrase(known) if known else clean(thing)


def _first_step(step: IncidentStep, day: date | None, times: Times) -> Phrase:
    is_that_day = step.at.astimezone(times.zone).date() == day
    moment = times.clock(step.at) if is_that_day else times.stamp(step.at)
    sentence = times.words.incidents.first_seen
    shown = filled(sentence, outlet=clean(step.outlet), moment=Phrase(times.in_city(moment)))
    return _from(step, shown, times.words)


def _later_step(step: IncidentStep, first_at: datetime, words: Words) -> Phrase:
    after = _duration(step.at - first_at, words)
    shown = filled(words.incidents.later, outlet=clean(step.outlet), time=after)
    return _from(step, shown, words)


def _from(step: IncidentStep, shown: Phrase, words: Words) -> Phrase:
    """Add from whom an outlet had it, where that is somebody else."""
    own = {step.outlet, resolve(step.outlet, builtin_origins())}
    if not step.origin or {step.origin, resolve(step.origin, builtin_origins())} & own - {""}:
        return shown
    name = origin_names((step.origin,), words)
    return filled(words.incidents.had_from, step=shown, origin=name)


def _duration(time_after: timedelta, words: Words) -> Phrase:
    said = words.incidents
    after = max(time_after, timedelta())
    if after >= LONG:
        return counted(words, said.days, after.days)
    hours, minutes = after // _HOUR, after % _HOUR // _MINUTE
    if not hours:
        return counted(words, said.minutes, minutes)
    whole = counted(words, said.hours, hours)
    if not minutes:
        return whole
    rest = counted(words, said.minutes, minutes)
    return filled(said.hours_and_minutes, hours=whole, minutes=rest)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(sentence: str, each: IncidentNews, words: Words) -> Phrase:
    return filled(sentence, names=origin_names((each.origin,), words))


def _figure_news(each: IncidentNews, words: Words) -> Phrase:
    said = words.incidents
    value = filled(
        said.figure_of, n=figure(each.number), origin=origin_names((each.origin,), words)
    )
    return filled(said.figures_of, thing=_thing_name(each.about, words), figures=value)


def _edited(each: IncidentNews, words: Words) -> Phrase:
    return filled(words.incidents.edited, names=clean(each.origin) or unnamed(words))


_NEWS: Mapping[NewsKind, Callable[[IncidentNews, Words], Phrase]] = {
    "denied": lambda each, words: _named(words.incidents.denied, each, words),
    "disputed": lambda each, words: _dispute(each.about, (each.origin,), words),
    "confirmed": lambda each, words: _named(words.incidents.confirmed, each, words),
    "origin": lambda each, words: _named(words.incidents.new_origin, each, words),
    "figures": _figure_news,
    "edited": _edited,
}
