"""
What every channel can do.

The program chooses the implementations; this is all it knows of them.
"""

from typing import Protocol

from model import Message, SendResult


class Channel(Protocol):
    """A way out for messages."""

    @property
    def name(self) -> str:
        """The channel's name in config.toml."""
        ...

    def send(self, message: Message) -> SendResult:
        """
        Offer *message* to the receiver once, and say what became of it.

        Blocks, within the channel's own time limit; never raises for a failure it can expect. The
        same message may be offered again: receivers tell it by its id.
        """
        ...
