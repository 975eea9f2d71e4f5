"""
Pipe 2, from the database to people.

    pending matches → Digest → Message, frozen in the outbox → channel → Delivery

A digest is frozen in one transaction: its window, the matches in it, and the messages that carry
it. Sending happens afterwards, outside any transaction, and every attempt is recorded; an attempt
that dies half-way is repeated with the same id when its lease runs out.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.channels.channel import Channel
from alerts.channels.retry import next_attempt
from alerts.digests.digest import build_digest, digest_id
from alerts.digests.render import render
from alerts.digests.schedule import due
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from hajiz.config.read import DigestPlan
from hajiz.coverage import coverage_of
from model import (
    Digest,
    Match,
    Message,
    Postponed,
    SendResult,
    StorageError,
    StoredItem,
    StoredMatch,
)
from storage import digests, items, matches, outbox
from storage.database import Database, Transaction

LEASE = timedelta(minutes=2)  # longer than any channel's own time limit
LATEST_COMMIT = timedelta(hours=1)  # how long after the moment it was seen an item is committed


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a digest covers, `[start, end)`, and the local date it is for."""

    start: datetime
    end: datetime
    local_date: date | None  # None: sent by hand, besides the daily ones


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message offered to one channel, and what came of it."""

    channel: str
    message_id: str
    number: int
    result: SendResult
    next_attempt_at: datetime | None


def freeze_due(assembly: Assembly, now: datetime) -> list[Digest]:
    """
    Freeze every digest whose time has come, and put its messages into the outbox.

    Times missed while nothing ran are merged into one digest. One digest per name and local date,
    whatever the clock does: the ledger decides, not the moment of the call.

    Raises:
        StorageError: the digest in question was not frozen and stays due.
    """
    frozen = []
    for plan in assembly.config.digests:
        with assembly.database.write() as tx:
            window = _due_window(tx, plan, now)
            digest = _freeze(tx, assembly, plan, window, now) if window else None
        if digest is not None:
            frozen.append(digest)
    return frozen


def freeze_now(assembly: Assembly, plan: DigestPlan, now: datetime) -> Digest:
    """
    Freeze what is pending for *plan* at this moment, besides its daily times.

    Raises:
        StorageError: nothing was frozen.
    """
    with assembly.database.write() as tx:
        digest = _freeze(tx, assembly, plan, _window_until(tx, plan, now), now)
    if digest is None:
        raise StorageError(f"the digest {plan.name} of this very moment was frozen already")
    return digest


def preview(assembly: Assembly, plan: DigestPlan, now: datetime) -> tuple[Digest, Message]:
    """Show what *plan* would send at this moment; nothing is frozen or marked as told."""
    with assembly.database.read() as tx:
        digest, _ = _build(tx, assembly, plan, _window_until(tx, plan, now))
    return digest, render(digest, now)


def deliver(database: Database, channel: Channel, clock: Clock, owner: str) -> list[Attempt]:
    """
    Offer *channel* every message that waits for it and is due, oldest first.

    Blocks while the channel works. A failure ends the round, so that a dead destination is asked
    once and not once per message.

    Raises:
        StorageError: the outcome of the last attempt could not be written down; it is repeated
            with the same id when its lease runs out.
    """
    attempts: list[Attempt] = []
    while True:
        with database.write() as tx:
            claimed = outbox.claim(tx, channel.name, clock(), LEASE, owner)
        if claimed is None:
            return attempts
        result = channel.send(claimed.message)
        now = clock()
        again = _when_again(claimed.attempt, now, result)
        with database.write() as tx:
            outbox.finish(tx, claimed.seq, result, now, again)
        message_id = claimed.message.id
        attempts.append(Attempt(channel.name, message_id, claimed.attempt, result, again))
        if isinstance(result, Postponed):
            return attempts


def _when_again(attempt: int, now: datetime, result: SendResult) -> datetime | None:
    if not isinstance(result, Postponed):
        return None
    return next_attempt(attempt, now, result, random.random())  # noqa: S311 - spreads load only


def _due_window(tx: Transaction, plan: DigestPlan, now: datetime) -> Window | None:
    since = digests.registered(tx, plan.name, now)
    found = due(plan.at, plan.zone, digests.last_date(tx, plan.name), since, now)
    if found is None:
        return None
    start = digests.last_end(tx, plan.name) or since
    return Window(min(start, found.window_end), found.window_end, found.local_date)


def _window_until(tx: Transaction, plan: DigestPlan, now: datetime) -> Window:
    since = digests.registered(tx, plan.name, now)
    return Window(digests.last_end(tx, plan.name) or since, now, None)


def _freeze(
    tx: Transaction, assembly: Assembly, plan: DigestPlan, window: Window, now: datetime
) -> Digest | None:
    digest, told = _build(tx, assembly, plan, window)
    is_first = digests.freeze(
        tx, digest.id, plan.name, window.local_date, window.start, window.end, told, now
    )
    if not is_first:
        return None
    if digest.match_count or plan.when_empty == "send":
        outbox.add(tx, render(digest, now), plan.channels, now)
    return digest


def _build(
    tx: Transaction, assembly: Assembly, plan: DigestPlan, window: Window
) -> tuple[Digest, list[int]]:
    since = max(digests.registered(tx, plan.name, window.end), window.start - LATEST_COMMIT)
    pending = matches.pending(tx, plan.name, plan.rules, since, window.end)
    digest = build_digest(
        id=digest_id(assembly.database.instance, plan.name, window.start, window.end),
        name=plan.name,
        window_start=window.start,
        window_end=window.end,
        timezone=plan.zone.key,
        rule_set=assembly.rule_set.version,
        rules=plan.rules,
        found=_with_items(tx, pending),
        outlets=assembly.outlets,
        coverage=coverage_of(tx, assembly.config.outlets, window.start, window.end, plan.zone),
    )
    return digest, [match.id for match in pending]


def _with_items(
    tx: Transaction, pending: Sequence[StoredMatch]
) -> list[tuple[StoredItem, list[Match]]]:
    by_item: dict[int, list[Match]] = {}
    for stored in pending:
        by_item.setdefault(stored.item_id, []).append(stored.match)
    found = items.get_many(tx, list(by_item))
    return [(item, by_item[item.id]) for item in found]
