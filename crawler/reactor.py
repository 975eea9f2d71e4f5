"""
Runs one coroutine on Twisted's reactor, which is an asyncio loop at the same time.

Once in a process: a Twisted reactor cannot be started again.
"""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def run(main: Callable[[], Awaitable[T]]) -> T:
    """
    Run *main* to its end and return its result; what it raises is raised here.

    Ctrl-C cancels *main*, which may clean up, and then raises KeyboardInterrupt; a handler that
    *main* sets on the loop takes the place of that.

    Raises:
        RuntimeError: this process has run a reactor before.
        KeyboardInterrupt: Ctrl-C ended *main*.
    """
    from scrapy.utils.reactor import install_reactor, is_reactor_installed

    if is_reactor_installed():
        message = "a reactor runs once in a process; start a new process"
        raise RuntimeError(message)
    install_reactor(_REACTOR)
    from twisted.internet import reactor

    return _run_on(reactor, main)


def _run_on(reactor: Any, main: Callable[[], Awaitable[T]]) -> T:
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001  # no public way
    interrupts: list[int] = []
    tasks: list[asyncio.Task[T]] = []

    def begin() -> None:
        tasks.append(loop.create_task(_awaited(main)))
        tasks[0].add_done_callback(lambda _: reactor.stop())

    def interrupt() -> None:
        interrupts.append(signal.SIGINT)
        tasks[0].cancel()

    if threading.current_thread() is threading.main_thread():
        loop.add_signal_handler(signal.SIGINT, interrupt)
    reactor.callWhenRunning(begin)
    try:
        reactor.run(installSignalHandlers=False)
    finally:
        _finish(loop)
    if interrupts and tasks[0].cancelled():
        raise KeyboardInterrupt
    return tasks[0].result()


async def _awaited(main: Callable[[], Awaitable[T]]) -> T:
    return await main()


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """Let what is left on *loop* end, as `asyncio.run` does."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
