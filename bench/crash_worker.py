"""
The worker that `crash.py` kills: both pipes, round after round, on a clock of its own.

Knows what the outlet publishes; counts nothing.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from hajiz import failpoint
from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.audience import wanted
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.incidents.keeping import Incidents
from hajiz.incidents.reading import Reader
from model import Fresh, Item, ItemKey, OutletId, Validators

SPEED = 600  # our seconds go by so much faster: a lease of a minute is a tenth of a second
START = datetime(2026, 11, 20, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WINDOW = 60  # items in the feed
RELAY = 8  # of ten items the one that says nothing new
CONFIG = """
[storage]
database = "crash.db"
[sending]
allow_networks = ["127.0.0.0/8"]
[[outlets]]
id = "a"
name = "A"
feed = "http://127.0.0.1:9/feed"
language = "en"
[[rules]]
name = "convoys"
query = "convoy"
[[alerts]]
name = "now"
channels = ["mail", "hook"]
timezone = "UTC"
collapse_above = 100
[[channels]]
name = "mail"
kind = "email"
host = "127.0.0.1"
port = {smtp}
security = "none"
sender = "hajiz@example.org"
recipients = ["one@example.org", "two@example.org"]
timeout = "5s"
[[channels]]
name = "hook"
kind = "webhook"
url = "http://127.0.0.1:{http}/"
secret = {{ env = "SECRET" }}
timeout = "5s"
"""
DIGEST = """
[[digests]]
name = "d{hour}"
time = "{hour:02}:00"
timezone = "Asia/Damascus"
channels = ["mail", "hook"]
when_empty = "send"
"""

READER = Reader()  # compiled before the first worker begins
Count = Synchronized  # of int; it cannot be subscripted at run time


def opened(folder: Path, now: datetime) -> Any:
    """Open the program on the campaign's database."""
    return assemble(load(folder / "config.toml", {"SECRET": SECRET}), now)


def fast_clock(began: float) -> datetime:
    """Read the campaign's clock."""
    return START + timedelta(seconds=(time.monotonic() - began) * SPEED)


def item(number: int) -> Item:
    """Return the item of that number: the same at every poll."""
    key = ItemKey(sha256(str(number).encode()).digest())
    return Item("a", key, text(number), "", f"https://a.example/{number}", "en")


def text(number: int) -> str:
    """Return the headline of an item: three of ten are of incidents, which take thirty items."""
    told, digit = number // 10, number % 10
    if digit == 7:
        where = _near(told)
        return f"A convoy of five American vehicles was turned back {where}, SANA reported"
    if digit == RELAY:
        where = _near(told - 1)
        return f"Soldiers stopped a convoy of five American vehicles {where}, according to SANA"
    if digit == 9:
        return f"The US-led coalition denied that a convoy was turned back {_near(told - 2)}"
    return f"Convoy number {number}"


def _near(number: int) -> str:
    return f"near the village of {village(number)}"


def village(number: int) -> str:
    """Make a name for a village that is in no gazetteer."""
    return "Umm " + "".join(_syllables(number)).capitalize()


def _syllables(number: int) -> Iterator[str]:
    for _ in range(4):
        number, place = divmod(number, 8)
        yield ("ba", "da", "ra", "ma", "na", "la", "ka", "sa")[place]


def work(folder: Path, published: Count, place: str, began: float, until_idle: bool) -> None:
    """Be the worker: both pipes, round after round. Never returns."""
    code = 1
    try:
        failpoint.arm(place)
        with opened(folder, fast_clock(began)) as assembly:
            incidents = Incidents(lambda: fast_clock(began), READER)
            rounds(replace(assembly, loaded={"incidents": incidents}), published, began, until_idle)
        code = 0
    finally:
        os._exit(code)


def rounds(assembly: Assembly, published: Count, began: float, until_idle: bool) -> None:
    """Poll, freeze and deliver until nothing is left to do, or for ever."""

    def clock() -> datetime:
        return fast_clock(began)

    channels = channels_of(assembly.config)
    while True:
        newest = published.value
        window = tuple(item(n) for n in range(newest - 1, max(-1, newest - 1 - WINDOW * 5), -1))
        fresh = Fresh(OutletId("a"), window, Validators(etag=b"1"), b"1", "http://a")
        failpoint.reach("fetched")
        new = record(assembly, fresh, clock(), 0.5).new
        made = freeze_alerts(assembly, clock()) or freeze_due(assembly, clock())
        freeze_troubles(assembly, clock())
        threads = [
            threading.Thread(target=send, args=(assembly, channel, clock))
            for channel in channels.values()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if until_idle and not (new or made):
            return


def send(assembly: Assembly, channel: Any, clock: Any) -> None:
    """Deliver what is due through one channel, as a sender of the daemon does."""
    own = wanted(assembly.config, channel.name)
    deliver(assembly.database, channel, clock, str(os.getpid()), wanted=own, pause=lambda _: None)
