"""The page of an article: what to read, and what reading it came to."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from model.outlet import FailureKind, OutletId, Validators


@dataclass(frozen=True, slots=True)
class PageTask:
    """One article's page to read now, with what we remember of the last time."""

    item_id: int
    outlet: OutletId
    url: str
    language: str
    title: str = ""  # as the feed gives it
    validators: Validators = field(default_factory=Validators)
    body_hash: bytes | None = None  # SHA-256 of the page as it was last read


@dataclass(frozen=True, slots=True)
class PageRead:
    """The page was read; all text is plain, *body* has its paragraphs parted by an empty line."""

    item_id: int
    title: str
    body: str
    validators: Validators
    body_hash: bytes
    url: str = ""  # the page's own address for itself, "" where it gives none
    author: str = ""
    published_at: datetime | None = None
    note: str = ""  # why the text may not be whole


@dataclass(frozen=True, slots=True)
class PageUnchanged:
    """The page is as it was."""

    item_id: int
    validators: Validators


@dataclass(frozen=True, slots=True)
class PageFailed:
    """The page could not be read; the item keeps the text it has."""

    item_id: int
    kind: FailureKind
    message: str
    status: int | None = None
    retry_after: timedelta | None = None


PageOutcome = PageRead | PageUnchanged | PageFailed
