"""
News at once, from outlets whose feed names a hub (WebSub, https://www.w3.org/TR/websub/).

A push is taken for a reason to look at the feed now, and for nothing else: what it contains is not
trusted. Hubs are asked by `Subscriber`; what they ask us comes in through `hajiz.web.websub`.
"""

import asyncio
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.crawl import Crawler
from crawler.pace import FIRST_BACKOFF, LONGEST_BACKOFF
from hajiz.assembly import Assembly
from hajiz.clock import Clock
from model import Failed, OutletId
from storage import feeds, pacing, subscriptions
from storage.database import Database
from storage.subscriptions import Subscription

LEASE = timedelta(days=10)  # that is asked for, and taken for granted where none is named
_SHORTEST_LEASE, _LONGEST_LEASE = timedelta(minutes=5), timedelta(days=90)
_RENEWED = 0.8  # of a lease, after which it is renewed
_PATIENCE = timedelta(hours=1)  # for a hub to verify what it was asked
_REFUSED = timedelta(days=7)  # after which a hub that said no is asked again
_AT_MOST = timedelta(minutes=1)  # between two looks that pushes lead to
_MOST_AT_ONCE = 10  # hubs that are asked in one turn
_LEAVING = "leaving"
_DIGESTS = {"sha1", "sha256", "sha384", "sha512"}


class Subscriber:
    """Asks hubs, and asks them again before a lease ends."""

    def __init__(self, assembly: Assembly, crawler: Crawler, clock: Clock) -> None:
        self._assembly = assembly
        self._crawler = crawler
        self._clock = clock

    def use(self, assembly: Assembly) -> None:
        """Go on with *assembly*."""
        self._assembly = assembly

    async def turn(self) -> int:
        """
        Ask the hubs whose turn it is; return how many. None without an address of our own.

        Raises:
            StorageError: the database failed.
        """
        web = self._assembly.config.web
        if not (web.listen and web.public_url):
            return 0
        asks = await asyncio.to_thread(self._due)
        await asyncio.gather(*(self._ask(each, web.public_url) for each in asks))
        return len(asks)

    def _due(self) -> list[Subscription]:
        now = self._clock()
        with self._assembly.database.read() as tx:
            offered, known = subscriptions.offered(tx), subscriptions.every(tx)
        if not (offered or known):
            return []
        ids = {outlet.id for outlet in self._assembly.config.outlets}
        wanted = {outlet: hub for outlet, hub in offered.items() if outlet in ids}
        changed = [*_begun(wanted, known, now), *_ended(wanted, known, now)]
        if changed:
            with self._assembly.database.write() as tx:
                for each in changed:
                    subscriptions.put(tx, each)
        current = known | {each.outlet: each for each in changed}
        due = [each for each in current.values() if each.next_at and each.next_at <= now]
        return due[:_MOST_AT_ONCE]

    async def _ask(self, ask: Subscription, public_url: str) -> None:
        is_leaving = ask.reason == _LEAVING
        form = {
            "hub.callback": f"{public_url}/websub/{ask.token}",
            "hub.mode": "unsubscribe" if is_leaving else "subscribe",
            "hub.topic": ask.topic,
        }
        if not is_leaving:
            form |= {
                "hub.secret": ask.secret,
                "hub.lease_seconds": f"{LEASE.total_seconds():.0f}",
            }
        failed = await self._crawler.post(ask.outlet, ask.hub, form)
        await asyncio.to_thread(self._settle, ask, failed)

    def _settle(self, ask: Subscription, failed: Failed | None) -> None:
        """Keep when to ask again: the hub may well have verified meanwhile."""
        now = self._clock()
        with self._assembly.database.write() as tx:
            current = subscriptions.with_token(tx, ask.token)
            if current is None or current.next_at != ask.next_at:
                return
            if current.reason == _LEAVING and current.failures:
                subscriptions.remove(tx, ask.outlet)  # twice is enough: the lease ends by itself
                return
            subscriptions.put(tx, _asked(current, failed, now))


