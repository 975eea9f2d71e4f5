"""
The idle spider: one for the whole life of the process, fed with requests through a queue.

Knows nothing of feeds: it turns a request into an answer or an error, and never ends by itself.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.download import Errand


class FeedSpider(Spider):
    """
    Requests come in through *inbox*; whoever waits for one gets what became of it.

    *ready* is set once Scrapy has begun to take them.
    """

    name = "feed"

    def __init__(self, inbox: asyncio.Queue[Request], ready: asyncio.Event, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._inbox = inbox
        self._ready = ready

    async def start(self) -> AsyncIterator[Request]:
        """Yield requests for as long as the process lives; Scrapy waits for the next one."""
        self._ready.set()
        while True:
            request = await self._inbox.get()
            request.callback, request.errback = self.parse, self.failed
            yield request

    def parse(self, response: Response, **_kwargs: Any) -> None:
        """Hand *response* to whoever waits for it."""
        errand: Errand = response.meta["errand"]
        if not errand.answer.done():
            errand.answer.set_result(response)

    def failed(self, failure: Failure) -> None:
        """Hand the error of a request to whoever waits for it."""
        errand: Errand = failure.request.meta["errand"]  # type: ignore[attr-defined]  # Scrapy's
        if not errand.answer.done() and failure.value is not None:
            errand.answer.set_exception(failure.value)
