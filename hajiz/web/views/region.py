"""
The region as a picture: dots for what was counted, towns between them, names where there is room.

Pure; knows the gazetteer and how large things are drawn, no database and no SVG.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from alerts.rules.lexicon.places import Place, inside, places
from hajiz.web.views.projection import Frame, Point, around

WIDTH = 1000
SMALLEST, LARGEST = 6, 26  # radius of a dot
TOWN = 2.5
_LETTER, _LINE = 7.2, 15  # room a name takes
_GAP = 4
_FIRST = {"city": 0, "town": 1, "base": 2, "crossing": 2, "camp": 2, "village": 4}
_NAMED = frozenset({"city", "town", "base", "crossing", "camp"})  # also without anything counted
_REGION = ("hasakah-gov", "raqqa-gov", "deir-ez-zor-gov")
_AREAS = frozenset({"governorate", "district", "subdistrict"})
WHOLE, EVERYTHING = "", "everything"


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name and where it begins, or ends."""

    text: str
    at: Point
    is_before: bool  # it ends there


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the picture; *count* is 0 for one that only shows where we are."""

    place: Place
    at: Point
    count: int
    radius: float
    name: Name | None

    @property
    def is_area(self) -> bool:
        """Say whether it stands for an area, or something as long as a road."""
        return self.place.precision == "area"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, the largest dots first so that smaller ones lie on them."""

    frame: Frame
    dots: tuple[Dot, ...]
    towns: tuple[Dot, ...]
    areas: tuple[tuple[str, Point], ...]


def views() -> tuple[tuple[str, str], ...]:
    """Return the pieces of the region that can be looked at: their ids and names."""
    areas = [place for place in places().values() if place.type in _AREAS and _points(place)]
    named = [(place.id, place.name) for place in areas if place.type != "subdistrict"]
    return ((WHOLE, "the region"), *named, (EVERYTHING, "everything"))


def draw(counts: Mapping[str, int], view: str = WHOLE) -> Picture:
    """Draw what was counted of each place, by its id, in one of the *views*."""
    frame = _frame(view)
    inside_it = [place for place in places().values() if frame.holds(place.lat, place.lon)]
    ordered = sorted(inside_it, key=lambda each: _rank(each, counts))
    most = max(counts.values(), default=0)
    names = _Names(frame)
    dots = [_dot(place, frame, counts.get(place.id, 0), most, names) for place in ordered]
    return Picture(
        frame=frame,
        dots=tuple(dot for dot in dots if dot.count),
        towns=tuple(dot for dot in dots if not dot.count and not dot.is_area),
        areas=tuple(
            (place.name, frame.point(place.lat, place.lon))
            for place in inside_it
            if place.type == "governorate" and not counts.get(place.id)
        ),
    )


def _frame(view: str) -> Frame:
    everywhere = places()
    if view == EVERYTHING:
        shown: Iterable[Place] = everywhere.values()
    elif view in everywhere and _points(everywhere[view]):
        shown = _points(everywhere[view])
    else:
        shown = [place for area in _REGION for place in _points(everywhere[area])]
    return around([(place.lat, place.lon) for place in shown], WIDTH)


def _points(area: Place) -> list[Place]:
    return [place for place in inside(area.id) if place.precision != "area"]


def _rank(place: Place, counts: Mapping[str, int]) -> tuple[int, int, str]:
    return (-counts.get(place.id, 0), _FIRST.get(place.type, 3), place.id)


def _dot(place: Place, frame: Frame, count: int, most: int, names: "_Names") -> Dot:
    at = frame.point(place.lat, place.lon)
    radius = _radius(count, most) if count else TOWN
    is_named = count > 0 or place.type in _NAMED
    return Dot(place, at, count, radius, names.put(place.name, at, radius) if is_named else None)


def _radius(count: int, most: int) -> float:
    """Return a radius so that areas are as counts."""
    return round(max(SMALLEST, LARGEST * sqrt(count / most)), 1)


class _Names:
    """Names put one by one where none stands yet."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._taken: list[tuple[float, float, float, float]] = []

    def put(self, text: str, at: Point, radius: float) -> Name | None:
        """Put a name to the right of a place, or to its left; None where there is no room."""
        wide = len(text) * _LETTER
        self._taken.append((at.x - radius, at.y - radius, at.x + radius, at.y + radius))
        mark = len(self._taken)
        for is_before in (False, True):
            start = at.x - radius - _GAP - wide if is_before else at.x + radius + _GAP
            box = (start, at.y - _LINE / 2, start + wide, at.y + _LINE / 2)
            if self._is_free(box, mark - 1):
                self._taken.append(box)
                end = start + wide if is_before else start
                return Name(text, Point(round(end, 1), at.y), is_before)
        return None

    def _is_free(self, box: tuple[float, float, float, float], own: int) -> bool:
        left, top, right, bottom = box
        if left < 0 or right > self._frame.width:
            return False
        others = (each for number, each in enumerate(self._taken) if number != own)
        return not any(left < r and right > le and top < b and bottom > t for le, t, r, b in others)
