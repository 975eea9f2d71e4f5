"""
The index over all texts that are kept.

Names no behaviour; a change here needs a migration, and a test compares the two.
"""

from sqlalchemy import DDL, Column, ForeignKey, Integer, MetaData, Table, Text, event

from storage.schema.base import metadata

# Versions of items that are not in the index, though the item as it was first is.
unindexed = Table(
    "unindexed",
    metadata,
    Column("item_id", ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    sqlite_with_rowid=False,
)

# The words of every version of every item, and in which they are: nothing of it can be read back.
# A virtual table, which metadata cannot make.
texts = Table("texts", MetaData(), Column("words", Text))
_MAKE = (
    "CREATE VIRTUAL TABLE texts USING fts5("
    "words, content='', columnsize=0, detail='none', tokenize=\"ascii tokenchars '_'\")"
)
event.listen(metadata, "after_create", DDL(_MAKE))  # type: ignore[no-untyped-call]
