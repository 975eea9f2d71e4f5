"""
Hostile text made harmless to lay out: no control characters, no links that run anything.

Second line of defence: items are cleaned when they are taken in, names when they are configured.
"""

import re
import unicodedata
from typing import Literal
from urllib.parse import quote, urlsplit

Direction = Literal["ltr", "rtl"]

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")  # would reorder what follows
_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_AGAINST: dict[Direction, set[str]] = {"ltr": {"R", "AL", "AN"}, "rtl": {"L"}}
_HOST = re.compile(r"[\w.:\[\]-]+")  # no user name before it: it could pretend to be the host
_KEPT_IN_LINKS = "%/:=&?~#+!$,;'@()*[]-._"
_SCHEMES = {"http", "https"}


def plain(text: str) -> str:
    """Replace line breaks and controls by spaces; drop what reorders text or cannot be sent."""
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", _BREAKING.sub(" ", text)))


def one_line(text: str, limit: int | None = None) -> str:
    """Return *text* as one clean line, cut between words when longer than *limit* characters."""
    line = " ".join(plain(text).split())
    if limit is None or len(line) <= limit:
        return line
    head = line[: limit - 1]
    words, _, _ = head.rpartition(" ")
    return (words if len(words) > limit // 2 else head).rstrip(" ,;:–-") + "…"


def isolate(text: str, direction: Direction = "ltr") -> str:
    """
    Keep *text* that runs against *direction* from reordering the line around it.

    For plain text, where there is no markup for it (UAX #9, FSI and PDI).
    """
    against = _AGAINST[direction]
    if any(unicodedata.bidirectional(char) in against for char in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def web_link(url: str) -> str:
    """Return *url* when it is an http(s) address safe to link to, "" otherwise."""
    if any(char.isspace() or not char.isprintable() for char in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_web = parts.scheme in _SCHEMES and parts.hostname and _HOST.fullmatch(parts.netloc)
    return url if is_web else ""


def ascii_link(url: str) -> str:
    """Return *url* with everything after its host in ASCII, so that it survives plain text."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host}{slash}{quote(path, safe=_KEPT_IN_LINKS)}"


def language_tag(language: str) -> str:
    """Return *language* when it has the form of a BCP 47 tag, "" otherwise."""
    return language if _LANGUAGE.fullmatch(language) else ""
