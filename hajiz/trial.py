"""
A small message sent through one channel at once, to see whether it arrives.

Goes past the outbox: nothing is kept, and nothing is tried again.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from alerts.channels.channel import Channel
from hajiz.assembly import channel_of
from model.message import Message, SendResult, Sent

if TYPE_CHECKING:
    from hajiz.config.channel_settings import ChannelSettings

_TEXT = """\
This is a test of the channel {name}. Digests and alerts will arrive the same way.

هذه رسالة تجريبية من قناة {name}.

Nothing happened, and nothing needs to be done. {at}
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a test message to one recipient."""

    recipient: str
    outcome: str  # sent, postponed, paused, refused, closed
    detail: str
    steps: tuple[str, ...]  # of a mail's way, as far as it went


def try_out(
    settings: "ChannelSettings", recipient: str | None, now: datetime, tell: Callable[[str], None]
) -> list[Trial]:
    """
    Send a test message to *recipient*, or to everybody the channel reaches.

    *tell* hears of every step as it is made.

    Raises:
        DeliveryError: the channel cannot be used as it is configured.
    """
    steps: list[str] = []

    def note(step: str) -> None:
        steps.append(step)
        tell(step)

    channel = channel_of(settings, tell=note)
    message = _message(settings.name, now)
    trials = []
    for each in (recipient,) if recipient else channel.recipients:
        result = channel.send(message, each)
        trials.append(Trial(each, type(result).__name__.lower(), _said(result), tuple(steps)))
        steps.clear()
    _leave(channel)
    return trials


def _said(result: SendResult) -> str:
    """Return what the receiver said, or why it said nothing."""
    return result.detail if isinstance(result, Sent) else result.reason


def _message(channel: str, now: datetime) -> Message:
    """Make a message of kind "test"; each has an id of its own, so that none counts as a repeat."""
    message_id = f"tst_{secrets.token_hex(13)}"
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    text = _TEXT.format(name=channel, at=at)
    paragraphs = "".join(f'<p dir="auto">{escape(each)}</p>' for each in text.split("\n\n"))
    return Message(
        id=message_id,
        kind="test",
        name="test",
        subject=f"Hajiz test: {channel} – رسالة تجريبية",
        text=text,
        html=f'<!doctype html><html><head><meta charset="utf-8"></head>{paragraphs}</html>\n',
        payload=json.dumps(
            {"type": "test", "version": 1, "id": message_id, "channel": channel, "created_at": at}
        ),
        created_at=now,
        brief=text.strip(),
    )


def _leave(channel: Channel) -> None:
    """Take leave of the mail server: nothing follows."""
    from alerts.channels.email import EmailChannel

    if isinstance(channel, EmailChannel):
        channel.close()
