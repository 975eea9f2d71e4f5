"""
What Hajiz adds to Scrapy's own downloading.

A download can be cut short and says if it was packed; a connection is used again soon or closed.
Knows Scrapy's handler and middleware interfaces; must not know what is downloaded.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scrapy.core.downloader import Downloader
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Headers, Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web.client import URI, Agent, HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

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
        """Download *request*."""
        errand: Errand = request.meta["errand"]
        download = _Download(
            contextFactory=self._contextFactory,
            pool=self._keeping if errand.host.is_awaited else self._closing,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=True,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(download.download_request(request))


class _Download(_ScrapyAgent):
    """One download by Scrapy, without what it does for others and we have no use for."""

    _headers: Headers | None = None

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        from twisted.internet import reactor

        return _Straight(reactor, self._contextFactory, timeout, None, self._pool)  # type: ignore[no-untyped-call]

    def _headers_from_twisted_response(self, response: Any) -> Headers:  # type: ignore[override]
        """Return the headers of *response*, the only one of this download, put in order once."""
        if self._headers is None:
            self._headers = super()._headers_from_twisted_response(response)
        return self._headers

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        """
        Return the answer as bare bytes, whatever it says it is.

        Of a text Scrapy would guess the encoding, of packed bytes too: more work than all the rest.
        """
        return Response(
            url,
            status=int(result["txresponse"].code),
            headers=self._headers_from_twisted_response(result["txresponse"]),
            body=result.get("body", b""),
            flags=result.get("flags"),
        )


class _Straight(Agent):
    """Looks at a host's name only where there is no connection to it yet."""

    def _getEndpoint(self, uri: URI) -> "_Endpoint":  # noqa: N802  # Twisted's name
        find = super()._getEndpoint
        return _Endpoint(lambda: find(uri))  # type: ignore[no-untyped-call]


@implementer(IStreamClientEndpoint)
@dataclass(frozen=True, slots=True)
class _Endpoint:
    """Where a connection leads, found out when one is needed."""

    found: Callable[[], Any]

    def connect(self, factory: Any) -> Any:
        """Connect there."""
        return self.found().connect(factory)


class EncodingNote:
    """Notes whether an answer came compressed, before Scrapy unpacks it and forgets."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return *response*: Scrapy unpacks a truncated archive without complaint."""
        if b"Content-Encoding" in response.headers:
            request.meta["errand"].is_compressed = True
        return response


async def exchange(downloader: Downloader, request: Request) -> Response:
    """
    Send *request* through the handlers and middlewares of *downloader*, at once; return the answer.

    Past its queues: whose turn it is, and when, is decided before (`crawl.Crawler`).
    """
    steps: Mapping[str, Iterable[Any]] = downloader.middleware.methods
    for prepare in steps["process_request"]:
        prepare(request=request)
    response = await downloader.handlers.download_request_async(request)
    for take in steps["process_response"]:
        response = take(request=request, response=response)
    return response
