"""
Which topic a name stands for: the user's own, a built-in one, a place, or own and built-in merged.

Knows names and the parts of topics; what their terms are looked for as is not known here.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from alerts.rules.rule import PARTS, Terms, Topic, topic_name


class Resolver:
    """All topics by name: *own* before built-in ones before places."""

    def __init__(self, own: Mapping[str, Topic]) -> None:
        self._own = own

    def topic(self, name: str) -> Topic:
        """Return the topic that `@name` means; a KeyError tells of one the checks let through."""
        own = self._own.get(name)
        if own is not None and not own.extends:
            return own
        if own is not None:
            return merged(self._built_in[own.extends], own)
        return self._built_in[name] if name in self._built_in else self._place_topic(name)

    def area(self, place: str) -> Topic:
        """Return the topic of all names of *place* and of the places in it."""
        from alerts.rules.lexicon.load import area_topic

        return area_topic(place)

    @cached_property
    def _built_in(self) -> Mapping[str, Topic]:
        from alerts.rules.lexicon.load import builtin_topics

        return builtin_topics()

    def _place_topic(self, place: str) -> Topic:
        from alerts.rules.lexicon.load import place_topic

        return place_topic(place)


def merged(base: Topic, added: Topic) -> Topic:
    """Return *base* with all that *added* has on top, under the name of *added*."""
    parts: dict[str, Any] = {
        part: _merged(getattr(base, part), getattr(added, part)) for part in PARTS
    }
    return Topic(name=added.name, **parts)


def references(topic: Topic, part: str) -> list[str]:
    """Return the topics that the entries of *part* name."""
    terms: Terms = getattr(topic, part)
    names = (topic_name(entry) for entries in terms.values() for entry in entries)
    return list(dict.fromkeys(name for name in names if name is not None))


def _merged(base: Terms, added: Terms) -> Terms:
    return {
        language: tuple(dict.fromkeys((*base.get(language, ()), *added.get(language, ()))))
        for language in dict.fromkeys((*base, *added))
    }
