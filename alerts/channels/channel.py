"""
What every channel can do.

The program chooses the implementations; this is all it knows of them.
"""

from datetime import timedelta
from typing import Protocol

from model.message import Message, SendResult


class Channel(Protocol):
    """A way out for messages."""

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        ...

    @property
    def recipients(self) -> tuple[str, ...]:
        """
        Who gets each message, one delivery apiece; ("",) where the channel has one destination.

        Stable from one start to the next: what waits in the outbox is kept under these names.
        """
        ...

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """How long to wait after each postponed attempt; after the last pause we give up."""
        ...

    def send(self, message: Message, recipient: str) -> SendResult:
        """
        Offer *message* to *recipient* once, and say what became of it.

        Blocks, within the channel's own time limit; never raises for a failure it can expect. The
        same message may be offered again: receivers tell it by its id. `Paused` and `Closed` hold
        for the whole channel.
        """
        ...
