"""
Who is logged in: by a session in a cookie, or by a token of a program.

Half a day without a request ends a session, thirty days do in any case, and so does a new
password. Tokens and sessions are random and kept as hashes only.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from hajiz.web.passwords import token_hash
from hajiz.web.site import Site
from storage import sessions, tokens

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
NOTED = timedelta(minutes=5)  # how exactly it is kept when a session or token was last used
MARK = "hajiz_"  # what tokens of programs begin with, so that they are found where they leak


def open_session(site: Site, name: str) -> str:
    """
    Log somebody in who calls themselves *name*; return the token for their cookie.

    Raises:
        StorageError: nobody was logged in.
    """
    token, now = secrets.token_urlsafe(32), site.clock()
    with site.assembly.database.write() as tx:
        sessions.forget(tx, now, IDLE)
        sessions.start(tx, _hash(site, token), name, now, now + LONGEST)
    return token


def name_of_session(site: Site, token: str) -> str:
    """
    Return what the one logged in with *token* is called; "" for nobody.

    Raises:
        StorageError: the database failed.
    """
    if not token:
        return ""
    database, now, hashed = site.assembly.database, site.clock(), _hash(site, token)
    with database.read() as tx:
        found = sessions.find(tx, hashed, now, IDLE)
    if found is not None and _is_old(found.used_at, now):
        with database.write() as tx:
            sessions.used(tx, hashed, now)
    return found.name if found else ""


def close_session(site: Site, token: str) -> None:
    """
    Log out: nobody gets in with *token* any more.

    Raises:
        StorageError: the session goes on.
    """
    with site.assembly.database.write() as tx:
        sessions.end(tx, _hash(site, token))


def new_token() -> tuple[str, bytes]:
    """Return a token for a program, and the hash that is kept of it."""
    token = MARK + secrets.token_urlsafe(32)
    return token, _hash_of_token(token)


def name_of_token(site: Site, token: str) -> str:
    """
    Return the program that *token* was made for; "" for none.

    Raises:
        StorageError: the database failed.
    """
    database, now = site.assembly.database, site.clock()
    with database.read() as tx:
        found = tokens.find(tx, _hash_of_token(token))
    if found is None:
        return ""
    if found.used_at is None or _is_old(found.used_at, now):
        with database.write() as tx:
            tokens.used(tx, found.name, now)
    return found.name


def _hash(site: Site, token: str) -> bytes:
    return token_hash(site.plan.password, site.key, token)


def _hash_of_token(token: str) -> bytes:
    return sha256(token.encode(errors="replace")).digest()


def _is_old(used_at: datetime, now: datetime) -> bool:
    return abs(now - used_at) >= NOTED
