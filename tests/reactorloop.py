"""The reactor's loop in a thread of its own, where coroutines of tests are run."""

import asyncio
import threading
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crawler import reactor


@dataclass
class Loop:
    """A loop that runs in another thread."""

    loop: asyncio.AbstractEventLoop

    def run(self, main: Awaitable[Any], limit: float = 60) -> Any:
        """Run *main* on the loop and return its result."""

        async def awaited() -> Any:
            return await main

        return asyncio.run_coroutine_threadsafe(awaited(), self.loop).result(limit)


@contextmanager
def reactor_loop() -> Iterator[Loop]:
    """Run the one reactor of this process: it cannot be started twice."""
    started = threading.Event()
    found: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def live() -> None:
        end = asyncio.Event()
        found.append((asyncio.get_running_loop(), end))
        started.set()
        await end.wait()

    thread = threading.Thread(target=reactor.run, args=(live,))
    thread.start()
    started.wait()
    running, end = found[0]
    yield Loop(running)
    running.call_soon_threadsafe(end.set)
    thread.join()
