"""
Labels and pins, who may use the page, and the index over all texts.

Written out, not taken from storage.schema: what a migration did must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what tuning and the page need."""
    op.add_column(
        "matches", sa.Column("is_applied", sa.Boolean, nullable=False, server_default="0")
    )
    op.add_column("revisions", sa.Column("author", sa.Text))
    _make_labels()
    _make_label_changes()
    _make_pins()
    _make_sessions()
    _make_tokens()
    _make_archive()


def _of_items(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_item_id"
    return sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=name, ondelete="CASCADE")


def _make_labels() -> None:
    op.create_table(
        "labels",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", sa.Text, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "rule", name="pk_labels"),
        _of_items("labels"),
        sa.CheckConstraint("verdict IN ('relevant', 'noise', 'unsure')", name="verdict"),
        sa.CheckConstraint("via IN ('cli', 'page', 'digest', 'api')", name="via"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_labels_rule_said_at", "labels", ["rule", "said_at"])


def _make_label_changes() -> None:
    op.create_table(
        "label_changes",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", sa.Text, nullable=False),
        sa.Column("via", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_label_changes"),
        _of_items("label_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_label_changes_item_id_rule", "label_changes", ["item_id", "rule"])


def _make_pins() -> None:
    op.create_table(
        "pins",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("must", sa.Boolean, nullable=False),
        sa.Column("pinned_by", sa.Text, nullable=False),
        sa.Column("pinned_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "rule", name="pk_pins"),
        _of_items("pins"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pins_rule", "pins", ["rule"])


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("used_at", sa.Text, nullable=False),
        sa.Column("ends_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
        sqlite_with_rowid=False,
    )


def _make_tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("used_at", sa.Text),
        sa.PrimaryKeyConstraint("name", name="pk_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_tokens_token_hash"),
        sqlite_with_rowid=False,
    )


def _make_archive() -> None:
    op.create_table(
        "unindexed",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "number", name="pk_unindexed"),
        _of_items("unindexed"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "CREATE VIRTUAL TABLE texts USING fts5("
        "words, content='', columnsize=0, detail='none', tokenize=\"ascii tokenchars '_'\")"
    )
