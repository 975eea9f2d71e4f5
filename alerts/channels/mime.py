"""
A message as the bytes of an Internet mail: headers of our own, body by the standard library.

    multipart/alternative
        text/plain
        text/html, or multipart/related with it and the picture it shows

Knows no mail server.
"""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from alerts.channels.headers import LONGEST_BARE, Address, encoded, sendable
from model.message import Message

PICTURE_ID = "days"  # as the HTML names it: src="cid:days"

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")


def compose(
    message: Message, sender: Address, recipient: Address | None, unsubscribe: str = ""
) -> bytes:
    """
    Return *message* as a mail with a text and an HTML part (RFC 5322, RFC 2046).

    The same message always gives the same bytes, and the same Message-ID. No text in it can add
    a header, and no line is longer than 998 octets. *unsubscribe* is a web address, or nothing.
    """
    headers = _headers(message, sender, recipient)
    if unsubscribe:
        headers += _ways_out(unsubscribe)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return lines.encode("ascii") + _body(message)


def _headers(message: Message, sender: Address, recipient: Address | None) -> list[tuple[str, str]]:
    event = _event_id(message.id)
    to = [("To", str(recipient))] if recipient else []
    return [
        ("From", str(sender)),
        *to,
        ("Subject", encoded(message.subject)),
        ("Date", format_datetime(message.created_at)),
        ("Message-ID", f"<{event}@{sender.domain}>"),
        *_thread(message, sender),
        ("X-Event-Id", event),
        ("List-Id", f"<{_list_name(message)}.{sender.domain}>"),  # RFC 2919
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no autoresponder should answer
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
    ]


def _thread(message: Message, sender: Address) -> list[tuple[str, str]]:
    """Name the mail this one follows (RFC 5322 §3.6.4)."""
    if not message.thread:
        return []
    before = f"<{_event_id(message.thread)}@{sender.domain}>"
    return [("In-Reply-To", before), ("References", before)]


def _ways_out(unsubscribe: str) -> list[tuple[str, str]]:
    """Offer to unsubscribe: with one click only where the address is encrypted (RFC 8058 §3.1)."""
    one_click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    is_encrypted = unsubscribe.startswith("https://")
    return [("List-Unsubscribe", f"<{unsubscribe}>"), *(one_click if is_encrypted else [])]


def _list_name(message: Message) -> str:
    return _event_id(message.name).strip("-.").lower() or message.kind


def _body(message: Message) -> bytes:
    body = EmailMessage(policy=SMTP)
    body.set_content(sendable(message.text), charset="utf-8", cte="base64")
    body.add_alternative(sendable(message.html), subtype="html", charset="utf-8", cte="base64")
    event = _event_id(message.id)
    if message.picture:
        _add_picture(body, message.picture, event)
    # "_" never occurs in base64, so the boundary cannot occur in a part; and neither boundary
    # begins the other (RFC 2046 §5.1.1)
    body.set_boundary(f"_a_{event}")
    return body.as_bytes()


def _add_picture(body: EmailMessage, picture: bytes, event: str) -> None:
    *_, page = body.iter_parts()
    page.add_related(picture, "image", "png", cid=f"<{PICTURE_ID}>", disposition="inline")
    page.set_boundary(f"_r_{event}")
    for part in page.walk():
        del part["MIME-Version"]  # the mail has one


def _event_id(text: str) -> str:
    return _NOT_IN_ID.sub("-", text)[:LONGEST_BARE]
