"""
The first tables.

Written out, not taken from storage.schema: what a migration did must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of 0.1."""
    op.create_table(
        "instance",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_instance"),
    )
    _make_feeds()
    _make_items()
    _make_matches()
    _make_digests()
    _make_outbox()


def _make_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("fetched_url", sa.Text),
        sa.Column("etag", sa.LargeBinary),
        sa.Column("last_modified", sa.LargeBinary),
        sa.Column("body_hash", sa.LargeBinary),
        sa.Column("baseline_at", sa.Text),
        sa.Column("last_polled_at", sa.Text),
        sa.Column("last_success_at", sa.Text),
        sa.Column("last_new_at", sa.Text),
        sa.Column("last_unchanged", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.Text),
        sa.Column("failure_kind", sa.Text),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("next_poll_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("outlet", name="pk_feeds"),
    )
    op.create_index("ix_feeds_next_poll_at", "feeds", ["next_poll_at"])


def _make_items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("categories", sa.Text, nullable=False),
        sa.Column("published_at", sa.Text),
        sa.Column("first_seen_at", sa.Text, nullable=False),
        sa.Column("is_baseline", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_outlet", "items", ["outlet"])
    op.create_index(
        "ix_items_first_seen_at_is_baseline", "items", ["first_seen_at", "is_baseline"]
    )
    op.create_table(
        "seen_keys",
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("first_seen_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("outlet", "key", name="pk_seen_keys"),
        sqlite_with_rowid=False,
    )


def _make_matches() -> None:
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("rule_set", sa.Text, nullable=False),
        sa.Column("hits", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.UniqueConstraint("item_id", "rule", name="uq_matches_item_id_rule"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_matches_item_id", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matches_rule_item_id", "matches", ["rule", "item_id"])


def _make_digests() -> None:
    op.create_table(
        "digest_starts",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_digest_starts"),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("local_date", sa.Date),
        sa.Column("window_start", sa.Text, nullable=False),
        sa.Column("window_end", sa.Text, nullable=False),
        sa.Column("frozen_at", sa.Text, nullable=False),
        sa.Column("match_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("name", "local_date", name="uq_digests_name_local_date"),
    )
    op.create_table(
        "digest_matches",
        sa.Column("digest_name", sa.Text, nullable=False),
        sa.Column("match_id", sa.Integer, nullable=False),
        sa.Column("digest_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest_name", "match_id", name="pk_digest_matches"),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name="fk_digest_matches_match_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name="fk_digest_matches_digest_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_digest_matches_match_id", "digest_matches", ["match_id"])


def _make_outbox() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.Text),
        sa.Column("lease_until", sa.Text),
        sa.Column("leased_by", sa.Text),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("finished_at", sa.Text),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'dead', 'cancelled')", name=op.f("ck_outbox_state")
        ),
        sa.UniqueConstraint("message_id", "channel", name="uq_outbox_message_id_channel"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_outbox_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["channel", "seq"],
        sqlite_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["seq"], ["outbox.seq"], name="fk_deliveries_seq"),
    )
    op.create_index("ix_deliveries_seq", "deliveries", ["seq"])
