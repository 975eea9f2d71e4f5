"""
Digests: which are due, what is in them, and their messages into the outbox.

A digest is frozen in one transaction: its window, the matches in it, and the messages that carry
it. The ledger decides what is due, never the moment of the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from alerts.digests.digest import build_digest, digest_id
from alerts.digests.found import Found
from alerts.digests.language.reasons import reasons_in
from alerts.digests.render import render
from alerts.digests.schedule import due
from alerts.instant import LATE, is_late
from alerts.label_links import LinkMaker
from hajiz.assembly import Assembly
from hajiz.config.plans import DigestPlan
from hajiz.coverage import coverage_of
from hajiz.dispatch.audience import Destination, audience
from hajiz.dispatch.digest_incidents import found_incidents, read_pending, remarked
from hajiz.dispatch.label_links import link_maker
from hajiz.dispatch.showing import shown_items
from hajiz.failpoint import reach
from model import Match, StorageError, StoredItem, StoredMatch
from model.digest import Digest
from model.message import Message
from storage import digests, holds, matches, outbox, unsubscriptions
from storage.database import Transaction

LATEST_COMMIT = timedelta(hours=1)  # how long after the moment it was seen an item is committed
MEMORY = timedelta(days=7)  # a piece told longer ago is news again
DAYS_SHOWN = 30
WEEK = timedelta(days=7, hours=-12)


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a digest covers, `[start, end)`, and the local date it is for."""

    start: datetime
    end: datetime
    local_date: date | None  # None: sent by hand, besides the daily ones


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
        with assembly.database.read() as tx:
            window = _due_window(tx, plan, now)
            waiting = _items(_pending(tx, plan, window, now)) if window else ()
        if window is None:
            continue
        read_pending(assembly, plan.name, waiting)
        with assembly.database.write() as tx:
            window = _due_window(tx, plan, now)
            digest = _freeze(tx, assembly, plan, window, now) if window else None
            reach("froze")
        reach("frozen")
        if digest is not None:
            frozen.append(digest)
    return frozen


def freeze_now(assembly: Assembly, plan: DigestPlan, now: datetime) -> Digest:
    """
    Freeze what is pending for *plan* at this moment, besides its daily times.

    Raises:
        StorageError: nothing was frozen.
    """
    _read_until(assembly, plan, now)
    with assembly.database.write() as tx:
        digest = _freeze(tx, assembly, plan, _window_until(tx, plan, now), now)
    if digest is None:
        raise StorageError(f"the digest {plan.name} of this very moment was frozen already")
    return digest


def preview(
    assembly: Assembly, plan: DigestPlan, now: datetime
) -> tuple[Digest, tuple[Message, ...]]:
    """Show what *plan* would send at this moment; nothing is frozen or marked as told."""
    _read_until(assembly, plan, now)
    with assembly.database.write() as tx:
        links = link_maker(tx, assembly, plan)
    with assembly.database.read() as tx:
        digest, _ = _build(tx, assembly, plan, _window_until(tx, plan, now), now, links)
    return digest, render(digest, now, plan.max_size)


def day_start(now: datetime, zone: DigestPlan) -> datetime:
    """Return when the local day of *now* began."""
    local = now.astimezone(zone.zone)
    return datetime.combine(local.date(), time(), zone.zone)


def _read_until(assembly: Assembly, plan: DigestPlan, now: datetime) -> None:
    with assembly.database.read() as tx:
        waiting = _items(_pending(tx, plan, _window_until(tx, plan, now), now))
    read_pending(assembly, plan.name, waiting)


def _due_window(tx: Transaction, plan: DigestPlan, now: datetime) -> Window | None:
    since = digests.began(tx, plan.name, now)
    last = digests.last_date(tx, plan.name, now)
    found = due(plan.at, plan.zone, last, since, now, plan.weekdays)
    if found is None:
        return None
    start = digests.last_end(tx, plan.name, now) or since
    return Window(min(start, found.window_end), found.window_end, found.local_date)


def _window_until(tx: Transaction, plan: DigestPlan, now: datetime) -> Window:
    since = digests.began(tx, plan.name, now)
    start = digests.last_end(tx, plan.name, now) or since
    return Window(min(start, now), now, None)


