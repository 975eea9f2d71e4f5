"""
Documents to items, in one go: what the worker processes do.

Knows which reader belongs to which kind of outlet; must not import Scrapy, since every worker
imports this file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.document import Document
from crawler.entry import Parsed, UnreadableError
from crawler.listing import read_listing
from crawler.normalize import normalize
from crawler.parse import parse
from crawler.sitemap import read_sitemap
from crawler.telegram import read_channel
from crawler.workers import ReadingLimits, Unreadable, Workers
from model import FailureKind, Item, OutletKind

__all__ = ["Readers", "Reading", "ReadingLimits", "Unreadable", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document held."""

    items: tuple[Item, ...]
    note: str
    is_cut: bool = False
    more: tuple[str, ...] = ()  # documents it leads to, which are to be read now
    known: int = 0  # further items it held, which the last look had: they are not among `items`
    memory: bytes = b""  # for the next look


_PARSERS: Mapping[OutletKind, Callable[[Document], Parsed]] = {
    "feed": parse,
    "sitemap": read_sitemap,
    "listing": read_listing,
    "telegram": read_channel,
}


def read(document: Document) -> Reading | Unreadable:
    """Parse and clean *document*, in this process and without limits."""
    try:
        parsed = _PARSERS[document.kind](document)
        found = normalize(parsed, document.outlet, document.language, document.url)
    except UnreadableError as error:
        return Unreadable(error.kind, str(error))
    except (MemoryError, RecursionError) as error:
        return Unreadable(FailureKind.PARSE_KILLED, f"too large to be read: {type(error).__name__}")
    note = "; ".join((*parsed.notes, *found.notes))
    return Reading(
        items=found.items,
        note=note,
        is_cut=found.is_cut,
        more=parsed.more,
        known=found.known,
        memory=found.memory,
    )


class Readers(Workers[Document, Reading | Unreadable]):
    """Worker processes that `read` documents within limits."""

    def __init__(self, limits: ReadingLimits) -> None:
        super().__init__(limits, read)
