"""Items: what an outlet published, cleaned, with an identity of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

ItemKey = NewType("ItemKey", bytes)  # SHA-256: the same item of the same outlet, poll after poll


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
    published_at: datetime | None = None  # what the publisher says, in UTC; never decides anything


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item we keep: with the number and the moment we gave it."""

    id: int
    item: Item
    first_seen_at: datetime
    is_baseline: bool  # it was already there when we first looked: never alerted
    is_held: bool = False  # it may have been told before a backup was put back: a person decides
