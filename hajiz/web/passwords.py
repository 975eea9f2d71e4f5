"""
The password of the page, kept as it is or as a hash, and what is derived from it.

Hashes are scrypt's (RFC 7914) at one of the strengths the OWASP cheat sheet on storing passwords
gives: N = 2^15, r = 8, p = 3, which takes 32 MiB and about a tenth of a second.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import scrypt, sha256
from threading import Lock
from typing import Self

SHORTEST = 8  # characters (NIST SP 800-63B, 3.1.1.2)
_MARK = "scrypt"
_N, _R, _P = 2**15, 8, 3
_SALT, _LENGTH = 16, 32  # bytes
_MOST_WORK = 2**30  # bytes that a hash may ask for, times its rounds
_ONE_AT_A_TIME = Lock()  # so that many guesses at once take no more memory than one


@dataclass(frozen=True, slots=True)
class Hash:
    """A password's hash, as `hajiz web hash` prints it: scrypt$N$r$p$salt$hash."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> Self:
        """Hash *password* with a salt of its own."""
        salt = secrets.token_bytes(_SALT)
        return cls(_N, _R, _P, salt, _scrypt(password, salt, _N, _R, _P))

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Read what `__str__` writes.

        Raises:
            ValueError: it is none, or one that takes too long to try.
        """
        mark, n, r, p, salt, digest = text.split("$")
        found = cls(int(n), int(r), int(p), urlsafe_b64decode(salt), urlsafe_b64decode(digest))
        is_power = found.n > 1 and found.n & (found.n - 1) == 0
        is_bounded = found.r > 0 and found.p > 0 and 128 * found.n * found.r * found.p <= _MOST_WORK
        if mark != _MARK or not is_power or not is_bounded or len(found.digest) != _LENGTH:
            raise ValueError
        return found

    def __str__(self) -> str:
        """Write it in one line without spaces."""
        salt, digest = (urlsafe_b64encode(each).decode() for each in (self.salt, self.digest))
        return f"{_MARK}${self.n}${self.r}${self.p}${salt}${digest}"

    def fits(self, password: str) -> bool:
        """Say whether it is the hash of *password*."""
        tried = _scrypt(password, self.salt, self.n, self.r, self.p)
        return hmac.compare_digest(tried, self.digest)


def page_password(secret: str) -> str:
    """
    Accept a password of 8 characters or more, or a hash of one.

    Raises:
        ValueError: it is too short, or a broken hash.
    """
    if not secret.startswith(f"{_MARK}$"):
        if len(secret) < SHORTEST:
            raise ValueError(
                f"must have at least {SHORTEST} characters, better four words that do not belong "
                "together; or be a hash of it, as `hajiz web hash` prints it"
            )
        return secret
    try:
        Hash.read(secret)
    except ValueError:
        raise ValueError("is no hash as `hajiz web hash` prints it; copy all of it") from None
    return secret


def fits(secret: str, password: str) -> bool:
    """Say whether *password* is what *secret*, itself or a hash, asks for; in constant time."""
    if secret.startswith(f"{_MARK}$"):
        return Hash.read(secret).fits(password)
    given, asked = (sha256(each.encode(errors="replace")).digest() for each in (password, secret))
    return hmac.compare_digest(given, asked)


def token_hash(secret: str, salt: bytes, token: str) -> bytes:
    """Return what is kept of a session's *token*: a new password ends all sessions."""
    return hmac.new(_stretched(secret, salt), token.encode(), sha256).digest()


@lru_cache(maxsize=4)
def _stretched(secret: str, salt: bytes) -> bytes:
    """Make it slow to guess the password from a session's token and its hash."""
    return _scrypt(secret, salt, _N, _R, _P)


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    raw, room = password.encode(errors="replace"), 2 * 128 * r * (n + p)
    with _ONE_AT_A_TIME:
        return scrypt(raw, salt=salt, n=n, r=r, p=p, maxmem=room, dklen=_LENGTH)
