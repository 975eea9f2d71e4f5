"""
What each site's robots.txt allows, asked once a day, and the pauses it wants.

Follows RFC 9309: a file that is not there allows all, one that cannot be had allows nothing.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from crawler.asking import Asker
from crawler.robots import Robots
from model import Failed

KEPT = timedelta(hours=24)  # RFC 9309 §2.4: not longer
KEPT_UNREACHABLE = timedelta(hours=1)
LONGEST_PAUSE = 60.0  # seconds; more would keep an outlet's articles waiting for hours
MOST_SITES = 10_000


@dataclass(slots=True)
class _Site:
    """What is known of one site; *robots* is None where it allows nothing."""

    robots: Robots | None
    until: float
    free_at: float = 0.0  # when it may be asked for the next page


class Permissions:
    """Asks through *crawler*, under the name *user_agent*."""

    def __init__(self, crawler: Asker, user_agent: str) -> None:
        self._crawler = crawler
        self._user_agent = user_agent
        self._sites: dict[str, _Site] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def wait_for(self, url: str) -> bool:
        """
        Say whether *url* may be read; return when its site has had the pause it asks for.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        site = await self._site(url)
        if site.robots is None or not await self.is_given(url):
            return False
        pause = min(site.robots.pause(self._user_agent), LONGEST_PAUSE)
        now = time.monotonic()
        begin = max(now, site.free_at)
        site.free_at = begin + pause
        await asyncio.sleep(begin - now)
        return True

    async def is_given(self, url: str) -> bool:
        """
        Say whether *url* may be read, at once.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        robots = (await self._site(url)).robots
        return robots is not None and robots.may_read(url, self._user_agent)

    async def _site(self, url: str) -> _Site:
        origin = _origin(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            return await self._known(origin)

    async def _known(self, origin: str) -> _Site:
        known = self._sites.get(origin)
        if known is None or known.until <= time.monotonic():
            if len(self._sites) >= MOST_SITES:
                self._sites.clear()
                self._locks = {site: lock for site, lock in self._locks.items() if lock.locked()}
            known = self._sites[origin] = await self._ask(origin)
        return known

    async def _ask(self, origin: str) -> _Site:
        looked = await self._crawler.look(f"{origin}/robots.txt")
        now = time.monotonic()
        if isinstance(looked, Failed):
            return _Site(None, now + KEPT_UNREACHABLE.total_seconds())
        status = looked.fetched.status
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
            return _Site(None, now + KEPT_UNREACHABLE.total_seconds())
        text = looked.fetched.body.decode("utf-8", "replace") if status == HTTPStatus.OK else ""
        return _Site(Robots(text), now + KEPT.total_seconds())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
