"""Items for the tests of pages: in two languages, with matches of our own making."""

from hashlib import sha256
from typing import Any

from hajiz.assembly import Assembly
from model import Item, ItemKey
from tests.hajiz.desk import START, poll

ARABIC = "رتل عسكري (convoy) في القامشلي"


def an_item(title: str = "A convoy was stopped", **changes: Any) -> Item:
    """Return an item of the one outlet."""
    values: dict[str, Any] = {
        "outlet": "a",
        "key": ItemKey(sha256(repr((title, changes)).encode()).digest()),
        "title": title,
        "body": "",
        "url": "https://a.example/1",
        "language": "en",
    }
    return Item(**values | changes)


def take_in(assembly: Assembly, *found: Item | str, first: bool = False) -> None:
    """Record a poll that brought *found*; but for the *first*, the outlet was known before."""
    if not first:
        poll(assembly, START, "Nothing of interest")
    poll(assembly, START, *found)
