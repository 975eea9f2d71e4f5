"""
What a document says about each item, unclean and untrusted; the same from every kind of outlet.

Knows no format; `parse`, `sitemap`, `listing` and `telegram` make entries, `normalize` cleans them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from crawler.memory import Trace
from model import FailureKind


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text as the outlet gives it."""

    value: str
    is_html: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What a document says about one item; anything may be empty or wrong."""

    guid: str
    link: str
    title: Text
    texts: tuple[Text, ...]  # summary and contents
    author: str
    categories: tuple[str, ...]
    published: datetime | None  # in UTC, as claimed
    language: str
    chunk: bytes = b""  # by what it is known again unread (`crawler.memory`), if it can be


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole document: its entries in its order, and what people should know of it."""

    entries: tuple[Entry, ...]  # those that had to be read
    notes: tuple[str, ...]
    more: tuple[str, ...] = ()  # documents it leads to, which are to be read now, best first
    # Where there are entries that were known unread: all of the document, in its order, with None
    # for each of `entries`.
    order: tuple[Trace | None, ...] = ()


def by_guid(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return one entry for each guid: the first, unless only a later one has a title."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        known = kept.setdefault(entry.guid, entry)
        if entry.title.value and not known.title.value:
            kept[entry.guid] = entry
    return tuple(kept.values())


class UnreadableError(Exception):
    """A document cannot be taken in; the message is for people."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        self.kind = kind
        super().__init__(message)
