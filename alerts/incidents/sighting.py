"""
A mention with all that grouping asks of it: where it lies, on which days it may have been.

Knows the gazetteer and the calendar; whether two mentions are of one event is agreement's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple, TypeVar

from alerts.rules.lexicon.places import Place, inside, outwards, places
from model import Span
from model.incident import Account, EventDate, Mention

T = TypeVar("T")
Basis = Literal["stated", "assumed", "open"]

_WIDE = frozenset({"governorate", "district", "subdistrict", "region", "country", "road", "river"})
_LATE = timedelta(days=45)  # how long after an event a denial without a date may come
_FEW = timedelta(days=2)
_NOWHERE = Span(0, 0)
_ALIKE = 20_000  # places and figures that are remembered together
_NIGHT = timedelta(days=1)  # "overnight", and news that is written the morning after


class Key(NamedTuple):
    """A mention: the item it stands in, and its place among the item's mentions."""

    item: int
    number: int


@dataclass(frozen=True, slots=True)
class Days:
    """
    The days from *first* to *last*, on one of which the event was.

    *basis*: the text says so; it says nothing, and the news is taken to be fresh; or it says
    nothing and need not be fresh, as with a denial.
    """

    first: date
    last: date
    basis: Basis

    def overlaps(self, other: "Days") -> bool:
        """Say whether both may be one day."""
        return self.first <= other.last and other.first <= self.last

    def __iter__(self) -> Iterator[date]:
        """Go through the days in order."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


def _derived() -> Any:
    return field(init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """
    A mention where and when it was met; equal for every order in which items arrive.

    What follows from places, days and figures is worked out once, and held once for all alike: tens
    of thousands are held.
    """

    key: Key
    mention: Mention
    outlet: str
    published: datetime
    days: Days | None  # None: no day is known, so it is never grouped
    is_denial: bool

    # The places that are points, the main one first; empty when only areas are named.
    spots: tuple[str, ...] = _derived()
    # The areas it names when it names no point.
    areas: frozenset[str] = _derived()
    # The main place; where it is in no gazetteer all places, which are around it.
    told_at: tuple[str, ...] = _derived()
    # Whether its days are few enough to tell events apart.
    is_timely: bool = _derived()
    # Whether place and day are exact: a village, not "near Qamishli", and not "this week".
    is_firm: bool = _derived()
    # The numbers of vehicles it gives.
    vehicles: frozenset[int] = _derived()
    # All numbers it gives, each with what is counted.
    figures: frozenset[tuple[str, int]] = _derived()

    def __post_init__(self) -> None:
        spots, areas, told_at = _placed(self.mention.places)
        vehicles, figures = _counted(
            tuple((each.what, each.number) for each in self.mention.counts)
        )
        is_timely = _is_timely(self.days)
        is_firm = bool(spots) and not stands_for_area(spots[0]) and is_timely
        for name, value in (
            ("spots", spots), ("areas", areas), ("told_at", told_at), ("is_timely", is_timely),
            ("is_firm", is_firm), ("vehicles", vehicles), ("figures", figures),
        ):  # fmt: skip
            object.__setattr__(self, name, value)


def sightings(
    account: Account, item: int, outlet: str, published: datetime
) -> tuple[Sighting, ...]:
    """Return what *account* mentions, as met in *item* of *outlet*; without places in its text."""
    denied = {claim.mention for claim in account.claims if claim.stance == "denies"}
    return tuple(
        Sighting(
            Key(item, number),
            _held(mention),
            outlet,
            published,
            _once(_days(mention, published, is_denial=number in denied)),
            number in denied,
        )
        for number, mention in enumerate(account.mentions)
    )


def _held(mention: Mention) -> Mention:
    """Return *mention* without its places in the text; what is alike in many is held once."""
    return Mention(
        sentences=(),
        kinds=_once(mention.kinds),
        places=_once(mention.places),
        date=_once(mention.date),
        actors=_once(mention.actors),
        counts=_once(tuple(replace(each, span=_NOWHERE) for each in mention.counts)),
        is_background=mention.is_background,
    )


@lru_cache(_ALIKE)
def _once(value: T) -> T:
    """Return the first of all values that equal *value*."""
    return value


@lru_cache(_ALIKE)
def _placed(
    named: tuple[str, ...],
) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """Return the spots and the areas of what a mention names, and where it is told to be."""
    spots = tuple(each for each in named if is_spot(each))
    told_at = spots[:1] if spots and spots[0] in places() else named
    return spots, frozenset() if spots else frozenset(named), told_at


@lru_cache(_ALIKE)
def _counted(
    counts: tuple[tuple[str, int], ...],
) -> tuple[frozenset[int], frozenset[tuple[str, int]]]:
    return frozenset(number for what, number in counts if what == "vehicle"), frozenset(counts)


def _is_timely(days: Days | None) -> bool:
    return days is not None and days.basis != "open" and days.last - days.first <= _FEW


@cache
def is_spot(place_id: str) -> bool:
    """Say whether a place is a point on the map: a village, a city, a checkpoint."""
    place = places().get(place_id)
    return place is None or place.type not in _WIDE


@cache
def stands_for_area(place_id: str) -> bool:
    """Say whether news means the countryside too when it names the place: the large cities."""
    place = places().get(place_id)
    return place is not None and place.area != place.id


@cache
def around(place_id: str) -> frozenset[str]:
    """Return the places that *place_id* lies in or is, as far as the gazetteer knows it."""
    place = places().get(place_id)
    if place is None:
        return frozenset({place_id})
    return frozenset({place_id, *(each.id for each in outwards(place)), *_cities_of(place)})


@cache
def within(place_id: str) -> frozenset[str]:
    """Return what a name may stand for: a city's also for the countryside that bears it."""
    place = places().get(place_id)
    if place is None:
        return frozenset({place_id})
    return frozenset(each.id for each in (*inside(place_id), *inside(place.area)))


def _cities_of(place: Place) -> set[str]:
    """Return the cities in whose countryside *place* lies."""
    above = {place.id, *(each.id for each in outwards(place))}
    return {each.id for each in places().values() if each.area != each.id and each.area in above}


def _days(mention: Mention, published: datetime, *, is_denial: bool) -> Days | None:
    said, today = mention.date, published.date()
    if is_denial and (said is None or _is_of_saying(said, today)):
        return None if mention.is_background else Days(today - _LATE, today, "open")
    if said is not None:
        is_exact = said.precision in {"day", "week"}
        return Days(said.first, said.last, "stated") if is_exact else None
    if mention.is_background:
        return None
    return Days(today - _NIGHT, today, "assumed")


def _is_of_saying(said: EventDate, today: date) -> bool:
    """Say whether the day of a denial may be that on which it was made: "denied on Friday"."""
    return said.precision == "day" and today - _NIGHT <= said.last <= today
