"""
What one sentence tells of an event: what, where, when, who and how many.

Knows marks, dates and counts; which sentences are of one event is not known here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from alerts.incidents.counts import Counted, counts_in
from alerts.incidents.dates import Written, dates_in
from alerts.incidents.reading import Reading, Sentence, is_signature
from alerts.incidents.whereabouts import exact, places_of
from model.incident import Count, EventDate

_CORE = frozenset(
    {"convoy", "checkpoint", "patrol", "airstrike", "clash", "attack", "blocked", "roadblock"}
)
_DAY = timedelta(1)
OLD = 10 * _DAY  # after so long, what is told is no news


@dataclass(slots=True)
class Told:
    """What one sentence says of an event."""

    number: int
    sentence: Sentence
    kinds: set[str]
    places: list[str]
    actors: set[str]
    date: EventDate | None
    counts: list[Count]
    is_before: bool  # a word in front of the event dates it back
    is_other: bool  # "a similar incident": not the one told so far
    is_old: bool  # its date is no news on the day of the text

    @property
    def exact(self) -> set[str]:
        """The places that are more than a city or area."""
        return exact(self.places)

    @property
    def vehicles(self) -> set[int]:
        """The numbers of vehicles, where there are several."""
        return {c.number for c in self.counts if c.what == "vehicle" and c.number > 1}

    @property
    def is_anchored(self) -> bool:
        """Say whether the sentence may stand for an event of its own."""
        return bool(self.exact or self.date or self.is_other)


def told_of(
    reading: Reading, number: int, anchor: date | None, last: EventDate | None
) -> Told | None:
    """Return what a sentence tells of an event, or None when it tells of none."""
    sentence = reading.sentences[number]
    kinds = sentence.values("kind")
    is_incident = sentence.has("flag", "incident")
    is_toll = sentence.has("flag", "casualties") and bool(exact(places_of(sentence)))
    if not (kinds & _CORE or is_incident or is_toll) or is_signature(sentence):
        return None
    folded, start = reading.fold_of(sentence)
    written = dates_of(folded, start, reading, sentence, anchor, last)
    if sentence.has("flag", "series") and not sentence.is_title and not _has_day(written):
        return None
    first_kind = min((mark.start for mark in sentence.of("kind")), default=sentence.end)
    flags = [mark for mark in sentence.of("flag") if mark.start <= first_kind]
    event = date_of(written, sentence, reading, start)
    taken = [(each.start, each.end) for each in written]
    return Told(
        number,
        sentence,
        kinds,
        places_of(sentence),
        sentence.values("actor"),
        event,
        [_count(each, reading, start) for each in counts_in(folded, reading.language, taken)],
        is_before=any(mark.value == "background" for mark in flags),
        is_other=any(mark.value == "another" for mark in sentence.of("flag")),
        is_old=is_old(event, anchor),
    )


def is_old(event: EventDate | None, anchor: date | None) -> bool:
    """Say whether an event is no news on the day of the text, *anchor*."""
    if event is None:
        return False
    return event.precision in {"month", "year"} if anchor is None else event.last < anchor - OLD


def dates_of(
    folded: str,
    start: int,
    reading: Reading,
    sentence: Sentence,
    anchor: date | None,
    last: EventDate | None,
) -> list[Written]:
    """Return the dates of a sentence, but not that of a dateline or the "today" of Russia Today."""
    datelines = [d for d in reading.datelines if d.start < sentence.end and sentence.start < d.end]
    dateline = max((each.end for each in datelines), default=0)
    told_from = reading.folded.target(dateline) - start if dateline else 0
    names = [
        (reading.folded.target(m.start) - start, reading.folded.target(m.end - 1) - start)
        for m in sentence.of("origin")
    ]
    return [
        each
        for each in dates_in(folded, reading.language, anchor, last)
        if each.start >= told_from and not any(first <= each.start <= end for first, end in names)
    ]


def _has_day(written: Iterable[Written]) -> bool:
    return any(each.event and each.event.precision in {"day", "month"} for each in written)


def _count(counted: Counted, reading: Reading, start: int) -> Count:
    span = reading.folded.span(start + counted.start, start + counted.end)
    return Count(counted.what, counted.number, counted.kind, span)


def date_of(
    written: Sequence[Written], sentence: Sentence, reading: Reading, start: int
) -> EventDate | None:
    """Return the date of the event in a sentence that may also say when it was reported."""
    dated = [each for each in written if each.event]
    if any(each.is_absolute for each in dated):
        dated = [each for each in dated if each.kind not in {"days_after", "days_before"}]
    if len(dated) > 1:
        days = [each for each in dated if each.event and each.event.precision == "day"]
        dated = days or dated
        cues = [reading.folded.target(mark.start) - start for mark in sentence.of("cue")]
        ends = [reading.folded.target(mark.end) - start for mark in sentence.of("cue")]
        apart = [each for each in dated if not _is_of_saying(each, cues, ends)]
        dated = apart or dated
    elif dated and _is_of_report(dated[0], sentence, reading, start):
        return None
    return dated[0].event if dated else None


def _is_of_report(each: Written, sentence: Sentence, reading: Reading, start: int) -> bool:
    """Say whether a month or year stands right before one who speaks: "last month, X published"."""
    if each.event is None or each.event.precision == "day":
        return False
    return any(
        0 <= reading.folded.target(mark.start) - start - each.end <= 3  # noqa: PLR2004
        and any(0 <= cue.start - mark.end <= 12 for cue in sentence.of("cue"))  # noqa: PLR2004
        for mark in sentence.of("origin")
    )


def _is_of_saying(each: Written, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Say whether a date stands right beside a verb of saying: "said on Thursday"."""
    is_behind = any(0 <= each.start - end <= 5 for end in ends)  # noqa: PLR2004 - "said on"
    return is_behind or any(0 <= start - each.end <= 2 for start in starts)  # noqa: PLR2004
