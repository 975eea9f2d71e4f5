"""
What an HTTP answer means for a feed: go on, unchanged, a document to read, or a failure.

Pure, and knows the rules of HTTP; must not know Scrapy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus

from crawler.document import Document
from crawler.hop import BadHopError, Hop, next_hop
from crawler.webpage import describe_page
from model import Failed, FailureKind, FetchTask, Unchanged, Validators

LONGEST_RETRY_AFTER = timedelta(days=7)
_REDIRECTS = {301, 302, 303, 307, 308}
_DIGITS = re.compile(rb"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One HTTP answer as it came; header names are lower-case, *body* is unpacked."""

    url: str
    status: int
    headers: Mapping[bytes, bytes]
    body: bytes
    is_vouched_for: bool = True  # length or last chunk seen, and not unpacked by a lenient reader


@dataclass(frozen=True, slots=True)
class Redirect:
    """One answer that sent us on: from where, and how (301, 302, 303, 307, 308)."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at an address, whatever it is, and the redirects on the way to it."""

    fetched: Fetched
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """The answer holds something not taken in yet."""

    document: Document
    validators: Validators
    body_hash: bytes
    served_at: datetime | None = None  # what the server's clock said


def judge(task: FetchTask, hop: Hop, fetched: Fetched) -> Hop | Changed | Unchanged | Failed:
    """Say what *fetched*, the answer to *hop*, means for *task*."""
    onward = redirected(task, hop, fetched)
    if onward is not None:
        return onward
    if fetched.status == HTTPStatus.NOT_MODIFIED and task.validators != Validators():
        return Unchanged(task.outlet, _validators(fetched, task.validators), _served_at(fetched))
    if fetched.status in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        return _body(task, fetched)
    return _refused(task, fetched)


def redirected(task: FetchTask, hop: Hop, fetched: Fetched) -> Hop | Failed | None:
    """Say where *fetched*, the answer to *hop*, sends us on to; None if it does not."""
    location = fetched.headers.get(b"location")
    if fetched.status not in _REDIRECTS or not location:
        return None
    try:
        return next_hop(hop, location)
    except BadHopError as error:
        return Failed(task.outlet, FailureKind.REDIRECT, str(error), fetched.status)


def retry_after(headers: Mapping[bytes, bytes]) -> timedelta | None:
    """
    Return how long the server asks to be left alone, at most 7 days; None if it does not say.

    A date (RFC 9110 §10.2.3) is measured against the server's own Date, whatever our clocks say.
    What is neither seconds nor a date is ignored.
    """
    value = headers.get(b"retry-after", b"").strip()
    if _DIGITS.fullmatch(value):
        wish = timedelta(seconds=min(int(value), LONGEST_RETRY_AFTER.total_seconds()))
    else:
        then, server_now = _date(value), _date(headers.get(b"date", b""))
        if then is None or server_now is None:
            return None
        wish = min(then - server_now, LONGEST_RETRY_AFTER)
    return wish if wish > timedelta(0) else None


def _body(task: FetchTask, fetched: Fetched) -> Changed | Unchanged:
    validators = _validators(fetched, Validators())
    body_hash = sha256(fetched.body).digest()
    if body_hash == task.body_hash:
        return Unchanged(task.outlet, validators, _served_at(fetched))
    content_type = fetched.headers.get(b"content-type", b"").decode("latin-1")
    document = Document(
        outlet=task.outlet,
        language=task.language,
        url=fetched.url,
        content_type=content_type,
        body=fetched.body,
        is_vouched_for=fetched.is_vouched_for,
        kind=task.kind,
        listing=task.listing,
        memory=task.memory,
    )
    return Changed(document, validators, body_hash, _served_at(fetched))


def _served_at(fetched: Fetched) -> datetime | None:
    """Return the server's own time; None where a cache in between makes it an old one."""
    return None if b"age" in fetched.headers else _date(fetched.headers.get(b"date", b""))


def _refused(task: FetchTask, fetched: Fetched) -> Failed:
    message = f"HTTP {fetched.status} {_phrase(fetched.status)}".rstrip()
    page = describe_page(fetched.body[:65536].decode("utf-8", "replace"))
    if page.is_challenge or b"cf-mitigated" in fetched.headers:
        message += ": a bot challenge page instead of the feed"
    return Failed(
        task.outlet, FailureKind.HTTP, message, fetched.status, retry_after(fetched.headers)
    )


def _validators(fetched: Fetched, before: Validators) -> Validators:
    """Return the answer's own validators, and those from *before* where it has none."""
    return Validators(
        etag=fetched.headers.get(b"etag", before.etag),
        last_modified=fetched.headers.get(b"last-modified", before.last_modified),
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _date(value: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value.decode("ascii"))
    except (ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
