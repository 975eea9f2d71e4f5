"""
The front door of the crawler: feeds to look at in, outcomes out.

Decides nothing about what is new or what matters, and remembers nothing between two fetches
but when each host was last asked, and which wants to be left alone.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from scrapy.crawler import Crawler as ScrapyCrawler
from scrapy.http import Headers, Request, Response

from crawler import guard
from crawler.answer import Changed, Fetched, judge, posted
from crawler.download import Errand
from crawler.failures import failed
from crawler.hints import hub_and_topic, wishes_of
from crawler.hop import BadHopError, Hop, first_hop, form_hop, host_of
from crawler.reading import Readers, ReadingLimits, Unreadable
from crawler.rests import Rests
from crawler.settings import CONCURRENT_FETCHES, DNS_THREADS, FetchSettings, scrapy_settings
from crawler.spiders.feed import FeedSpider
from model import Failed, FailureKind, FetchTask, Fresh, Outcome, OutletId

_log = logging.getLogger(__name__)
_GRACE = 10  # seconds beyond all limits after which a request counts as lost within Scrapy
_LISTS = {b"cache-control", b"link"}
_STOPPING = 2.0  # seconds for connections and workers to end


class Crawler:
    """
    Fetches feeds, politely and safely, on the asyncio loop of `reactor.run`.

    An async context manager: inside it, one idle Scrapy spider waits for requests, and worker
    processes for documents. Leaving it ends both within 3 seconds, whatever they are doing;
    fetches under way are cancelled. One at a time in a process, since the guard is the reactor's.
    """

    def __init__(
        self,
        settings: FetchSettings,
        limits: ReadingLimits | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._guard = guard.Guard(settings.allow_networks)
        self._readers = Readers(limits or ReadingLimits())
        self._scrapy = ScrapyCrawler(FeedSpider, scrapy_settings(settings))
        self._inbox = asyncio.Queue[Request]()
        self._errands = set[Errand]()
        self._places = asyncio.Semaphore(CONCURRENT_FETCHES)
        self._hosts = WeakValueDictionary[str, asyncio.Lock]()
        self._rests = Rests(timer)
        limit = settings.timeout + settings.delay
        self._patience = limit.total_seconds() + _GRACE

    async def __aenter__(self) -> Self:
        from twisted.internet import reactor

        logging.getLogger("scrapy").setLevel(logging.ERROR)  # our outcomes say the rest
        reactor.suggestThreadPoolSize(DNS_THREADS)
        self._remove_guard = guard.install(reactor, self._guard)
        ready = asyncio.Event()
        crawl = self._scrapy.crawl_async(inbox=self._inbox, ready=ready)
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
        self._abort_all()
        ends = asyncio.gather(self._scrapy.stop_async(), self._readers.stop(), self._crawl)
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
            hop = first_hop(task)
        except BadHopError as error:
            return Failed(task.outlet, FailureKind.CONNECT, str(error))
        while True:
            async with AsyncExitStack() as place:  # kept while a body waits to be read
                async with self._hosts.setdefault(hop.host, asyncio.Lock()):
                    await place.enter_async_context(self._places)
                    resting = self._rests.refusal(task.outlet, host_of(hop.url))
                    answer = resting or await self._ask(task, hop)
                    step = judge(task, hop, answer) if isinstance(answer, Fetched) else answer
                    self._rests.note(step)
                if isinstance(step, Changed):
                    return await self._read(task, step)
                if not isinstance(step, Hop):
                    return step
                hop = step

    async def post(self, outlet: OutletId, url: str, form: Mapping[str, str]) -> Failed | None:
        """
        Post *form* to *url* on behalf of *outlet*; return why that failed, or None.

        Under the same rules as a look at a feed; redirects are not followed.

        Raises:
            asyncio.CancelledError: the crawler is being closed.
        """
        task = FetchTask(outlet, url, "")
        try:
            hop = form_hop(url, form)
        except BadHopError as error:
            return Failed(outlet, FailureKind.CONNECT, str(error))
        async with self._hosts.setdefault(hop.host, asyncio.Lock()), self._places:
            resting = self._rests.refusal(outlet, host_of(hop.url))
            answer = resting or await self._ask(task, hop)
        return answer if isinstance(answer, Failed) else posted(task, hop, answer)

    async def _ask(self, task: FetchTask, hop: Hop) -> Fetched | Failed:
        errand = Errand(asyncio.get_running_loop().create_future())
        self._errands.add(errand)
        try:
            self._check_alive()
            self._inbox.put_nowait(_request(hop, errand))
            async with asyncio.timeout(self._patience):
                return _fetched(await errand.answer, errand)
        except Exception as error:  # noqa: BLE001  # whatever Scrapy and Twisted may raise
            refusal = self._guard.refusal(hop.host)
            return failed(task.outlet, hop.host, refusal or error, self._settings)
        finally:
            self._errands.discard(errand)
            errand.abort()

    async def _read(self, task: FetchTask, changed: Changed) -> Fresh | Failed:
        reading = await self._readers.read(changed.document)
        if isinstance(reading, Unreadable):
            return Failed(task.outlet, reading.kind, reading.message)
        hub, topic = hub_and_topic(reading.hints, changed.links, changed.document.url)
        return Fresh(
            outlet=task.outlet,
            items=reading.items,
            validators=changed.validators,
            body_hash=changed.body_hash,
            fetched_url=changed.document.url,
            note=reading.note,
            is_cut=reading.is_cut,
            served_at=changed.served_at,
            wishes=wishes_of(changed.wishes, reading.hints),
            moved_to=changed.moved_to,
            hub=hub,
            topic=topic,
        )

    def _check_alive(self) -> None:
        if self._crawl.done():
            message = "the crawler is closed, or Scrapy has given up"
            raise RuntimeError(message)

    def _abort_all(self, _crawl: object = None) -> None:
        """Cancel all who wait for an answer: none will come any more."""
        for errand in tuple(self._errands):
            errand.abort()


def _request(hop: Hop, errand: Errand) -> Request:
    return Request(
        hop.url,
        method="POST" if hop.form else "GET",
        headers=hop.headers,
        body=hop.form,
        meta={"errand": errand},
        dont_filter=True,
    )


def _fetched(response: Response, errand: Errand) -> Fetched:
    headers = response.headers
    return Fetched(
        url=response.url,
        status=response.status,
        headers={name.lower(): _value(name.lower(), headers) for name in headers},
        body=response.body,
        is_vouched_for=not errand.is_compressed and "partial" not in response.flags,
    )


def _value(name: bytes, headers: Headers) -> bytes:
    """Return a header's value: of a list that comes in several lines, all of it (RFC 9110 §5.3)."""
    return b", ".join(headers.getlist(name)) if name in _LISTS else headers[name] or b""
