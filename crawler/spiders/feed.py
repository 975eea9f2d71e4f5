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


class FeedSpider(Spider):
    """Requests come in through *inbox*; the future each one carries gets what became of it."""

    name = "feed"

    def __init__(self, inbox: asyncio.Queue[Request], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._inbox = inbox

    async def start(self) -> AsyncIterator[Request]:
        """Yield requests for as long as the process lives; Scrapy waits for the next one."""
        while True:
            yield await self._inbox.get()

    def parse(self, response: Response, **_kwargs: Any) -> None:
        """Hand *response* to whoever waits for it."""
        answer = response.meta["answer"]
        if not answer.done():
            answer.set_result(response)

    def failed(self, failure: Failure) -> None:
        """Hand the error of a request to whoever waits for it."""
        answer = failure.request.meta["answer"]  # type: ignore[attr-defined]  # Scrapy adds it
        if not answer.done():
            answer.set_exception(failure.value)
