"""
The index over all texts: how far it has come, what it lacks, and what is put in.

An item's first text waits until the mark goes past its number; every further version is noted when
it is kept. So nothing is written for new items, and what is not in the index is always known. Knows
no way to make words of a text.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.sqlite import insert

from storage.connection import Transaction
from storage.schema import instance, items, revisions, unindexed

LAYER = 1 << 40  # the documents of versions with one number stand together, by the item's number

_KEY = "index"
_ADD = "INSERT INTO texts (rowid, words) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class State:
    """How far the index has come."""

    version: str = ""  # of the way from texts to words
    mark: int = 0  # the highest number of an item whose first text is in
    documents: int = 0  # versions that are in, also of items that are gone
    top: int = 0  # the highest number of a version that is in


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one version of an item, parted by spaces."""

    item_id: int
    number: int
    words: str


def state(tx: Transaction) -> State:
    """
    Return how far the index has come.

    Raises:
        StorageError: the database failed.
    """
    found = tx.execute(select(instance.c.value).where(instance.c.key == _KEY)).scalar()
    return State(**json.loads(found)) if found else State()


def note(tx: Transaction, item_id: int, number: int) -> None:
    """
    Note that an item has a further version, which is not in the index.

    Raises:
        StorageError: the database failed.
    """
    row = {"item_id": item_id, "number": number}
    tx.execute(insert(unindexed).values(row).on_conflict_do_nothing())


def begin(tx: Transaction, version: str) -> None:
    """
    Empty the index; it is filled anew by way of *version*.

    Raises:
        StorageError: the database failed.
    """
    tx.exec_driver_sql("INSERT INTO texts (texts) VALUES ('delete-all')")
    _keep(tx, State(version))


def new_items(tx: Transaction, limit: int) -> list[int]:
    """
    Return the items whose first text is next to go in, the lowest number first.

    Raises:
        StorageError: the database failed.
    """
    query = select(items.c.id).where(items.c.id > state(tx).mark)
    return list(tx.execute(query.order_by(items.c.id).limit(limit)).scalars())


def new_versions(tx: Transaction, limit: int | None = None) -> list[tuple[int, int]]:
    """
    Return the versions that are not in the index though their items are: item and version.

    Raises:
        StorageError: the database failed.
    """
    query = select(unindexed).where(unindexed.c.item_id <= state(tx).mark)
    rows = tx.execute(query.order_by(unindexed.c.item_id).limit(limit)).all()
    return [(row.item_id, row.number) for row in rows]


def count_waiting(tx: Transaction) -> int:
    """
    Return how many items are not in the index, or not with all their versions.

    Raises:
        StorageError: the database failed.
    """
    mark = state(tx).mark
    new = select(func.count()).select_from(items).where(items.c.id > mark)
    revised = select(func.count(unindexed.c.item_id.distinct())).where(unindexed.c.item_id <= mark)
    return int(tx.execute(new).scalar_one()) + int(tx.execute(revised).scalar_one())


def count_versions(tx: Transaction) -> int:
    """
    Return how many versions of items there are.

    Raises:
        StorageError: the database failed.
    """
    first = select(func.count()).select_from(items)
    further = select(func.count()).select_from(revisions)
    return int(tx.execute(first).scalar_one()) + int(tx.execute(further).scalar_one())


def add(tx: Transaction, documents: Sequence[Document], before: State, mark: int) -> bool:
    """
    Put *documents* in and move the mark to *mark*, unless the state is not *before* any more.

    They must be all versions, at this mark, of the items between the two marks, or those of
    `new_versions`. Returns whether they were put in.

    Raises:
        StorageError: the database failed.
    """
    if not documents and mark == before.mark:
        return True
    if state(tx) != before:  # somebody else was quicker
        return False
    rows = [(each.number * LAYER + each.item_id, each.words) for each in documents]
    if rows:
        tx.exec_driver_sql(_ADD, rows)
    _forget(tx, ((each.item_id, each.number) for each in documents))
    top = max([before.top, *(each.number for each in documents)])
    count = before.documents + len(rows)
    _keep(tx, replace(before, mark=mark, documents=count, top=top))
    return True


def tidy(tx: Transaction, pages: int) -> bool:
    """
    Merge some parts of the index, at most about *pages* pages; return whether there is more to do.

    Raises:
        StorageError: the database failed.
    """
    before = tx.exec_driver_sql("SELECT total_changes()").scalar_one()
    tx.exec_driver_sql("INSERT INTO texts (texts, rank) VALUES ('merge', ?)", (pages,))
    after = tx.exec_driver_sql("SELECT total_changes()").scalar_one()
    return bool(after - before >= 2)  # noqa: PLR2004 - as SQLite's documentation says


def _forget(tx: Transaction, versions: Iterable[tuple[int, int]]) -> None:
    pairs = [each for each in versions if each[1]]
    if pairs:
        key = tuple_(unindexed.c.item_id, unindexed.c.number)
        for start in range(0, len(pairs), 500):
            tx.execute(delete(unindexed).where(key.in_(pairs[start : start + 500])))


def _keep(tx: Transaction, state: State) -> None:
    value = json.dumps(asdict(state))
    query = insert(instance).values(key=_KEY, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
