"""
The tables, as the newest migration leaves them.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Hits, Moment, StoredText, Strings

VERSION = "0001"  # the newest migration; known here so that opening need not load alembic

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

instance = Table(
    "instance",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

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
    Column("published_at", Moment),
    Column("first_seen_at", Moment, nullable=False),
    Column("is_baseline", Boolean, nullable=False),
    Index(None, "first_seen_at", "is_baseline"),
    sqlite_autoincrement=True,  # a deleted item's number never returns
)

# What was ever seen. Outlives the items: what returns after pruning is not new.
seen_keys = Table(
    "seen_keys",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("first_seen_at", Moment, nullable=False),
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
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("item_id", "rule"),
    Index(None, "rule", "item_id"),
    sqlite_autoincrement=True,
)

# When each digest was first heard of: nothing older is ever told by it.
digest_starts = Table(
    "digest_starts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", Moment, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("local_date", Date),  # NULL: sent by hand; SQLite lets UNIQUE hold any number of them
    Column("window_start", Moment, nullable=False),
    Column("window_end", Moment, nullable=False),
    Column("frozen_at", Moment, nullable=False),
    Column("match_count", Integer, nullable=False),
    UniqueConstraint("name", "local_date"),
)

digest_matches = Table(
    "digest_matches",
    metadata,
    Column("digest_name", Text, primary_key=True),
    Column("match_id", ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("digest_id", ForeignKey("digests.id"), nullable=False),
    sqlite_with_rowid=False,
)

messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", StoredText, nullable=False),
    Column("text", StoredText, nullable=False),
    Column("html", StoredText, nullable=False),
    Column("payload", StoredText, nullable=False),
    Column("created_at", Moment, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Moment),  # NULL once it is no longer pending
    Column("lease_until", Moment),  # set while somebody is sending it
    Column("leased_by", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    CheckConstraint("state IN ('pending', 'sent', 'dead', 'cancelled')", name="state"),
    UniqueConstraint("message_id", "channel"),
    Index("ix_outbox_pending", "channel", "seq", sqlite_where=text("state = 'pending'")),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", ForeignKey("outbox.seq"), nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", StoredText, nullable=False),
)
