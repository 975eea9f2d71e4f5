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
from alerts.incidents.reading import Reading, Sentence, is_signature, post_before
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
_LEAD = 5  # sentences in which the news is told
_WEAK = frozenset({"attack", "checkpoint", "patrol", "crossing", "roadblock"})
_FOREIGN = frozenset({"coalition", "russia_mp", "turkey_sna"})
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
    is_old: bool  # its date is no news on the day of the text

    @property
    def exact(self) -> set[str]:
        """The places that are more than a city or area."""
        return _exact(self.places)

    @property
    def vehicles(self) -> set[int]:
        """The numbers of vehicles, where there are several."""
        return {c.number for c in self.counts if c.what == "vehicle" and c.number > 1}

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
        return {number for told in self.told for number in told.vehicles}

    @property
    def is_past(self) -> bool:
        """Say whether it was told as what happened before."""
        return self.told[0].is_before or self.told[0].is_old

    @property
    def is_undated_news(self) -> bool:
        """Say whether it seems to be new: no date is told, and nothing dates it back."""
        return self.date is None and not (self.told[0].is_before or self.told[0].is_other)


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
    if events and events[0].date is None:
        _date_by_neighbours(events[0], reading, anchor)
    main = events[0] if events else None
    made = [(_mention(event, main, published or anchor, reading), event) for event in events]
    order = sorted(range(len(made)), key=lambda number: made[number][0].is_background)
    rank = {number: position for position, number in enumerate(order)}
    of_sentence = {
        told.number: rank[number] for number, event in enumerate(events) for told in event.told
    }
    mentions = tuple(made[number][0] for number in order)
    return Events(mentions, of_sentence, {key: rank[n] for key, n in near.items() if n in rank})


def _date_by_neighbours(main: Event, reading: Reading, anchor: date | None) -> None:
    """Date the main event by a sentence beside it that says when, but not what."""
    numbers = {told.number for told in main.told}
    for number, sentence in enumerate(reading.sentences[:_LEAD]):
        if number in numbers or {number - 1, number + 1}.isdisjoint(numbers):
            continue
        if sentence.has("flag", "series") or sentence.has("flag", "background"):
            continue
        folded, start = reading.fold_of(sentence)
        written = _dates(folded, start, reading, sentence, anchor, None)
        event = _date(written, sentence, reading, start)
        if event is not None and not _is_old(event, anchor) and event.precision == "day":
            main.told[0].date = event
            return


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
            place = _place_of(told, events, current, is_new_paragraph=is_new_paragraph)
            if place is not None:
                current = place
                if current == len(events):
                    events.append(Event())
                events[current].told.append(told)
                paragraph = sentence.paragraph
        if events or number < _LEAD:
            near[number] = current
    return events, near


def _post_days(reading: Reading, anchor: date | None) -> dict[int, date]:
    """Return the day of the post that a sentence stands in, from the signature behind it."""
    found: dict[int, date] = {}
    for number, sentence in enumerate(reading.sentences):
        if is_signature(sentence):
            folded, _ = reading.fold_of(sentence)
            days = [d.event for d in dates_in(folded, reading.language, anchor) if d.event]
            for back in post_before(reading, number) if days else ():
                found[back] = days[0].last
    return found


def _told(
    reading: Reading, number: int, anchor: date | None, last: EventDate | None
) -> Told | None:
    sentence = reading.sentences[number]
    kinds = sentence.values("kind")
    is_incident = sentence.has("flag", "incident")
    is_toll = sentence.has("flag", "casualties") and bool(_exact(_places(sentence)))
    if not (kinds & _CORE or is_incident or is_toll) or is_signature(sentence):
        return None
    folded, start = reading.fold_of(sentence)
    written = _dates(folded, start, reading, sentence, anchor, last)
    if sentence.has("flag", "series") and not sentence.is_title and not _has_day(written):
        return None
    first_kind = min((mark.start for mark in sentence.of("kind")), default=sentence.end)
    flags = [mark for mark in sentence.of("flag") if mark.start <= first_kind]
    event = _date(written, sentence, reading, start)
    taken = [(each.start, each.end) for each in written]
    return Told(
        number,
        sentence,
        kinds,
        _places(sentence),
        sentence.values("actor"),
        event,
        [_count(each, reading, start) for each in counts_in(folded, reading.language, taken)],
        is_before=any(mark.value == "background" for mark in flags),
        is_other=any(mark.value == "another" for mark in sentence.of("flag")),
        is_old=_is_old(event, anchor),
    )


def _is_old(event: EventDate | None, anchor: date | None) -> bool:
    if event is None:
        return False
    return event.precision in {"month", "year"} if anchor is None else event.last < anchor - _OLD


