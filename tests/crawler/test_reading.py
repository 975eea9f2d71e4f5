"""Documents are read in processes that die alone."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.document import Document
from crawler.reading import Readers, Reading, ReadingLimits, Unreadable
from model import FailureKind
from tests.crawler.conftest import Loop, rss

GOOD = rss("<title>good</title>")
# Each makes feedparser work far longer than the limits of these tests allow.
DEEP = b"<rss>" + b"<a>" * 20_000
MANY = rss("<item>" * 300_000)
LONG = rss("<title>x</title><description>" + "&lt;" * 2_000_000 + "</description>")


def document(body: bytes) -> Document:
    """Return *body* as a document that came over the web."""
    return Document("outlet", "en", "https://example.org/feed", "application/xml", body, True)


@pytest.fixture
def reading(loop: Loop) -> Callable[..., Any]:
    """Reads bodies one after the other within limits."""

    def read(*bodies: bytes, **limits: Any) -> list[Reading | Unreadable]:
        async def main() -> list[Reading | Unreadable]:
            readers = Readers(ReadingLimits(**{"workers": 1} | limits))
            try:
                return [await readers.read(document(body)) for body in bodies]
            finally:
                await readers.stop()

        outcome: list[Reading | Unreadable] = loop.run(main())
        return outcome

    return read


def is_good(outcome: Reading | Unreadable) -> bool:
    """Say whether the good document was read."""
    return isinstance(outcome, Reading) and [item.title for item in outcome.items] == ["good"]


def test_fm_034_a_document_that_takes_too_long_is_stopped(reading: Callable[..., Any]) -> None:
    """Its worker is killed, and the next document is read."""
    bad, good = reading(MANY, GOOD, seconds=0.5)

    assert bad.kind == FailureKind.PARSE_KILLED
    assert bad.message == "reading was stopped: it took longer than 0.5 s"
    assert is_good(good)


def test_fm_033_a_document_that_computes_too_long_is_stopped(reading: Callable[..., Any]) -> None:
    """The computing time has a limit of its own, should the clock be changed."""
    bad, good = reading(MANY, GOOD, cpu_seconds=0)

    assert bad.kind == FailureKind.PARSE_KILLED
    assert is_good(good)


def test_fm_033_a_document_that_needs_too_much_memory_is_stopped(
    reading: Callable[..., Any],
) -> None:
    """No feed can take the machine's memory."""
    bad, good = reading(rss(*(f"<guid>{n}</guid>" for n in range(200_000))), GOOD, memory=40 << 20)

    assert bad.kind == FailureKind.PARSE_KILLED
    assert is_good(good)


@pytest.mark.parametrize("bad", [DEEP, LONG, b"<" * 100_000, b"\x00" * 1_000_000])
def test_fm_033_hostile_documents_do_not_stop_the_next(
    reading: Callable[..., Any], bad: bytes
) -> None:
    """Nested 20,000 deep or endlessly escaped: whatever becomes of it, work goes on."""
    outcome, good = reading(bad, GOOD, seconds=10)

    assert outcome
    assert is_good(good)


def test_fm_016_large_documents_leave_a_worker_to_the_others(loop: Loop) -> None:
    """However many of them come at once, a small one is read meanwhile; and so is the next."""
    large = rss("<item>" * 200_000)

    async def main() -> list[Any]:
        readers = Readers(ReadingLimits(workers=2, seconds=20, large=100_000))
        try:
            jobs = [asyncio.ensure_future(readers.read(document(large))) for _ in range(4)]
            await asyncio.sleep(0.1)
            good = [await readers.read(document(GOOD)) for _ in range(3)]
            assert not any(job.done() for job in jobs)
            return good
        finally:
            await readers.stop()
            await asyncio.gather(*jobs, return_exceptions=True)

    assert all(is_good(outcome) for outcome in loop.run(main()))


def test_fm_016_an_outlet_whose_document_was_killed_waits_behind_the_others(loop: Loop) -> None:
    """It may be small: what counts is what the last one cost."""
    others = Document("other", "en", "https://example.org/feed", "application/xml", GOOD, True)

    async def main() -> tuple[Any, Any]:
        readers = Readers(ReadingLimits(workers=2, seconds=1))
        try:
            first = await readers.read(document(MANY))
            jobs = [asyncio.ensure_future(readers.read(document(MANY))) for _ in range(8)]
            began = time.monotonic()
            good = await readers.read(others)
            assert time.monotonic() - began < 4
            return first, good
        finally:
            await readers.stop()
            await asyncio.gather(*jobs, return_exceptions=True)

    killed, good = loop.run(main())
    assert killed.kind == FailureKind.PARSE_KILLED
    assert is_good(good)


