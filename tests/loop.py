"""The reactor's loop, in a thread of its own, for all tests of a process that need one."""

import asyncio
import atexit
import threading
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler import reactor


@dataclass(frozen=True)
class Loop:
    """The loop, where coroutines of tests are run."""

    loop: asyncio.AbstractEventLoop

    def run(self, main: Awaitable[Any], limit: float = 60) -> Any:
        """Run *main* on the loop and return its result."""

        async def awaited() -> Any:
            return await main

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop).result(limit)


@cache
def running_loop() -> Loop:
    """Return the loop, started at the first call; a reactor cannot be started twice."""
    started = threading.Event()
    found: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def live() -> None:
        end = asyncio.Event()
        found.append((asyncio.get_running_loop(), end))
        started.set()
        await end.wait()

    thread = threading.Thread(target=reactor.run, args=(live,), daemon=True)
    thread.start()
    started.wait()
    running, end = found[0]

    def stop() -> None:
        running.call_soon_threadsafe(end.set)
        thread.join()

    atexit.register(stop)
    return Loop(running)
