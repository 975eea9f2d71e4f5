"""
Degrees to a flat picture: a frame on the earth, where places stand in it, its grid and its scale.

Pure. Equirectangular, true to scale along the frame's middle parallel (Snyder, Map Projections:
A Working Manual, 1987, chapter 12): over a few degrees nobody sees the difference.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, cos, floor, radians

KM = 111.2  # in a degree of latitude
_LEAST = 0.2  # degrees; a frame around one place shows what lies around it
_MARGIN = 0.08  # of the frame's size, on each side
_STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)  # degrees between two lines
_MOST_LINES = 8
_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200)  # kilometres a scale may have


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, from its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid: where it is, and which degree."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of the earth, in degrees, and how wide its picture is."""

    west: float
    south: float
    east: float
    north: float
    width: float = 1000

    @property
    def height(self) -> float:
        """Return how high the picture is."""
        return (self.north - self.south) * self._per_degree

    def point(self, lat: float, lon: float) -> Point:
        """Return where a place stands; it may be outside the picture."""
        x = (lon - self.west) / (self.east - self.west) * self.width
        return Point(round(x, 1), round((self.north - lat) * self._per_degree, 1))

    def holds(self, lat: float, lon: float) -> bool:
        """Say whether a place is in the picture."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def meridians(self) -> Iterator[Line]:
        """Yield the lines from north to south."""
        for degree in self._degrees(self.west, self.east):
            yield Line(self.point(self.south, degree).x, f"{degree:g}° E")

    def parallels(self) -> Iterator[Line]:
        """Yield the lines from west to east."""
        for degree in self._degrees(self.south, self.north):
            yield Line(self.point(degree, self.west).y, f"{degree:g}° N")

    def scale(self) -> tuple[int, float]:
        """Return a round number of kilometres, and how long they are in the picture."""
        per_km = self._per_degree / KM
        fitting = [each for each in _LENGTHS if each * per_km <= self.width / 4]
        length = fitting[-1] if fitting else _LENGTHS[0]
        return length, round(length * per_km, 1)

    @property
    def _per_degree(self) -> float:
        """Return how long a degree of latitude is."""
        middle = radians((self.south + self.north) / 2)
        return self.width / ((self.east - self.west) * cos(middle))

    def _degrees(self, low: float, high: float) -> Iterator[float]:
        step = next((s for s in _STEPS if (high - low) / s <= _MOST_LINES), _STEPS[-1])
        for number in range(ceil(low / step), floor(high / step) + 1):
            yield round(number * step, 2)


def around(places: Iterable[tuple[float, float]], width: float = 1000) -> Frame:
    """
    Return the frame that holds all *places*, pairs of latitude and longitude, with some room.

    Raises:
        ValueError: there is no place.
    """
    lats, lons = zip(*places, strict=True)
    tall = max(max(lats) - min(lats), _LEAST) * (1 + 2 * _MARGIN) / 2
    wide = max(max(lons) - min(lons), _LEAST) * (1 + 2 * _MARGIN) / 2
    lat, lon = (max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2
    return Frame(lon - wide, lat - tall, lon + wide, lat + tall, width)
