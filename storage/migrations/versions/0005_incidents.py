"""
What items say of events, the incidents they are of, and what alerts told of them.

Written out, not taken from storage.schema: what a migration did must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of incidents; all items that fired are still to be read."""
    _make_accounts()
    _make_incidents()
    _make_mentions()
    _make_incident_links()
    _make_told_incidents()
    op.execute("INSERT INTO unread (item_id) SELECT DISTINCT item_id FROM matches")


def _of_items(table: str, column: str = "item_id") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], ["items.id"], name=name, ondelete="CASCADE")


def _make_accounts() -> None:
    op.create_table(
        "unread",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_unread"),
        _of_items("unread"),
    )
    op.create_table(
        "accounts",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("published_at", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("wording", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_accounts"),
        _of_items("accounts"),
    )
    op.create_index("ix_accounts_published_at", "accounts", ["published_at"])


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("first_at", sa.Text, nullable=False),
        sa.Column("last_at", sa.Text, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_last_at", "incidents", ["last_at"])


def _make_mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("incident_id", sa.Integer),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("is_background", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "number", name="pk_mentions"),
        _of_items("mentions"),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_mentions_incident_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mentions_incident_id", "mentions", ["incident_id"])
    op.create_index("ix_mentions_first_day_last_day", "mentions", ["first_day", "last_day"])


def _make_incident_links() -> None:
    op.create_table(
        "incident_links",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("other_number", sa.Integer, nullable=False),
        sa.Column("is_one", sa.Boolean, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint(
            "item_id", "number", "other_id", "other_number", name="pk_incident_links"
        ),
        _of_items("incident_links"),
        _of_items("incident_links", "other_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_links_other_id", "incident_links", ["other_id"])


def _make_told_incidents() -> None:
    op.create_table(
        "told_incidents",
        sa.Column("alert", sa.Text, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("is_due", sa.Boolean, nullable=False),
        sa.Column("known", sa.Text, nullable=False),
        sa.Column("told_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("alert", "item_id", "number", name="pk_told_incidents"),
        _of_items("told_incidents"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_told_incidents_message_id"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_told_incidents_item_id_number", "told_incidents", ["item_id", "number"])
    op.create_index(
        "ix_told_incidents_due", "told_incidents", ["alert"], sqlite_where=sa.text("is_due")
    )
