"""
The front door of the crawler: feeds to look at in, outcomes out.

Decides nothing about what is new or what matters, and remembers nothing between two fetches
but when each host was last asked, and which wants to be left alone.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Request, Response

from crawler import guard
from crawler.answer import Changed, Fetched, Looked, Redirect, judge, posted, redirected
from crawler.document import Document
from crawler.download import Errand, exchange
from crawler.failures import failed
from crawler.hints import hub_and_topic, wishes_of
from crawler.hop import BadHopError, Hop, first_hop, hop_beside, host_of, posting_hop
from crawler.hosts import Host, Hosts
from crawler.index import Read, afresh, combined, leaf
from crawler.reading import Readers, Reading, ReadingLimits, Unreadable
from crawler.rests import Rests
from crawler.settings import CONCURRENT_FETCHES, DNS_THREADS, FetchSettings, scrapy_settings
from crawler.spiders.feed import FeedSpider
from model import Failed, FailureKind, FetchTask, Outcome, OutletId, OutletKind, Unchanged

_log = logging.getLogger(__name__)
_GRACE = 10  # seconds beyond all limits after which a request counts as lost within Scrapy
_LISTS = {b"cache-control", b"link"}
_STOPPING = 2.0  # seconds for connections and workers to end


class Crawler:
    """
    Fetches feeds, politely and safely, on the asyncio loop of `reactor.run`.

    An async context manager: inside it, Scrapy's engine waits for requests, and worker processes
    for documents. Leaving it ends both within 3 seconds, whatever they are doing;
    fetches under way are cancelled. One at a time in a process, since the guard is the reactor's.
    """

    def __init__(
        self,
        settings: FetchSettings,
        limits: ReadingLimits | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._guard = guard.FetchGuard(settings.allow_networks)
        self._readers = Readers(limits or ReadingLimits())
        self._scrapy = ScrapyCrawler(FeedSpider, scrapy_settings(settings))
        self._errands = set[Errand]()
        self._places = asyncio.Semaphore(CONCURRENT_FETCHES)
        self._hosts = Hosts(settings.delay.total_seconds())
        self._downloads = set[asyncio.Future[Response]]()
        self._closing = asyncio.Event()
        self._rests = Rests(timer)
        self._patience = (settings.timeout + settings.delay).total_seconds() + _GRACE

    async def __aenter__(self) -> Self:
        from twisted.internet import reactor

        logging.getLogger("scrapy").setLevel(logging.ERROR)  # our outcomes say the rest
        reactor.suggestThreadPoolSize(DNS_THREADS)
        self._remove_guard = guard.install(reactor, self._guard)
        ready = asyncio.Event()
        crawl = self._scrapy.crawl_async(ready=ready)
        self._crawl = asyncio.ensure_future(crawl)
        self._crawl.add_done_callback(self._abort_all)
        self._crawl.add_done_callback(lambda _: ready.set())
        await ready.wait()
        if self._crawl.done():  # it could not even begin
            self._remove_guard()
            self._crawl.result()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._abort_all()
        rest = asyncio.gather(*self._downloads, return_exceptions=True)
        ends = asyncio.gather(rest, self._scrapy.stop_async(), self._readers.stop(), self._crawl)
        try:
            await asyncio.wait_for(ends, _STOPPING)
        except TimeoutError:
            _log.warning("some connections or workers did not end within %g s", _STOPPING)
        finally:
            self._remove_guard()

    async def fetch(self, task: FetchTask) -> Outcome:
        """
        Look at one feed and say what it brought; what goes wrong on the way is an outcome too.

        A host is asked one thing at a time, with the configured delay in between; waiting for it
        takes nothing from other hosts. Redirects are followed hop by hop under the same rules.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        try:
            found = await self._walk(task, first_hop(task))
        except BadHopError as error:
            return Failed(task.outlet, FailureKind.CONNECT, str(error))
        if not isinstance(found, Read):
            return found
        return combined(task, found, await self._beside(task, found))

    async def look(self, url: str, kind: OutletKind = "feed") -> Looked | Failed:
        """
        Fetch what stands at *url*, as outlets of *kind* are asked for; judge and remember nothing.

        No validators are sent.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        return await self.look_at(FetchTask(OutletId(""), url, "", kind=kind))

    async def look_at(self, task: FetchTask) -> Looked | Failed:
        """
        Fetch what stands at the address of *task*, with its validators; judge nothing.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        redirects = list[Redirect]()
        try:
            hop: Hop | Failed = first_hop(task)
        except BadHopError as error:
            return Failed(task.outlet, FailureKind.CONNECT, str(error))
        while isinstance(hop, Hop):
            host = self._hosts.named(hop.host)
            async with host, self._places:
                answer = await self._ask(task, hop, host)
            if isinstance(answer, Failed):
                return answer
            onward = redirected(task, hop, answer)
            if onward is None:
                return Looked(answer, tuple(redirects))
            redirects.append(Redirect(hop.url, answer.status))
            hop = onward
        return hop

    async def read(self, document: Document) -> Reading | Unreadable:
        """Read *document* in a worker, within the limits of all documents."""
        return await self._readers.read(document)

    async def _walk(self, task: FetchTask, hop: Hop) -> Read | Unchanged | Failed:
        """Go from *hop* wherever it is redirected to, and read what is there."""
        while True:
            async with AsyncExitStack() as place:  # kept while a body waits to be read
                host = self._hosts.named(hop.host)
                async with host:
                    await host.rest(self._hosts.delay, self._closing)  # before it takes a place
                    await place.enter_async_context(self._places)
                    resting = self._rests.refusal(task.outlet, host_of(hop.url))
                    answer = resting or await self._ask(task, hop, host)
                    step = judge(task, hop, answer) if isinstance(answer, Fetched) else answer
                    self._rests.note(step)
                if isinstance(step, Changed):
                    return await self._read(task, hop, step)
                if not isinstance(step, Hop):
                    return step
                hop = step

    async def _beside(self, task: FetchTask, index: Read) -> list[Read | Failed]:
        """Read what *index* leads to, one by one, until a server asks to be left alone."""
        found: list[Read | Failed] = []
        for url in index.reading.more:
            try:
                each = await self._walk(afresh(task, url), hop_beside(index.hop, url))
            except BadHopError as error:
                each = Failed(task.outlet, FailureKind.CONNECT, str(error))
            found.append(leaf(task, each))
            if isinstance(each, Failed) and each.retry_after is not None:
                break
        return found

    async def post(
        self, outlet: OutletId, url: str, body: Mapping[str, str] | str
    ) -> Failed | None:
        """
        Post *body*, a form or a text, on behalf of *outlet*; return why that failed, or None.

        Under the same rules as a look at a feed; redirects are not followed. With an empty text
        *url* is only asked for.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        task = FetchTask(outlet, url, "")
        try:
            hop = posting_hop(url, body)
        except BadHopError as error:
            return Failed(outlet, FailureKind.CONNECT, str(error))
        host = self._hosts.named(hop.host)
        async with host, self._places:
            resting = self._rests.refusal(outlet, host_of(hop.url))
            answer = resting or await self._ask(task, hop, host)
        return answer if isinstance(answer, Failed) else posted(task, hop, answer)

    async def _ask(self, task: FetchTask, hop: Hop, host: Host) -> Fetched | Failed:
        errand = Errand(asyncio.get_running_loop().create_future(), host)
        self._errands.add(errand)
        try:
            await host.rest(self._hosts.delay, self._closing)
            self._check_alive()
            if self._settings.proxy:
                self._guard.check_spelling(hop.host)
            self._send(hop, errand)
            async with asyncio.timeout(self._patience):
                return _fetched(await errand.answer, errand)
        except Exception as error:  # noqa: BLE001  # whatever Scrapy and Twisted may raise
            proxy = urlsplit(self._settings.proxy).hostname
            refusal = self._guard.refused(proxy or hop.host)
            way = " (through the proxy)" if proxy else ""
            return failed(task.outlet, f"{hop.host}{way}", refusal or error, self._settings)
        finally:
            self._errands.discard(errand)
            errand.abort()

    def _send(self, hop: Hop, errand: Errand) -> None:
        """Let it be downloaded by itself: what was begun has to be ended, when aborted too."""
        self._hosts.note_asked(errand.host)
        request = _request(hop, errand, self._settings.proxy)
        download = asyncio.ensure_future(exchange(self._scrapy.engine.downloader, request))
        errand.download = download
        self._downloads.add(download)
        download.add_done_callback(self._downloads.discard)
        download.add_done_callback(errand.settle)

    async def _read(self, task: FetchTask, hop: Hop, changed: Changed) -> Read | Failed:
        reading = await self._readers.read(changed.document)
        if isinstance(reading, Unreadable):
            is_killed = reading.kind is FailureKind.PARSE_KILLED
            killed = (changed.body_hash,) if is_killed else ()
            return Failed(task.outlet, reading.kind, reading.message, killed=killed)
        hub, topic = hub_and_topic(reading.hints, changed.links, changed.document.url)
        return Read(
            hop=hop,
            reading=reading,
            validators=changed.validators,
            body_hash=changed.body_hash,
            url=changed.document.url,
            served_at=changed.served_at,
            wishes=wishes_of(changed.wishes, reading.hints),
            moved_to=changed.moved_to,
            hub=hub,
            topic=topic,
        )

    def _check_alive(self) -> None:
        if self._closing.is_set():
            raise asyncio.CancelledError
        if self._crawl.done():
            message = "Scrapy has given up"
            raise RuntimeError(message)

    def _abort_all(self, _crawl: object = None) -> None:
        """Cancel all who wait for an answer: none will come any more."""
        for errand in tuple(self._errands):
            errand.abort()


def _request(hop: Hop, errand: Errand, proxy: str) -> Request:
    return Request(
        hop.url,
        method="POST" if hop.body else "GET",
        headers=hop.headers,
        body=hop.body,
        meta={"errand": errand, "proxy": proxy or None},
    )


def _fetched(response: Response, errand: Errand) -> Fetched:
    lines = dict.items(response.headers)  # each with all of its values
    return Fetched(
        url=response.url,
        status=response.status,
        headers={name.lower(): _value(name.lower(), values) for name, values in lines},
        body=response.body,
        is_vouched_for=not errand.is_compressed and "partial" not in response.flags,
    )


def _value(name: bytes, values: Sequence[bytes]) -> bytes:
    """Return a header's value: of a list that comes in several lines, all of it (RFC 9110 §5.3)."""
    return b", ".join(values) if name in _LISTS else values[-1] if values else b""
