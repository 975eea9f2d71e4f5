"""
Mentions by place and day: the few that a new one may have to do with, found without a search.

Knows where mentions lie, not whether they agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from alerts.incidents.sighting import Key, Sighting, around

_Cell = tuple[str, date]


class Neighbours:
    """All mentions with a place and a day."""

    def __init__(self) -> None:
        self._named: defaultdict[_Cell, set[Key]] = defaultdict(set)
        self._inside: defaultdict[_Cell, set[Key]] = defaultdict(
            set
        )  # exact ones, by what is around
        self._vague: defaultdict[_Cell, set[Key]] = defaultdict(
            set
        )  # the others, by what they name

    def add(self, sighting: Sighting) -> None:
        """Enter a mention."""
        for cells, cell in self._places_of(sighting):
            cells[cell].add(sighting.key)

    def remove(self, sighting: Sighting) -> None:
        """Take a mention out again."""
        for cells, cell in self._places_of(sighting):
            cells[cell].discard(sighting.key)
            if not cells[cell]:
                del cells[cell]

    def named_with(self, sighting: Sighting) -> set[Key]:
        """Return those that name a place of *sighting* on one of its days, it too."""
        return _all(self._named, _named(sighting))

    def inside(self, vague: Sighting) -> set[Key]:
        """Return the exact ones in what *vague* names, on one of its days."""
        return _all(self._inside, _main(vague)) | _all(self._named, _main(vague))

    def vague_about(self, other: Sighting) -> set[Key]:
        """Return the vague ones that may be about *other* or its group, on one of its days."""
        named = _all(self._vague, _named(other))
        return named | _all(self._vague, _around(other)) if other.is_firm else named

    def _places_of(
        self, sighting: Sighting
    ) -> Iterator[tuple[defaultdict[_Cell, set[Key]], _Cell]]:
        for cell in _named(sighting):
            yield self._named, cell
        cells = self._inside if sighting.is_firm else self._vague
        for cell in _around(sighting) if sighting.is_firm else _main(sighting):
            yield cells, cell


def _all(cells: defaultdict[_Cell, set[Key]], wanted: Iterator[_Cell]) -> set[Key]:
    return {key for cell in wanted for key in cells.get(cell, ())}


def _named(sighting: Sighting) -> Iterator[_Cell]:
    return _cells(sighting, sighting.mention.places)


def _main(sighting: Sighting) -> Iterator[_Cell]:
    return _cells(sighting, sighting.told_at)


def _around(sighting: Sighting) -> Iterator[_Cell]:
    return _cells(sighting, {each for place in sighting.told_at for each in around(place)})


def _cells(sighting: Sighting, places: Iterable[str]) -> Iterator[_Cell]:
    if sighting.days is not None:
        for day in sighting.days:
            for place in places:
                yield place, day
