"""
The names a rule may use – topics and places – and which was meant by one that does not exist.

Knows names only; what stands behind them is the lexicon's.
"""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cached_property

_SHOWN = 8  # names listed where none is like the one written


class Names:
    """All names there are: of the user's *own* topics, the built-in ones, and places."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = frozenset(own)

    @cached_property
    def topics(self) -> frozenset[str]:
        """The names of all topics."""
        return self.built_in | self._own

    @cached_property
    def built_in(self) -> frozenset[str]:
        """What a topic of the user may extend."""
        from alerts.rules.lexicon.load import builtin_topics  # it knows rules, they know us

        return frozenset(builtin_topics())

    @cached_property
    def places(self) -> frozenset[str]:
        """The ids of the gazetteer; who asks for no name does not wait for it to be read."""
        from alerts.rules.lexicon.load import places

        return frozenset(places())


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like *word*, whatever its capitals, if any is."""
    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else None


def unknown_topic(name: str, topics: Collection[str], places: Collection[str] = ()) -> str:
    """Return what to say of `@name`, which is neither a topic nor a place."""
    if not name:
        return f'a topic\'s name must stand right behind "@"{_listed("@", topics)}'
    if meant := closest(name, topics) or closest(name, places):
        return f"unknown topic @{name} – did you mean @{meant}?"
    return f"unknown topic @{name}{_listed('@', topics)}; your own need a [topics.NAME] table"


def unknown_place(name: str, places: Collection[str]) -> str:
    """Return what to say of `area:name`, which is no place of the gazetteer."""
    if meant := closest(name, places):
        return f"unknown place {name} – did you mean area:{meant}?"
    return f"unknown place {name}{_listed('area:', places)}"


def _listed(sign: str, names: Collection[str]) -> str:
    if not names:
        return ""
    shown = sorted(names)[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return "; there are " + ", ".join(sign + name for name in shown) + more
