"""
Events: matches that are to be told at once, each for one alert.

Written in the transaction that keeps the match, so that none is lost; kept after they were told,
so that none is told twice. Knows no quiet hours and no cooldown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from model import StoredMatch
from storage.columns import listed
from storage.connection import Transaction
from storage.matches import stored_match
from storage.schema import events, matches, outbox

_PENDING = events.c.state == literal("pending", literal_execute=True)
_RELAY = "relay"  # a message told the incident before; it does not show the item


@dataclass(frozen=True, slots=True)
class Event:
    """A match to be told by one alert."""

    seq: int  # rises with every event of this instance
    id: str
    alert: str
    rule: str
    held_for: str
    created_at: datetime
    match: StoredMatch


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is to be written."""

    id: str
    alert: str
    match: StoredMatch


@dataclass(frozen=True, slots=True)
class Since:
    """From when on what was told counts: all that this alert or these messages told always does."""

    moment: datetime
    alert: str = ""
    messages: frozenset[str] = frozenset()


def add(tx: Transaction, new: Sequence[NewEvent], now: datetime, *, is_held: bool) -> int:
    """
    Keep events; return how many are new. An id the alert had before changes nothing.

    Those that *is_held* wait for a person's word: they may have been told before a restore.

    Raises:
        StorageError: the database failed.
    """
    if not new:
        return 0
    state = "review" if is_held else "pending"
    rows = [
        {
            "id": each.id,
            "alert": each.alert,
            "match_id": each.match.id,
            "rule": each.match.match.rule,
            "state": state,
            "held_for": "",
            "created_at": now,
        }
        for each in new
    ]
    query = insert(events).on_conflict_do_nothing().returning(events.c.seq)
    return len(tx.execute(query, rows).all())


def pending(tx: Transaction, alert: str) -> list[Event]:
    """
    Return the events of *alert* that were not told yet, oldest first.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(events, *_OF_MATCH)
        .join(matches)
        .where(events.c.alert == alert, _PENDING)
        .order_by(events.c.seq)
    )
    return [_event(row) for row in tx.execute(query).all()]


def hold(tx: Transaction, seqs: Sequence[int], reason: str) -> None:
    """
    Note why events are held back; the first reason stays.

    Raises:
        StorageError: the database failed.
    """
    held = (events.c.seq.in_(listed(seqs)), events.c.held_for == "")
    tx.execute(update(events).where(*held).values(held_for=reason))


def tell(tx: Transaction, message_of: Mapping[int, str], now: datetime) -> None:
    """
    Note which message tells which event, by the event's number.

    Raises:
        StorageError: the database failed.
    """
    for seq, message_id in message_of.items():
        told = {"state": "told", "told_at": now, "message_id": message_id}
        tx.execute(update(events).where(events.c.seq == seq).values(told))


def settle(tx: Transaction, seqs: Sequence[int], message_id: str, told_at: datetime) -> None:
    """
    Note that a message told before what events add nothing to; it does not show their items.

    Raises:
        StorageError: there is no such message, or the database failed.
    """
    told = {"state": "told", "told_at": told_at, "message_id": message_id, "held_for": _RELAY}
    tx.execute(update(events).where(events.c.seq.in_(listed(seqs))).values(told))


def cancel(tx: Transaction, seqs: Sequence[int], reason: str) -> None:
    """
    Note that events are not told at once, ever, and why.

    Raises:
        StorageError: the database failed.
    """
    values = {"state": "cancelled", "held_for": reason}
    tx.execute(update(events).where(events.c.seq.in_(listed(seqs))).values(values))


def last_told(tx: Transaction, alert: str) -> dict[str, datetime]:
    """
    Return when *alert* last told something of each rule.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(events.c.rule, func.max(events.c.told_at))
        .where(events.c.alert == alert, events.c.told_at.is_not(None))
        .group_by(events.c.rule)
    )
    return dict(tx.execute(query).all())


