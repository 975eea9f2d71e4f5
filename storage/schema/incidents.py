"""
What items say of events, and which of it is one incident: the tables of incidents.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from storage.columns import ForgivingDay, ForgivingMoment, Moment, StoredText
from storage.schema.base import metadata

# Items that fired a rule and were not read since, or have another text than was read.
unread = Table(
    "unread",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
)

# What was read from an item that fired a rule.
accounts = Table(
    "accounts",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, nullable=False),  # of the text that was read
    Column("published_at", Moment, nullable=False, index=True),  # what its days are counted from
    Column("account", StoredText, nullable=False),  # JSON
    Column("wording", LargeBinary, nullable=False),  # the sketch of its words
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_at", Moment, nullable=False),  # when the first of its items was published
    Column("last_at", Moment, nullable=False, index=True),
    Column("changes", Integer, nullable=False),  # counts what became of it, from 1
)

# The events an item speaks of; those of one event are one incident.
mentions = Table(
    "mentions",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),  # its place among those of the item
    Column("incident_id", ForeignKey("incidents.id"), index=True),  # NULL: of none
    Column("first_day", ForgivingDay),  # the days on which the event may have been, NULL: unknown
    Column("last_day", ForgivingDay),
    Column("is_background", Boolean, nullable=False),
    Index(None, "first_day", "last_day"),
    sqlite_with_rowid=False,
)

# What people said of two mentions: they are of one event, or they are not.
incident_links = Table(
    "incident_links",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("other_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("other_number", Integer, primary_key=True),
    Column("is_one", Boolean, nullable=False),
    Column("said_by", StoredText, nullable=False),
    Column("said_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# What an alert told of an incident last. The incident is that of a mention: numbers may change.
told_incidents = Table(
    "told_incidents",
    metadata,
    Column("alert", Text, primary_key=True),
    Column("item_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),  # the first: it heads a thread
    Column("is_due", Boolean, nullable=False),  # something became of the incident since
    Column("known", StoredText, nullable=False),  # JSON: what those who got the messages know
    Column("told_at", ForgivingMoment, nullable=False),
    ForeignKeyConstraint(["item_id"], ["items.id"], ondelete="CASCADE"),
    Index(None, "item_id", "number"),
    Index("ix_told_incidents_due", "alert", sqlite_where=text("is_due")),
    sqlite_with_rowid=False,
)
