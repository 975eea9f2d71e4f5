"""Fetching in a process beside this one: the same outcomes, and nothing lost when it dies."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.answer import Looked
from crawler.courier import Courier
from crawler.launch import dismiss, launch
from crawler.settings import FetchSettings
from model import Failed, FailureKind, FetchTask, Fresh, OutletId, Unchanged
from tests.crawler.conftest import LOOPBACK, ONE, Asked, Part, Site, drip, http, task
from tests.feedserver import eventually

ORPHAN = """
import asyncio
from crawler.courier import Courier
from crawler.settings import FetchSettings
async def main():
    async with Courier(FetchSettings()) as courier:
        print(courier._line.beside.process.pid, flush=True)
        await courier.look("http://127.0.0.1:9/")
        print("up", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def courier(
    main: Callable[[Courier], Awaitable[Any]], settings: FetchSettings = LOOPBACK
) -> tuple[Any, subprocess.Popen[bytes]]:
    """Run *main* with a courier; return its result, and the last process."""

    async def running() -> Any:
        async with Courier(settings) as running:
            found = await main(running)
        return found, running._line.beside.process

    return asyncio.run(asyncio.wait_for(running(), 60))  # type: ignore[no-any-return]


async def asked(site: Site, times: int = 1) -> None:
    """Return when *site* has been asked so many times."""
    assert await asyncio.to_thread(eventually, lambda: len(site.asked) >= times)


def pid_of(running: Courier) -> int:
    """Return the number of the process that fetches."""
    return running._line.beside.process.pid


def test_outcomes_are_those_of_a_crawler(site: Site) -> None:
    """New, unchanged and failed come over as they are, and the process ends with the courier."""
    site.answers["/feed"] = lambda asked: (
        b"HTTP/1.1 304 Not Modified\r\nETag: y\r\n\r\n"
        if asked.header("If-None-Match")
        else http(ONE, b"ETag: x", b"Cache-Control: max-age=60")
    )
    tasks = [task(site.url()), task(site.url(), etag=b"x"), task(site.url("/nowhere"))]

    async def main(running: Courier) -> list[Any]:
        return [await running.fetch(each) for each in tasks]

    (fresh, unchanged, failed), process = courier(main)

    assert isinstance(fresh, Fresh)
    assert [item.title for item in fresh.items] == ["One"]
    assert fresh.wishes.fresh_for == timedelta(minutes=1)
    assert fresh.memory
    assert isinstance(unchanged, Unchanged)
    assert unchanged.validators.etag == b"y"
    assert isinstance(failed, Failed)
    assert failed.status == 404
    assert process.returncode == 0


def test_what_stands_at_an_address_is_looked_at(site: Site) -> None:
    """Pages and robots.txt are asked for from there too."""
    site.answers["/robots.txt"] = http(b"User-agent: *")

    looked, _ = courier(lambda running: running.look(site.url("/robots.txt")))

    assert isinstance(looked, Looked)
    assert looked.fetched.body == b"User-agent: *"


def test_the_address_guard_stands_there_too(site: Site) -> None:
    """Nothing private is asked that was not allowed."""
    settings = replace(LOOPBACK, allow_networks=())

    outcome, _ = courier(lambda running: running.fetch(task(site.url())), settings)

    assert outcome.kind == FailureKind.BLOCKED_PRIVATE
    assert site.asked == []


def test_hosts_are_asked_one_thing_at_a_time_with_the_delay(site: Site) -> None:
    """It is one crawler that asks, so politeness is what it is."""
    spans: list[tuple[float, float]] = []

    def slowly(_asked: Asked) -> Iterator[Part]:
        begun = time.monotonic()
        yield 0.1
        spans.append((begun, time.monotonic()))
        yield http(ONE)

    site.answers["/feed"] = slowly
    settings = replace(LOOPBACK, delay=timedelta(seconds=0.5))

    async def main(running: Courier) -> None:
        await asyncio.gather(*(running.fetch(task(site.url())) for _ in range(3)))

    courier(main, settings)

    assert all(later[0] >= earlier[1] for earlier, later in pairwise(spans))
    assert spans[2][0] - spans[0][0] > 0.8  # twice the delay, but for the threads' own time


def test_what_was_begun_ahead_is_fetched_once(site: Site) -> None:
    """A fetch of what was begun before takes over what comes of it."""
    site.answers["/feed"] = http(ONE)

    async def main(running: Courier) -> Any:
        await running.begin([task(site.url())])
        return await running.fetch(task(site.url()))

    outcome, _ = courier(main)

    assert isinstance(outcome, Fresh)
    assert len(site.asked) == 1


def test_a_process_that_is_killed_is_replaced_and_loses_nothing(site: Site) -> None:
    """What it had not answered is asked again by the next one."""
    site.answers["/feed"] = lambda _: [5.0] if len(site.asked) == 1 else http(ONE)

    async def main(running: Courier) -> Any:
        first = pid_of(running)
        fetching = asyncio.ensure_future(running.fetch(task(site.url())))
        await asked(site)
        os.kill(first, signal.SIGKILL)
        outcome = await fetching
        assert pid_of(running) != first
        return outcome

    outcome, process = courier(main)

    assert isinstance(outcome, Fresh)
    assert process.returncode == 0


def test_what_kills_two_processes_is_a_failure(site: Site) -> None:
    """No feed is asked for ever and ever."""
    site.answers["/feed"] = lambda _: [60.0]

    async def main(running: Courier) -> Any:
        fetching = asyncio.ensure_future(running.fetch(task(site.url())))
        for count in (1, 2):
            await asked(site, count)
            os.kill(pid_of(running), signal.SIGKILL)
        return await fetching

    outcome, _ = courier(main)

    assert outcome.kind == FailureKind.INTERRUPTED


def test_a_fetch_given_up_frees_its_host(site: Site) -> None:
    """The other process closes the connection, and asks the host for the next."""
    site.answers = {"/slow": lambda _: drip(), "/feed": http(ONE)}

    async def main(running: Courier) -> Any:
        slow = asyncio.ensure_future(running.fetch(task(site.url("/slow"))))
        await asked(site)
        slow.cancel()
        return await running.fetch(task(site.url()))

    outcome, _ = courier(main)

    assert isinstance(outcome, Fresh)


def test_leaving_cancels_what_is_under_way(site: Site) -> None:
    """Whoever waits is cancelled, and the process is gone."""
    site.answers["/feed"] = lambda _: drip()

    async def main(running: Courier) -> Any:
        fetching = asyncio.ensure_future(running.fetch(task(site.url())))
        await asked(site)
        return fetching

    fetching, process = courier(main)

    assert fetching.cancelled()
    assert process.returncode == 0


def test_an_interrupt_is_for_the_one_who_began_it(site: Site) -> None:
    """Ctrl-C reaches both; who waits for answers decides what becomes of them."""
    site.answers["/feed"] = http(ONE)

    async def main(running: Courier) -> Any:
        await running.fetch(task(site.url()))
        os.kill(pid_of(running), signal.SIGINT)
        await asyncio.sleep(0.2)
        return await running.fetch(FetchTask(OutletId("other"), site.url(), "en"))

    outcome, process = courier(main)

    assert isinstance(outcome, Fresh)
    assert process.returncode == 0


def test_it_ends_when_the_one_who_began_it_is_killed() -> None:
    """No process is left behind, however the first one ends."""
    first = subprocess.Popen(
        [sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert first.stdout is not None
    other = int(first.stdout.readline())
    assert first.stdout.readline() == "up\n"

    first.kill()
    first.wait()
    first.stdout.close()

    deadline = time.monotonic() + 20
    while is_running(other):
        assert time.monotonic() < deadline, "it is still there"
        time.sleep(0.1)


def test_a_process_that_nobody_needed_is_ended() -> None:
    """It was begun ahead, and what it was for turned out to be little."""
    beside = launch()

    dismiss(beside)

    assert beside.process.returncode == -signal.SIGKILL


def is_running(pid: int) -> bool:
    """Say whether a process that is no child of ours runs."""
    with suppress(OSError):
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("size", [0, 5_000_000])
def test_large_answers_come_over_whole(site: Site, size: int) -> None:
    """A pipe holds less than a page may have."""
    site.answers["/page"] = http(bytes(size))

    looked, _ = courier(lambda running: running.look(site.url("/page")))

    assert isinstance(looked, Looked)
    assert len(looked.fetched.body) == size
