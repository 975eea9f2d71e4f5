"""
Items that fired a rule, as they are listed for people: the newest first, a page at a time.

Knows what was said of them only as far as a list is narrowed by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, exists, func, select

from model import Verdict
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import items, labels, matches

Labelled = Literal["", "none"] | Verdict  # "none": of one of its rules nothing was said


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; items first seen in `[since, until)`. "" and None: all."""

    rule: str = ""
    outlet: str = ""
    label: Labelled = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Traits:
    """What else should be known of an item in a list."""

    is_edited: bool  # its text was replaced by another one
    applied: frozenset[str]  # rules written for the past, when a rule was tuned


def page(tx: Transaction, wanted: Wanted, before: int | None = None, limit: int = 50) -> list[int]:
    """
    Return the numbers of the newest matched items that are as *wanted*, highest number first.

    *before* continues a list below that number.

    Raises:
        StorageError: the database failed.
    """
    query = _narrowed(select(matches.c.item_id).distinct(), wanted)
    if before is not None:
        query = query.where(matches.c.item_id < before)
    query = query.order_by(matches.c.item_id.desc()).limit(limit)
    return list(tx.execute(query).scalars())


def said_of(
    tx: Transaction, verdict: Verdict, rule: str = "", before: int | None = None, limit: int = 50
) -> list[int]:
    """
    Return the numbers of the newest items labelled *verdict*, whether a rule fired or not.

    Raises:
        StorageError: the database failed.
    """
    query = select(labels.c.item_id).distinct().where(labels.c.verdict == verdict)
    if rule:
        query = query.where(labels.c.rule == rule)
    if before is not None:
        query = query.where(labels.c.item_id < before)
    return list(tx.execute(query.order_by(labels.c.item_id.desc()).limit(limit)).scalars())


def count(tx: Transaction, wanted: Wanted) -> int:
    """
    Return how many matched items are as *wanted*.

    Raises:
        StorageError: the database failed.
    """
    counted = func.count(matches.c.item_id.distinct())
    return int(tx.execute(_narrowed(select(counted), wanted)).scalar_one())


def traits(tx: Transaction, item_ids: Sequence[int]) -> dict[int, Traits]:
    """
    Return what else should be known of those items; numbers no item has are left out.

    Raises:
        StorageError: the database failed.
    """
    chosen = items.c.id.in_(listed(item_ids))
    edited = tx.execute(select(items.c.id, items.c.revised_after).where(chosen)).all()
    applied = _applied(tx, item_ids)
    return {
        row.id: Traits(row.revised_after is not None, frozenset(applied.get(row.id, ())))
        for row in edited
    }


def _applied(tx: Transaction, item_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the rules of each item of which no match came about live."""
    query = (
        select(matches.c.item_id, matches.c.rule)
        .where(matches.c.item_id.in_(listed(item_ids)))
        .group_by(matches.c.item_id, matches.c.rule)
        .having(func.min(matches.c.is_applied) == 1)
    )
    found: dict[int, set[str]] = {}
    for row in tx.execute(query):
        found.setdefault(row.item_id, set()).add(row.rule)
    return found


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.rule:
        query = query.where(matches.c.rule == wanted.rule)
    if wanted.label:
        query = query.where(_labelled(wanted.label))
    if wanted.outlet or wanted.since or wanted.until:
        query = query.join(items, items.c.id == matches.c.item_id)
    if wanted.outlet:
        query = query.where(items.c.outlet == wanted.outlet)
    if wanted.since is not None:
        query = query.where(items.c.first_seen_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(items.c.first_seen_at < wanted.until)
    return query


def _labelled(label: Labelled) -> Any:
    own = and_(labels.c.item_id == matches.c.item_id, labels.c.rule == matches.c.rule)
    if label == "none":
        return ~exists().where(own)
    return exists().where(own, labels.c.verdict == label)
