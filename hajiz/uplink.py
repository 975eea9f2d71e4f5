"""
Whether this machine is offline: nearly no host name can be resolved any more.

One host that cannot be resolved is that outlet's trouble; most of several at once are ours.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address

from alerts.instant import derived_id
from crawler.hop import host_of
from crawler.pace import FIRST_BACKOFF
from model import Failed, FailureKind, FetchTask, Outcome, OutletId
from model.digest import Trouble
from storage import notices, pacing, troubles
from storage.database import Database

SHARE = 0.8
FEWEST = 5  # hosts below which nobody can tell
CYCLE = timedelta(hours=1)  # what was seen of a host earlier counts no more
NOTICE = "offline"
_NO_EVIDENCE = {  # of a name that was resolved, or could not be
    FailureKind.CONNECT,
    FailureKind.INTERRUPTED,
    FailureKind.RESTING,
    FailureKind.TIMEOUT,
}
_TEXT = "no host name can be resolved: this machine seems to be offline, and nothing new is seen"


@dataclass(slots=True)
class _Host:
    """What was last seen of a host."""

    at: datetime
    is_resolved: bool | None = None  # None: it is being asked for the first time
    outlets: set[OutletId] = field(default_factory=set)  # that could not be asked because of it


class Uplink:
    """Remembers for each host whether its name could be resolved when it was last asked."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._said: bool | None = None
        self.is_down = False  # as of the last `look`

    def begin(self, task: FetchTask, now: datetime) -> None:
        """Count the host of *task* among those asked: nobody knows yet what comes of it."""
        if host := _name(task.url):
            self._hosts.setdefault(host, _Host(now))

    def note(self, task: FetchTask, outcome: Outcome, now: datetime) -> None:
        """Take in what came of it."""
        host = _name(task.url)
        kind = outcome.kind if isinstance(outcome, Failed) else None
        if not host or kind in _NO_EVIDENCE:
            return
        seen = self._hosts.setdefault(host, _Host(now))
        seen.at = now
        seen.is_resolved = kind is not FailureKind.DNS
        seen.outlets = set() if seen.is_resolved else seen.outlets | {task.outlet}

    def look(self, now: datetime) -> bool:
        """Find out whether this machine is offline; return whether it can be told, and is news."""
        recent = {host: seen for host, seen in self._hosts.items() if abs(now - seen.at) < CYCLE}
        self._hosts = recent
        unresolved = sum(seen.is_resolved is False for seen in recent.values())
        self.is_down = len(recent) >= FEWEST and unresolved >= SHARE * len(recent)
        is_known = self.is_down or any(seen.is_resolved for seen in recent.values())
        if not is_known or self.is_down is self._said:
            return False
        self._said = self.is_down
        return True

    def blameless(self) -> list[OutletId]:
        """Return the outlets whose host could not be resolved."""
        return [outlet for seen in self._hosts.values() for outlet in sorted(seen.outlets)]


def tell_of_uplink(database: Database, uplink: Uplink, now: datetime) -> bool:
    """
    Let people hear once that this machine is offline, and let it stand until it is not.

    What failed because of it is not held against the outlets: they are asked again within a quarter
    of an hour. Returns whether anything has changed.

    Raises:
        StorageError: nothing was kept.
    """
    with database.write() as tx:
        if not uplink.is_down:
            return notices.clear(tx, NOTICE)
        pacing.forgive(tx, _soon(uplink.blameless(), now))
        if not notices.put(tx, NOTICE, _TEXT, now):
            return False
        lines = ("Outlets are asked again every quarter of an hour, and none is blamed for it.",)
        about = derived_id("not", database.instance, NOTICE, now.isoformat())
        troubles.add(tx, "", Trouble(about, _TEXT, lines, now, "UTC"))
        return True


def _soon(outlets: list[OutletId], now: datetime) -> dict[OutletId, datetime]:
    """Spread *outlets* over the quarter of an hour to come."""
    step = FIRST_BACKOFF / max(len(outlets), 1)
    return {outlet: now + step * (number + 1) for number, outlet in enumerate(outlets)}


@lru_cache(4096)
def _name(url: str) -> str:
    """Return the host of *url*, if it is a name that has to be resolved; else ""."""
    host = host_of(url).rpartition(":")[0]
    try:
        ip_address(host)
    except ValueError:
        return host
    return ""
