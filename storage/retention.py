"""
Old items that may go, and their going. What was seen stays known: what returns is not new.

Decides no age. An item that somebody may still be told of is never among those that may go, nor
is one that is pinned; one that is labelled stays as long as one that fired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, delete, func, literal, or_, select

from model import OutletId
from storage.columns import Moment, listed
from storage.connection import Transaction
from storage.schema import events, items, labels, matches, pins

_NEVER = datetime.min.replace(tzinfo=UTC)  # nothing was first seen before it
_UNDECIDED = ("pending", "review")  # of events: somebody is still to be told


@dataclass(frozen=True, slots=True)
class Ages:
    """Before which moments an item was first seen that may go; None: it stays."""

    before: datetime | None = None
    matched_before: datetime | None = None  # of items that ever fired a rule or are labelled
    outlets: Mapping[OutletId, datetime] = field(default_factory=dict)  # that differ from *before*


def outdated(tx: Transaction, ages: Ages, limit: int) -> list[int]:
    """
    Return the numbers of the oldest items that may go, at most *limit*.

    Raises:
        StorageError: the database failed.
    """
    query = select(items.c.id).where(_may_go(ages)).order_by(items.c.first_seen_at)
    return list(tx.execute(query.limit(limit)).scalars())


def count_outdated(tx: Transaction, ages: Ages) -> dict[OutletId, int]:
    """
    Return how many items of each outlet may go.

    Raises:
        StorageError: the database failed.
    """
    query = select(items.c.outlet, func.count()).where(_may_go(ages)).group_by(items.c.outlet)
    return {OutletId(outlet): count for outlet, count in tx.execute(query)}


def remove(tx: Transaction, numbers: Sequence[int], ages: Ages) -> int:
    """
    Delete those of the items that may still go, with all their versions; return how many.

    Raises:
        StorageError: the database failed.
    """
    chosen = (items.c.id.in_(listed(numbers)), _may_go(ages))
    return tx.execute(delete(items).where(*chosen)).rowcount


def _may_go(ages: Ages) -> ColumnElement[bool]:
    is_matched = or_(_has(matches), _has(labels))
    unmatched = and_(items.c.first_seen_at < _limit(ages), ~is_matched)
    may_go: ColumnElement[bool] = unmatched
    if ages.matched_before is not None:
        may_go = or_(unmatched, and_(_is_before(ages.matched_before), is_matched, ~_is_awaited()))
    return and_(may_go, items.c.is_held.is_(False), ~_has(pins), _is_before(_newest(ages)))


def _has(table: Table) -> ColumnElement[bool]:
    return select(literal(1)).where(table.c.item_id == items.c.id).exists()


def _is_before(moment: datetime) -> ColumnElement[bool]:
    return items.c.first_seen_at < moment


def _is_awaited() -> ColumnElement[bool]:
    """Say that an alert is still to tell of a match of the item."""
    return (
        select(events.c.seq)
        .join(matches, matches.c.id == events.c.match_id)
        .where(matches.c.item_id == items.c.id, events.c.state.in_(_UNDECIDED))
        .exists()
    )


def _limit(ages: Ages) -> ColumnElement[Any]:
    general = literal(ages.before or _NEVER, Moment)
    if not ages.outlets:
        return general
    own = {outlet: literal(before, Moment) for outlet, before in ages.outlets.items()}
    return case(own, value=items.c.outlet, else_=general)


def _newest(ages: Ages) -> datetime:
    """Return the moment from which on nothing goes: what is newer is not even looked at."""
    given = (ages.before, ages.matched_before, *ages.outlets.values())
    return max((each for each in given if each is not None), default=_NEVER)
