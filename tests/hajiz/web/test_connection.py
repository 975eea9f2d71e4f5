"""Connections to the page, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.config.plans import WebPlan
from hajiz.web import bodies, connection
from hajiz.web.app import WebServer, application
from tests.hajiz.desk import FILES, desk
from tests.hajiz.test_websub import free_port
from tests.hajiz.web.visitor import site_of, with_plan


@asynccontextmanager
async def served(assembly: Assembly) -> AsyncIterator[int]:
    """Serve the page; give its port."""
    plan = WebPlan(f"127.0.0.1:{free_port()}", "")
    server = WebServer(plan, application(site_of(with_plan(assembly, plan))))
    server.start()
    try:
        yield int(plan.listen.rpartition(":")[2])
    finally:
        await server.stop()


async def reached(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect, as soon as somebody listens."""
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)


async def is_shut(reader: asyncio.StreamReader) -> bool:
    """Wait until a connection ends, in whichever way."""
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


@pytest.mark.asyncio
@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET /login HTTP/1.1\r\nHost: localhost\r\n"])
async def test_a_connection_that_brings_no_request_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    """However it begins."""
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    with desk(tmp_path, FILES) as assembly:
        async with served(assembly) as port:
            reader, writer = await reached(port)
            writer.write(begun)
            assert await reader.read() == b""
            writer.close()


@pytest.mark.asyncio
async def test_a_form_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words."""
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\ncsrf="
    with desk(tmp_path, FILES) as assembly:
        async with served(assembly) as port:
            reader, writer = await reached(port)
            writer.write(head)
            assert (await reader.readline()).split()[1] == b"408"
            writer.close()


@pytest.mark.asyncio
async def test_there_are_never_too_many_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is one too many is closed at once; those before it are served."""
    monkeypatch.setattr(connection, "MOST", 3)
    with desk(tmp_path, FILES) as assembly:
        async with served(assembly) as port:
            held = [await reached(port) for _ in range(3)]
            extra, closing = await reached(port)
            assert await is_shut(extra)
            reader, writer = held[0]
            writer.write(b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await reader.readline()).split()[1] == b"200"
            for each in (closing, *(out for _, out in held)):
                each.close()
