"""
One request on the way to a feed: the address asked, what is sent along, and where a redirect leads.

Knows HTTP's rules for redirects and credentials; asks nobody anything itself.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from crawler.ports import BAD_PORTS
from crawler.settings import MAX_REDIRECTS
from model import FetchTask, Validators

_HOST = re.compile(r"[A-Za-z0-9_.-]{1,253}")
_PORTS = {"http": 80, "https": 443}
_PAGES = {b"Accept": b"text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}  # not the feed beside it


class BadHopError(Exception):
    """An address Hajiz does not go to; the message is for people."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request to be made: *url* has no credentials in it, *headers* may."""

    url: str
    host: str
    headers: dict[bytes, bytes] = field(repr=False)
    redirects: int = 0
    is_permanent: bool = True  # all redirects on the way here were (301, 308)
    conditions: dict[bytes, bytes] = field(default_factory=dict)  # the validators, as headers
    conditions_for: str = ""  # the one address they are sent to
    body: bytes = field(default=b"", repr=False)  # what is posted; empty: it is asked for


def first_hop(task: FetchTask) -> Hop:
    """
    Return the request that begins the fetch of *task*, with its validators byte for byte.

    Raises:
        BadHopError: the address is none, or neither http nor https.
    """
    parts = _split(task.url)
    headers = dict(_PAGES) if task.kind in {"listing", "telegram"} else {}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers[b"Authorization"] = b"Basic " + b64encode(pair.encode())
    url = _without_credentials(parts)
    conditions, conditions_for = _conditions(task.validators), task.fetched_url or url
    return Hop(
        url=url,
        host=parts.hostname or "",
        headers=headers | conditions if _is_same(url, conditions_for) else headers,
        conditions=conditions,
        conditions_for=conditions_for,
    )


def posting_hop(url: str, body: Mapping[str, str] | str) -> Hop:
    """
    Return the request that posts *body*, a form or a text, to *url*; an empty text asks for it.

    Raises:
        BadHopError: the address is none, or neither http nor https.
    """
    parts = _split(url)
    if isinstance(body, str):
        headers, raw = {b"Content-Type": b"text/plain; charset=utf-8"}, body.encode()
    else:
        headers = {b"Content-Type": b"application/x-www-form-urlencoded"}
        raw = urlencode(body).encode()
    url = _without_credentials(parts)
    return Hop(url, parts.hostname or "", headers if raw else {}, body=raw)


def next_hop(hop: Hop, location: bytes, *, is_permanent: bool = False) -> Hop:
    """
    Return the request a redirect to *location* asks for.

    Credentials go no further than scheme, host and port of the hop they were sent to (RFC 9110
    §15.4), validators nowhere but to the address they came from. A way is as permanent as its
    least permanent redirect.

    Raises:
        BadHopError: too many redirects, another scheme, or from https down to http.
    """
    if hop.redirects >= MAX_REDIRECTS:
        message = f"redirected more than {MAX_REDIRECTS} times"
        raise BadHopError(message)
    parts = _split(_joined(hop.url, location.decode("utf-8", "replace").strip()))
    before = urlsplit(hop.url)
    if before.scheme == "https" and parts.scheme == "http":
        message = (
            f"redirected from https to http, which anyone on the way could read: {_shown(parts)}"
        )
        raise BadHopError(message)
    headers = {name: value for name, value in hop.headers.items() if name not in hop.conditions}
    if _origin(before) != _origin(parts):
        headers.pop(b"Authorization", None)
    return _conditional(
        replace(
            hop,
            url=_without_credentials(parts),
            host=parts.hostname or "",
            headers=headers,
            redirects=hop.redirects + 1,
            is_permanent=hop.is_permanent and is_permanent,
        )
    )


def hop_beside(hop: Hop, url: str) -> Hop:
    """
    Return the request for *url*, which the document at *hop* leads to: nothing is known of it yet.

    What came over https leads on over https. Credentials go no further than with a redirect.

    Raises:
        BadHopError: the address is none, or neither http nor https.
    """
    if hop.url.startswith("https:"):
        url = re.sub(r"\Ahttp://", "https://", url)
    headers = {name: value for name, value in hop.headers.items() if name not in hop.conditions}
    bare = replace(hop, headers=headers, redirects=0, conditions={}, conditions_for="")
    return replace(next_hop(bare, url.encode()), redirects=0)


def is_same_site(url: str, other: str) -> bool:
    """Say whether two addresses are of one host, or of a host and one below it."""
    first, second = _site(url), _site(other)
    return bool(first and second) and (
        first == second or first.endswith(f".{second}") or second.endswith(f".{first}")
    )


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def moved_to(hop: Hop) -> str:
    """Return where *hop* asks if permanent redirects, and no others, have led there; else ""."""
    return hop.url if hop.redirects and hop.is_permanent else ""


@lru_cache(4096)
def host_of(url: str) -> str:
    """Return host and port of *url*, "" where it has none: "example.org:443"."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""


def _conditions(validators: Validators) -> dict[bytes, bytes]:
    given = {
        b"If-None-Match": validators.etag,
        b"If-Modified-Since": validators.last_modified,
    }
    return {name: value for name, value in given.items() if value is not None}


def _conditional(hop: Hop) -> Hop:
    """Return *hop* with the validators, if it asks where they came from."""
    if not _is_same(hop.url, hop.conditions_for):
        return hop
    return replace(hop, headers=hop.headers | hop.conditions)


def _is_same(url: str, other: str) -> bool:
    return url == other or _plain(url) == _plain(other)


def _plain(url: str) -> str:
    """Return *url* for comparing: what is on the way to it may be escaped, or have a fragment."""
    return unquote(urldefrag(url).url)


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        message = "redirected to what is no web address"
        raise BadHopError(message) from error


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = "not a web address"
        raise BadHopError(message) from error
    if parts.scheme not in _PORTS:
        message = f"only http and https are followed, not {parts.scheme or 'nothing'}:"
        raise BadHopError(message)
    if not _is_host(parts.hostname or "") or port == 0:
        message = f"not a web address: {_shown(parts)}"
        raise BadHopError(message)
    if port in BAD_PORTS:
        message = f"refused to ask port {port}, which is for another service than the web"
        raise BadHopError(message)
    return parts


@lru_cache(4096)
def _is_host(host: str) -> bool:
    """Say whether *host* can be looked up; on some that cannot, Twisted would wait for ever."""
    if ":" in host:
        return True  # IPv6 in brackets, which urlsplit has checked
    try:
        return _HOST.fullmatch(host.encode("idna").decode("ascii")) is not None
    except UnicodeError:  # an empty label, too long a one, signs no name has
        return False


def _without_credentials(parts: SplitResult) -> str:
    bare = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts if bare == parts.netloc else parts._replace(netloc=bare))


def _shown(parts: SplitResult) -> str:
    """Return an address for people, without what could be secret in it."""
    return _without_credentials(parts._replace(query="", fragment=""))[:200]


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
