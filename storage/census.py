"""
How much of everything there is: figures for monitors, cheap enough to be asked every few seconds.

Knows tables, no meaning.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from storage.connection import Transaction
from storage.deliveries import oldest_pending
from storage.schema import events, items, matches, outbox


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one moment."""

    items: int  # ever kept: numbers are never given twice
    matches: dict[str, int]  # by rule
    events: dict[tuple[str, str], int]  # by alert and state
    deliveries: dict[tuple[str, str], int]  # by channel and state
    oldest_pending: datetime | None
    bytes: int


def take(tx: Transaction) -> Counts:
    """
    Count.

    Raises:
        StorageError: the database failed.
    """
    by_rule = select(matches.c.rule, func.count()).group_by(matches.c.rule)
    by_alert = select(events.c.alert, events.c.state, func.count())
    by_channel = select(outbox.c.channel, outbox.c.state, func.count())
    return Counts(
        items=tx.execute(select(func.max(items.c.id))).scalar() or 0,
        matches=dict(tx.execute(by_rule).all()),
        events=_pairs(tx, by_alert.group_by(events.c.alert, events.c.state)),
        deliveries=_pairs(tx, by_channel.group_by(outbox.c.channel, outbox.c.state)),
        oldest_pending=oldest_pending(tx),
        bytes=_size(tx),
    )


def damage(tx: Transaction, *, is_deep: bool) -> str:
    """
    Say what is damaged in the database, "" when nothing is; *is_deep* reads all of it.

    Raises:
        StorageError: it cannot be read at all.
    """
    check = "integrity_check" if is_deep else "quick_check"
    found = tx.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one()
    return "" if found == "ok" else str(found)


def _pairs(tx: Transaction, query: Select[Any]) -> dict[tuple[str, str], int]:
    return {(first, second): number for first, second, number in tx.execute(query).all()}


def _size(tx: Transaction) -> int:
    pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
    return int(pages) * int(tx.exec_driver_sql("PRAGMA page_size").scalar_one())