_Wanted = Mapping[OutletId, tuple[str, str]]  # hub and topic
_Known = Mapping[OutletId, Subscription]


def _begun(wanted: _Wanted, known: _Known, now: datetime) -> Iterator[Subscription]:
    """Yield a subscription for each hub that is new."""
    for outlet, (hub, topic) in wanted.items():
        found = known.get(outlet)
        is_same = found is not None and (found.hub, found.topic) == (hub, topic)
        if not is_same or (found is not None and found.reason == _LEAVING):
            token, secret = secrets.token_urlsafe(32), secrets.token_hex(32)
            yield Subscription(outlet, hub, topic, token, secret, next_at=now)


def _ended(wanted: _Wanted, known: _Known, now: datetime) -> Iterator[Subscription]:
    """Yield what is not wanted any more, as it is to be kept until the hub knows."""
    for outlet, found in known.items():
        if outlet not in wanted and found.reason != _LEAVING:
            yield replace(found, state="asked", reason=_LEAVING, next_at=now, failures=0)


def _asked(current: Subscription, failed: Failed | None, now: datetime) -> Subscription:
    """Return *current* after the hub was asked and has, or has not, accepted to verify it."""
    backoff = min(FIRST_BACKOFF * 2.0 ** min(current.failures, 7), LONGEST_BACKOFF)
    if failed is None:
        wait, reason = max(_PATIENCE, backoff), current.reason
    else:
        wait = max(backoff, failed.retry_after or timedelta(0))
        reason = current.reason if current.reason == _LEAVING else failed.message
    return replace(current, reason=reason, failures=current.failures + 1, next_at=now + wait)


def verified(
    database: Database, token: str, mode: str, topic: str, lease: int | None, now: datetime
) -> bool:
    """
    Say whether the hub's question is about something we asked for (§5.3), and take it in.

    *lease* is in seconds. A denial (§5.2) is taken in too, and asks for no answer.

    Raises:
        StorageError: the database failed.
    """
    with database.write() as tx:
        found = subscriptions.with_token(tx, token)
        if found is None or found.topic != topic:
            return False
        is_leaving = found.reason == _LEAVING
        if mode == "subscribe" and not is_leaving:
            subscriptions.put(tx, _active(found, lease, now))
            return True
        if mode == "unsubscribe" and is_leaving:
            subscriptions.remove(tx, found.outlet)
            return True
        if mode == "denied" and not is_leaving:
            again = now + _REFUSED
            subscriptions.put(tx, replace(found, state="refused", lease_until=None, next_at=again))
        return False


def pushed(database: Database, token: str, body: bytes, signature: str, now: datetime) -> bool:
    """
    Take in that a hub tells of news; return False if it tells of nothing we asked for.

    With a wrong *signature* it is ignored (§8). Else the feed is looked at now, but no more than
    once a minute, and not while it fails: its server may have asked to be left alone.

    Raises:
        StorageError: the database failed.
    """
    with database.read() as tx:
        found = subscriptions.with_token(tx, token)
    if found is None or found.reason == _LEAVING:
        return False
    if not _is_signed(found.secret, body, signature):
        return True
    with database.write() as tx:
        subscriptions.pushed(tx, found.outlet, now)
        state = feeds.state(tx, found.outlet)
        if state.failing_since is None:
            last = state.last_polled_at
            pacing.hurry(tx, found.outlet, now if last is None else max(now, last + _AT_MOST))
    return True


def _active(found: Subscription, lease: int | None, now: datetime) -> Subscription:
    length = LEASE if lease is None else timedelta(seconds=min(lease, 10**9))
    length = min(max(length, _SHORTEST_LEASE), _LONGEST_LEASE)
    return replace(
        found,
        state="active",
        reason="",
        lease_until=now + length,
        next_at=now + length * _RENEWED,
        failures=0,
    )


def _is_signed(secret: str, body: bytes, signature: str) -> bool:
    method, _, given = signature.partition("=")
    if method not in _DIGESTS:
        return False
    expected = hmac.new(secret.encode(), body, method).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode())
