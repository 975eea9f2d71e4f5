"""
Incidents looked for by what was read of them: place, kind, days, denials; and those close to one.

Finds candidates: what an incident is taken for is decided by whoever sums it up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, column, exists, func, literal, select, tuple_

from storage.columns import listed
from storage.connection import Transaction
from storage.incident_links import Link
from storage.schema import accounts, incident_links, incidents, mentions

_KINDS, _PLACES = 1, 2  # where they stand in a mention, as storage.account_json writes it
_MENTION, _STANCE, _ABOUT = 0, 4, 5  # where they stand in a claim


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for; "" and None: all. Places are ids, one of which a mention names."""

    places: tuple[str, ...] = ()
    kind: str = ""
    since: date | None = None  # the day of the event; without one, that of its reports
    until: date | None = None
    is_denied: bool = False


Place = tuple[datetime, int]  # of an incident in the list: its last report, and its number


def candidates(
    tx: Transaction, looked: Looked, before: Place | None = None, limit: int = 50
) -> list[tuple[Place, int]]:
    """
    Return the places and numbers of incidents that may be *looked* for, that of the latest first.

    *before* is the place of the last one of the page before.

    Raises:
        StorageError: the database failed.
    """
    query = select(incidents.c.id, incidents.c.last_at).order_by(
        incidents.c.last_at.desc(), incidents.c.id.desc()
    )
    if before is not None:
        query = query.where(tuple_(incidents.c.last_at, incidents.c.id) < before)
    for condition in _conditions(looked):
        query = query.where(condition)
    rows = tx.execute(query.limit(limit)).all()
    return [((row.last_at, row.id), row.id) for row in rows]


def near(
    tx: Transaction, number: int, first: date, last: date, place: str, limit: int = 50
) -> list[int]:
    """
    Return the numbers of other incidents at a place on those days, the lowest first.

    They name *place*, and their event may be of a day from *first* to *last*; *number* is the one
    they are others of.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(mentions.c.incident_id)
        .distinct()
        .join(accounts, accounts.c.item_id == mentions.c.item_id)
        .where(mentions.c.first_day <= last, mentions.c.last_day >= first)
        .where(mentions.c.incident_id.is_not(None), mentions.c.incident_id != number)
        .where(func.instr(accounts.c.account, f'"{place}"') > 0, _names(_PLACES, (place,)))
    )
    return list(tx.execute(query.order_by(mentions.c.incident_id).limit(limit)).scalars())


def said_of(tx: Transaction, item_ids: Sequence[int]) -> list[Link]:
    """
    Return what people said of the mentions of those items, the first word first.

    Raises:
        StorageError: the database failed.
    """
    table, chosen = incident_links, listed(item_ids)
    query = select(table).where(table.c.item_id.in_(chosen) | table.c.other_id.in_(chosen))
    ordered = query.order_by(table.c.said_at, table.c.item_id, table.c.other_id)
    return [
        Link(
            (row.item_id, row.number),
            (row.other_id, row.other_number),
            row.is_one,
            row.said_by,
            row.said_at,
        )
        for row in tx.execute(ordered).all()
    ]


def _conditions(looked: Looked) -> list[ColumnElement[bool]]:
    conditions = []
    if looked.places:
        conditions.append(_has(_names(_PLACES, looked.places)))
    if looked.kind:
        conditions.append(_has(_names(_KINDS, (looked.kind,))))
    if looked.since is not None:
        conditions.append(_has(mentions.c.last_day >= looked.since))
    if looked.until is not None:
        conditions.append(_has(mentions.c.first_day <= looked.until))
    if looked.is_denied:
        conditions.append(_has(_is_denied()))
    return conditions


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say whether an incident has a mention that is so."""
    own = mentions.c.incident_id == incidents.c.id
    return exists().where(own, accounts.c.item_id == mentions.c.item_id, condition)


def _names(part: int, values: Collection[str]) -> ColumnElement[bool]:
    """Say whether a mention has one of *values* in that part of it."""
    where = literal("$.mentions[").op("||")(mentions.c.number).op("||")(f"][{part}]")
    each: Any = func.json_each(accounts.c.account, where).table_valued(column("value"))
    return exists().where(each.c.value.in_(list(values)))


def _is_denied() -> ColumnElement[bool]:
    claim: Any = func.json_each(accounts.c.account, "$.claims").table_valued(column("value"))

    def part(place: int) -> Any:
        return func.json_extract(claim.c.value, f"$[{place}]")

    is_so = and_(part(_STANCE) == "denies", part(_ABOUT) == "", part(_MENTION) == mentions.c.number)
    return exists().where(func.instr(accounts.c.account, '"denies"') > 0, is_so)
