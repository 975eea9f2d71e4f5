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

from storage.columns import Hits, Moment, StoredText, Strings, WishesColumn

VERSION = "0003"  # the newest migration; known here so that opening need not load alembic

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
    Column("published_at", Moment),
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
    Column("created_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False, server_default="0"),  # the hits are in its text
    Column("is_update", Boolean, nullable=False, server_default="0"),  # the text had changed
    UniqueConstraint("item_id", "rule", "revision"),
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
    Column("is_sent", Boolean, nullable=False, server_default="1"),  # not: empty, told to nobody
    Column("newest_match", Integer, nullable=False, server_default="0"),  # of all when it was made
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
    Column("brief", StoredText, nullable=False, server_default=""),
    Column("picture", LargeBinary, nullable=False, server_default=text("x''")),
    Column("thread", Text, nullable=False, server_default=""),
    Index(None, "kind", "name", "created_at"),
)

# What is to be told at once: a match, for one alert. Kept after it was told: its id never returns.
events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("alert", Text, nullable=False),
    Column("match_id", ForeignKey("matches.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("held_for", Text, nullable=False),  # "quiet hours", "cooldown" …; "" when not held
    Column("created_at", Moment, nullable=False),
    Column("told_at", Moment),
    Column("message_id", ForeignKey("messages.id")),
    CheckConstraint("state IN ('pending', 'told', 'cancelled', 'review')", name="state"),
    UniqueConstraint("alert", "id"),
    Index("ix_events_pending", "alert", sqlite_where=text("state = 'pending'")),
    Index(None, "alert", "rule", "told_at"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),  # "" where the channel has one destination
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failures", Integer, nullable=False),  # of them, those that count towards giving up
    Column("next_attempt_at", Moment),  # NULL once it is no longer pending
    Column("lease_until", Moment),  # set while somebody is sending it
    Column("leased_by", Text),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    CheckConstraint("state IN ('pending', 'sent', 'dead', 'cancelled', 'review')", name="state"),
    UniqueConstraint("message_id", "channel", "recipient"),
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

# Destinations with which something is the matter; one that works has no row.
channel_troubles = Table(
    "channel_troubles",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),  # "" for the channel as a whole
    Column("state", Text, nullable=False),
    Column("reason", StoredText, nullable=False),
    Column("since", Moment, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row, of whatever message
    Column("until", Moment),  # nothing is sent before; NULL: until a person says so
    CheckConstraint("state IN ('failing', 'paused', 'closed')", name="state"),
    sqlite_with_rowid=False,
)

# Who wants a digest no more; what was unsubscribed by a click is not undone by a restart.
unsubscriptions = Table(
    "unsubscriptions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("name", Text, primary_key=True),  # of the digest or alert
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What the operator must be told; several in a short time become one message.
troubles = Table(
    "troubles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("channel", Text, nullable=False),  # the one in trouble: never told through itself
    Column("subject", StoredText, nullable=False),
    Column("lines", Strings, nullable=False),
    Column("at", Moment, nullable=False),
    Column("message_id", ForeignKey("messages.id")),  # NULL until it is told
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
