"""
Worker processes that can be killed, so that no document can hang or fill Hajiz.

Knows processes and their limits, not what is done in them; must not import Scrapy, since every
worker imports this file.
"""

import asyncio
import gc
import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from model import FailureKind

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_LOADED = ["crawler.reading", "crawler.normalize", "crawler.parse"]  # before workers begin

T = TypeVar("T")
R = TypeVar("R")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one document may cost, and how many are read at a time."""

    seconds: float = 20  # wall clock
    cpu_seconds: int = 15
    memory: int = 512 * 1024 * 1024  # beyond what an idle worker has
    workers: int = 2
    documents_per_worker: int = 500  # then a fresh one takes its place
    large: int = 1024 * 1024  # bytes; such documents never take all workers at once


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why nothing of a document was taken in."""

    kind: FailureKind
    message: str


class Workers(Generic[T, R]):
    """
    A few processes that do *work* on one document each, within limits; started at the first.

    One worker is left for documents that are likely to be quick: large ones, and those of outlets
    whose last one was killed, wait for each other.
    """

    def __init__(self, limits: ReadingLimits, work: Callable[[T], R]) -> None:
        self._limits = limits
        self._work = work
        self._pool: ProcessPool | None = None
        self._starting = asyncio.Lock()
        self._jobs = set[asyncio.Future[R]]()
        self._is_closed = False
        self._slow = set[str]()  # outlets whose last document was killed
        self._narrow = asyncio.Semaphore(max(1, limits.workers - 1))

    async def read(self, document: T) -> R | Unreadable:
        """Work on *document*; a worker that takes too much is killed, and the next one works."""
        outlet = _outlet_of(document)
        size = len(getattr(document, "body", b""))
        async with AsyncExitStack() as place:
            if size > self._limits.large or outlet in self._slow:
                await place.enter_async_context(self._narrow)
            outcome = await self._read(document)
        is_slow = isinstance(outcome, Unreadable) and outcome.kind is FailureKind.PARSE_KILLED
        (self._slow.add if is_slow else self._slow.discard)(outlet)
        return outcome

    async def _read(self, document: T) -> R | Unreadable:
        try:
            if self._pool is not None and not self._pool.active:
                await self._drop_pool()
            return await self._job(document)
        except TimeoutError:
            return _killed(f"it took longer than {self._limits.seconds:g} s")
        except ProcessExpired as error:
            return _death(error.exitcode)
        except BrokenProcessPool:
            return _killed("the worker processes broke down and are started anew")
        except Exception as error:  # noqa: BLE001  # whatever was raised in the other process
            _log.exception("unexpected error while reading a document of %s", _outlet_of(document))
            message = f"unexpected error while reading: {type(error).__name__}"
            return Unreadable(FailureKind.UNEXPECTED, message)

    async def stop(self) -> None:
        """Kill the workers, whatever they are doing; who waits for one is cancelled."""
        self._is_closed = True
        async with self._starting:
            await self._drop_pool()

    async def _drop_pool(self) -> None:
        pool, self._pool = self._pool, None
        for job in tuple(self._jobs):
            job.cancel()
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(pool.join)

    async def _job(self, document: T) -> R:
        pool = await self._running()
        limits = self._limits
        job: asyncio.Future[R] = asyncio.wrap_future(
            pool.schedule(
                _limited, args=(self._work, document, limits.cpu_seconds), timeout=limits.seconds
            )
        )
        self._jobs.add(job)
        try:
            outcome = await job
        except asyncio.CancelledError:
            this = asyncio.current_task()
            if self._is_closed or (this is not None and this.cancelling()):
                raise
            raise BrokenProcessPool from None  # only the pool was dropped
        finally:
            self._jobs.discard(job)
        return outcome

    async def _running(self) -> ProcessPool:
        """Return the workers, begun beside the loop: what they need takes long to load."""
        async with self._starting:
            if self._is_closed:  # while it waited for its turn
                raise asyncio.CancelledError
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._begun)
            return self._pool

    def _begun(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_LOADED)
        pool = ProcessPool(
            max_workers=self._limits.workers,
            max_tasks=self._limits.documents_per_worker,
            initializer=_begin,
            initargs=(self._limits.memory,),
            context=context,
        )
        _ = pool.active  # asking begins them
        return pool


def _killed(why: str) -> Unreadable:
    return Unreadable(FailureKind.PARSE_KILLED, f"reading was stopped: {why}")


def _death(exitcode: int) -> Unreadable:
    if exitcode == -signal.SIGTERM:  # whoever stops us has stopped the workers as well
        return Unreadable(FailureKind.INTERRUPTED, "reading was interrupted from outside")
    if exitcode == -getattr(signal, "SIGXCPU", 24):
        return _killed("it took too much computing time")
    return _killed(f"the worker process died (exit code {exitcode})")


def _begin(memory: int) -> None:
    """Prepare a fresh worker: killable even within C code, and never larger than allowed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # what is loaded stays: nobody need look through it with every document
    if resource is not None and (used := _address_space()):
        limit = used + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    """Return the size of this process in bytes; 0 where the platform does not tell."""
    statm = Path("/proc/self/statm")
    if resource is None or not statm.exists():
        return 0
    return int(statm.read_text().split()[0]) * resource.getpagesize()


def _limited(work: Callable[[T], R], document: T, cpu_seconds: int) -> R:
    with _cpu_limit(cpu_seconds):
        return work(document)


def _outlet_of(document: object) -> str:
    return str(getattr(document, "outlet", "an outlet"))


@contextmanager
def _cpu_limit(seconds: int) -> Iterator[None]:
    """End this process when the block has used *seconds* of computing time."""
    if resource is None:
        yield
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds + 1, hard))
    try:
        yield
    finally:
        # Dying while sending the result would leave the pipe locked for the other workers.
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
