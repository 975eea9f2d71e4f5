"""
What Hajiz adds to Scrapy's own downloading: a download can be cut short, and says if it was packed.

Knows Scrapy's handler and middleware interfaces; must not know what is downloaded.
"""

import asyncio
from dataclasses import dataclass

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response


@dataclass(eq=False, slots=True)
class Errand:
    """Goes with a request through Scrapy, as `meta["errand"]`: who waits for it, how to end it."""

    answer: asyncio.Future[Response]
    download: asyncio.Future[Response] | None = None
    is_compressed: bool = False

    def abort(self) -> None:
        """End it wherever it is: its connection is closed, or never opened."""
        self.answer.cancel()
        if self.download is not None:
            self.download.cancel()


class AbortableHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, for requests that carry an errand and may be aborted."""

    def __init__(self, crawler: ScrapyCrawler) -> None:
        super().__init__(crawler)
        # Kept for 4 minutes each, the connections to 2,000 hosts would be more than a process may
        # open; and a connection of its own is what takes each request past the guard.
        self._pool.persistent = False

    async def download_request(self, request: Request) -> Response:
        """
        Download *request*, if anyone still waits for it.

        Raises:
            DownloadCancelledError: it was aborted.
        """
        errand: Errand = request.meta["errand"]
        if errand.answer.done():
            raise DownloadCancelledError("nobody waits for it any more")
        errand.download = asyncio.ensure_future(super().download_request(request))
        try:
            return await errand.download
        except asyncio.CancelledError as error:
            # Scrapy's downloader waits for an Exception; a CancelledError would hang it.
            raise DownloadCancelledError("aborted") from error


class EncodingNote:
    """Notes whether an answer came compressed, before Scrapy unpacks it and forgets."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Leave *response* as it is; Scrapy unpacks a truncated archive without complaint."""
        request.meta["errand"].is_compressed = b"Content-Encoding" in response.headers
        return response
