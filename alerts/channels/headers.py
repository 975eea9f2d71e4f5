"""
Values of mail headers, in encoded words of our own, and the addresses in them.

The standard library corrupts long Arabic subjects when it folds them (cpython #144156), and
decodes what an outlet wrote to look encoded; so headers are encoded here. Knows no message.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr

WORD_OCTETS = 39  # of UTF-8 in one encoded word: no line exceeds 76 characters (RFC 2047 §2)
LONGEST_MAIL = 254  # characters of an address (RFC 5321 §4.5.3.1.3, without its brackets)
LONGEST_BARE = 60  # a longer header value is encoded, so that it can be folded

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
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
    is_one = len(getaddresses([text])) == 1 and len(mail) <= LONGEST_MAIL
    if not (is_one and _ADDRESS.fullmatch(mail)):
        raise ValueError(f"{_one_line(text)[:LONGEST_MAIL]!r} is not a mail address")
    return Address(_one_line(name), mail)


def encoded(text: str) -> str:
    """Return *text* as a header value, in encoded words where it needs them (RFC 2047)."""
    line = _one_line(text)
    return line if _is_bare(line) else _words(line)


def sendable(text: str) -> str:
    """Return *text* without lone surrogates, which no encoding can write."""
    return _SURROGATE.sub("\ufffd", text)


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
    return _CONTROL.sub(" ", sendable(text)).strip()
