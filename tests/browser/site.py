"""The page on a real server in this process, and an archive worth looking at."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hajiz.assembly import Assembly, unsubscribe_key
from hajiz.web.app import WebServer, application
from hajiz.web.site import Site
from tests.hajiz.desk import START, desk

WEB = """
[web]
listen = "127.0.0.1:{port}"
"""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_desk(
    folder: Path, *parts: str, port: int | None = None
) -> Iterator[tuple[Assembly, str]]:
    """
    Open the program on a configuration of *parts* and serve its page; give its address.

    With a *port*, [web] is among the parts.
    """
    web: tuple[str, ...] = ()
    if port is None:
        port = free_port()
        web = (WEB.format(port=port),)
    with desk(folder, *web, *parts) as assembly, _serving(assembly):
        yield assembly, f"http://127.0.0.1:{port}"


@contextmanager
def _serving(assembly: Assembly) -> Iterator[None]:
    site = Site(lambda: assembly, lambda: START, unsubscribe_key(assembly.database))
    loop = asyncio.new_event_loop()
    server = WebServer(assembly.config.web, application(site))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    loop.call_soon_threadsafe(server.start)
    _wait_for(assembly.config.web.listen)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def _wait_for(listen: str) -> None:
    host, _, port = listen.rpartition(":")
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        threading.Event().wait(0.02)
    raise AssertionError("the page is not served")
