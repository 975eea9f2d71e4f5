"""
Documents whose reader had to be killed: how often, and which are not read again for now.

Knows hashes of bodies; what is in them nobody knows. Decides nothing about the outlet.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from model import OutletId
from storage.connection import Transaction
from storage.schema import instance

TWICE = 2  # once may be a machine that had too much to do
AGAIN = timedelta(days=1)  # after which it is read once more: this Hajiz may be a better reader
FORGET = timedelta(days=30)
MOST = 20  # documents of one outlet
_PREFIX = "poison:"


class _Kills(TypedDict):
    times: int
    at: str


def note(
    tx: Transaction, outlet: OutletId, killed: Sequence[bytes], now: datetime
) -> tuple[bytes, ...]:
    """
    Count that the readers of those bodies, by their hashes, were killed.

    Returns those of them that are not read again from now on.

    Raises:
        StorageError: the database failed.
    """
    known = _known(tx, outlet)
    recent = {each: said for each, said in known.items() if now - _at(said) < FORGET}
    new = []
    for body in killed:
        times = recent.pop(body.hex(), _Kills(times=0, at=""))["times"] + 1
        recent[body.hex()] = _Kills(times=times, at=now.isoformat())
        new += [body] if times == TWICE else []
    kept = dict(list(recent.items())[-MOST:])
    query = insert(instance).values(key=_PREFIX + outlet, value=json.dumps(kept))
    changed = {"value": query.excluded.value}
    tx.execute(query.on_conflict_do_update(index_elements=["key"], set_=changed))
    return tuple(new)


def poison(tx: Transaction, now: datetime) -> Mapping[OutletId, frozenset[bytes]]:
    """
    Return the hashes of the bodies that are not to be read at *now*, by outlet.

    Raises:
        StorageError: the database failed.
    """
    chosen = instance.c.key.startswith(_PREFIX, autoescape=True)
    rows = tx.execute(select(instance).where(chosen)).all()
    found = {
        OutletId(row.key.removeprefix(_PREFIX)): frozenset(
            bytes.fromhex(body)
            for body, said in json.loads(row.value).items()
            if said["times"] >= TWICE and abs(now - _at(said)) < AGAIN
        )
        for row in rows
    }
    return {outlet: bodies for outlet, bodies in found.items() if bodies}


def _known(tx: Transaction, outlet: OutletId) -> dict[str, _Kills]:
    query = select(instance.c.value).where(instance.c.key == _PREFIX + outlet)
    value = tx.execute(query).scalar()
    found: dict[str, _Kills] = json.loads(value) if value else {}
    return found


def _at(said: _Kills) -> datetime:
    return datetime.fromisoformat(said["at"])
