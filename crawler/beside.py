"""
The program of a process that fetches for another one, until that one ends.

Gets the settings first, then calls of `Crawler` with a number each; answers with the number and
what came of it. Prints nothing, and decides nothing.
"""

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pebble import CONSTS

from crawler.launch import collect_seldom
from crawler.wire import Outbox, unpacked

if TYPE_CHECKING:
    from crawler.crawl import Crawler

# While the first loads, Scrapy looks through all loaded modules and all calls under way, to find
# out who asks (`create_deprecated_class`): early, both are few.
_NEEDED = ("scrapy.core.downloader.contextfactory", "crawler.crawl")
_LOOKS = 0.02  # seconds between two looks at the workers, so that the end is not waited for


def main() -> None:
    """Fetch for whoever holds the other end of the socket whose number is the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began us is told, and ends us
    logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(name)s %(message)s")
    gc.disable()  # hardly anything that is loaded is garbage
    with socket.socket(fileno=int(sys.argv[1])) as line:
        line.set_inheritable(False)
        from crawler import reactor

        for module in _NEEDED:  # which takes long, and is there when it is needed
            import_module(module)
        CONSTS.sleep_unit = _LOOKS
        gc.freeze()
        gc.enable()
        collect_seldom()
        reactor.run(lambda: _serve(line))
    os._exit(0)  # nothing is left to be tidied up, and tidying up takes long


async def _serve(line: socket.socket) -> None:
    from crawler.crawl import Crawler

    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    reader, writer = await asyncio.open_connection(sock=line)
    settings = await unpacked(reader)
    if not settings:
        return
    async with Crawler(*settings) as crawler:
        calls = _Calls(crawler, Outbox(writer))
        while messages := await unpacked(reader):
            for number, verb, values in messages:
                calls.begin(number, verb, values)


class _Calls:
    """The calls that are not answered yet, by their numbers."""

    def __init__(self, crawler: "Crawler", outbox: Outbox) -> None:
        self._crawler = crawler
        self._outbox = outbox
        self._running: dict[int, asyncio.Task[Any]] = {}

    def begin(self, number: int, verb: str, values: tuple[Any, ...]) -> None:
        """Begin a call, or cancel the one of that number."""
        if verb == "cancel":
            if number in self._running:
                self._running[number].cancel()
            return
        call = asyncio.ensure_future(getattr(self._crawler, verb)(*values))
        self._running[number] = call
        call.add_done_callback(partial(self._answer, number))

    def _answer(self, number: int, call: asyncio.Task[Any]) -> None:
        del self._running[number]
        if call.cancelled():
            self._outbox.put((number, "cancelled", None))
        elif error := call.exception():
            logging.getLogger(__name__).error("unexpected error while fetching", exc_info=error)
            self._outbox.put((number, "broken", f"{type(error).__name__}: {error}"))
        else:
            self._outbox.put((number, "done", call.result()))
