"""
Messages between two processes of ours, many in one piece.

Knows bytes and which dataclasses are common in them; must not import Scrapy. What is unpacked is
trusted as its sender is: a process that we have begun.
"""

import asyncio
import pickle
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from operator import attrgetter
from typing import Any

from model import Failed, FetchTask, Fresh, Item, Unchanged, Validators, Wishes

_SIZE = 8  # bytes before each piece, that say how long it is
PAUSE = 0.005  # seconds in which others may join; nobody notices them


def pack(messages: list[Any]) -> bytes:
    """Return *messages* as one piece."""
    piece = BytesIO()
    pickler = pickle.Pickler(piece, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _SHORT
    pickler.dump(messages)
    body = piece.getbuffer()
    return len(body).to_bytes(_SIZE) + body


async def unpacked(reader: asyncio.StreamReader) -> list[Any]:
    """
    Return the messages of the next piece; none when the other side has ended.

    Raises:
        ConnectionError: it ended otherwise than by closing.
    """
    try:
        size = int.from_bytes(await reader.readexactly(_SIZE))
        found: list[Any] = pickle.loads(await reader.readexactly(size))  # noqa: S301
    except asyncio.IncompleteReadError:
        return []
    return found


class Outbox:
    """Gathers messages for a moment and sends them in one piece."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._waiting: list[Any] = []

    def put(self, message: Any) -> None:
        """Send *message*, within a few milliseconds; to one who has ended nothing is sent."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(PAUSE, self.send)
        self._waiting.append(message)

    def send(self) -> None:
        """Send what waits, now."""
        waiting, self._waiting = self._waiting, []
        if waiting and not self._writer.is_closing():
            self._writer.write(pack(waiting))


def _by_fields(kind: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    """Say how *kind* is made anew: by calling it, which is several times as fast as its state."""
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda each: (kind, values(each))


_SHORT: dict[type, Any] = {
    kind: _by_fields(kind)
    for kind in (Failed, FetchTask, Fresh, Item, Unchanged, Validators, Wishes)
}
