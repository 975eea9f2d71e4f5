"""
The tables, as the newest migration leaves them.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from storage.schema.archive import texts, unindexed
from storage.schema.base import instance, metadata
from storage.schema.seen import (
    faces,
    feeds,
    items,
    matches,
    pages,
    revisions,
    seen_keys,
    subscriptions,
)
from storage.schema.told import (
    channel_troubles,
    deliveries,
    digest_matches,
    digest_starts,
    digests,
    events,
    messages,
    outbox,
    troubles,
    unsubscriptions,
)
from storage.schema.tuned import label_changes, labels, pins, sessions, tokens

VERSION = "0004"  # the newest migration; known here so that opening need not load alembic

__all__ = [
    "VERSION",
    "channel_troubles",
    "deliveries",
    "digest_matches",
    "digest_starts",
    "digests",
    "events",
    "faces",
    "feeds",
    "instance",
    "items",
    "label_changes",
    "labels",
    "matches",
    "messages",
    "metadata",
    "outbox",
    "pages",
    "pins",
    "revisions",
    "seen_keys",
    "sessions",
    "subscriptions",
    "texts",
    "tokens",
    "troubles",
    "unindexed",
    "unsubscriptions",
]