def _dates(
    folded: str,
    start: int,
    reading: Reading,
    sentence: Sentence,
    anchor: date | None,
    last: EventDate | None,
) -> list[Written]:
    """Return the dates of a sentence, but not that of a dateline or the "today" of Russia Today."""
    dateline = reading.dateline_end if sentence.start < reading.dateline_end else 0
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
    return any(0 <= each.start - end <= 5 for end in ends) or any(  # noqa: PLR2004
        0 <= begin - each.end <= 2
        for begin in starts  # noqa: PLR2004
    )


def _place_of(
    told: Told, events: list[Event], current: int, *, is_new_paragraph: bool
) -> int | None:
    """Return the number of the event that *told* belongs to, or of a new one; None for none."""
    if not events:
        return 0
    fitting = [n for n, event in enumerate(events) if _fits(told, event)]
    fitting.sort(key=lambda n: (n != current, -n))
    shared = [n for n in fitting if told.exact & events[n].gathered("exact")]
    is_free = not told.is_anchored
    if shared:
        return shared[0]
    if current in fitting and not (is_free and is_new_paragraph and _is_said_anew(told)):
        return current
    same_day = [n for n in fitting if _is_one_day(told, events[n])]
    if same_day:
        return same_day[0]
    if not is_free:
        return fitting[0] if fitting else len(events)
    if told.sentence.has("flag", "incident") and current in fitting:
        return current
    return _of_free(told, events, fitting)


def _is_said_anew(told: Told) -> bool:
    """Say whether somebody is named who says it: then it is about the news, not its background."""
    return bool(told.sentence.values("cue") and told.sentence.values("origin"))


def _of_free(told: Told, events: list[Event], fitting: list[int]) -> int | None:
    """Return the event of a sentence without day and place: the main one, if it is of its kind."""
    if told.is_before or (told.kinds <= _WEAK and not told.sentence.values("cue")):
        fitting = [n for n in fitting if told.kinds & events[n].gathered("kinds")]
    return min(fitting, default=None)


def _is_one_day(told: Told, event: Event) -> bool:
    """Say whether the day is the same."""
    if told.is_other:
        return False
    date_ = event.date
    is_day = told.date and told.date.precision == "day"
    return bool(is_day and date_ and date_.precision == "day" and told.date == date_)


def _fits(told: Told, event: Event) -> bool:
    """Say whether nothing in *told* speaks against its being *event*."""
    if told.is_other and not told.exact & event.gathered("exact"):
        return False
    date_ = event.date
    if told.is_old and event.is_undated_news:
        return False
    if told.date and date_ and (told.date.last < date_.first or told.date.first > date_.last):
        return False
    if not _may_be_one_place(told.places, event.gathered("places")):
        return False
    is_same_place = bool(told.exact & event.gathered("exact"))
    if told.is_before and not is_same_place and not told.date and not event.is_past:
        return False
    if _are_other_forces(told.actors, event.gathered("actors")) and not is_same_place:
        return False
    if told.vehicles and event.vehicles and told.vehicles.isdisjoint(event.vehicles):
        return _is_one_day(told, event) and is_same_place
    return True


def _are_other_forces(mine: set[str], theirs: set[str]) -> bool:
    """Say whether foreign forces of one state are spoken of here, and of another there."""
    ours, others = mine & _FOREIGN, theirs & _FOREIGN
    return bool(ours and others) and ours.isdisjoint(others)


def _exact(named: Iterable[str]) -> set[str]:
    return {place for place in named if places()[place].type in _EXACT}


def _may_be_one_place(one: Iterable[str], other: Iterable[str]) -> bool:
    mine = {each for each in one if places()[each].type != "region"}
    theirs = {each for each in other if places()[each].type != "region"}
    if not mine or not theirs or mine & theirs:
        return _exact_agree(mine, theirs)
    return _exact_agree(mine, theirs) and any(
        _is_inside(a, b) or _is_inside(b, a) or _is_beside(a, b) for a in mine for b in theirs
    )


def _exact_agree(mine: set[str], theirs: set[str]) -> bool:
    ours, others = _exact(mine), _exact(theirs)
    return not ours or not others or bool(ours & others)


def _is_inside(inner: str, outer: str) -> bool:
    return outer in _around(inner)


def _is_beside(one: str, other: str) -> bool:
    """Say whether one is a village, and the other a city around that it may be told to be near."""
    exact = [places()[each].type in _EXACT for each in (one, other)]
    return any(exact) and not all(exact) and not set(_around(one)).isdisjoint(_around(other))


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
