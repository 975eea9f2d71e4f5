"""
The region as a picture: dots for what was counted, towns between them, names where there is room.

Pure; knows the gazetteer and how large things are drawn, no database and no SVG.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

from alerts.rules.lexicon.places import Place, inside, places
from hajiz.web.views.projection import Frame, Point, around

WIDTH = 1000
SMALLEST, LARGEST = 6, 26  # radius of a dot
TOWN = 2.5
_LETTER, _LINE = 7.4, 15  # room a name takes
_GAP = 4
_EDGE = 3  # between a degree's number and the edge
_FIRST = {"city": 0, "town": 1, "base": 2, "crossing": 2, "camp": 2, "village": 4}
_NAMED = frozenset({"city", "town", "base", "crossing", "camp"})  # also without anything counted
_NEAR = 1.5  # degrees; villages have names in pictures no wider than this
_REGION = ("hasakah-gov", "raqqa-gov", "deir-ez-zor-gov")
_AREAS = frozenset({"governorate", "district", "subdistrict"})
WHOLE, EVERYTHING = "", "everything"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Name:
    """A place's name, and the point where it begins, ends, or has its middle."""

    text: str
    at: Point
    anchor: Literal["start", "end", "middle"]


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
    areas: tuple[Name, ...]
    degrees: tuple[Name, ...]


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
    bare = [_dot(place, frame, counts.get(place.id, 0), most) for place in ordered]
    names = _Names(frame, [dot for dot in bare if dot.count or dot.place.type in _NAMED])
    is_near = frame.east - frame.west < _NEAR
    dots = [
        replace(dot, name=names.beside(dot)) if is_near or _is_named(dot) else dot for dot in bare
    ]
    return Picture(
        frame=frame,
        dots=tuple(dot for dot in dots if dot.count),
        towns=tuple(dot for dot in dots if not dot.count and not dot.is_area),
        areas=tuple(filter(None, (names.of_area(dot) for dot in dots))),
        degrees=tuple(names.of_degrees()),
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


def _dot(place: Place, frame: Frame, count: int, most: int) -> Dot:
    radius = _radius(count, most) if count else TOWN
    return Dot(place, frame.point(place.lat, place.lon), count, radius, None)


def _is_named(dot: Dot) -> bool:
    return dot.count > 0 or dot.place.type in _NAMED


def _radius(count: int, most: int) -> float:
    """Return a radius so that areas are as counts."""
    return round(max(SMALLEST, LARGEST * sqrt(count / most)), 1)


class _Names:
    """Names put one by one where nothing stands yet."""

    def __init__(self, frame: Frame, dots: Sequence[Dot]) -> None:
        self._frame = frame
        self._taken = [_round(dot) for dot in dots]

    def beside(self, dot: Dot) -> Name | None:
        """Put a name beside its dot, above or below; None where there is no room."""
        text, at, away = dot.place.name, dot.at, dot.radius + _GAP
        return self._put(
            Name(text, Point(at.x + away, at.y), "start"),
            Name(text, Point(at.x - away, at.y), "end"),
            Name(text, Point(at.x, at.y - away - _LINE / 2), "middle"),
            Name(text, Point(at.x, at.y + away + _LINE / 2), "middle"),
        )

    def of_area(self, dot: Dot) -> Name | None:
        """Put the name of a governorate at its middle, or somewhat above or below."""
        if dot.count or dot.place.type != "governorate":
            return None
        steps = (0, -_LINE, _LINE, -2 * _LINE, 2 * _LINE)
        names = (Name(dot.place.name, Point(dot.at.x, dot.at.y + step), "middle") for step in steps)
        return self._put(*names)

    def of_degrees(self) -> Iterator[Name]:
        """Put numbers at the lines of the grid: at one edge, else at the other, else nowhere."""
        wide, tall = self._frame.width, self._frame.height
        for line in self._frame.meridians():
            possible = [
                Name(line.label, Point(line.at + _EDGE, y), "start")
                for y in (_LINE / 2 + 1, tall - _LINE / 2 - 1)
            ]
            yield from filter(None, [self._put(*possible)])
        for line in self._frame.parallels():
            above = line.at - _LINE / 2
            left = Name(line.label, Point(_EDGE, above), "start")
            right = Name(line.label, Point(wide - _EDGE, above), "end")
            yield from filter(None, [self._put(left, right)])

    def _put(self, *possible: Name) -> Name | None:
        for name in possible:
            box = box_of(name)
            if self._is_free(box):
                self._taken.append(box)
                return replace(name, at=Point(round(name.at.x, 1), round(name.at.y, 1)))
        return None

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self._frame.width or bottom > self._frame.height:
            return False
        return not any(
            left < r and right > le and top < b and bottom > t for le, t, r, b in self._taken
        )


def box_of(name: Name) -> Box:
    """Return the room a name takes: left, top, right, bottom."""
    wide = len(name.text) * _LETTER
    left = name.at.x - {"start": 0, "end": wide, "middle": wide / 2}[name.anchor]
    return left, name.at.y - _LINE / 2, left + wide, name.at.y + _LINE / 2


def _round(dot: Dot) -> Box:
    return (
        dot.at.x - dot.radius,
        dot.at.y - dot.radius,
        dot.at.x + dot.radius,
        dot.at.y + dot.radius,
    )
