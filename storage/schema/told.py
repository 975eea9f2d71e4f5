"""
What is told to whom, and what became of it: the tables of the second pipe.

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
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import ForgivingMoment, Moment, StoredText, Strings
from storage.schema.base import metadata

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
    Column("created_at", ForgivingMoment, nullable=False),
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
    Column("created_at", ForgivingMoment, nullable=False),
    Column("told_at", ForgivingMoment),
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
