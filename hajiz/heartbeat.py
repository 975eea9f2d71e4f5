"""
Signs of life to a dead man's switch outside: one after each healthy cycle, `/fail` after others.

That no sign comes is what raises the alarm, so nothing here is ever tried again, and nothing waits
for it. Such a switch is https://healthchecks.io/docs/http_api/, or one of your own.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

from crawler.crawl import Crawler
from hajiz.assembly import Assembly, stand
from hajiz.clock import Clock, awake
from hajiz.log import log
from model import HajizError, OutletId

NOTICE = "heartbeat"  # the notice's name
LONGEST_BODY = 10_000  # characters; Healthchecks.io keeps the first 100 kB


class Heartbeat:
    """Sends signs of life through the crawler, under the rules of all that Hajiz fetches."""

    def __init__(
        self,
        assembly: Assembly,
        crawler: Crawler,
        clock: Clock,
        timer: Callable[[], float] = awake,
    ) -> None:
        self._assembly = assembly
        self._crawler = crawler
        self._clock = clock
        self._timer = timer
        self._last: float | None = None
        self._said: Sequence[str] = ()
        self._trouble = ""
        self._ping: asyncio.Task[None] | None = None

    def use(self, assembly: Assembly) -> None:
        """Go on with *assembly*."""
        self._assembly = assembly

    def turn(self, faults: Sequence[str]) -> None:
        """
        Begin to send a sign of life if it is time, or if *faults* came or went; wait for nothing.

        The first one says that we have started.
        """
        plan = self._assembly.config.heartbeat
        if not plan.url or (self._ping is not None and not self._ping.done()):
            return
        is_first = self._last is None
        if not is_first and not self._is_time(plan.interval) and bool(faults) == bool(self._said):
            return
        self._last, self._said = self._timer(), () if is_first else faults
        url = _beside(plan.url, "/start" if is_first else "/fail" if faults else "")
        body = "" if is_first else "\n".join(faults)[:LONGEST_BODY]
        self._ping = asyncio.create_task(self._send(url, body), name="heartbeat")

    async def stop(self) -> None:
        """Send nothing more."""
        if self._ping is not None:
            self._ping.cancel()
            await asyncio.gather(self._ping, return_exceptions=True)

    def _is_time(self, interval: timedelta) -> bool:
        return self._last is None or self._timer() - self._last >= interval.total_seconds()

    async def _send(self, url: str, body: str) -> None:
        failed = await self._crawler.post(OutletId("heartbeat"), url, body)
        trouble = failed.message if failed is not None else ""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble:
            log.warning("heartbeat not sent", reason=trouble)
        else:
            log.info("heartbeat is taken again")
        text = f"the heartbeat is not taken, so an alarm is due: {trouble}" if trouble else ""
        try:
            await asyncio.to_thread(stand, self._assembly.database, NOTICE, text, self._clock())
        except HajizError as error:
            log.error("the heartbeat's trouble could not be noted", reason=str(error))


def _beside(url: str, end: str) -> str:
    """Return *url* with *end* behind its path."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + end if end else parts.path))
