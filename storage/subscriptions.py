"""
What hubs tell us of at once (WebSub): what was asked of which, and until when it holds.

Knows neither HTTP nor when to ask again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from model import OutletId
from storage.connection import Transaction
from storage.schema import feeds, subscriptions

SubscriptionState = Literal["asked", "active", "refused"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One outlet's subscription with a hub; *token* and *secret* are known to it and us alone."""

    outlet: OutletId
    hub: str
    topic: str
    token: str
    secret: str
    state: SubscriptionState = "asked"
    reason: str = ""
    lease_until: datetime | None = None
    next_at: datetime | None = None  # when to ask the hub (again)
    failures: int = 0
    pushed_at: datetime | None = None  # when it last told us of news


def put(tx: Transaction, subscription: Subscription) -> None:
    """
    Keep *subscription* in place of what was known of its outlet.

    Raises:
        StorageError: the database failed.
    """
    row = {name: getattr(subscription, name) for name in subscriptions.c.keys()}  # noqa: SIM118
    query = insert(subscriptions).values(row)
    tx.execute(query.on_conflict_do_update(index_elements=["outlet"], set_=row))


def remove(tx: Transaction, outlet: OutletId) -> None:
    """
    Forget the subscription of *outlet*.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(delete(subscriptions).where(subscriptions.c.outlet == outlet))


def pushed(tx: Transaction, outlet: OutletId, now: datetime) -> None:
    """
    Note that the hub told of news.

    Raises:
        StorageError: the database failed.
    """
    query = update(subscriptions).where(subscriptions.c.outlet == outlet)
    tx.execute(query.values(pushed_at=now))


def every(tx: Transaction) -> dict[OutletId, Subscription]:
    """
    Return all subscriptions, by outlet.

    Raises:
        StorageError: the database failed.
    """
    found = [_subscription(row) for row in tx.execute(select(subscriptions)).all()]
    return {each.outlet: each for each in found}


def offered(tx: Transaction) -> dict[OutletId, tuple[str, str]]:
    """
    Return hub and topic of each feed that names a hub and is looked at.

    Raises:
        StorageError: the database failed.
    """
    query = select(feeds.c.outlet, feeds.c.hub, feeds.c.topic)
    rows = tx.execute(query.where(feeds.c.hub != "", feeds.c.gone_at.is_(None))).all()
    return {OutletId(row.outlet): (row.hub, row.topic) for row in rows}


def of_outlet(tx: Transaction, outlet: OutletId) -> Subscription | None:
    """
    Return the subscription of *outlet*, if there is one.

    Raises:
        StorageError: the database failed.
    """
    query = select(subscriptions).where(subscriptions.c.outlet == outlet)
    row = tx.execute(query).first()
    return None if row is None else _subscription(row)


def with_token(tx: Transaction, token: str) -> Subscription | None:
    """
    Return the subscription whose callback ends in *token*, if there is one.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(select(subscriptions).where(subscriptions.c.token == token)).first()
    return None if row is None else _subscription(row)


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(**{name: getattr(row, name) for name in subscriptions.c.keys()})  # noqa: SIM118
