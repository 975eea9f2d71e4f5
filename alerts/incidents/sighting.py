"""
A mention with all that grouping asks of it: where it lies, on which days it may have been.

Knows the gazetteer and the calendar; whether two mentions are of one event is agreement's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Literal, NamedTuple

from alerts.rules.lexicon.places import Place, inside, outwards, places
from model.incident import Account, EventDate, Mention

Basis = Literal["stated", "assumed", "open"]

_WIDE = frozenset({"governorate", "district", "subdistrict", "region", "country", "road", "river"})
_LATE = timedelta(days=45)  # how long after an event a denial without a date may come
_FEW = timedelta(days=2)
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


@dataclass(frozen=True)
class Sighting:
    """A mention where and when it was met; equal for every order in which items arrive."""

    key: Key
    mention: Mention
    outlet: str
    published: datetime
    days: Days | None  # None: no day is known, so it is never grouped
    is_denial: bool

    @cached_property
    def spots(self) -> tuple[str, ...]:
        """The places that are points, the main one first; empty when only areas are named."""
        return tuple(each for each in self.mention.places if is_spot(each))

    @cached_property
    def areas(self) -> frozenset[str]:
        """The areas it names when it names no point."""
        return frozenset() if self.spots else frozenset(self.mention.places)

    @cached_property
    def told_at(self) -> tuple[str, ...]:
        """The main place; where it is in no gazetteer all places, which are around it."""
        if self.spots and self.spots[0] in places():
            return self.spots[:1]
        return self.mention.places

    @cached_property
    def is_timely(self) -> bool:
        """Whether its days are few enough to tell events apart."""
        days = self.days
        return days is not None and days.basis != "open" and days.last - days.first <= _FEW

    @cached_property
    def is_firm(self) -> bool:
        """Whether place and day are exact: a village, not "near Qamishli", and not "this week"."""
        return bool(self.spots) and not stands_for_area(self.spots[0]) and self.is_timely

    @cached_property
    def vehicles(self) -> frozenset[int]:
        """The numbers of vehicles it gives."""
        return frozenset(each.number for each in self.mention.counts if each.what == "vehicle")

    @cached_property
    def figures(self) -> frozenset[tuple[str, int]]:
        """All numbers it gives, each with what is counted."""
        return frozenset((each.what, each.number) for each in self.mention.counts)


def sightings(
    account: Account, item: int, outlet: str, published: datetime
) -> tuple[Sighting, ...]:
    """Return what *account* mentions, as met in *item* of *outlet*."""
    denied = {claim.mention for claim in account.claims if claim.stance == "denies"}
    return tuple(
        Sighting(
            Key(item, number),
            mention,
            outlet,
            published,
            _days(mention, published, is_denial=number in denied),
            number in denied,
        )
        for number, mention in enumerate(account.mentions)
    )


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
