"""A small message, the mailboxes it goes between, and how a mail is read."""

import email
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

from alerts.channels.headers import Address
from model.message import Message

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SENDER = Address("Hajiz", "hajiz@desk.example")
DESK = Address("Desk", "desk@desk.example")
MESSAGE = Message(
    id="dig_abcdefghijklmnopqrstuvwxyz",
    kind="digest",
    name="morning",
    subject="Hajiz morning: 1 match – «رتل أمريكي»",
    text="رتل ‹أمريكي›\n.\nFrom here on\n",
    html="<!doctype html><p dir=auto>رتل أمريكي</p>",
    payload='{"id":"dig_abcdefghijklmnopqrstuvwxyz"}',
    created_at=NOW,
)
PICTURE = b"\x89PNG\r\n\x1a\n\x00\xff"
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "X-Event-Id",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Precedence",
    "MIME-Version",
    "Content-Type",
]


def read(mail: bytes) -> EmailMessage:
    """Read a mail the modern way."""
    message = email.message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message