def test_a_worker_is_replaced_after_its_share(reading: Callable[..., Any]) -> None:
    """Whatever leaks in a parser leaks for a while only."""
    outcomes = reading(GOOD, GOOD, GOOD, GOOD, GOOD, documents_per_worker=2)

    assert all(is_good(outcome) for outcome in outcomes)


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (
            signal.SIGKILL,
            FailureKind.PARSE_KILLED,
            "reading was stopped: the worker process died (exit code -9)",
        ),
        (signal.SIGTERM, FailureKind.INTERRUPTED, "reading was interrupted from outside"),
    ],
)
def test_a_killed_worker_costs_one_document(
    loop: Loop, number: signal.Signals, kind: FailureKind, message: str
) -> None:
    """The kernel out of memory, or a service manager that stops all our processes at once."""

    async def main() -> tuple[Any, Any]:
        readers = Readers(ReadingLimits(workers=1))
        try:
            job = asyncio.ensure_future(readers.read(document(MANY)))
            await asyncio.sleep(0.5)
            for worker in multiprocessing.active_children():
                os.kill(worker.pid or 0, number)
            return await job, await readers.read(document(GOOD))
        finally:
            await readers.stop()

    bad, good = loop.run(main())

    assert (bad.kind, bad.message) == (kind, message)
    assert is_good(good)


def test_a_broken_pool_is_replaced(loop: Loop) -> None:
    """When the machinery itself fails, who waits learns of it, and the next document is read."""

    async def main() -> list[Any]:
        readers = Readers(ReadingLimits(workers=1, large=len(MANY)))
        try:
            jobs = [asyncio.ensure_future(readers.read(document(MANY))) for _ in range(3)]
            await asyncio.sleep(0.5)
            assert readers._pool is not None
            channel = readers._pool._pool_manager.worker_manager.pool_channel
            assert channel is not None
            channel.close()  # type: ignore[no-untyped-call]
            await asyncio.sleep(0.5)
            good = await readers.read(document(GOOD))
            return [*await asyncio.gather(*jobs), good]
        finally:
            await readers.stop()

    *bad, good = loop.run(main())

    assert [outcome.kind for outcome in bad] == [FailureKind.PARSE_KILLED] * 3
    assert is_good(good)


def test_stopping_cancels_who_waits(loop: Loop) -> None:
    """In the middle of a document, and with others in the queue, it ends at once."""

    async def main() -> tuple[float, list[Any]]:
        readers = Readers(ReadingLimits(workers=1))
        jobs = [asyncio.ensure_future(readers.read(document(MANY))) for _ in range(3)]
        await asyncio.sleep(0.5)
        begun = time.monotonic()
        await readers.stop()
        took = time.monotonic() - begun
        return took, await asyncio.gather(*jobs, return_exceptions=True)

    took, outcomes = loop.run(main())

    assert took < 2
    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError] * 3
    assert multiprocessing.active_children() == []


PARENT = """
import asyncio, multiprocessing
from crawler.document import Document
from crawler.reading import Readers, ReadingLimits

def document(items):
    body = b"<rss version='2.0'><channel>" + b"<item/>" * items + b"</channel></rss>"
    return Document("outlet", "en", "https://example.org/feed", "", body, True)

async def main():
    readers = Readers(ReadingLimits(workers=2))
    await readers.read(document(1))
    print(*(worker.pid for worker in multiprocessing.active_children()), flush=True)
    await readers.read(document(50_000))

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_workers_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    """Even kill -9 leaves no process behind, not even a busy one's idle sister."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, env=environment, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()

    assert len(pids) == 2
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(_is_alive(pid) for pid in pids):
        time.sleep(0.1)
    assert not any(_is_alive(pid) for pid in pids)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_worker_needs_no_scrapy() -> None:
    """What a worker imports is what each of them costs."""
    code = "import sys, crawler.reading; print('scrapy' in sys.modules, 'twisted' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout

    assert found.split() == ["False", "False"]
