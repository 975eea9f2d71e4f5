"""
Short texts with a proof that we wrote them, in characters an address may hold.

Pure; knows no key's origin and not what the texts mean.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

SHORTEST_KEY = 32  # bytes: as long as the digest (RFC 2104 §3)


def sign(key: bytes, purpose: bytes, body: bytes, length: int = 32) -> str:
    """
    Write *body* and the first *length* bytes of its HMAC-SHA256, for *purpose* alone.

    Whoever has it can read it, nobody without *key* can make one. A proof may be cut to half its
    length (RFC 2104 §5).

    Raises:
        ValueError: *key* has fewer than 32 bytes.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key must have at least {SHORTEST_KEY} bytes")
    return f"{_written(body)}.{_written(_proof(key, purpose, body, length))}"


def signed(key: bytes, purpose: bytes, token: str, length: int = 32) -> bytes | None:
    """Return what was signed with *key* for *purpose*, else None; told in constant time."""
    body, _, proof = token.partition(".")
    try:
        octets, given = _read(body), _read(proof)
    except (ValueError, Error):
        return None
    is_ours = hmac.compare_digest(_proof(key, purpose, octets, length), given)
    return octets if is_ours and len(key) >= SHORTEST_KEY else None


def _proof(key: bytes, purpose: bytes, body: bytes, length: int) -> bytes:
    return hmac.digest(key, purpose + b"\0" + body, "sha256")[:length]


def _written(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def _read(text: str) -> bytes:
    """Read base64url; only the one spelling we write, so that a token has no twins."""
    octets = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if _written(octets) != text:
        raise ValueError("not as we write it")
    return octets
