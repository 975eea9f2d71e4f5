"""
The names a rule may use – topics and places – and which was meant by one that does not exist.

Knows names only; what stands behind them is the lexicon's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

_SHOWN = 8  # names listed where none is like the one written


@dataclass(frozen=True, slots=True)
class Names:
    """All names there are: of topics, the user's and the built-in ones, and of places."""

    topics: frozenset[str]
    places: frozenset[str]
    built_in: frozenset[str]  # what a topic of the user may extend


def every_name(own: Iterable[str]) -> Names:
    """Return the names of the user's *own* topics and of all that is built in."""
    from alerts.rules.lexicon.load import builtin_topics, places  # it knows rules, they know us

    built_in = frozenset(builtin_topics())
    return Names(built_in | frozenset(own), frozenset(places()), built_in)


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
