"""
What a mail's unsubscribe link carries: who wants no more of what, and a proof that we wrote it.

Pure; serves no link and keeps no list.
"""

import json
from dataclasses import astuple, dataclass

from alerts.signed import SHORTEST_KEY, sign, signed

__all__ = ["LONGEST_LINK", "SHORTEST_KEY", "Subscription", "make_token", "read_token"]

LONGEST_LINK = 900  # characters: a header line holds 998 (RFC 5322 §2.1.1)
_PURPOSE = b"hajiz unsubscribe 1"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One recipient's copy of one digest or alert, over one channel."""

    channel: str
    recipient: str
    name: str  # of the digest or alert


def make_token(key: bytes, subscription: Subscription) -> str:
    """
    Write *subscription* and its HMAC-SHA256 in characters an address may hold.

    The same subscription always has the same token: a link in an old mail works as long as *key*
    is kept. Whoever has the mail can read the token, nobody without *key* can make one.

    Raises:
        ValueError: *key* has fewer than 32 bytes.
    """
    return sign(key, _PURPOSE, json.dumps(astuple(subscription), separators=(",", ":")).encode())


def read_token(key: bytes, token: str) -> Subscription | None:
    """Return what *token* is for; None unless it was made with *key*, told in constant time."""
    body = signed(key, _PURPOSE, token)
    return None if body is None else Subscription(*json.loads(body))
