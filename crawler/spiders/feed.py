"""
The idle spider: one for the whole life of the process.

Knows nothing of feeds: what is to be fetched is given to Scrapy's downloader, which this keeps
running.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider
from scrapy.http import Request


class FeedSpider(Spider):
    """Has no requests of its own and never ends by itself; *ready* is set once Scrapy runs."""

    name = "feed"

    def __init__(self, ready: asyncio.Event, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ready = ready

    async def start(self) -> AsyncIterator[Request]:
        """Yield nothing, for as long as the process lives."""
        self._ready.set()
        await asyncio.get_running_loop().create_future()
        yield Request("about:blank")  # makes this a generator, as Scrapy wants it
