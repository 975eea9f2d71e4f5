"""Values the storage tests are about, and other processes that work on the same file."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from model import Fresh, Hit, Item, ItemKey, Match, Outlet, OutletId, Span, StoredMatch, Validators
from model.digest import Trouble
from model.message import Message
from storage import items, matches
from storage.database import Transaction

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 7, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOBODY = 65534


def an_outlet(name: str = "sana-ar", **changes: Any) -> Outlet:
    """Return an outlet with a feed."""
    values: dict[str, Any] = {
        "id": OutletId(name),
        "name": "سانا",
        "feed": f"https://{name}.example/feed",
        "language": "ar",
    }
    return Outlet(**values | changes)


def an_item(name: str = "one", **changes: Any) -> Item:
    """Return an item with all its fields filled; another *name* is another key."""
    values: dict[str, Any] = {
        "outlet": "sana-ar",
        "key": ItemKey(hashlib.sha256(name.encode()).digest()),
        "title": f"رتل عسكري في القامشلي {name}",
        "body": "شوهدت قافلة.\n\nSecond paragraph: Qamişlo, Камышлы.",
        "url": f"https://sana-ar.example/{name}",
        "language": "ar",
        "author": "مراسل",
        "categories": ("أخبار", "News, local"),
        "published_at": datetime(2026, 11, 19, 22, 30, tzinfo=UTC),
    }
    return Item(**values | changes)


def a_match(rule: str = "convoys", **changes: Any) -> Match:
    """Return a match with one hit."""
    hit = Hit("رتل", "title", 0, 3, "رتل", Span(0, 22), topic="convoy")
    values: dict[str, Any] = {"rule": rule, "rule_set": "r1", "hits": (hit,)}
    return Match(**values | changes)


def a_message(name: str = "one", /, **changes: Any) -> Message:
    """Return a message; another *name* is another id."""
    values: dict[str, Any] = {
        "id": f"dig_{name}",
        "kind": "digest",
        "name": "morning",
        "subject": "صباح الخير",
        "text": "نص",
        "html": "<p>نص</p>",
        "payload": '{"id": 1}',
        "created_at": NOW,
    }
    return Message(**values | changes)


def a_trouble(name: str = "one", **changes: Any) -> Trouble:
    """Return a trouble; another *name* is another id."""
    values: dict[str, Any] = {
        "id": f"not_{name}",
        "subject": "the channel mail rests – 535",
        "lines": ("The login was refused.", "كلمة السر، مثلاً."),
        "at": NOW,
        "timezone": "UTC",
    }
    return Trouble(**values | changes)


def fresh(*found: Item, **changes: Any) -> Fresh:
    """Return what a poll gives that brought *found*."""
    values: dict[str, Any] = {
        "outlet": OutletId("sana-ar"),
        "items": found,
        "validators": Validators(b'W/"\xff\xfe"', b"Fri, 20 Nov 2026 07:00:00 GMT"),
        "body_hash": hashlib.sha256(b"body").digest(),
        "fetched_url": "https://cdn.example/feed",
    }
    return Fresh(**values | changes)


def matched(
    tx: Transaction,
    name: str,
    at: datetime,
    rule: str = "convoys",
    is_baseline: bool = False,
    **changes: Any,
) -> StoredMatch:
    """Store an item first seen *at* for which *rule* fires."""
    (stored,) = items.add_new(tx, [an_item(name, **changes)], at, is_baseline)
    (match,) = matches.add(tx, stored.id, [a_match(rule)], at)
    return match


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start another process on *code*; it sees the project's packages."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(code: str, *arguments: object) -> tuple[int, str]:
    """Run another process on *code* to its end; return how it ended and what it printed."""
    process = start(code, *arguments)
    printed, _ = process.communicate()
    return process.returncode, printed


@contextmanager
def other_writer(path: Path) -> Iterator[None]:
    """Let another connection hold the write lock."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def everyone_out(path: Path) -> Iterator[None]:
    """Let another connection keep even readers away; no other may be open."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def as_nobody() -> Iterator[None]:
    """Do without the rights of root, if we have them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
