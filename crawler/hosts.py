"""
Whose turn it is at each host: one fetch at a time, the others wait outside.

Knows names of hosts and nothing that is asked of them.
"""

import asyncio
import time
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

    async def rest(self, delay: float, end: asyncio.Event) -> None:
        """Wait until it was last asked *delay* seconds ago, as far as we know, or *end* is set."""
        left = self._asked_at + delay - time.monotonic()
        if left > 0:
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
    """The hosts that are being asked, or waited for; others take no memory."""

    def __init__(self) -> None:
        self._busy = WeakValueDictionary[str, Host]()

    def named(self, name: str) -> Host:
        """Return the host of that name; whoever holds it keeps it known."""
        host = self._busy.get(name)
        if host is None:
            host = self._busy[name] = Host()
        return host
