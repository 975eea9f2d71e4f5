"""A desk for the tests of what goes out: one outlet, polls of our own making, a clock we set."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from model import Fresh, Item, ItemKey, OutletId, Validators
from model.message import Delivery, Message
from storage import deliveries, outbox
from tests.receiver import SECRET

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # noon in Damascus
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

HEAD = """
[sending]
allow_networks = ["127.0.0.0/8"]

[[outlets]]
id = "a"
name = "A news"
feed = "{feed}"
language = "en"

[[rules]]
name = "convoys"
query = "convoy"

[[rules]]
name = "checkpoints"
query = "checkpoint"
"""
FILES = """
[[channels]]
name = "files"
kind = "folder"
path = "out"
"""
HOOK = """
[[channels]]
name = "{name}"
kind = "webhook"
url = "{url}"
secret = {{ env = "SECRET" }}
timeout = "2s"
"""
MAIL = """
[[channels]]
name = "{name}"
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "hajiz@example.org"
recipients = [{recipients}]
timeout = "2s"
"""
ALERT = """
[[alerts]]
name = "now"
channels = ["files"]
timezone = "Asia/Damascus"
"""


def hook(url: str, name: str = "hook") -> str:
    """Write a webhook channel."""
    return HOOK.format(name=name, url=url)


def mail(port: int, *recipients: str, name: str = "mail") -> str:
    """Write an e-mail channel."""
    quoted = ", ".join(f'"{each}"' for each in recipients)
    return MAIL.format(name=name, port=port, recipients=quoted)


@contextmanager
def desk(
    folder: Path, *parts: str, now: datetime = START, feed: str = "http://127.0.0.1:9/feed"
) -> Iterator[Assembly]:
    """Open the program on a configuration of *parts*."""
    path = folder / "config.toml"
    path.write_text(HEAD.replace("{feed}", feed) + "".join(parts), "utf-8")
    with assemble(load(path, {"SECRET": SECRET}), now) as assembly:
        yield assembly


def article(title: str, *, url: str = "", published: datetime | None = None, key: str = "") -> Item:
    """Make an item of the one outlet."""
    number = ItemKey(sha256((key or title).encode()).digest())
    return Item("a", number, title, "", url, "en", published_at=published)


def poll(assembly: Assembly, now: datetime, *found: str | Item) -> int:
    """Record a poll that brought those titles or items; return how many were new."""
    items = tuple(article(each) if isinstance(each, str) else each for each in found)
    digest = sha256(repr(found).encode()).digest()
    fresh = Fresh(OutletId("a"), items, Validators(etag=b'"1"'), digest, "http://a")
    return record(assembly, fresh, now, 0.5).new


def going_out(assembly: Assembly, kind: str | None = None) -> list[Delivery]:
    """Return all deliveries, or those of a kind, oldest first."""
    with assembly.database.read() as tx:
        found = reversed(deliveries.recent(tx, limit=1_000_000))
    return [each for each in found if kind in {None, each.kind}]


def message(assembly: Assembly, message_id: str) -> Message:
    """Read a message as it was frozen."""
    with assembly.database.read() as tx:
        return outbox.message_of(tx, message_id)
