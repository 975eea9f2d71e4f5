"""
What the daemon does first: see that the guard against private addresses is where it has to be.

Tries to reach a socket of its own, by every way out there is, and must be refused. A setting that
does nothing, a library that changed, a second reactor: all would go unnoticed otherwise.
"""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.crawl import Crawler
from hajiz.assembly import channel_of
from hajiz.config.read import Config
from hajiz.log import log
from model import Failed, FailureKind, UnguardedError
from model.message import Message, Paused
from model.network import Guard, Network

if TYPE_CHECKING:
    from hajiz.config.channel_settings import ChannelSettings

_ADDRESSES = ("127.0.0.1", "127.88.88.88", "::1")  # the first that is not allowed


@dataclass(frozen=True, slots=True)
class _Canary:
    """A socket nobody may reach."""

    listener: socket.socket
    address: str

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    @property
    def place(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}"

    def was_reached(self) -> bool:
        try:
            self.listener.accept()[0].close()
        except BlockingIOError:
            return False
        return True


async def check_guard(config: Config, crawler: Crawler, now: datetime) -> None:
    """
    Return if neither *crawler* nor a channel of *config* can be led to this machine.

    Takes some milliseconds. What is allowed on purpose is left alone; nothing is sent anywhere.

    Raises:
        UnguardedError: something got through, or was stopped by something else than the guard.
    """
    await _check_fetching(config.fetch.allow_networks, crawler)
    for settings in _one_of_each_kind(config.channels):
        await asyncio.to_thread(_check_sending, settings, now)


async def _check_fetching(allowed: Sequence[Network], crawler: Crawler) -> None:
    with _canary(allowed) as canary:
        if canary is None:
            return
        outcome = await crawler.look(f"http://{canary.place}/")
        is_refused = isinstance(outcome, Failed) and outcome.kind == FailureKind.BLOCKED_PRIVATE
        if not is_refused or canary.was_reached():
            raise UnguardedError("fetching from outlets", canary.address)


def _check_sending(settings: "ChannelSettings", now: datetime) -> None:
    with _canary(getattr(settings, "allow_networks", ())) as canary:
        if canary is None:
            return
        channel = channel_of(_led_to(settings, canary))
        result = channel.send(_nothing(now), channel.recipients[0])
        is_refused = isinstance(result, Paused) and "refused to connect" in result.reason
        if not is_refused or canary.was_reached():
            raise UnguardedError(f'the channel "{settings.name}"', canary.address)


@contextmanager
def _canary(allowed: Sequence[Network]) -> Iterator[_Canary | None]:
    """Listen at an address of this machine that is not allowed; None where there is none."""
    guard = Guard(allowed)
    found = (_listening(each) for each in _ADDRESSES if guard.refusal(each))
    canary = next((each for each in found if each is not None), None)
    if canary is None:
        log.info("the guard was not tested: this machine itself is allowed")
        yield None
        return
    with canary.listener:
        yield canary


def _listening(address: str) -> _Canary | None:
    """Listen at *address*, if this machine has it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        listener = socket.create_server((address, 0), family=family)
    except OSError:
        return None
    listener.setblocking(False)
    return _Canary(listener, address)


def _one_of_each_kind(channels: "Sequence[ChannelSettings]") -> "list[ChannelSettings]":
    """Return one channel of each kind that connects to somebody."""
    kinds = {type(each): each for each in channels if hasattr(each, "allow_networks")}
    return list(kinds.values())


def _led_to(settings: "ChannelSettings", canary: _Canary) -> "ChannelSettings":
    """Return *settings* with *canary* for the receiver."""
    from alerts.channels.email import EmailSettings
    from alerts.channels.webhook import WebhookSettings

    if isinstance(settings, EmailSettings):
        return replace(settings, host=canary.address, port=canary.port, password="")
    scheme = "http" if isinstance(settings, WebhookSettings) else "json"
    return replace(settings, url=f"{scheme}://{canary.place}/")  # type: ignore[arg-type]


def _nothing(now: datetime) -> Message:
    return Message("selftest", "test", "selftest", "Selftest", "Selftest", "", "{}", now)
