"""
The events an item speaks of: its sentences, put together by place, day, actors and figures.

Knows what sentences tell; who says it is not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from alerts.incidents.dates import dates_in
from alerts.incidents.reading import Reading, Sentence, is_signature, post_before
from alerts.incidents.retelling import retold
from alerts.incidents.telling import OLD, Told, date_of, dates_of, is_old, told_of
from alerts.incidents.whereabouts import may_be_one_place, places_of, rank
from model.incident import Count, EventDate, Mention

_LEAD = 5  # sentences in which the news is told
_WEAK = frozenset({"attack", "checkpoint", "patrol", "crossing", "roadblock"})
_FOREIGN = frozenset({"coalition", "russia_mp", "turkey_sna"})
_PRECISIONS = {"day": 0, "week": 1, "month": 2, "year": 3}
_BEFORE = timedelta(3)


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
    if events:
        _complete(events[0], reading, anchor)
    main = events[0] if events else None
    today = published or anchor
    made = [(_mention(event, main, today, reading, published), event) for event in events]
    order = sorted(range(len(made)), key=lambda number: made[number][0].is_background)
    rank = {number: position for position, number in enumerate(order)}
    of_sentence = {
        told.number: rank[number] for number, event in enumerate(events) for told in event.told
    }
    mentions = tuple(made[number][0] for number in order)
    return Events(mentions, of_sentence, {key: rank[n] for key, n in near.items() if n in rank})


def _complete(main: Event, reading: Reading, anchor: date | None) -> None:
    """Take day and place of the main event from a sentence beside it that only names these."""
    numbers = {told.number for told in main.told}
    for number, sentence in enumerate(reading.sentences[:_LEAD]):
        if number in numbers or {number - 1, number + 1}.isdisjoint(numbers):
            continue
        if sentence.has("flag", "series") or sentence.has("flag", "background"):
            continue
        if not main.gathered("places"):
            main.told[0].places = places_of(sentence)
        if main.date is None:
            main.told[0].date = _news_day(sentence, reading, anchor)


def _news_day(sentence: Sentence, reading: Reading, anchor: date | None) -> EventDate | None:
    folded, start = reading.fold_of(sentence)
    written = dates_of(folded, start, reading, sentence, anchor, None)
    event = date_of(written, sentence, reading, start)
    is_news = event is not None and event.precision == "day" and not is_old(event, anchor)
    return event if is_news else None


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
            told = told_of(reading, number, posts.get(number, anchor), last)
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
    if not may_be_one_place(told.places, event.gathered("places")):
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


def _mention(
    event: Event, main: Event | None, today: date | None, reading: Reading, published: date | None
) -> Mention:
    named = [place for told in event.told for place in told.places]
    is_background = _is_background(event, main, today)
    return Mention(
        sentences=tuple(told.sentence.span for told in event.told),
        kinds=frozenset(event.gathered("kinds")),
        places=tuple(sorted(dict.fromkeys(named), key=rank)),
        date=event.date,
        actors=frozenset(event.gathered("actors")),
        counts=tuple(_distinct(event)),
        is_background=is_background,
        retold=retold(event.told, reading, published) if is_background else (),
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
    if day is not None and today is not None and day.last < today - OLD:
        return True
    if event is main or main is None:
        return event.is_past and (day is None or event.told[0].is_old)
    if event.told[0].is_old:
        return True
    if day is not None and main.date is not None:
        return day.last < main.date.first or event.told[0].is_before
    if day is not None and today is not None and day.last < today - _BEFORE:
        return True
    return event.told[0].is_before
