"""Fixtures of the program's tests: a local outlet, a configuration, the command line."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.crawl import Crawler
from crawler.settings import FetchSettings
from tests.feedserver import FeedServer, rss
from tests.hajiz.live import Live, live
from tests.reactorloop import Loop

if TYPE_CHECKING:
    from tests.hajiz.vigil import Vigil

ROOT = Path(__file__).parents[2]
SETTINGS = """
[fetch]
delay = "0s"
timeout = "5s"
interval = "{interval}"
allow_networks = ["127.0.0.0/8"]

[sending]
allow_networks = ["127.0.0.0/8", "::1/128"]

[topics.convoy]
en = ["convoy", "convoys"]
ar = ["رتل", "قافلة"]

[[rules]]
name = "convoys"
any = ["@convoy"]

[[rules]]
name = "checkpoints"
any = ["checkpoint", "حاجز"]

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]

[[channels]]
name = "files"
kind = "folder"
path = "digests"
"""
OUTLET = """
[[outlets]]
id = "{id}"
name = "{id} news"
feed = "{feed}"
language = "en"
affiliation = "invented"
"""

WriteConfig = Callable[..., Path]
Hajiz = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """Run a local outlet."""
    with FeedServer() as running:
        yield running


@pytest.fixture(scope="session")
def crawler(loop: Loop) -> Iterator[Crawler]:
    """One crawler for all tests that poll in this process; it may ask loopback."""
    networks = (ip_network("127.0.0.0/8"),)
    running = Crawler(FetchSettings(delay=timedelta(0), allow_networks=networks))
    loop.run(running.__aenter__())
    yield running
    loop.run(running.__aexit__(None, None, None))


@pytest.fixture
def outlet(tmp_path: Path, server: FeedServer, loop: Loop, crawler: Crawler) -> Iterator[Live]:
    """One outlet on a real server, polled for real; its alert tells of convoys."""
    with live(tmp_path, server, loop, crawler) as running:
        yield running


@pytest.fixture
def write_config(tmp_path: Path) -> WriteConfig:
    """Write a config.toml with the given feeds, and more TOML if wished."""

    def write(feeds: dict[str, str], more: str = "", interval: str = "60m") -> Path:
        outlets = "".join(OUTLET.format(id=name, feed=feed) for name, feed in feeds.items())
        path = tmp_path / "config.toml"
        path.write_text(SETTINGS.replace("{interval}", interval) + outlets + more, "utf-8")
        return path

    return write


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment with *more* in it, and output in UTF-8."""
    return {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "120", "NO_COLOR": "1", **more}


@pytest.fixture(scope="session")
def warm() -> Iterator[subprocess.Popen[str]]:
    """Run a process that has loaded `hajiz`, and becomes each of its commands."""
    asked = [sys.executable, "-m", "tests.hajiz.warm"]
    piped = subprocess.PIPE
    with subprocess.Popen(
        asked, cwd=ROOT, env=environment(), stdin=piped, stdout=piped, text=True
    ) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


@pytest.fixture
def hajiz(warm: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Hajiz:
    """Run the command `hajiz` as a user does; return what it printed and its exit code."""
    folder = tmp_path_factory.mktemp("printed")

    def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        out, err = folder / "out", folder / "err"
        request = {
            "arguments": [*map(str, arguments)],
            "environment": environment(**env),
            "out": str(out),
            "err": str(err),
        }
        assert warm.stdin is not None
        assert warm.stdout is not None
        print(json.dumps(request), file=warm.stdin, flush=True)
        if not select.select([warm.stdout], [], [], 120)[0]:
            warm.kill()
            raise TimeoutError(f"hajiz {' '.join(request['arguments'])} does not end")
        code = int(warm.stdout.readline())
        printed = out.read_text("utf-8"), err.read_text("utf-8")
        return subprocess.CompletedProcess(request["arguments"], code, *printed)

    return run


def parsed(done: subprocess.CompletedProcess[str]) -> Any:
    """Read the JSON a command printed; show what it printed if that is none."""
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise AssertionError((done.returncode, done.stdout, done.stderr)) from error


@pytest.fixture
def watched(server: FeedServer, write_config: WriteConfig, loop: Loop) -> "Vigil":
    """Watch one outlet, "a", at /a of *server*, by a clock that the server goes by too."""
    from tests.hajiz.vigil import vigil_on

    return vigil_on(server, write_config, loop, {"a": server.serve("/a", rss("Old"))})
