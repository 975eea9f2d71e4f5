"""
What a mail's unsubscribe link carries: who wants no more of what, and a proof that we wrote it.

Pure; serves no link and keeps no list.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import astuple, dataclass

SHORTEST_KEY = 32  # bytes: as long as the digest (RFC 2104 §3)
LONGEST_LINK = 900  # characters: a header line holds 998 (RFC 5322 §2.1.1)


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
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key must have at least {SHORTEST_KEY} bytes")
    body = json.dumps(astuple(subscription), separators=(",", ":")).encode()
    return f"{_written(body)}.{_written(_proof(key, body))}"


def read_token(key: bytes, token: str) -> Subscription | None:
    """Return what *token* is for; None unless it was made with *key*, told in constant time."""
    body, _, proof = token.partition(".")
    try:
        octets, given = _read(body), _read(proof)
    except (ValueError, Error):
        return None
    if len(key) < SHORTEST_KEY or not hmac.compare_digest(_proof(key, octets), given):
        return None
    return Subscription(*json.loads(octets))


def _proof(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, b"hajiz unsubscribe 1\0" + body, "sha256")


def _written(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def _read(text: str) -> bytes:
    """Read base64url; only the one spelling we write, so that a token has no twins."""
    octets = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _written(octets) != text:
        raise ValueError("not as we write it")
    return octets
