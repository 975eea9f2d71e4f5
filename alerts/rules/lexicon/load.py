"""
The built-in topics, from the files beside this one, and the topics that places are.

Knows how our data becomes topics; what topics mean to a text is the matcher's.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from alerts.rules.lexicon.places import Place, inside, merged, outwards, places
from alerts.rules.rule import EVERY_LANGUAGE, Terms, Topic

__all__ = ["Place", "area_topic", "builtin_topics", "place_topic", "places"]

_FOLDER = Path(__file__).with_name("topics")
_TOWNS = frozenset({"city", "town"})
_SIGNS = ("@actor", "@convoy", "@checkpoint", "@patrol", "@clash", "@airstrike")

_Tables = Mapping[str, Mapping[str, Any]]


@cache
def builtin_topics() -> Mapping[str, Topic]:
    """Return the topics that every rule may use, by name; "place" holds all names of places."""
    tables: dict[str, Mapping[str, Any]] = {}
    for file in sorted(_FOLDER.glob("*.toml")):
        tables |= tomllib.loads(file.read_text(encoding="utf-8"))
    topics = {name: _topic(name, tables) for name in tables}
    named = (place.certain for place in places().values() if place.type != "country")
    topics["place"] = Topic("place", merged(named))
    return MappingProxyType(topics)


@cache
def place_topic(place_id: str) -> Topic:
    """
    Return the topic of all names of a place.

    Raises:
        KeyError: there is no such place.
    """
    place = places()[place_id]
    return Topic(
        place_id,
        place.certain,
        weak=place.uncertain,
        context=_context(place) if place.uncertain else {},
    )


@cache
def area_topic(place_id: str) -> Topic:
    """
    Return the topic of all names of a place and of the places in it.

    The area of a governorate's city is the governorate. Names that are common words count only
    near a place around, an actor, or what actors do.

    Raises:
        KeyError: there is no such place.
    """
    within = inside(places()[place_id].area)
    weak = [place for place in within if place.uncertain and place.match != "needs_neighbour"]
    named = [topic for place in within if (topic := builtin_topics().get(place.id))]
    return Topic(
        f"area:{place_id}",
        merged(place.certain for place in within),
        weak=merged(place.uncertain for place in weak),
        context=merged(map(_context, weak)),
        exclude=merged(topic.exclude for topic in named),
        unless=merged(topic.unless for topic in named),
        never=merged(topic.never for topic in named),
    )


def _topic(name: str, tables: _Tables) -> Topic:
    table = tables[name]
    tables_of_it = [table, *(tables[each] for each in table.get("includes", ()))]
    named = [places()[place].certain for place in table.get("places", ())]
    return Topic(
        name,
        merged([*named, *_terms(tables_of_it, "strong")]),
        weak=merged(_terms(tables_of_it, "weak")),
        context=merged(_terms(tables_of_it, "context")),
        exclude=merged(_terms(tables_of_it, "exclude")),
        unless=merged(_terms(tables_of_it, "unless")),
        never=merged(_terms(tables_of_it, "never")),
    )


def _terms(tables: Iterable[Mapping[str, Any]], part: str) -> Iterator[Terms]:
    for table in tables:
        yield {language: tuple(terms) for language, terms in table.get(part, {}).items()}


def _context(place: Place) -> Terms:
    """Return what makes an uncertain name count: other places of the governorate, and actors."""
    around = [*outwards(place)]
    towns = [each for each in inside(around[-1].id) if each.type in _TOWNS] if around else []
    near = dict.fromkeys(f"@{each.id}" for each in (*around, *towns) if each.id != place.id)
    signs = () if place.match == "needs_neighbour" else _SIGNS
    return {EVERY_LANGUAGE: (*signs, *near)}
