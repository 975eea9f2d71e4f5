"""
When a permanent redirect becomes the address of a feed.

Pure. A redirect is followed at once; the address is changed only when it has held for a while, for
some are mistakes, or the work of somebody who has taken a site over.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from model import Move

LOOKS = 3
WAIT = timedelta(days=7)


def moved(move: Move, url: str, moved_to: str, now: datetime) -> Move:
    """
    Return what is known after a look that found a feed, asked at *url*.

    *moved_to* is where permanent redirects led, "" for nowhere. It becomes the address after three
    looks over a week; at once when only http became https on the same host.
    """
    if moved_to in {"", url}:
        return move if move.address and move.to == move.address else Move(address=move.address)
    if moved_to == move.to and move.since is not None:
        seen = Move(move.to, move.since, move.looks + 1, move.address)
    else:
        seen = Move(moved_to, now, 1, move.address)
    if _is_upgrade(url, moved_to) or _has_held(seen, now):
        return Move(seen.to, seen.since, seen.looks, address=seen.to)
    return seen


def _has_held(move: Move, now: datetime) -> bool:
    return move.looks >= LOOKS and move.since is not None and now - move.since >= WAIT


def _is_upgrade(url: str, moved_to: str) -> bool:
    old, new = urlsplit(url), urlsplit(moved_to)
    return (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
