"""
Which rule fired for which item, and which of it still has to be told.

Knows no rule's text; what a digest has told is written by `digests`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from model import Match, StoredMatch
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import digest_matches, items, matches


def add(
    tx: Transaction, item_id: int, found: Sequence[Match], now: datetime
) -> tuple[StoredMatch, ...]:
    """
    Keep what fired for an item; return the matches that are new, in the order of *found*.

    A rule fires once for an item: its first match stays, with the words that were found then.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    if not found:
        return ()
    query = insert(matches).on_conflict_do_nothing(index_elements=["item_id", "rule"])
    rows = [
        {
            "item_id": item_id,
            "rule": match.rule,
            "rule_set": match.rule_set,
            "hits": match.hits,
            "created_at": now,
        }
        for match in found
    ]
    added = tx.execute(query.returning(matches), rows).all()
    return tuple(sorted(map(_stored, added), key=lambda stored: stored.id))


def of_items(tx: Transaction, item_ids: Sequence[int]) -> dict[int, tuple[Match, ...]]:
    """
    Return what fired for each of those items, oldest match first; () for an item without.

    Raises:
        StorageError: the database failed.
    """
    query = select(matches).where(matches.c.item_id.in_(listed(item_ids))).order_by(matches.c.id)
    fired: dict[int, list[Match]] = {item_id: [] for item_id in item_ids}
    for stored in map(_stored, tx.execute(query).all()):
        fired[stored.item_id].append(stored.match)
    return {item_id: tuple(found) for item_id, found in fired.items()}


def pending(
    tx: Transaction, digest: str, rules: Sequence[str], since: datetime, before: datetime
) -> list[StoredMatch]:
    """
    Return the matches of *rules* that no digest of that name has told, oldest item first.

    They belong to items first seen in `[since, before)` that are not of a baseline. *since* is
    the moment the digest was registered, not the end of its last window: an item can be committed
    a little after the window it was seen in was frozen, and must come in the next one.

    Raises:
        StorageError: the database failed.
    """
    told = exists().where(
        digest_matches.c.digest_name == digest, digest_matches.c.match_id == matches.c.id
    )
    query = (
        select(matches)
        .join(items)
        .where(
            matches.c.rule.in_(rules),
            items.c.is_baseline.is_(False),
            items.c.first_seen_at >= since,
            items.c.first_seen_at < before,
            ~told,
        )
        .order_by(items.c.first_seen_at, items.c.id, matches.c.id)
    )
    return [_stored(row) for row in tx.execute(query).all()]


def count_baseline(tx: Transaction, start: datetime, end: datetime) -> int:
    """
    Return how many items of baselines, first seen in `[start, end)`, fired any rule.

    Raises:
        StorageError: the database failed.
    """
    fired = exists().where(matches.c.item_id == items.c.id)
    seen = items.c.first_seen_at
    query = select(func.count()).where(seen >= start, seen < end, items.c.is_baseline, fired)
    return tx.execute(query).scalar_one()


def _stored(row: Row[Any]) -> StoredMatch:
    match = Match(rule=row.rule, rule_set=row.rule_set, hits=row.hits)
    return StoredMatch(row.id, row.item_id, match, row.created_at)
