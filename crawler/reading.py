"""
Documents to items, in one go: what the worker processes do.

Knows which reader belongs to which kind of outlet; must not import Scrapy, since every worker
imports this file.
"""

from collections.abc import Callable
from dataclasses import dataclass

from crawler.document import Document
from crawler.entry import Parsed, UnreadableError
from crawler.hints import Hints, hints_of
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
    hints: Hints = Hints()


def read(document: Document) -> Reading | Unreadable:
    """Parse and clean *document*, in this process and without limits."""
    from crawler.normalize import normalize

    try:
        parsed = _parser(document.kind)(document)
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
        hints=hints_of(document.body),
    )


def _parser(kind: OutletKind) -> Callable[[Document], Parsed]:
    """Return what reads documents of *kind*; the main process loads none of it."""
    match kind:
        case "feed":
            from crawler.parse import parse as parser
        case "sitemap":
            from crawler.sitemap import read_sitemap as parser
        case "listing":
            from crawler.listing import read_listing as parser
        case "telegram":
            from crawler.telegram import read_channel as parser
    return parser


class Readers(Workers[Document, Reading | Unreadable]):
    """Worker processes that `read` documents within limits."""

    def __init__(self, limits: ReadingLimits) -> None:
        super().__init__(limits, read)
