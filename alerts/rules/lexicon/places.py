"""
The gazetteer: places with all their names, and how far to trust each name.

Knows places and their names; how a name is written in a text is inflection's.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from alerts.rules.rule import EVERY_LANGUAGE, Terms

Match = Literal["direct", "needs_context", "needs_neighbour"]
Precision = Literal["point", "approximate", "area"]

_FILE = Path(__file__).with_name("places.toml")
_LANGUAGES = ("en", "ar", "ku", "tr", "ru", "fr", "de", "syr")
_MET_EVERYWHERE = frozenset({"en", "ar", "ru"})
_MET_ABROAD = frozenset({"ku", "tr", "syr"})  # when long enough to be no word elsewhere
_SHORT = 5  # letters under which a name of one language is left to it: Şam is Sam in others


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer; *area* is the place that `area:ID` stands for."""

    id: str
    name: str
    type: str
    parent: str | None
    area: str
    match: Match
    lat: float
    lon: float
    precision: Precision
    source: str
    names: Mapping[str, tuple[str, ...]]  # by language, as people there write them
    also: tuple[str, ...]
    sure: tuple[str, ...]
    doubtful: tuple[str, ...]

    @property
    def certain(self) -> Terms:
        """Return the names that are enough by themselves, by the language of items."""
        return merged([{EVERY_LANGUAGE: _terms(self.sure)}, *self._named(self.match == "direct")])

    @property
    def uncertain(self) -> Terms:
        """Return the names that need context, by the language of items."""
        doubtful = {EVERY_LANGUAGE: _terms(self.doubtful)}
        return merged([doubtful, *self._named(self.match != "direct")])

    def _named(self, is_asked: bool) -> Iterator[Terms]:
        if is_asked:
            for language, names in self.names.items():
                for term in _terms(names):
                    yield {_scope(language, term): (term,)}
            yield {EVERY_LANGUAGE: _terms(self.also)}


@cache
def places() -> Mapping[str, Place]:
    """Return every place by its id, in the order of the file: places after those they lie in."""
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType({key: _place(key, table) for key, table in tables.items()})


def inside(place_id: str) -> tuple[Place, ...]:
    """Return the place and all places in it."""
    found = {place_id}
    for place in _top_down():
        if place.parent in found:
            found.add(place.id)
    return tuple(place for place in places().values() if place.id in found)


def outwards(place: Place) -> Iterator[Place]:
    """Yield the places that *place* lies in, the smallest first, but no country."""
    while place.parent is not None:
        place = places()[place.parent]
        if place.type != "country":
            yield place


def merged(each: Iterable[Terms]) -> Terms:
    """Return the terms of all of *each*, every one once."""
    found: dict[str, dict[str, None]] = {}
    for language, terms in chain.from_iterable(terms.items() for terms in each):
        if terms:
            found.setdefault(language, {}).update(dict.fromkeys(terms))
    return {language: tuple(terms) for language, terms in found.items()}


@cache
def _top_down() -> tuple[Place, ...]:
    return tuple(sorted(places().values(), key=lambda place: len(list(outwards(place)))))


def _place(key: str, table: Mapping[str, Any]) -> Place:
    return Place(
        id=key,
        name=table["name"],
        type=table["type"],
        parent=table.get("parent"),
        area=table.get("area", key),
        match=table["match"],
        lat=table["lat"],
        lon=table["lon"],
        precision=table["precision"],
        source=table["source"],
        names={each: tuple(table[each]) for each in _LANGUAGES if each in table},
        also=tuple(table.get("also", ())),
        sure=tuple(table.get("sure", ())),
        doubtful=tuple(table.get("doubtful", ())),
    )


def _terms(names: Iterable[str]) -> tuple[str, ...]:
    """Return *names* as terms: a space also finds a hyphen."""
    return tuple(dict.fromkeys(name.replace("-", " ") for name in names))


def _scope(language: str, name: str) -> str:
    is_long = language in _MET_ABROAD and len(name) >= _SHORT
    return EVERY_LANGUAGE if is_long or language in _MET_EVERYWHERE else language
