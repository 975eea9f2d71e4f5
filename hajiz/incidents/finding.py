"""
Incidents found by when they were reported, where they were, what they were, whether denied.

Reads the database a page at a time; whoever asks decides how many are enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.incidents.sighting import around
from alerts.rules.lexicon.places import Place, places
from alerts.text import fold
from hajiz.incidents.showing import Shown, shown
from storage import incidents
from storage.database import Transaction

_PAGE = 50  # incidents taken from the database at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents are asked for; all when nothing is said."""

    since: datetime | None = None  # with a report since then
    until: datetime | None = None  # with a report before
    places: frozenset[str] = frozenset()  # in or around one of these
    kind: str = ""
    is_denied: bool = False  # only those that somebody denies

    def has(self, found: Shown) -> bool:
        """Say whether an incident of that time is one of those asked for."""
        status = found.status
        return (
            (not self.places or bool(around(status.place) & self.places))
            and (not self.kind or self.kind in status.kinds)
            and (not self.is_denied or bool(status.denied_by))
        )


def find(tx: Transaction, wanted: Wanted) -> Iterator[Shown]:
    """
    Yield the incidents *wanted*, that of the latest report first.

    Raises:
        StorageError: the database failed.
    """
    before: tuple[datetime, int] | None = None
    while page := incidents.latest(
        tx, _PAGE, since=wanted.since, until=wanted.until, before=before
    ):
        found = shown(tx, [each.id for each in page])
        yield from (each for each in present(found) if wanted.has(each))
        before = page[-1].last_at, page[-1].id


def numbered(tx: Transaction, numbers: Sequence[int]) -> Iterator[Shown]:
    """
    Yield the incidents of those numbers, in that order.

    Raises:
        KeyError: there is no incident of one of *numbers*; raised before any is yielded.
        StorageError: the database failed.
    """
    known = incidents.get_many(tx, numbers)
    for number in numbers:
        if number not in known:
            raise KeyError(number)
    for at in range(0, len(numbers), _PAGE):
        yield from present(shown(tx, numbers[at : at + _PAGE]))


def present(found: Mapping[int, Shown]) -> list[Shown]:
    """Return those with a report: of a text that is kept no more nothing can be shown."""
    return [each for each in found.values() if each.reports]


def places_named(words: str) -> frozenset[str]:
    """Return the places of that id or name, in whatever script; none when nobody knows it."""
    plain = fold(words).text.strip()
    if words in places() or words.startswith("~"):
        return frozenset({words})
    return frozenset(each.id for each in places().values() if plain in _names(each))


def _names(place: Place) -> set[str]:
    own = (each for names in place.names.values() for each in names)
    every = (place.name, *own, *place.also, *place.sure, *place.doubtful)
    return {fold(name).text.strip() for name in every}
