"""
Whether all that made an item fire stands in what it recalls, not in its news.

Pure; knows spans of an account and hits of a rule, which are counted differently.
"""

from collections.abc import Iterable, Sequence

from model import Hit
from model.digest import EarlierEvent
from model.incident import Account, Mention

_BREAK = len("\n\n")  # between title and body, where spans of an account are counted through


def earlier_event(account: Account, title: str, hits: Iterable[Hit]) -> EarlierEvent | None:
    """Return the earlier event that all *hits* tell of; None where any is in other sentences."""
    recalled = [each for each in account.mentions if each.is_background]
    news = [each for each in account.mentions if not each.is_background]
    told: list[Mention] = []
    for place in [_place(hit, title) for hit in hits]:
        found = _at(recalled, place)
        if not found or _at(news, place):
            return None
        told += found
    if not told:
        return None
    return EarlierEvent(next((each.date for each in told if each.date), None))


def _place(hit: Hit, title: str) -> int:
    """Return where a hit is as spans of an account are counted; -1 outside title and body."""
    if hit.field == "title":
        return hit.start
    return len(title) + _BREAK + hit.start if hit.field == "body" else -1


def _at(mentions: Sequence[Mention], place: int) -> list[Mention]:
    return [
        each for each in mentions if any(span.start <= place < span.end for span in each.sentences)
    ]
