"""
Pages of articles, versions of an item's text, and what paces the polls of a feed.

Written out, not taken from storage.schema: what a migration did must never change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what full texts, revisions and the pace of polls need."""
    _extend_feeds()
    _extend_items()
    _extend_seen_keys()
    _make_revisions()
    _make_pages()
    _make_faces()
    _remake_matches()
    _make_subscriptions()


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _text(name: str, default: str = "") -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _extend_feeds() -> None:
    op.add_column("feeds", sa.Column("memory", sa.LargeBinary))
    op.add_column("feeds", sa.Column("gone_at", sa.Text))
    op.add_column("feeds", _text("moved_to"))
    op.add_column("feeds", sa.Column("moved_since", sa.Text))
    op.add_column("feeds", _number("moved_looks"))
    op.add_column("feeds", _text("address"))
    op.add_column("feeds", sa.Column("whole_at", sa.Text))
    op.add_column("feeds", sa.Column("rhythm", sa.Integer))
    op.add_column("feeds", _text("known_by", "guid"))
    op.add_column("feeds", sa.Column("silent_since", sa.Text))
    op.add_column("feeds", _number("empty_looks"))
    op.add_column("feeds", _text("hub"))
    op.add_column("feeds", _text("topic"))
    op.add_column("feeds", sa.Column("wishes", sa.Text))


def _extend_items() -> None:
    op.add_column("items", _number("revision"))
    op.add_column("items", sa.Column("versions", sa.Integer, nullable=False, server_default="1"))
    op.add_column("items", _text("source", "feed"))
    op.add_column("items", sa.Column("revised_at", sa.Text))
    op.add_column("items", sa.Column("revised_after", sa.Text))
    op.add_column("items", _text("page_state"))
    op.add_column("items", _text("page_note"))


def _extend_seen_keys() -> None:
    op.add_column("seen_keys", sa.Column("item_id", sa.Integer))
    op.add_column("seen_keys", sa.Column("text_hash", sa.LargeBinary))
    op.execute("CREATE INDEX meanwhile ON items (outlet, key)")
    op.execute(
        "UPDATE seen_keys SET item_id = (SELECT max(id) FROM items "
        "WHERE items.outlet = seen_keys.outlet AND items.key = seen_keys.key)"
    )
    op.execute("DROP INDEX meanwhile")


def _make_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("after", sa.Text),
        sa.Column("seen_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "number", name="pk_revisions"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_revisions_item_id", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _make_pages() -> None:
    op.create_table(
        "pages",
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("next_at", sa.Text),
        sa.Column("reads", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("read_at", sa.Text),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.LargeBinary),
        sa.Column("last_modified", sa.LargeBinary),
        sa.Column("body_hash", sa.LargeBinary),
        sa.PrimaryKeyConstraint("item_id", name="pk_pages"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_pages_item_id", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_pages_due", "pages", ["next_at"], sqlite_where=sa.text("next_at IS NOT NULL")
    )
    op.create_index("ix_pages_outlet", "pages", ["outlet"])


def _make_faces() -> None:
    op.create_table(
        "faces",
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("face", sa.Integer, nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("outlet", "face", name="pk_faces"),
        sqlite_with_rowid=False,
    )


def _remake_matches() -> None:
    """
    Let a rule fire again on another version of an item; SQLite changes no constraint.

    In this order: a table that is renamed takes the references to it along. Numbers go on where
    they were, also when the newest matches were deleted.
    """
    op.create_table(
        "new_matches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("rule_set", sa.Text, nullable=False),
        sa.Column("hits", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        _number("revision"),
        sa.Column("is_update", sa.Boolean, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_matches_item_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("item_id", "rule", "revision", name="uq_matches_item_id_rule_revision"),
        sqlite_autoincrement=True,
    )
    kept = "id, item_id, rule, rule_set, hits, created_at"
    op.execute(f"INSERT INTO new_matches ({kept}) SELECT {kept} FROM matches")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'new_matches', 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'new_matches')"
    )
    op.execute(
        "UPDATE sqlite_sequence SET seq = coalesce("
        "(SELECT seq FROM sqlite_sequence WHERE name = 'matches'), 0) WHERE name = 'new_matches'"
    )
    op.drop_table("matches")
    op.rename_table("new_matches", "matches")
    op.create_index("ix_matches_rule_item_id", "matches", ["rule", "item_id"])


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("lease_until", sa.Text),
        sa.Column("next_at", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("pushed_at", sa.Text),
        sa.PrimaryKeyConstraint("outlet", name="pk_subscriptions"),
        sa.UniqueConstraint("token", name="uq_subscriptions_token"),
        sa.CheckConstraint("state IN ('asked', 'active', 'refused')", name="state"),
        sqlite_with_rowid=False,
    )
