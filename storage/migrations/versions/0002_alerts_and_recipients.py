"""
Alerts, a delivery for each recipient, channels that rest, restored backups.

Written out, not taken from storage.schema: what a migration did must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what instant alerts and reliable channels need."""
    _extend_feeds_and_items()
    _extend_messages()
    _make_events()
    _remake_outbox()
    _make_channels()


def _no(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean, nullable=False, server_default="0")


def _extend_feeds_and_items() -> None:
    op.add_column("feeds", sa.Column("overrun_at", sa.Text))
    op.add_column("feeds", sa.Column("truncated_at", sa.Text))
    op.add_column("feeds", _no("is_held"))
    op.add_column("items", _no("is_held"))
    op.create_index("ix_items_url", "items", ["url"])
    op.add_column("digests", sa.Column("is_sent", sa.Boolean, nullable=False, server_default="1"))
    newest = sa.Column("newest_match", sa.Integer, nullable=False, server_default="0")
    op.add_column("digests", newest)
    op.execute("UPDATE digests SET newest_match = coalesce((SELECT max(id) FROM matches), 0)")


def _extend_messages() -> None:
    op.add_column("messages", sa.Column("brief", sa.Text, nullable=False, server_default=""))
    empty = sa.text("x''")
    op.add_column(
        "messages", sa.Column("picture", sa.LargeBinary, nullable=False, server_default=empty)
    )
    op.add_column("messages", sa.Column("thread", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_messages_kind_name_created_at", "messages", ["kind", "name", "created_at"])


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("match_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("held_for", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("told_at", sa.Text),
        sa.Column("message_id", sa.Text),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name="fk_events_match_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_events_message_id"
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'told', 'cancelled', 'review')", name="state"
        ),
        sa.UniqueConstraint("alert", "id", name="uq_events_alert_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_events_pending", "events", ["alert"], sqlite_where=sa.text("state = 'pending'")
    )
    op.create_index("ix_events_match_id", "events", ["match_id"])
    op.create_index("ix_events_alert_rule_told_at", "events", ["alert", "rule", "told_at"])


def _remake_outbox() -> None:
    """
    Make the table anew, for SQLite changes no constraint; attempts so far count as failures.

    In this order: a table that is renamed takes the references to it along.
    """
    _make_outbox("new_outbox")
    kept = (
        "seq, message_id, channel, state, attempts, next_attempt_at, lease_until, leased_by, "
        "created_at, finished_at"
    )
    op.execute(
        f"INSERT INTO new_outbox ({kept}, recipient, failures) "
        f"SELECT {kept}, '', attempts FROM outbox"
    )
    op.drop_table("outbox")
    op.rename_table("new_outbox", "outbox")
    op.create_index(
        "ix_outbox_pending", "outbox", ["channel", "seq"], sqlite_where=sa.text("state = 'pending'")
    )


def _make_outbox(name: str) -> None:
    op.create_table(
        name,
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.Text),
        sa.Column("lease_until", sa.Text),
        sa.Column("leased_by", sa.Text),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("finished_at", sa.Text),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_outbox_message_id"
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'dead', 'cancelled', 'review')", name=op.f("ck_outbox_state")
        ),
        sa.UniqueConstraint(
            "message_id", "channel", "recipient", name="uq_outbox_message_id_channel_recipient"
        ),
        sqlite_autoincrement=True,
    )


def _make_channels() -> None:
    op.create_table(
        "channel_troubles",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("until", sa.Text),
        sa.PrimaryKeyConstraint("channel", "recipient", name="pk_channel_troubles"),
        sa.CheckConstraint("state IN ('failing', 'paused', 'closed')", name="state"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unsubscriptions",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("channel", "recipient", "name", name="pk_unsubscriptions"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "troubles",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("lines", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_troubles"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_troubles_message_id"
        ),
    )
