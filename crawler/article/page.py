"""
An article's page as it came, and what it says; both cross the border of the worker process.

Knows nothing of HTML.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of an outlet as it came."""

    outlet: str
    url: str  # after redirects
    language: str
    content_type: str
    body: bytes
    title: str  # what the feed said; "" if unknown


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says; anything but the text may be missing."""

    title: str
    text: str  # paragraphs are parted by one empty line
    url: str  # the canonical link; "" if none is usable
    author: str
    published_at: datetime | None  # in UTC, as claimed
    modified_at: datetime | None
    is_cut: bool = False  # the page said more than is taken in
    note: str = ""  # for people: why the text may not be whole
