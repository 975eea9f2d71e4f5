"""
By what else an item is known when its key changes: the page it links to, and its words.

Faces are stored: changing anything here makes them useless, but no old item new.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlunsplit

from crawler.identity import canonical_parts, identifies
from model import Item

LEAST_TITLE = 20  # characters of a title that tells an item apart by itself

_HOST = re.compile(r"\A(?:www|amp|m|mobile)\.(?=[^.]+\.)")
_AMP = re.compile(r"(?:/amp|\.amp(?:\.html)?)\Z", re.IGNORECASE)
_AMP_PAIR = re.compile(r"amp(?:=(?:1|true)?)?|outputType=amp", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Faces:
    """The numbers an item is also known by; None where it has nothing of that kind."""

    link: int | None
    words: int | None


def faces_of(item: Item) -> Faces:
    """
    Return the faces of *item*.

    Its link counts only where it leads to one page. Its words are its title with the moment of
    publication; without one, with its text; the title alone only where the item has nothing else
    and the title is no mere label.
    """
    link = _number("link", loose_link(item.url)) if identifies(item.url) else None
    return Faces(link, _words(item))


@lru_cache(1024)  # the links of a document are looked at several times
def loose_link(link: str) -> str:
    """
    Return *link* without what is only a form of the page behind it.

    Beyond `canonical_link`: "www.", a mobile or AMP form, a slash at the end. Two pages may share
    it, if rarely: never take it alone for an identity.
    """
    parts = canonical_parts(link)
    path = _AMP.sub("", parts.path.rstrip("/")).rstrip("/")
    pairs = (pair for pair in parts.query.split("&") if not _AMP_PAIR.fullmatch(pair))
    return urlunsplit(("https", _HOST.sub("", parts.netloc), path or "/", "&".join(pairs), ""))


def stamp_of(item: Item) -> datetime | None:
    """Return the moment *item* was published, or None where only a day or nothing is given."""
    published = item.published_at
    if published is None or published.time() == time():
        return None
    return published


def _words(item: Item) -> int | None:
    if not item.title:
        return None
    stamp = stamp_of(item)
    if stamp is not None:
        return _number("stamp", item.title, stamp.isoformat())
    if item.body:
        day = item.published_at.isoformat() if item.published_at else ""
        return _number("text", item.title, day, item.body)
    is_bare = item.published_at is None and not identifies(item.url)
    return _number("title", item.title) if is_bare and len(item.title) >= LEAST_TITLE else None


def _number(kind: str, *values: str) -> int:
    text = "\0".join((kind, *values))
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
