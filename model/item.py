"""Items: what an outlet published, cleaned, with an identity of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

ItemKey = NewType("ItemKey", bytes)  # SHA-256: the same item of the same outlet, poll after poll
TextSource = Literal["feed", "page"]

# How far the reading of an article's page has come: "" where it is not read at all, "partial" where
# it is cut off or behind a wall, "failed" where it could not be read, "refused" by robots.txt.
PageState = Literal["", "waiting", "read", "partial", "failed", "refused"]


@dataclass(frozen=True, slots=True)
class Item:
    """
    One published piece as its feed gives it.

    All text is plain, NFC, without control or bidirectional-override characters; *title* is one
    line, *body* has its paragraphs parted by one empty line. *url* is http(s) or empty.
    """

    outlet: str
    key: ItemKey
    title: str
    body: str
    url: str
    language: str
    author: str = ""
    categories: tuple[str, ...] = ()
    # What the publisher says, in UTC. It decides nothing but what `when:recent` takes for the past.
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item we keep: with the number and the moment we gave it."""

    id: int
    item: Item
    first_seen_at: datetime
    is_baseline: bool  # it was already there when we first looked: never alerted
    is_held: bool = False  # it may have been told before a backup was put back: a person decides
    revision: int = 0  # the number of the version whose text this is
    source: TextSource = "feed"  # where that text was read
    page: PageState = ""
    page_note: str = ""  # what is wrong with the page, in words


@dataclass(frozen=True, slots=True)
class Revision:
    """
    One version of an item's text.

    The outlet published it at some time after *after*, when the version before was last seen, and
    not later than *seen_at*.
    """

    number: int  # the first is 0
    source: TextSource
    title: str
    body: str
    after: datetime | None  # None for the first
    seen_at: datetime
