"""
The events an item speaks of: its sentences, put together by place, day, actors and figures.

Knows marks, dates and counts; who says it is not known here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from alerts.incidents.counts import counts_in
from alerts.incidents.dates import Written, dates_in
from alerts.incidents.reading import Reading, Sentence, is_signature
from alerts.rules.lexicon.places import places
from model import Span
from model.incident import Count, EventDate, Mention

_CORE = frozenset(
    {"convoy", "checkpoint", "patrol", "airstrike", "clash", "attack", "blocked", "roadblock"}
)
_THINGS = frozenset({"checkpoint", "crossing", "roadblock"})  # where it happens, not what
_EXACT = frozenset(
    {"village", "checkpoint", "base", "airbase", "crossing", "bridge", "camp", "facility",
     "landmark", "neighbourhood", "town"}
)  # fmt: skip
_RANKS = {"checkpoint": 0, "town": 2, "neighbourhood": 1, "city": 3, "subdistrict": 4}
_RANKS |= {"road": 4, "river": 5, "district": 5, "governorate": 6, "region": 7}
_EXACT_RANK = 1
_PRECISIONS = {"day": 0, "week": 1, "month": 2, "year": 3}
_DAY = timedelta(1)
_OLD = 10 * _DAY  # after so long, what is told is no news
_BEFORE = 3 * _DAY


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

    @property
    def exact(self) -> set[str]:
        """The places that are more than a city or area."""
        return {place for place in self.places if places()[place].type in _EXACT}

    @property
    def is_anchored(self) -> bool:
        """Say whether the sentence may stand for an event of its own."""
        return bool(self.exact or self.date or self.is_other)


@dataclass(slots=True)
class Event:
    """An event in the making."""

    told: list[Told] = field(default_factory=list)

    def gathered(self, part: str) -> set[str]:
        """Return all values of a part of the sentences."""
        return {value for told in self.told for value in getattr(told, part)}

    @property
    def date(self) -> EventDate | None:
        """The most precise date told, of equal ones the first."""
        dates = [told.date for told in self.told if told.date]
        return min(dates, key=lambda each: _PRECISIONS[each.precision], default=None)

    @property
    def vehicles(self) -> set[int]:
        """The numbers of vehicles told."""
        return {c.number for t in self.told for c in t.counts if c.what == "vehicle"}


@dataclass(frozen=True, slots=True)
class Events:
    """The mentions of an item, and to which one each sentence belongs or comes nearest."""

    mentions: tuple[Mention, ...]
    of_sentence: Mapping[int, int]
    near: Mapping[int, int]


def events_of(reading: Reading, published: date | None) -> Events:
    """Return the events of *reading*: the main one first, those of the past last."""
    anchor = published or _latest_day(reading)
    events, near = _grouped(reading, anchor)
    main = events[0] if events else None
    made = [(_mention(event, main, published or anchor, reading), event) for event in events]
    order = sorted(range(len(made)), key=lambda number: made[number][0].is_background)
    rank = {number: position for position, number in enumerate(order)}
    of_sentence = {
        told.number: rank[number] for number, event in enumerate(events) for told in event.told
    }
    mentions = tuple(made[number][0] for number in order)
    return Events(mentions, of_sentence, {key: rank[value] for key, value in near.items()})


def _latest_day(reading: Reading) -> date | None:
    """Return the latest day a text of unknown date names: it was written then or later."""
    found = dates_in(reading.folded.text, reading.language, None)
    days = [each.event.last for each in found if each.event and each.event.precision == "day"]
    return max(days, default=None)


def _grouped(reading: Reading, anchor: date | None) -> tuple[list[Event], dict[int, int]]:
    events: list[Event] = []
    near: dict[int, int] = {}
    current, paragraph = 0, -1
    posts = _post_days(reading, anchor)
    for number, sentence in enumerate(reading.sentences):
        told = None
        if not sentence.is_repeated:
            last = events[current].date if events else None
            told = _told(reading, number, posts.get(number, anchor), last)
        if told is not None:
            is_new_paragraph = sentence.paragraph != paragraph
            current = _place_of(told, events, current, is_new_paragraph=is_new_paragraph)
            if current == len(events):
                events.append(Event())
            events[current].told.append(told)
            paragraph = sentence.paragraph
        if events:
            near[number] = current
    return events, near


def _post_days(reading: Reading, anchor: date | None) -> dict[int, date]:
    """Return the day of the post that a sentence stands in, from the signature behind it."""
    found: dict[int, date] = {}
    for number, sentence in enumerate(reading.sentences):
        if is_signature(sentence):
            folded, _ = reading.fold_of(sentence)
            days = [d.event for d in dates_in(folded, reading.language, anchor) if d.event]
            for back in range(max(0, number - 2), number) if days else ():
                found[back] = days[0].last
    return found


def _told(
    reading: Reading, number: int, anchor: date | None, last: EventDate | None
) -> Told | None:
    sentence = reading.sentences[number]
    kinds = sentence.values("kind")
    is_incident = sentence.has("flag", "incident")
    if not (kinds & _CORE or is_incident) or is_signature(sentence):
        return None
    folded, start = reading.fold_of(sentence)
    written = dates_in(folded, reading.language, anchor, last)
    if sentence.has("flag", "series") and not sentence.is_title and not _has_day(written):
        return None
    if not kinds & _CORE and last is None and number == 0:
        return None
    first_kind = min((mark.start for mark in sentence.of("kind")), default=sentence.end)
    flags = [mark for mark in sentence.of("flag") if mark.start <= first_kind]
    return Told(
        number,
        sentence,
        kinds,
        _places(sentence),
        sentence.values("actor"),
        _date(written, sentence, reading, start),
        [_count(each, reading, start) for each in counts_in(folded, reading.language)],
        is_before=any(mark.value == "background" for mark in flags),
        is_other=any(mark.value == "another" for mark in sentence.of("flag")),
    )


def _has_day(written: Iterable[Written]) -> bool:
    return any(each.event and each.event.precision in {"day", "month"} for each in written)


def _count(counted: "object", reading: Reading, start: int) -> Count:
    what, number, kind, first, end = counted  # type: ignore[misc]
    return Count(what, number, kind, reading.folded.span(start + first, start + end))


def _places(sentence: Sentence) -> list[str]:
    """Return the places, the most exact first; of one inside another's name only the longer."""
    marks = list(sentence.of("place"))
    whole = [
        mark
        for mark in marks
        if not any(
            other.start <= mark.start and mark.end <= other.end and other[:2] != mark[:2]
            for other in marks
        )
    ]
    return sorted(dict.fromkeys(mark.value for mark in whole), key=_rank)