def reached(
    tx: Transaction,
    item_id: int,
    update_of: int | None = None,
    apart: Iterable[str] = (),
    since: Since | None = None,
) -> set[tuple[str, str]]:
    """
    Return the channels and recipients that some alert tells of that item, or has told.

    With the number of a version as *update_of*: of the change that made it. Those whose message
    was given up or dropped know nothing of it, nor those for whom it was settled as a relay: what
    else it says was told to nobody. Messages *apart* told of something else in it. What was told
    before *since* counts only as far as that says.

    Raises:
        StorageError: the database failed.
    """
    query = (
        select(outbox.c.channel, outbox.c.recipient)
        .select_from(events)
        .join(matches)
        .join(outbox, outbox.c.message_id == events.c.message_id)
        .where(matches.c.item_id == item_id, outbox.c.state.not_in(["dead", "cancelled"]))
        .where(events.c.held_for != _RELAY, events.c.message_id.not_in(list(apart)))
    )
    if update_of is not None:
        query = query.where(matches.c.is_update, matches.c.revision == update_of)
    if since is not None:
        is_known = events.c.message_id.in_(list(since.messages)) | (events.c.alert == since.alert)
        query = query.where(is_known | (events.c.told_at >= since.moment))
    return {(channel, recipient) for channel, recipient in tx.execute(query).all()}


def tellings(tx: Transaction, item_id: int) -> dict[str, tuple[str, datetime]]:
    """
    Return the alerts that told of an item or settled it as a relay: by which message, and when.

    Of several messages of an alert it is the first.

    Raises:
        StorageError: the database failed.
    """
    told = (matches.c.item_id == item_id, events.c.message_id.is_not(None))
    query = select(events.c.alert, events.c.message_id, events.c.told_at).join(matches)
    rows = tx.execute(query.where(*told).order_by(events.c.told_at.desc(), events.c.seq.desc()))
    return {row.alert: (row.message_id, row.told_at) for row in rows.all()}


def told_matches(tx: Transaction, alert: str, item_id: int) -> list[tuple[str, StoredMatch]]:
    """
    Return the matches of an item that messages of *alert* told, each with the message.

    Those settled as relays are not among them.

    Raises:
        StorageError: the database failed.
    """
    query = select(events, *_OF_MATCH).join(matches)
    told = (events.c.alert == alert, matches.c.item_id == item_id, events.c.state == "told")
    rows = tx.execute(query.where(*told, events.c.held_for != _RELAY).order_by(events.c.seq))
    return [(row.message_id, _event(row).match) for row in rows.all()]


def decide(tx: Transaction, state: str) -> int:
    """
    Let the events under review be "pending" or "cancelled"; return how many those are.

    Raises:
        StorageError: the database failed.
    """
    query = update(events).where(events.c.state == "review").values(state=state)
    return tx.execute(query).rowcount


def put_under_review(tx: Transaction) -> int:
    """
    Let all that is pending wait for a person's word; return how many that are.

    Raises:
        StorageError: the database failed.
    """
    return tx.execute(update(events).where(_PENDING).values(state="review")).rowcount


def count(tx: Transaction, state: str) -> int:
    """
    Return how many events are in *state*.

    Raises:
        StorageError: the database failed.
    """
    query = select(func.count()).select_from(events).where(events.c.state == state)
    return tx.execute(query).scalar_one()


_OF_MATCH = (
    matches.c.item_id,
    matches.c.rule_set,
    matches.c.hits,
    matches.c.created_at.label("matched_at"),
    matches.c.revision,
    matches.c.is_update,
)


def _event(row: Row[Any]) -> Event:
    match = stored_match(
        row.match_id,
        row.item_id,
        row.rule,
        row.rule_set,
        row.hits,
        row.matched_at,
        row.revision,
        is_update=row.is_update,
    )
    return Event(row.seq, row.id, row.alert, row.rule, row.held_for, row.created_at, match)
