"""
What Hajiz adds to Scrapy's own downloading: a download can be cut short, and says if it was packed.

Knows Scrapy's handler and middleware interfaces; must not know what is downloaded.
"""

import asyncio

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response


class AbortableHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler, with the running download within reach of `abort`."""

    async def download_request(self, request: Request) -> Response:
        """
        Download *request*; `abort` ends it at once and closes its connection.

        Raises:
            DownloadCancelledError: it was aborted.
        """
        download = asyncio.ensure_future(super().download_request(request))
        request.meta["download"] = download
        try:
            return await download
        except asyncio.CancelledError as error:
            # Scrapy's downloader waits for an Exception; a CancelledError would hang it.
            raise DownloadCancelledError("aborted") from error


def abort(request: Request) -> None:
    """End the download of *request*, if it is running."""
    download: asyncio.Future[Response] | None = request.meta.get("download")
    if download is not None:
        download.cancel()


class EncodingNote:
    """Notes on a request whether its answer came compressed, before Scrapy unpacks it."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Leave *response* as it is; Scrapy's unpacking takes a truncated archive for whole."""
        request.meta["compressed"] = b"Content-Encoding" in response.headers
        return response
