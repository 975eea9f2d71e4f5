"""
What Hajiz adds to Scrapy's own downloading.

A download can be cut short and says if it was packed; a connection is used again soon or closed.
Knows Scrapy's handler and middleware interfaces; must not know what is downloaded.
"""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response
from twisted.web.client import HTTPConnectionPool

from crawler.hosts import Host

_KEPT = 20  # seconds a connection waits for the next request, which is only for its delay


@dataclass(eq=False, slots=True)
class Errand:
    """Goes with a request through Scrapy, as `meta["errand"]`: who waits for it, how to end it."""

    answer: asyncio.Future[Response]
    host: Host  # what is asked
    download: asyncio.Future[Response] | None = None
    is_compressed: bool = False

    def settle(self, done: asyncio.Future[Response]) -> None:
        """Hand what became of the request to whoever still waits for it."""
        if done.cancelled():
            self.answer.cancel()
            return
        error = done.exception()
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(done.result())
        else:
            self.answer.set_exception(error)

    def abort(self) -> None:
        """End it wherever it is: its connection is closed, or never opened."""
        self.answer.cancel()
        if self.download is not None:
            self.download.cancel()


class _LastUse(HTTPConnectionPool):
    """Gives out the connections of *kept*, and closes each after the request."""

    def __init__(self, reactor: Any, kept: HTTPConnectionPool) -> None:
        super().__init__(reactor, persistent=False)  # type: ignore[no-untyped-call]
        self._kept = kept

    def getConnection(self, key: Hashable, endpoint: Any) -> Any:  # noqa: N802  # Twisted's name
        return self._kept.getConnection(key, endpoint)


class AbortableHandler(HTTP11DownloadHandler):
    """
    Scrapy's HTTP handler, for requests that carry an errand and may be aborted.

    A connection is kept only while another request waits for its host, and sent "Connection:
    close" with the last one: kept for minutes, those to 2,000 hosts would be more than a process
    may open. What is kept was let through by the guard, and leads where it led.
    """

    def __init__(self, crawler: ScrapyCrawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self._pool.maxPersistentPerHost = 1
        self._pool.cachedConnectionTimeout = _KEPT
        self._keeping, self._closing = self._pool, _LastUse(reactor, self._pool)

    async def download_request(self, request: Request) -> Response:
        """
        Download *request*, if anyone still waits for it.

        Raises:
            DownloadCancelledError: it was aborted.
        """
        errand: Errand = request.meta["errand"]
        if errand.answer.done():
            raise DownloadCancelledError("nobody waits for it any more")
        errand.download = asyncio.ensure_future(self._download(request, errand))
        try:
            return await errand.download
        except asyncio.CancelledError as error:
            # Scrapy's downloader waits for an Exception; a CancelledError would hang it.
            raise DownloadCancelledError("aborted") from error

    async def _download(self, request: Request, errand: Errand) -> Response:
        # Scrapy looks at its pool before it first waits for anything.
        self._pool = self._keeping if errand.host.is_awaited else self._closing
        return await super().download_request(request)


class EncodingNote:
    """Notes whether an answer came compressed, before Scrapy unpacks it and forgets."""

    def process_response(self, request: Request, response: Response) -> Response:
        """
        Return *response*, as bare bytes if it is compressed.

        Scrapy unpacks a truncated archive without complaint. Of a text it would first guess in
        which encoding the packed bytes are: more work than all the rest, and for nothing.
        """
        if b"Content-Encoding" not in response.headers:
            return response
        request.meta["errand"].is_compressed = True
        return Response(
            url=response.url,
            status=response.status,
            headers=response.headers,
            body=response.body,
            flags=response.flags,
        )
