"""
What can go wrong while fetching, in plain words.

The one place that knows the exceptions of Scrapy, Twisted and OpenSSL; must not raise any.
"""

import logging
import zlib
from collections.abc import Iterator
from datetime import timedelta
from gzip import BadGzipFile

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from twisted.internet import error as net
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.settings import MIB, FetchSettings
from model import Failed, FailureKind, OutletId
from model.network import BlockedAddressError

_log = logging.getLogger(__name__)


def failed(outlet: OutletId, host: str, error: Exception, settings: FetchSettings) -> Failed:
    """Say what *error* means for the feed of *outlet* on *host*; log one that nobody foresaw."""
    causes = tuple(_causes(error))
    for types, kind, words in _WORDS:
        for cause in causes:
            if isinstance(cause, types):
                return Failed(outlet, kind, words.format(**_facts(host, cause, settings)))
    _log.error("unexpected error while fetching %s from %s", outlet, host, exc_info=error)
    message = f"unexpected error while fetching from {host}: {type(error).__name__}"
    return Failed(outlet, FailureKind.UNEXPECTED, message)


def seconds(span: timedelta) -> str:
    """Return *span* as people write it: 30 s, 0.5 s."""
    return f"{span.total_seconds():g} s"


def size(count: int) -> str:
    """Return *count* bytes as people write it: 10 MiB."""
    return f"{count / MIB:g} MiB" if count >= MIB else f"{count} bytes"


def _facts(host: str, error: BaseException, settings: FetchSettings) -> dict[str, str]:
    return {
        "host": host,
        "error": str(error),
        "timeout": seconds(settings.timeout),
        "size": size(settings.max_size),
        "certificate": _certificate_problem(error),
        "os": _os_problem(error),
    }


# The first line that fits any of the causes wins: from the particular to the general.
_WORDS: tuple[tuple[tuple[type[BaseException], ...], FailureKind, str], ...] = (
    ((BlockedAddressError,), FailureKind.BLOCKED_PRIVATE, "{error}"),
    (
        (VerificationError,),
        FailureKind.TLS,
        "certificate not accepted: it is not for the host {host}",
    ),
    ((SSL.Error,), FailureKind.TLS, "{certificate}"),
    ((CannotResolveHostError,), FailureKind.DNS, "cannot resolve host {host}"),
    (
        (DownloadTimeoutError, net.TimeoutError, TimeoutError),
        FailureKind.TIMEOUT,
        "no complete answer from {host} within {timeout}",
    ),
    (
        (DownloadConnectionRefusedError, net.ConnectionRefusedError),
        FailureKind.CONNECT,
        "connection refused by {host}",
    ),
    (
        (ResponseDataLossError, EOFError),
        FailureKind.DATA_LOSS,
        "{host} broke off in the middle of its answer",
    ),
    ((IgnoreRequest, DownloadCancelledError), FailureKind.TOO_LARGE, "more than {size}"),
    ((TunnelError,), FailureKind.CONNECT, "the proxy does not connect to it: {error}"),
    ((ParseError,), FailureKind.HTTP, "{host} does not answer in HTTP"),
    ((net.ConnectError,), FailureKind.CONNECT, "cannot connect to {host}: {os}"),
    (
        (net.ConnectionClosed, net.ConnectionAborted),
        FailureKind.CONNECT,
        "{host} closed the connection without an answer",
    ),
    (
        (BadGzipFile, zlib.error),
        FailureKind.DATA_LOSS,
        "the answer of {host} cannot be unpacked: it is damaged",
    ),
    ((OSError,), FailureKind.CONNECT, "cannot connect to {host}: {os}"),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield *error*, what it was raised from, and what Twisted lists as its reasons."""
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        current = queue.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        queue += [e for e in (current.__cause__, current.__context__) if e is not None]
        reasons = getattr(current, "reasons", None) or []
        queue += [r.value for r in reasons if isinstance(r, Failure) and r.value is not None]


def _certificate_problem(error: BaseException) -> str:
    """Return why OpenSSL gave up; its errors are lists of (library, function, reason)."""
    details = error.args[0] if isinstance(error, SSL.Error) and error.args else ()
    reasons = [str(part[-1]) for part in details if part] if isinstance(details, list) else []
    if "certificate verify failed" in reasons:  # OpenSSL keeps the reason to itself
        return "certificate not accepted: self-signed, expired, or from an unknown authority"
    return f"no secure connection: {', '.join(reasons) or 'broken off'}"


def _os_problem(error: BaseException) -> str:
    number = getattr(error, "osError", None)
    return str(number) if number else (str(error) or type(error).__name__).rstrip(".")
