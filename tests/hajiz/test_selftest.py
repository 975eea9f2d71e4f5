"""The daemon's look at its own guard, with real ways out and a real socket nobody may reach."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from alerts.channels import fence, session
from crawler.crawl import Crawler
from hajiz import selftest
from hajiz.config.read import Config, load
from hajiz.selftest import check_guard
from model import UnguardedError
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.desk import SECRET, hook, mail
from tests.reactorloop import Loop

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CHAT = """
[[channels]]
name = "chat"
kind = "apprise"
url = { env = "CHAT" }
"""
EVERYWHERE = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))


@pytest.fixture
def config(write_config: WriteConfig) -> Config:
    """A configuration with every kind of channel, that may fetch and send nowhere private."""
    more = hook("https://desk.example/hook") + mail(25, "a@example.org") + CHAT
    path: Path = write_config({"a": "https://a.example/feed"}, more)
    text = path.read_text("utf-8").replace('allow_networks = ["127.0.0.0/8"', "allow_networks = [")
    path.write_text(text.replace('[, "::1/128"]', "[]").replace("127.0.0.1", "mx.example"), "utf-8")
    return load(path, {"SECRET": SECRET, "CHAT": "json://chat.example/"})


async def _checked(config: Config, *, is_open: bool = False) -> float:
    async with Crawler(config.fetch) as crawler:
        if is_open:
            crawler._remove_guard()
        begun = time.perf_counter()
        await check_guard(config, crawler, NOW)
        return time.perf_counter() - begun


def test_a_guard_in_place_is_found_so(config: Config, loop: Loop) -> None:
    """Every way is tried; the second time, when all is loaded, it takes next to no time."""
    loop.run(_checked(config))

    assert loop.run(_checked(config)) < 0.5


def test_fetching_past_the_guard_is_noticed(config: Config, loop: Loop) -> None:
    """Without the guard on the reactor the canary is reached, and the daemon does not start."""
    with pytest.raises(UnguardedError, match="does not hold for fetching from outlets") as caught:
        loop.run(_checked(config, is_open=True))

    assert caught.value.exit_code == 70


@pytest.mark.parametrize(
    ("module", "channel"), [(session, "mail"), (fence, "chat")], ids=["mail", "chat"]
)
def test_sending_past_the_guard_is_noticed(
    config: Config, loop: Loop, module: Any, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when only one kind of channel has lost it."""
    import socket

    def careless(host: str, port: int, *_: Any) -> socket.socket:
        return socket.create_connection((host, port), timeout=0.2)

    monkeypatch.setattr(module, "open_socket", careless)
    config = replace(config, channels=tuple(_quick(each) for each in config.channels))

    with pytest.raises(UnguardedError, match=f'does not hold for the channel "{channel}"'):
        loop.run(_checked(config))


def _quick(settings: Any) -> Any:
    from datetime import timedelta

    is_slow = hasattr(settings, "timeout")
    return replace(settings, timeout=timedelta(seconds=0.5)) if is_slow else settings


def test_what_is_allowed_on_purpose_is_not_tried(config: Config, loop: Loop) -> None:
    """Who allows this machine has nothing to be tested on it."""
    opened = replace(
        config,
        fetch=replace(config.fetch, allow_networks=EVERYWHERE),
        channels=tuple(
            replace(each, allow_networks=EVERYWHERE) if hasattr(each, "allow_networks") else each
            for each in config.channels
        ),
    )

    loop.run(_checked(opened, is_open=True))


def test_every_channel_that_connects_is_tried(config: Config) -> None:
    """Those that can be told an allow-list, one of each kind."""
    kinds = {type(each).__name__ for each in selftest._one_of_each_kind(config.channels)}

    assert kinds == {"EmailSettings", "WebhookSettings", "AppriseSettings"}
