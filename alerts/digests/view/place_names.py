"""The places of the gazetteer by the name that readers of a language know."""

import re
from functools import cache

from alerts.incidents.unlisted import MARK
from alerts.rules.lexicon.places import places
from model import Language

_ARABIC = re.compile("[\u0600-\u06ff]")


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
