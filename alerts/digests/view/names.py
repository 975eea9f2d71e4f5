"""
Origins and places by the names that readers of a language know; all names clean, on one line.

Knows the registry and the gazetteer; what outlets call themselves stays as it is.
"""

import re
from functools import cache

from alerts.digests.language.phrase import NOTHING, Phrase, counted, foreign, listed
from alerts.digests.language.words import Words
from alerts.digests.plain import one_line
from alerts.incidents.origins import builtin_origins, resolve
from alerts.incidents.unlisted import MARK
from alerts.rules.lexicon.places import places
from model.digest import Language

NAME_LIMIT = 80
MOST_NAMES = 6

_ARABIC = re.compile("[\u0600-\u06ff]")


def origin_name(name: str, words: Words) -> Phrase:
    """Return the name of an origin as sentences of that language have it."""
    key = resolve(name, builtin_origins())
    known = builtin_origins().get(key)
    if known is None or known.name != name:
        return clean(name)
    if key in words.incidents.origin_names:
        return Phrase(words.incidents.origin_names[key])
    own = known.names.get(words.tag, ()) if words.tag != "en" else ()
    return clean(own[0].strip("^=*") if own else known.name)


def origin_names(names: tuple[str, ...], words: Words) -> Phrase:
    """List origins by name; one without any is called unknown, and many are counted."""
    shown = [origin_name(name, words) or unnamed(words) for name in names[:MOST_NAMES]]
    more = len(names) - MOST_NAMES
    rest = counted(words, words.incidents.more_names, more) if more > 0 else NOTHING
    return listed(words.comma, [*shown, rest])


def unnamed(words: Words) -> Phrase:
    """Say that nobody is named."""
    return Phrase(words.incidents.unnamed)


@cache
def place_name(place_id: str, language: Language) -> str:
    """Return how a place is called; its id where the gazetteer does not have it."""
    place = places().get(place_id)
    if place is None:
        return place_id
    if language == "en":
        return place.name
    names = (*place.names.get(language, ()), *place.sure, *place.doubtful, *place.also)
    return next((name for name in names if _ARABIC.search(name)), place.name)


def is_unlisted(place_id: str) -> bool:
    """Say whether the id stands for a village that the gazetteer does not have."""
    return place_id.startswith(MARK)


def clean(text: str) -> Phrase:
    """Return a name as one short clean line."""
    return foreign(one_line(text, NAME_LIMIT))
