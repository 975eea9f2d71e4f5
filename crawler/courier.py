"""
A crawler that works in a process beside this one, so that fetching and keeping have a core each.

All hosts are asked from there, so what is promised to them holds as ever. Knows processes and
messages; must not import Scrapy, which is the point.
"""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from crawler.launch import Beside, launch
from crawler.settings import FetchSettings
from crawler.wire import Outbox, pack, unpacked
from model import Failed, FailureKind, FetchTask, Outcome, OutletId, OutletKind

if TYPE_CHECKING:  # what else they bring takes long to load
    from crawler.answer import Looked
    from crawler.workers import ReadingLimits

_log = logging.getLogger(__name__)
_TRIES = 2  # processes that may die of one call
_SOON = 0.1  # seconds to send what is to be fetched
_PAUSE = 0.5  # seconds before a process is replaced
_ENDING = 3.5  # seconds a process has to end: a crawler takes 3 at most


@dataclass(eq=False, slots=True)
class _Call:
    """Something asked of the other process, and where its answer is waited for."""

    verb: str
    values: tuple[Any, ...]
    answer: asyncio.Future[Any]
    tries: int = 0


@dataclass(eq=False, slots=True)
class _Line:
    """The way to one process."""

    beside: Beside
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.writer)


class Courier:
    """
    Fetches as `Crawler` does, from a process of its own.

    An async context manager; leaving it ends the process, within 4 seconds. One that dies is
    replaced, and what it had not answered is asked again, once.
    """

    def __init__(
        self,
        settings: FetchSettings,
        limits: "ReadingLimits | None" = None,
        beside: Beside | None = None,
    ) -> None:
        self._first = [settings, limits]
        self._beside = beside  # begun already, by `launch`
        self._numbers = count()
        self._calls: dict[int, _Call] = {}
        self._ahead: dict[FetchTask, int] = {}  # the numbers of calls nobody waits for yet
        self._is_closing = False

    async def __aenter__(self) -> Self:
        self._line = await self._connect(self._beside or launch())
        self._listening = asyncio.create_task(self._listen(), name="courier")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closing = True
        for call in self._calls.values():
            call.answer.cancel()
        self._line.writer.close()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def begin(self, tasks: Iterable[FetchTask]) -> None:
        """
        Let *tasks* be fetched while this process still gets ready to `fetch` them.

        They are on their way when this returns, so that getting ready may take the processor, or
        the other process is not ready itself.
        """
        for task in tasks:
            self._ahead[task] = self._call("fetch", task)
        self._line.outbox.send()
        with suppress(ConnectionError, TimeoutError):  # where it has ended another is begun
            async with asyncio.timeout(_SOON):
                await self._line.writer.drain()

    async def fetch(self, task: FetchTask) -> Outcome:
        """
        Look at one feed and say what it brought; what goes wrong on the way is an outcome too.

        Raises:
            asyncio.CancelledError: the courier is being closed.
        """
        number = self._ahead.pop(task, None)
        outcome: Outcome = await self._answer(
            self._call("fetch", task) if number is None else number
        )
        return outcome

    async def look(self, url: str, kind: OutletKind = "feed") -> "Looked | Failed":
        """
        Fetch what stands at *url*, as outlets of *kind* are asked for; judge and remember nothing.

        Raises:
            asyncio.CancelledError: the courier is being closed.
        """
        return await self.look_at(FetchTask(OutletId(""), url, "", kind=kind))

    async def look_at(self, task: FetchTask) -> "Looked | Failed":
        """
        Fetch what stands at the address of *task*, with its validators; judge nothing.

        Raises:
            asyncio.CancelledError: the courier is being closed.
        """
        looked: Looked | Failed = await self._answer(self._call("look_at", task))
        return looked

    def _call(self, verb: str, task: FetchTask) -> int:
        """Ask for *task* to be carried out; return the number under which `_answer` waits."""
        if self._is_closing:
            raise asyncio.CancelledError
        number = next(self._numbers)
        call = _Call(verb, (task,), asyncio.get_running_loop().create_future())
        self._calls[number] = call
        self._send(number, call)
        return number

    async def _answer(self, number: int) -> Any:
        try:
            return await self._calls[number].answer
        except asyncio.CancelledError:
            self._line.outbox.put((number, "cancel", ()))
            raise
        finally:
            self._calls.pop(number, None)

    def _send(self, number: int, call: _Call) -> None:
        call.tries += 1
        self._line.outbox.put((number, call.verb, call.values))

    async def _connect(self, beside: Beside) -> _Line:
        reader, writer = await asyncio.open_connection(sock=beside.socket)
        line = _Line(beside, reader, writer)
        writer.transport.set_write_buffer_limits(0)  # whoever waits for it waits for all of it
        line.writer.write(pack(self._first))
        return line

    async def _listen(self) -> None:
        """Hand out answers until we close; replace a process that ends before."""
        while True:
            await self._hear()
            code = await _end(self._line)
            if self._is_closing:
                return
            _log.error("the process that fetches ended (exit code %s), and is begun anew", code)
            await asyncio.sleep(_PAUSE)  # it may end at once, again and again
            self._line = await self._connect(launch())
            if self._is_closing:
                self._line.writer.close()
            self._ask_again()

    async def _hear(self) -> None:
        try:
            while messages := await unpacked(self._line.reader):
                for number, what, value in messages:
                    if number in self._calls:
                        _settle(self._calls[number].answer, what, value)
        except ConnectionError:
            return

    def _ask_again(self) -> None:
        for number, call in self._calls.items():
            if call.tries < _TRIES:
                self._send(number, call)
            elif not call.answer.done():
                call.answer.set_result(_lost(*call.values))


def _settle(answer: asyncio.Future[Any], what: str, value: Any) -> None:
    if answer.done():
        return
    if what == "done":
        answer.set_result(value)
    elif what == "cancelled":
        answer.cancel()
    else:
        answer.set_exception(RuntimeError(value))


def _lost(task: FetchTask) -> Failed:
    message = "the process that fetches ended twice while this was fetched"
    return Failed(task.outlet, FailureKind.INTERRUPTED, message)


async def _end(line: _Line) -> int:
    """Let the process of *line* end, or kill it; return its exit code."""
    line.writer.close()
    ended = asyncio.ensure_future(asyncio.to_thread(line.beside.process.wait))
    await asyncio.wait([ended], timeout=_ENDING)
    if not ended.done():
        line.beside.process.kill()
    return await ended
