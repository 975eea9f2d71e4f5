"""
A message as the bytes of an Internet mail: headers of our own, body by the standard library.

Headers are encoded here because the standard library corrupts long Arabic subjects when it folds
them, and decodes what an outlet wrote to look encoded. Knows no mail server.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, parseaddr

from model import Message

WORD_OCTETS = 39  # of UTF-8 in one encoded word: no line exceeds 76 characters (RFC 2047 §2)
LONGEST_BARE = 60  # a longer header value is encoded, so that it can be folded

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")
_BARE = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f-\uffff]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: `Name <mail>`."""

    name: str
    mail: str

    def __str__(self) -> str:
        phrase = _phrase(self.name)
        fold = "\r\n" if "=?" in phrase else ""  # the address on a line of its own
        return f"{phrase}{fold} <{self.mail}>" if phrase else self.mail

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.mail.rpartition("@")[2]


def address(text: str) -> Address:
    """
    Read one mailbox.

    Raises:
        ValueError: *text* is not exactly one ASCII mailbox.
    """
    name, mail = parseaddr(text)
    if len(getaddresses([text])) != 1 or not _ADDRESS.fullmatch(mail):
        raise ValueError(f"{_one_line(text)!r} is not a mail address")
    return Address(_one_line(name), mail)


def compose(message: Message, sender: Address, recipients: Sequence[Address]) -> bytes:
    """
    Return *message* as a mail with a text and an HTML part (RFC 5322, RFC 2046).

    The same message always gives the same bytes, and the same Message-ID. No text in it can add
    a header, and no line is longer than 998 octets.
    """
    return _headers(message, sender, recipients) + _body(message)


def encoded(text: str) -> str:
    """Return *text* as a header value, in encoded words where it needs them (RFC 2047)."""
    line = _one_line(text)
    return line if _is_bare(line) else _words(line)


def _headers(message: Message, sender: Address, recipients: Sequence[Address]) -> bytes:
    event = _event_id(message)
    headers = [
        ("From", str(sender)),
        ("Subject", encoded(message.subject)),
        ("Date", format_datetime(message.created_at)),
        ("Message-ID", f"<{event}@{sender.domain}>"),
        ("X-Event-Id", event),
        ("Auto-Submitted", "auto-generated"),  # RFC 3834: no autoresponder should answer
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
    ]
    if recipients:
        headers.insert(1, ("To", ",\r\n ".join(str(recipient) for recipient in recipients)))
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii")


def _body(message: Message) -> bytes:
    body = EmailMessage(policy=SMTP)
    body.set_content(_sendable(message.text), charset="utf-8", cte="base64")
    body.add_alternative(_sendable(message.html), subtype="html", charset="utf-8", cte="base64")
    # "_" never occurs in base64, so the boundary cannot occur in a part
    body.set_boundary(f"_{_event_id(message)}")
    return body.as_bytes()


def _event_id(message: Message) -> str:
    return _NOT_IN_ID.sub("-", message.id)[:LONGEST_BARE]


def _phrase(name: str) -> str:
    """Write the name before an address: as it is, in quotes, or in encoded words (RFC 5322)."""
    line = _one_line(name)
    if not _is_bare(line):
        return _words(line)
    if _ATOMS.fullmatch(line):
        return line
    return '"{}"'.format(line.replace("\\", "\\\\").replace('"', '\\"'))


def _is_bare(line: str) -> bool:
    return bool(_BARE.fullmatch(line)) and len(line) <= LONGEST_BARE and "=?" not in line


def _words(line: str) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(line))


def _parts(line: str) -> Iterator[bytes]:
    """Part *line* into stretches of whole characters that fit into one encoded word."""
    part = b""
    for char in line:
        octets = char.encode()
        if len(part) + len(octets) > WORD_OCTETS:
            yield part
            part = b""
        part += octets
    yield part


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", _sendable(text)).strip()


def _sendable(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
