"""
How often passwords may be tried: five times a minute from one address, and sixty from all.

Knows no clock and no password. Who is logged in already is not counted.
"""

from collections import deque
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

FROM_ONE, FROM_ALL = 5, 60
WINDOW = timedelta(minutes=1)
_EVERYBODY = ""


class Tries:
    """What was tried within the last minute, kept in memory; threads may share it."""

    def __init__(self) -> None:
        self._made: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def may(self, address: str, now: datetime) -> bool:
        """Say whether *address* may try now, and count it if so."""
        own = _network(address)
        with self._lock:
            self._forget(now)
            is_open = self._count(own) < FROM_ONE and self._count(_EVERYBODY) < FROM_ALL
            for name in (own, _EVERYBODY) if is_open else ():
                self._made.setdefault(name, deque()).append(now)
        return is_open

    def _count(self, name: str) -> int:
        return len(self._made.get(name, ()))

    def _forget(self, now: datetime) -> None:
        for name, moments in list(self._made.items()):
            while moments and not timedelta() <= now - moments[0] < WINDOW:
                moments.popleft()
            if not moments:
                del self._made[name]


def _network(address: str) -> str:
    """Return what one customer of a network has: an address, or a /64 of IPv6 (RFC 6177)."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    return str(found if found.version == 4 else ip_network((found, 64), strict=False))  # noqa: PLR2004
