"""
Whose turn it is at each host: one fetch at a time, the others wait outside.

Knows names of hosts and nothing that is asked of them.
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from types import TracebackType
from weakref import WeakValueDictionary


class Host:
    """One host; the block of `async with` has it for itself."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._asked_at = float("-inf")

    def note_asked(self) -> None:
        """Remember that it is asked something now."""
        self._asked_at = time.monotonic()

    def left(self, delay: float) -> float:
        """Return the seconds until it was last asked *delay* seconds ago; 0 or less if it was."""
        return self._asked_at + delay - time.monotonic()

    async def rest(self, delay: float, end: asyncio.Event) -> None:
        """Wait until it was last asked *delay* seconds ago, or *end* is set."""
        while (left := self.left(delay)) > 0 and not end.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), left)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for a turn."""
        return self._waiting > 0

    async def __aenter__(self) -> None:
        self._waiting += 1
        try:
            await self._turn.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._turn.release()


class Hosts:
    """The hosts that are being asked, waited for, or rest for *delay*; others take no memory."""

    def __init__(self, delay: float = 0) -> None:
        self.delay = delay  # seconds between two requests to one host
        self._busy = WeakValueDictionary[str, Host]()
        self._resting = deque[Host]()  # the one asked longest ago first

    def named(self, name: str) -> Host:
        """Return the host of that name; whoever holds it keeps it known."""
        while self._resting and self._resting[0].left(self.delay) <= 0:
            self._resting.popleft()
        host = self._busy.get(name)
        if host is None:
            host = self._busy[name] = Host()
        return host

    def note_asked(self, host: Host) -> None:
        """Remember that *host* is asked something now, for as long as it has to rest."""
        host.note_asked()
        if self.delay > 0:
            self._resting.append(host)
