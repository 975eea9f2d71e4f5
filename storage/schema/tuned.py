"""
What people say of matches, and who may say it: the tables of tuning and of the page.

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
)

from storage.columns import Moment, StoredText
from storage.schema.base import metadata

# What is thought now of an item that a rule fired for, or should have fired for.
labels = Table(
    "labels",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("version", Integer, nullable=False),  # counts what was said, from 1
    Column("said_by", StoredText, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("via", Text, nullable=False),
    CheckConstraint("verdict IN ('relevant', 'noise', 'unsure')", name="verdict"),
    CheckConstraint("via IN ('cli', 'page', 'digest', 'api')", name="via"),
    Index(None, "rule", "said_at"),
    sqlite_with_rowid=False,
)

# All that was ever said, in order; "" takes a label back.
label_changes = Table(
    "label_changes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("said_by", StoredText, nullable=False),
    Column("said_at", Moment, nullable=False),
    Column("via", Text, nullable=False),
    Index(None, "item_id", "rule"),
    sqlite_autoincrement=True,
)

# Items a rule must fire for, or must not, however it is changed.
pins = Table(
    "pins",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("must", Boolean, nullable=False),  # fire
    Column("pinned_by", StoredText, nullable=False),
    Column("pinned_at", Moment, nullable=False),
    Index(None, "rule"),
    sqlite_with_rowid=False,
)

# Who is logged in to the page. Only a hash is kept: a copy of the database lets nobody in.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("name", StoredText, nullable=False),  # who labels, as they said
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

# Programs that may use the API.
tokens = Table(
    "tokens",
    metadata,
    Column("name", Text, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    sqlite_with_rowid=False,
)
