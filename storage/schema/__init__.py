"""
The tables, as the newest migration leaves them.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from storage.schema.archive import texts, unindexed
from storage.schema.base import instance, metadata
from storage.schema.incidents import (
    accounts,
    incident_links,
    incidents,
    mentions,
    told_incidents,
    unread,
)
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

VERSION = "0005"  # the newest migration; known here so that opening need not load alembic

__all__ = [
    "VERSION",
    "accounts",
    "channel_troubles",
    "deliveries",
    "digest_matches",
    "digest_starts",
    "digests",
    "events",
    "faces",
    "feeds",
    "incident_links",
    "incidents",
    "instance",
    "items",
    "label_changes",
    "labels",
    "matches",
    "mentions",
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
    "told_incidents",
    "troubles",
    "unindexed",
    "unread",
    "unsubscriptions",
]
