"""Fixtures of the program's tests: a local outlet, a configuration, the command line."""

import json
import os
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


@pytest.fixture
def hajiz() -> Hajiz:
    """Run the command `hajiz` as a user does; return what it printed and its exit code."""

    def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hajiz", *map(str, arguments)],
            cwd=ROOT,
            env=environment(**env),
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    return run


def parsed(done: subprocess.CompletedProcess[str]) -> Any:
    """Read the JSON a command printed; show its errors if it printed none."""
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def watched(server: FeedServer, write_config: WriteConfig, loop: Loop) -> "Vigil":
    """Watch one outlet, "a", at /a of *server*, by a clock that the server goes by too."""
    from tests.hajiz.vigil import vigil_on

    return vigil_on(server, write_config, loop, {"a": server.serve("/a", rss("Old"))})
