"""
A body to be read, with all that its reader needs; crosses into the worker process.

Knows nothing of HTTP beyond the label of the content.
"""

from dataclasses import dataclass

from model import Listing, OutletKind

READ_AS = "1"  # to be raised when known documents would give other items: all are read anew once


@dataclass(frozen=True, slots=True)
class Document:
    """One document of an outlet as it came."""

    outlet: str
    language: str
    url: str  # after redirects
    content_type: str
    body: bytes
    is_vouched_for: bool
    kind: OutletKind = "feed"
    listing: Listing | None = None  # how to read a page of kind "listing"
    memory: bytes = b""  # what `crawler.memory` kept of the last document taken in
