"""
Runs one coroutine on Twisted's reactor, which is an asyncio loop at the same time.

Once in a process: a Twisted reactor cannot be started again.
"""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def run(main: Callable[[], Awaitable[T]]) -> T:
    """
    Run *main* to its end and return its result; what it raises is raised here.

    Ctrl-C cancels *main*, which may clean up, and then raises KeyboardInterrupt. A handler that
    *main* sets on the loop takes the place of that.

    Raises:
        RuntimeError: this process has run a reactor before.
    """
    from scrapy.utils.reactor import install_reactor, is_reactor_installed

    if is_reactor_installed():
        message = "the reactor runs once in a process; start a new process"
        raise RuntimeError(message)
    install_reactor(_REACTOR)
    return _run_installed(main)


def _run_installed(main: Callable[[], Awaitable[T]]) -> T:
    from twisted.internet import reactor

    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # type: ignore[attr-defined] # noqa: SLF001
    task: asyncio.Task[T] | None = None
    interrupted = False

    def interrupt() -> None:
        nonlocal interrupted
        interrupted = True
        if task is not None:
            task.cancel()

    async def life() -> T:
        return await main()

    def begin() -> None:
        nonlocal task
        task = loop.create_task(life())
        task.add_done_callback(lambda _: reactor.stop())  # type: ignore[attr-defined]

    if threading.current_thread() is threading.main_thread():
        loop.add_signal_handler(signal.SIGINT, interrupt)
    reactor.callWhenRunning(begin)  # type: ignore[attr-defined]
    try:
        reactor.run(installSignalHandlers=False)  # type: ignore[attr-defined]
    finally:
        _close(loop)
    assert task is not None
    if interrupted and task.cancelled():
        raise KeyboardInterrupt
    return task.result()


def _close(loop: asyncio.AbstractEventLoop) -> None:
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())
