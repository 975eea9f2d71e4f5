"""
Incidents: which mentions are of one event.

Decides nothing; whoever writes here notes a new state, by which all others see that what they
hold is old.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from storage.columns import listed
from storage.connection import Transaction
from storage.schema import accounts, incidents, instance, mentions, told_incidents

Key = tuple[int, int]  # an item and the mention's place in it

_KEY = "incidents"


@dataclass(frozen=True, slots=True)
class State:
    """How far grouping has come."""

    writes: int = 0  # how often incidents were written
    next: int = 1  # the number of the next incident: none is given twice


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with its incident and the days on which the event may have been."""

    item_id: int
    number: int
    incident: int | None
    first_day: date | None
    last_day: date | None
    is_background: bool

    @property
    def key(self) -> Key:
        """The item and the mention's place in it."""
        return self.item_id, self.number


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is listed."""

    id: int
    first_at: datetime
    last_at: datetime
    changes: int


def state(tx: Transaction) -> State:
    """
    Return how far grouping has come.

    Raises:
        StorageError: the database failed.
    """
    found = tx.execute(select(instance.c.value).where(instance.c.key == _KEY)).scalar()
    return State(**json.loads(found)) if found else State()


def note(tx: Transaction, next_number: int | None = None) -> State:
    """
    Note that incidents were written, and return the new state.

    Raises:
        StorageError: the database failed.
    """
    before = state(tx)
    new = State(before.writes + 1, max(before.next, next_number or 1))
    value = json.dumps(asdict(new))
    query = insert(instance).values(key=_KEY, value=value)
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
    return new


def place(tx: Transaction, placed: Sequence[Placed], item_ids: Sequence[int]) -> None:
    """
    Let *placed* be all mentions of the items *item_ids*; those they had before are gone.

    Raises:
        StorageError: an item is not there, or the database failed.
    """
    tx.execute(delete(mentions).where(mentions.c.item_id.in_(listed(item_ids))))
    _begin(tx, {each.incident for each in placed if each.incident is not None})
    if placed:
        tx.execute(insert(mentions), [_row(each) for each in placed])


def move(tx: Transaction, incident_of: Mapping[Key, int | None]) -> None:
    """
    Give mentions another incident; those that are not kept are passed over.

    Raises:
        StorageError: the database failed.
    """
    _begin(tx, {each for each in incident_of.values() if each is not None})
    for (item_id, number), incident in incident_of.items():
        chosen = and_(mentions.c.item_id == item_id, mentions.c.number == number)
        tx.execute(update(mentions).where(chosen).values(incident_id=incident))


def touch(tx: Transaction, numbers: Iterable[int]) -> None:
    """
    Note that something became of the incidents *numbers*; one without mentions is gone.

    Raises:
        StorageError: the database failed.
    """
    for number in sorted(set(numbers)):
        query = (
            select(func.min(accounts.c.published_at), func.max(accounts.c.published_at))
            .join(mentions, mentions.c.item_id == accounts.c.item_id)
            .where(mentions.c.incident_id == number)
        )
        first, last = tx.execute(query).one()
        chosen = incidents.c.id == number
        if first is None:
            tx.execute(delete(incidents).where(chosen))
        else:
            new = {"first_at": first, "last_at": last, "changes": incidents.c.changes + 1}
            tx.execute(update(incidents).where(chosen).values(new))
            _let_look(tx, number)


def sweep(tx: Transaction) -> int:
    """
    Delete the incidents none of whose items is kept any more; return how many.

    Raises:
        StorageError: the database failed.
    """
    is_empty = ~exists().where(mentions.c.incident_id == incidents.c.id)
    return tx.execute(delete(incidents).where(is_empty)).rowcount


def get(tx: Transaction, number: int) -> Incident | None:
    """
    Return the incident of that number, if there is one.

    Raises:
        StorageError: the database failed.
    """
    row = tx.execute(select(incidents).where(incidents.c.id == number)).first()
    return None if row is None else _incident(row)


def get_many(tx: Transaction, numbers: Sequence[int]) -> dict[int, Incident]:
    """
    Return the incidents of those numbers; numbers that no incident has are left out.

    Raises:
        StorageError: the database failed.
    """
    query = select(incidents).where(incidents.c.id.in_(listed(numbers)))
    return {row.id: _incident(row) for row in tx.execute(query).all()}


def latest(
    tx: Transaction,
    limit: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, int] | None = None,
) -> list[Incident]:
    """
    Return incidents, that of the latest report first, at most *limit*.

    Only those with reports in `[since, until)`; *before* is moment and number of the last one of
    the page before.

    Raises:
        StorageError: the database failed.
    """
    query = select(incidents).order_by(incidents.c.last_at.desc(), incidents.c.id.desc())
    if since is not None:
        query = query.where(incidents.c.last_at >= since)
    if until is not None:
        query = query.where(incidents.c.first_at < until)
    if before is not None:
        query = query.where(tuple_(incidents.c.last_at, incidents.c.id) < before)
    return [_incident(row) for row in tx.execute(query.limit(limit)).all()]


def count(tx: Transaction) -> int:
    """
    Return how many incidents there are.

    Raises:
        StorageError: the database failed.
    """
    return int(tx.execute(select(func.count()).select_from(incidents)).scalar_one())


def members(tx: Transaction, numbers: Sequence[int]) -> dict[int, list[Placed]]:
    """
    Return the mentions of each of those incidents, by item; unknown numbers are left out.

    Raises:
        StorageError: the database failed.
    """
    query = select(mentions).where(mentions.c.incident_id.in_(listed(numbers)))
    found: dict[int, list[Placed]] = {}
    for row in tx.execute(query.order_by(mentions.c.item_id, mentions.c.number)).all():
        found.setdefault(row.incident_id, []).append(_placed(row))
    return found


def of_items(tx: Transaction, item_ids: Sequence[int]) -> dict[int, list[Placed]]:
    """
    Return the mentions of each of those items, the main one first; without any, it is left out.

    Raises:
        StorageError: the database failed.
    """
    query = select(mentions).where(mentions.c.item_id.in_(listed(item_ids)))
    found: dict[int, list[Placed]] = {}
    for row in tx.execute(query.order_by(mentions.c.item_id, mentions.c.number)).all():
        found.setdefault(row.item_id, []).append(_placed(row))
    return found


def _begin(tx: Transaction, numbers: set[int]) -> None:
    """Let there be incidents of those numbers; `touch` says since when."""
    long_ago = datetime.fromisoformat("0001-01-01T00:00:00+00:00")
    rows = [
        {"id": number, "first_at": long_ago, "last_at": long_ago, "changes": 0}
        for number in sorted(numbers)
    ]
    if rows:
        tx.execute(insert(incidents).on_conflict_do_nothing(), rows)


def _let_look(tx: Transaction, number: int) -> None:
    """Let alerts that told of the incident see whether there is more to tell."""
    its = select(mentions.c.item_id, mentions.c.number).where(mentions.c.incident_id == number)
    told = tuple_(told_incidents.c.item_id, told_incidents.c.number)
    tx.execute(update(told_incidents).where(told.in_(its)).values(is_due=True))


def _row(placed: Placed) -> dict[str, Any]:
    return {
        "item_id": placed.item_id,
        "number": placed.number,
        "incident_id": placed.incident,
        "first_day": placed.first_day,
        "last_day": placed.last_day,
        "is_background": placed.is_background,
    }


def _placed(row: Row[Any]) -> Placed:
    return Placed(
        row.item_id,
        row.number,
        row.incident_id,
        row.first_day,
        row.last_day,
        row.is_background,
    )


def _incident(row: Row[Any]) -> Incident:
    return Incident(row.id, row.first_at, row.last_at, row.changes)