def _freeze(
    tx: Transaction, assembly: Assembly, plan: DigestPlan, window: Window, now: datetime
) -> Digest | None:
    digest, told = _build(tx, assembly, plan, window, now, link_maker(tx, assembly, plan))
    is_sent = digest.match_count > 0 or _is_wanted_empty(tx, plan, window, now)
    is_first = digests.freeze(
        tx,
        digest.id,
        plan.name,
        window.local_date,
        window.start,
        window.end,
        told,
        now,
        is_sent=is_sent,
    )
    if not is_first:
        return None
    if is_sent:
        _queue(tx, assembly, plan, digest, now)
    return digest


def _queue(
    tx: Transaction, assembly: Assembly, plan: DigestPlan, digest: Digest, now: datetime
) -> None:
    state = "review" if holds.covers(tx, digest.window_start) else "pending"
    for message in render(digest, now, plan.max_size):
        outbox.add(tx, message, _destinations(tx, assembly, plan), now, state)


def _destinations(tx: Transaction, assembly: Assembly, plan: DigestPlan) -> list[Destination]:
    everybody = audience(assembly.config, plan.channels, plan.recipients)
    return unsubscriptions.wanted(tx, everybody, plan.name)


def _is_wanted_empty(tx: Transaction, plan: DigestPlan, window: Window, now: datetime) -> bool:
    """Say whether a digest is sent though it has nothing to tell; by hand it always is."""
    if window.local_date is None or plan.when_empty == "send":
        return True
    return plan.when_empty == "weekly" and not digests.count_sent(tx, plan.name, now, WEEK)


def _build(
    tx: Transaction,
    assembly: Assembly,
    plan: DigestPlan,
    window: Window,
    now: datetime,
    links: LinkMaker | None,
) -> tuple[Digest, list[int]]:
    pending = _pending(tx, plan, window, now)
    edited = {match.item_id for match in pending if match.is_update}
    reasons = reasons_in(plan.language, plan.zone.key, window.end)
    digest = build_digest(
        id=digest_id(assembly.database.instance, plan.name, window.start, window.end),
        name=plan.name,
        window_start=window.start,
        window_end=window.end,
        timezone=plan.zone.key,
        rule_set=assembly.rule_set.version,
        rules=plan.rules,
        found=remarked(tx, _all_found(tx, plan, window, now, pending)),
        outlets=assembly.outlets,
        coverage=coverage_of(tx, assembly.config.outlets, window.start, window.end, reasons),
        language=plan.language,
        days=tuple(matches.count_days(tx, plan.rules, window.end, DAYS_SHOWN)),
        thread=outbox.first_since(tx, "digest", plan.name, day_start(now, plan)),
        links=links,
        incidents=found_incidents(tx, assembly, plan.name, _items(pending), edited),
    )
    return digest, [match.id for match in pending]


def _pending(tx: Transaction, plan: DigestPlan, window: Window, now: datetime) -> list[StoredMatch]:
    since = max(digests.began(tx, plan.name, window.end), window.start - LATEST_COMMIT)
    after = digests.newest_match(tx, plan.name)
    return matches.pending(tx, plan.name, plan.rules, since, window.end, now, after)


def _items(pending: Sequence[StoredMatch]) -> list[int]:
    return list(dict.fromkeys(match.item_id for match in pending))


def _found(
    tx: Transaction,
    plan: DigestPlan,
    window: Window,
    now: datetime,
    item: StoredItem,
    fired: Sequence[Match],
    *,
    is_update: bool,
) -> Found:
    if is_update and item.first_seen_at < window.start:
        return Found(item, fired, "update")
    told_at = matches.told_before(tx, plan.name, item, now - MEMORY)
    if told_at is not None:
        return Found(item, fired, "follow_up", told_at)
    return Found(item, fired, "late" if is_late(item, LATE) else "new")


def _all_found(
    tx: Transaction,
    plan: DigestPlan,
    window: Window,
    now: datetime,
    pending: Sequence[StoredMatch],
) -> list[Found]:
    by_item: dict[int, list[StoredMatch]] = {}
    for stored in pending:
        by_item.setdefault(stored.item_id, []).append(stored)
    updates = {item_id: all(stored.is_update for stored in own) for item_id, own in by_item.items()}
    return [
        _found(tx, plan, window, now, item, fired, is_update=updates[item.id])
        for item, fired in shown_items(tx, by_item)
    ]
