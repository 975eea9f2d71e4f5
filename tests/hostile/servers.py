"""
Hostile web servers and good ones, side by side on loopback: each outlet has a host of its own.

A hostile one drips, keeps silent, sends headers without end, bombs, garbage, or what no parser
likes; a good one has a new item at every look, and notes when it is asked.
"""

import gzip
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Self

from tests.crawler.conftest import Answer, Asked, Part, Site, drip, http, rss
from tests.hostile.document import item
from tests.hostile.document import rss as hostile_rss

MB = 1024 * 1024


def _silent(_: Asked) -> Iterator[Part]:
    yield 600.0


def _endless_headers(_: Asked) -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in count():
        yield b"X-%d: a\r\n" % number
        yield 0.001


def _slow_headers(_: Asked) -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield from (b"a", 0.5)


def _long_header(_: Asked) -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\nX: "
    while True:
        yield b"a" * 65536


def _endless_chunks(_: Asked) -> Iterator[Part]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n"


def _garbage(_: Asked) -> bytes:
    return http(os.urandom(10 * MB - 1000))


def _bomb(_: Asked) -> bytes:
    return http(gzip.compress(b"<a/>" * 16 * MB, 1), b"Content-Encoding: gzip")


def _changing(unit: str, times: int) -> Callable[[Asked], bytes]:
    """Return what sends the same trick in other bytes each time, so that none is recognised."""
    return lambda _: http(hostile_rss(item(f"<guid>{os.urandom(8).hex()}</guid>") + unit * times))


HOSTILE: dict[str, Answer] = {
    "drip": lambda _: drip(),
    "silent": _silent,
    "endless headers": _endless_headers,
    "slow headers": _slow_headers,
    "long header": _long_header,
    "endless chunks": _endless_chunks,
    "10 MB of garbage": _garbage,
    "gzip bomb": _bomb,
    "a million tags": _changing("<a/>", 1_000_000),
    "items without end": _changing("<item>", 300_000),
    "nesting": _changing("<a>", 20_000),
    "laughs": http(hostile_rss("&a;", start='<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "c">]>')),
    "loop": http(b"", b"Location: /feed", status="302 Found"),
    "file": http(b"", b"Location: file:///etc/passwd", status="302 Found"),
    "cut short": http(rss("<title>A</title>")).replace(b"Content-Length: ", b"Content-Length: 9"),
    "no HTTP": b"\x00\xff" * 1000,
    "hang up": b"",
    "challenge": http(b"<html><title>Just a moment...</title>", status="403 Forbidden"),
    "big attributes": _changing('<a b="' + "x" * 10_000 + '"/>', 500),
    "gone and back": http(b"", b"Retry-After: 99999999999999", status="503 Busy"),
}


@dataclass
class Street:
    """So many hostile and so many good outlets, one port, a loopback address for each."""

    hostile: int
    good: int
    asked: dict[str, list[float]] = field(default_factory=dict)  # good outlets: monotonic seconds

    def __enter__(self) -> Self:
        self._site = Site("0.0.0.0", answers={"/good": self._good})
        self._site.answers |= {self._path(name): answer for name, answer in HOSTILE.items()}
        self._site.answers["/feed"] = HOSTILE["loop"]
        self._site.__enter__()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._site.__exit__(*trouble)

    def feeds(self) -> dict[str, str]:
        """Return the addresses of all outlets, by their ids."""
        names = list(HOSTILE)
        bad = {
            f"bad{n}": self._site.url(self._path(names[n % len(names)]), f"127.0.1.{n + 1}")
            for n in range(self.hostile)
        }
        good = {f"good{n}": self._site.url("/good", f"127.0.2.{n + 1}") for n in range(self.good)}
        return bad | good

    def _good(self, asked: Asked) -> bytes:
        host = (asked.header("Host") or b"").decode().partition(":")[0]
        moments = self.asked.setdefault(f"good{int(host.rpartition('.')[2]) - 1}", [])
        moments.append(time.monotonic())
        items = (f"<title>News {n}</title><guid>{n}</guid>" for n in range(len(moments)))
        return http(rss(*items))

    def _path(self, name: str) -> str:
        return "/" + name.replace(" ", "-")
