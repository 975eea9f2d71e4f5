"""
Matches written for the past, when a rule was tuned: kept like any other, and never told.

Knows no rule; what it would have fired for is decided above.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from model import Match
from storage import accounts
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import items, matches


def add(tx: Transaction, found: Sequence[tuple[int, int, Match]], now: datetime) -> dict[str, int]:
    """
    Keep what *found* says a rule would have fired for; return how many matches are new, by rule.

    Each is an item's number, the version the hits are in, and the match. An item for which the rule
    fired before, for whatever version, keeps what it has; one that is gone is passed over. What is
    kept here is shown and counted like any match, and never told.

    Raises:
        StorageError: the database failed.
    """
    numbers = listed(list({item for item, _, _ in found}))
    kept = set(tx.execute(select(items.c.id).where(items.c.id.in_(numbers))).scalars())
    had = select(matches.c.item_id, matches.c.rule).where(matches.c.item_id.in_(numbers))
    fired = {(item, rule) for item, rule in tx.execute(had).all()}
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for item, revision, match in found:
        if item in kept and (item, match.rule) not in fired:
            rows.setdefault((item, match.rule), _applied(item, revision, match, now))
    if rows:
        tx.execute(insert(matches), list(rows.values()))
        accounts.note(tx, list({item for item, _ in rows}))
    return Counter(rule for _, rule in rows)


def _applied(item: int, revision: int, match: Match, now: datetime) -> dict[str, Any]:
    return {
        "item_id": item,
        "rule": match.rule,
        "rule_set": match.rule_set,
        "hits": match.hits,
        "created_at": now,
        "revision": revision,
        "is_applied": True,
    }
