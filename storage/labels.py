"""
What people say of items and rules: the last word, and all that was said before it.

Knows no rule's text; what the figures mean is said in alerts.tuning.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, insert, select
from sqlalchemy.dialects import sqlite

from model import Label, LabelChange, LabelCounts, Verdict, Via
from storage.columns import listed
from storage.connection import Transaction
from storage.schema import items, label_changes, labels, matches

_WEEK = ("weekday 0", "-6 days")  # SQLite's way from a day to the Monday of its week


def say(
    tx: Transaction,
    item_id: int,
    rule: str,
    verdict: Verdict | None,
    by: str,
    via: Via,
    now: datetime,
) -> Label | None:
    """
    Say what is thought of an item and a rule; None takes back what was said. Return the label.

    The last one wins, and all that was said is kept (`history`). Saying the same again, whoever
    does, changes nothing: the label stays that of who said it first.

    Raises:
        StorageError: there is no such item, or the database failed.
    """
    before = _label(tx, item_id, rule)
    if (before and before.verdict) == verdict:
        return before
    what = {"item_id": item_id, "rule": rule}
    said = {"said_by": by, "said_at": now, "via": via}
    tx.execute(insert(label_changes).values(what | said | {"verdict": verdict or ""}))
    if verdict is None:
        tx.execute(delete(labels).where(*_is_of(labels, item_id, rule)))
        return None
    version = _times_said(tx, item_id, rule)
    _put(tx, what | said | {"verdict": verdict, "version": version})
    return Label(item_id, rule, verdict, version, by, now, via)


def of_items(tx: Transaction, item_ids: Sequence[int]) -> dict[int, dict[str, Label]]:
    """
    Return the labels of each of those items by rule; {} for an item without.

    Raises:
        StorageError: the database failed.
    """
    query = select(labels).where(labels.c.item_id.in_(listed(item_ids))).order_by(labels.c.rule)
    found: dict[int, dict[str, Label]] = {item_id: {} for item_id in item_ids}
    for label in map(_stored, tx.execute(query)):
        found[label.item_id][label.rule] = label
    return found


def of_rule(tx: Transaction, rule: str, since: datetime | None = None) -> list[Label]:
    """
    Return the labels of *rule* that were given at or after *since*, the newest first.

    Raises:
        StorageError: the database failed.
    """
    return _newest(tx, select(labels).where(labels.c.rule == rule), since)


def every(tx: Transaction, since: datetime | None = None) -> list[Label]:
    """
    Return the labels of all rules that were given at or after *since*, the newest first.

    Raises:
        StorageError: the database failed.
    """
    return _newest(tx, select(labels), since)


def between(tx: Transaction, verdict: str, rule: str, low: int, high: int) -> list[int]:
    """
    Return the numbers `[low, high]` of items labelled *verdict*, the highest first.

    Those labelled so for *rule*, or for any where it is "".

    Raises:
        StorageError: the database failed.
    """
    query = select(labels.c.item_id).distinct().where(labels.c.item_id.between(low, high))
    query = query.where(labels.c.verdict == verdict).order_by(labels.c.item_id.desc())
    if rule:
        query = query.where(labels.c.rule == rule)
    return list(tx.execute(query).scalars())


def history(tx: Transaction, item_id: int, rule: str) -> list[LabelChange]:
    """
    Return all that was ever said of an item and a rule, in order.

    Raises:
        StorageError: the database failed.
    """
    query = select(label_changes).where(*_is_of(label_changes, item_id, rule))
    rows = tx.execute(query.order_by(label_changes.c.seq))
    return [
        LabelChange(row.item_id, row.rule, row.verdict or None, row.said_by, row.said_at, row.via)
        for row in rows
    ]


def counts(tx: Transaction, since: datetime | None = None) -> dict[str, LabelCounts]:
    """
    Return by rule how its items first seen at or after *since* are labelled.

    Rules without a label are left out.

    Raises:
        StorageError: the database failed.
    """
    query = _counted(since, labels.c.rule).group_by(labels.c.rule)
    return {row.rule: _counts(row) for row in tx.execute(query)}


def weekly(tx: Transaction, since: datetime | None = None) -> dict[str, dict[date, LabelCounts]]:
    """
    Return by rule and week how its items first seen in it are labelled, oldest week first.

    A week is named by its Monday and lies in UTC; only items first seen at or after *since* count,
    and weeks without a label are left out.

    Raises:
        StorageError: the database failed.
    """
    day = func.substr(items.c.first_seen_at, 1, 10)  # SQLite would round the moment itself
    monday = func.date(day, *_WEEK).label("monday")
    query = _counted(since, labels.c.rule, monday).group_by(labels.c.rule, monday).order_by(monday)
    found: dict[str, dict[date, LabelCounts]] = {}
    for row in tx.execute(query):
        found.setdefault(row.rule, {})[date.fromisoformat(row.monday)] = _counts(row)
    return found


def _label(tx: Transaction, item_id: int, rule: str) -> Label | None:
    row = tx.execute(select(labels).where(*_is_of(labels, item_id, rule))).first()
    return None if row is None else _stored(row)


def _put(tx: Transaction, values: dict[str, Any]) -> None:
    query = sqlite.insert(labels).values(values)
    tx.execute(query.on_conflict_do_update(index_elements=["item_id", "rule"], set_=values))


def _times_said(tx: Transaction, item_id: int, rule: str) -> int:
    query = select(func.count()).where(*_is_of(label_changes, item_id, rule))
    return int(tx.execute(query).scalar_one())


def _is_of(table: Any, item_id: int, rule: str) -> Iterable[ColumnElement[bool]]:
    return (table.c.item_id == item_id, table.c.rule == rule)


def _newest(tx: Transaction, query: Select[Any], since: datetime | None) -> list[Label]:
    if since is not None:
        query = query.where(labels.c.said_at >= since)
    newest_first = query.order_by(labels.c.said_at.desc(), labels.c.item_id.desc(), labels.c.rule)
    return [_stored(row) for row in tx.execute(newest_first)]


def _counted(since: datetime | None, *columns: ColumnElement[Any]) -> Select[Any]:
    is_fired = (
        select(matches.c.id)
        .where(matches.c.rule == labels.c.rule, matches.c.item_id == labels.c.item_id)
        .exists()
    )
    kinds = {
        "relevant": (labels.c.verdict == "relevant") & is_fired,
        "noise": (labels.c.verdict == "noise") & is_fired,
        "unsure": labels.c.verdict == "unsure",
        "missed": (labels.c.verdict == "relevant") & ~is_fired,
        "spared": (labels.c.verdict == "noise") & ~is_fired,
    }
    sums = [func.sum(case((holds, 1), else_=0)).label(kind) for kind, holds in kinds.items()]
    query = select(*columns, *sums).join(items, items.c.id == labels.c.item_id)
    return query if since is None else query.where(items.c.first_seen_at >= since)


def _counts(row: Row[Any]) -> LabelCounts:
    return LabelCounts(row.relevant, row.noise, row.unsure, row.missed, row.spared)


def _stored(row: Row[Any]) -> Label:
    return Label(
        item_id=row.item_id,
        rule=row.rule,
        verdict=row.verdict,
        version=row.version,
        said_by=row.said_by,
        said_at=row.said_at,
        via=row.via,
    )
