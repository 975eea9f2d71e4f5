"""
What outlets publish and what of it fired: the tables of the first pipe.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import ForgivingMoment, Hits, Moment, StoredText, Strings, WishesColumn
from storage.schema.base import metadata

feeds = Table(
    "feeds",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("url", StoredText, nullable=False),
    Column("fetched_url", StoredText),  # where the last fresh answer came from, after redirects
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("body_hash", LargeBinary),
    Column("baseline_at", Moment),
    Column("last_polled_at", Moment),
    Column("last_success_at", Moment),
    Column("last_new_at", Moment),
    Column("last_unchanged", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing_since", Moment),
    Column("failure_kind", Text),
    Column("failure", StoredText, nullable=False),
    Column("note", StoredText, nullable=False),
    Column("next_poll_at", Moment, nullable=False, index=True),
    Column("overrun_at", Moment),  # when a look last had nothing in common with the one before
    Column("truncated_at", Moment),  # when a look last gave more than is read
    # a backup was put back: what the next look brings may have been told before
    Column("is_held", Boolean, nullable=False, server_default="0"),
    Column("memory", LargeBinary),  # what the last document held, piece by piece
    Column("gone_at", Moment),  # the server says that there is no such feed any more (410)
    # where a permanent redirect leads, since when, and at how many looks it held
    Column("moved_to", StoredText, nullable=False, server_default=""),
    Column("moved_since", Moment),
    Column("moved_looks", Integer, nullable=False, server_default="0"),
    Column("address", StoredText, nullable=False, server_default=""),  # asked in place of url
    Column("whole_at", Moment),  # when it was last asked for without validators
    Column("rhythm", Integer),  # seconds that usually lie between two new items
    # What its items are known by: guid, unsure (its guids changed at the last look) or link.
    Column("known_by", Text, nullable=False, server_default="guid"),
    Column("silent_since", Moment),  # the last new item, when it was told that none follows
    Column("empty_looks", Integer, nullable=False, server_default="0"),  # in a row, after items
    Column("hub", StoredText, nullable=False, server_default=""),  # WebSub, as the feed says
    Column("topic", StoredText, nullable=False, server_default=""),
    Column("wishes", WishesColumn),  # of the server and the feed: when to look again
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outlet", Text, nullable=False, index=True),
    Column("key", LargeBinary, nullable=False),
    Column("title", StoredText, nullable=False),
    Column("body", StoredText, nullable=False),
    Column("url", StoredText, nullable=False),
    Column("language", Text, nullable=False),
    Column("author", StoredText, nullable=False),
    Column("categories", Strings, nullable=False),
    Column("published_at", ForgivingMoment),
    Column("first_seen_at", Moment, nullable=False),
    Column("is_baseline", Boolean, nullable=False),
    Column("is_held", Boolean, nullable=False, server_default="0"),  # see feeds.is_held
    Column("revision", Integer, nullable=False, server_default="0"),  # number of the text here
    Column("versions", Integer, nullable=False, server_default="1"),  # how many there were
    Column("source", Text, nullable=False, server_default="feed"),  # of the text: feed or page
    Column("revised_at", Moment),  # when the text was first seen; NULL: first_seen_at
    Column("revised_after", Moment),  # when the text before it was last seen
    Column("page_state", Text, nullable=False, server_default=""),  # "": its page is not read
    Column("page_note", StoredText, nullable=False, server_default=""),
    Index(None, "first_seen_at", "is_baseline"),
    Index(None, "url"),
    sqlite_autoincrement=True,  # a deleted item's number never returns
)

# Texts an item had before, or beside the one it has: each version with the time it was seen in.
revisions = Table(
    "revisions",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    Column("title", StoredText, nullable=False),
    Column("body", StoredText, nullable=False),
    Column("after", Moment),  # when the version before it was last seen; NULL for the first
    Column("seen_at", Moment, nullable=False),
    Column("author", StoredText),  # as far as it was known with that text; NULL: as the item's
    sqlite_with_rowid=False,
)

# The articles' pages that are read, and read again.
pages = Table(
    "pages",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("outlet", Text, nullable=False, index=True),
    Column("next_at", Moment),  # NULL: never again
    Column("reads", Integer, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("read_at", Moment),  # when it was last read
    Column("url", StoredText, nullable=False),
    Column("etag", LargeBinary),
    Column("last_modified", LargeBinary),
    Column("body_hash", LargeBinary),
    Index("ix_pages_due", "next_at", sqlite_where=text("next_at IS NOT NULL")),
)

# What was ever seen. Outlives the items: what returns after pruning is not new.
seen_keys = Table(
    "seen_keys",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("first_seen_at", Moment, nullable=False),
    Column("item_id", Integer),  # whose key it is; the item may be gone
    Column("text_hash", LargeBinary),  # of the text as the feed last gave it
    sqlite_with_rowid=False,
)

# By what an item is known when its guid changes: its link, its words. Outlives the items too.
faces = Table(
    "faces",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("face", Integer, primary_key=True),  # the first 64 bits of a hash
    Column("item", Integer, nullable=False),  # the number of the newest item that has it
    sqlite_with_rowid=False,
)

matches = Table(
    "matches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("rule_set", Text, nullable=False),
    Column("hits", Hits, nullable=False),
    Column("created_at", ForgivingMoment, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),  # the hits are in its text
    Column("is_update", Boolean, nullable=False, server_default="0"),  # the text had changed
    # written for the past when a rule was tuned: shown and counted, never told
    Column("is_applied", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("item_id", "rule", "revision"),
    Index(None, "rule", "item_id"),
    sqlite_autoincrement=True,
)

# What hubs tell us of at once (WebSub), by outlet.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("hub", StoredText, nullable=False),
    Column("topic", StoredText, nullable=False),
    Column("token", Text, nullable=False, unique=True),  # the last part of our callback's address
    Column("secret", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", StoredText, nullable=False),
    Column("lease_until", Moment),
    Column("next_at", Moment),  # when to ask the hub (again)
    Column("failures", Integer, nullable=False),
    Column("pushed_at", Moment),
    CheckConstraint("state IN ('asked', 'active', 'refused')", name="state"),
    sqlite_with_rowid=False,
)