def _rank(place: str) -> int:
    return _RANKS.get(places()[place].type, _EXACT_RANK)


def _date(
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
    return dated[0].event if dated else None


def _is_of_saying(each: Written, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Say whether a date stands right beside a verb of saying: "said on Thursday"."""
    return any(0 <= each.start - end <= 5 for end in ends) or any(  # noqa: PLR2004
        0 <= begin - each.end <= 2
        for begin in starts  # noqa: PLR2004
    )


def _place_of(told: Told, events: list[Event], current: int, *, is_new_paragraph: bool) -> int:
    """Return the number of the event that *told* belongs to, or that of a new one."""
    if not events:
        return 0
    for number in sorted(range(len(events)), key=lambda n: (n != current, -n)):
        if _fits(told, events[number]) and _shares(told, events[number]):
            return number
    is_free = not told.is_anchored
    if is_free and is_new_paragraph and not told.sentence.has("flag", "incident"):
        current = 0 if _fits(told, events[0]) else current
    if _fits(told, events[current]):
        return current
    if is_free and not (told.is_before or told.counts):
        return current
    return next((n for n, event in enumerate(events) if _fits(told, event)), len(events))


def _shares(told: Told, event: Event) -> bool:
    """Say whether day or exact place are the same."""
    if told.is_other and not told.date:
        return False
    if told.exact & event.gathered("exact"):
        return True
    date_ = event.date
    is_day = told.date and told.date.precision == "day"
    return bool(is_day and date_ and date_.precision == "day" and told.date == date_)


def _fits(told: Told, event: Event) -> bool:
    """Say whether nothing in *told* speaks against its being *event*."""
    if told.is_other and not told.exact & event.gathered("exact"):
        return False
    date_ = event.date
    if told.date and date_ and (told.date.last < date_.first or told.date.first > date_.last):
        return False
    if not _may_be_one_place(told.places, event.gathered("places")):
        return False
    is_same_place = bool(told.exact & event.gathered("exact"))
    if told.is_before and not is_same_place and not told.date:
        return False
    numbers = {count.number for count in told.counts if count.what == "vehicle"}
    if numbers and event.vehicles and numbers.isdisjoint(event.vehicles):
        return is_same_place or not told.is_anchored
    return True


def _may_be_one_place(one: Iterable[str], other: Iterable[str]) -> bool:
    mine, theirs = set(one), set(other)
    if not mine or not theirs or mine & theirs:
        return _exact_agree(mine, theirs)
    return _exact_agree(mine, theirs) and any(
        _is_inside(a, b) or _is_inside(b, a) or _is_beside(a, b) for a in mine for b in theirs
    )


def _exact_agree(mine: set[str], theirs: set[str]) -> bool:
    ours = {each for each in mine if places()[each].type in _EXACT}
    others = {each for each in theirs if places()[each].type in _EXACT}
    return not ours or not others or bool(ours & others)


def _is_inside(inner: str, outer: str) -> bool:
    return outer in _around(inner)


def _is_beside(one: str, other: str) -> bool:
    """Say whether both lie in one district or smaller: a village and the city it is named by."""
    return bool(_around(one)[:1] and _around(one)[:1] == _around(other)[:1])


@cache
def _around(place: str) -> tuple[str, ...]:
    found: list[str] = []
    parent = places()[place].parent
    while parent is not None and places()[parent].type != "country":
        found.append(parent)
        parent = places()[parent].parent
    return tuple(found)


def _mention(event: Event, main: Event | None, today: date | None, reading: Reading) -> Mention:
    named = [place for told in event.told for place in told.places]
    return Mention(
        sentences=tuple(told.sentence.span for told in event.told),
        kinds=frozenset(event.gathered("kinds")),
        places=tuple(sorted(dict.fromkeys(named), key=_rank)),
        date=event.date,
        actors=frozenset(event.gathered("actors")),
        counts=tuple(_distinct(event)),
        is_background=_is_background(event, main, today),
    )


def _distinct(event: Event) -> Iterator[Count]:
    seen: set[tuple[str, int, str]] = set()
    for count in (count for told in event.told for count in told.counts):
        key = (count.what, count.number, count.kind)
        if key not in seen:
            seen.add(key)
            yield count


def _is_background(event: Event, main: Event | None, today: date | None) -> bool:
    day = event.date
    if day is not None and today is not None and day.last < today - _OLD:
        return True
    if event is main or main is None:
        return event.told[0].is_before and day is None
    if day is not None and main.date is not None:
        return day.last < main.date.first or event.told[0].is_before
    if day is not None and today is not None and day.last < today - _BEFORE:
        return True
    return event.told[0].is_before
