"""
What alerts told of incidents, and of which incidents there may be more to tell.

An incident is known by the mention it was first told with: its number may change. Decides nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.sqlite import insert

from storage.columns import listed
from storage.connection import Transaction
from storage.incidents import Key
from storage.schema import mentions, outbox, told_incidents

UNTOLD = ""


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """What those who get an alert know of an incident."""

    alert: str
    key: Key  # the mention it was first told with
    message_id: str  # the first message
    is_due: bool  # something became of the incident since it was looked at
    known: str  # JSON; UNTOLD: nothing, another event stands where the one told of stood
    told_at: datetime


def keep(tx: Transaction, told: ToldIncident) -> None:
    """
    Keep what was told; what was known of the same mention before is replaced.

    Raises:
        StorageError: there is no such item or message, or the database failed.
    """
    values = {
        "message_id": told.message_id,
        "is_due": told.is_due,
        "known": told.known,
        "told_at": told.told_at,
    }
    row = {"alert": told.alert, "item_id": told.key[0], "number": told.key[1]} | values
    query = insert(told_incidents).values(row)
    keys = ["alert", "item_id", "number"]
    tx.execute(query.on_conflict_do_update(index_elements=keys, set_=values))


def of_item(tx: Transaction, item_id: int) -> list[ToldIncident]:
    """
    Return what alerts told of incidents by mentions of an item.

    Raises:
        StorageError: the database failed.
    """
    query = select(told_incidents).where(told_incidents.c.item_id == item_id)
    return [
        _told_incident(row) for row in tx.execute(query.order_by(told_incidents.c.number)).all()
    ]


def forget(tx: Transaction, item_id: int) -> None:
    """
    Let nothing be told by mentions of an item.

    Raises:
        StorageError: the database failed.
    """
    tx.execute(delete(told_incidents).where(told_incidents.c.item_id == item_id))


def is_kept(tx: Transaction, alert: str, key: Key) -> bool:
    """
    Say whether something was told by that very mention.

    Raises:
        StorageError: the database failed.
    """
    its = (told_incidents.c.item_id == key[0], told_incidents.c.number == key[1])
    query = select(told_incidents.c.alert).where(told_incidents.c.alert == alert, *its)
    return tx.execute(query).first() is not None


def of_incidents(
    tx: Transaction, alert: str, numbers: Sequence[int]
) -> dict[int, list[ToldIncident]]:
    """
    Return what *alert* told of each of those incidents, the first telling first.

    An incident that was put together of several may have been told several times.

    Raises:
        StorageError: the database failed.
    """
    query = _told(alert).where(mentions.c.incident_id.in_(listed(numbers)))
    return _by_incident(tx, query)


def changed(tx: Transaction, alert: str) -> dict[int, list[ToldIncident]]:
    """
    Return the incidents told by *alert* of which something became since they were looked at.

    Raises:
        StorageError: the database failed.
    """
    numbers = list(_by_incident(tx, _told(alert).where(told_incidents.c.is_due)))
    return of_incidents(tx, alert, numbers) if numbers else {}


def of_others(tx: Transaction, alert: str, numbers: Sequence[int]) -> dict[int, list[ToldIncident]]:
    """
    Return what alerts other than *alert* told of each of those incidents, the first telling first.

    Raises:
        StorageError: the database failed.
    """
    query = _placed().where(told_incidents.c.alert != alert)
    return _by_incident(tx, query.where(mentions.c.incident_id.in_(listed(numbers))))


def receivers(tx: Transaction, message_ids: Sequence[str]) -> list[tuple[str, str]]:
    """
    Return the channels and recipients that any of those messages goes to or went to.

    Those for whom all of them were given up or dropped know nothing of it.

    Raises:
        StorageError: the database failed.
    """
    query = select(outbox.c.channel, outbox.c.recipient).where(
        outbox.c.message_id.in_(message_ids), outbox.c.state.not_in(["dead", "cancelled"])
    )
    found = tx.execute(query.order_by(outbox.c.seq)).all()
    return list(dict.fromkeys((channel, recipient) for channel, recipient in found))


def had_receivers(tx: Transaction, message_id: str) -> bool:
    """
    Say whether a message was meant for anybody, whatever became of it.

    Raises:
        StorageError: the database failed.
    """
    query = select(outbox.c.seq).where(outbox.c.message_id == message_id).limit(1)
    return tx.execute(query).first() is not None


def _told(alert: str) -> Any:
    return _placed().where(told_incidents.c.alert == alert)


def _placed() -> Any:
    return (
        select(told_incidents, mentions.c.incident_id)
        .join(
            mentions,
            (mentions.c.item_id == told_incidents.c.item_id)
            & (mentions.c.number == told_incidents.c.number),
        )
        .where(mentions.c.incident_id.is_not(None))
    )


def _by_incident(tx: Transaction, query: Any) -> dict[int, list[ToldIncident]]:
    found: dict[int, list[ToldIncident]] = {}
    order = (told_incidents.c.told_at, told_incidents.c.item_id, told_incidents.c.number)
    for row in tx.execute(query.order_by(*order)).all():
        found.setdefault(row.incident_id, []).append(_told_incident(row))
    return found


def _told_incident(row: Row[Any]) -> ToldIncident:
    return ToldIncident(
        row.alert,
        (row.item_id, row.number),
        row.message_id,
        row.is_due,
        row.known,
        row.told_at,
    )
