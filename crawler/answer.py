"""
What an HTTP answer means for a feed: go on, unchanged, a document to read, or a failure.

Pure, and knows the rules of HTTP; must not know Scrapy.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from crawler.document import Document
from crawler.freshness import fresh_for, http_date
from crawler.hop import BadHopError, Hop, host_of, moved_to, next_hop
from crawler.webpage import describe_page
from model import Failed, FailureKind, FetchTask, Unchanged, Validators, Wishes

LONGEST_RETRY_AFTER = timedelta(days=7)
VAGUE_WISH = timedelta(hours=1)  # of a server that asks for a pause, in no words we understand
_POISON = (
    "reading this document was stopped twice: it takes too much time or memory. It is read again "
    "when it changes, or in a day"
)
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_SUCCESS = 2  # the first digit
_BUSY = {429, 503}  # RFC 6585 §4, RFC 9110 §15.6.4
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
    wishes: Wishes = Wishes()  # of the server; the document has others
    moved_to: str = ""
    links: bytes = b""  # the header Link


def judge(task: FetchTask, hop: Hop, fetched: Fetched) -> Hop | Changed | Unchanged | Failed:
    """Say what *fetched*, the answer to *hop*, means for *task*."""
    onward = redirected(task, hop, fetched)
    if onward is not None:
        return onward
    if fetched.status == HTTPStatus.NOT_MODIFIED and hop.conditions.items() & hop.headers.items():
        return _not_modified(task, hop, fetched)
    if fetched.status in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        return _body(task, hop, fetched)
    return _refused(task, hop, fetched)


def redirected(task: FetchTask, hop: Hop, fetched: Fetched) -> Hop | Failed | None:
    """Say where *fetched*, the answer to *hop*, sends us on to; None if it does not."""
    location = fetched.headers.get(b"location")
    if fetched.status not in _REDIRECTS or not location:
        return None
    try:
        return next_hop(hop, location, is_permanent=fetched.status in _PERMANENT)
    except BadHopError as error:
        return Failed(task.outlet, FailureKind.REDIRECT, str(error), fetched.status)


def posted(task: FetchTask, hop: Hop, fetched: Fetched) -> Failed | None:
    """Return why *fetched* means that what was posted is not taken, or None: any 2xx is fine."""
    return None if fetched.status // 100 == _SUCCESS else _refused(task, hop, fetched)


def retry_after(headers: Mapping[bytes, bytes]) -> timedelta | None:
    """
    Return how long the server asks to be left alone, at most 7 days; None if it does not say.

    A date (RFC 9110 §10.2.3) is measured against the server's own Date, whatever our clocks say.
    `VAGUE_WISH`, an hour, for what is neither seconds nor such a date.
    """
    value = headers.get(b"retry-after", b"").strip()
    if not value:
        return None
    if _DIGITS.fullmatch(value):
        wish = timedelta(seconds=min(int(value), LONGEST_RETRY_AFTER.total_seconds()))
    else:
        then, server_now = http_date(value), http_date(headers.get(b"date", b""))
        if then is None or server_now is None:
            return VAGUE_WISH
        wish = min(then - server_now, LONGEST_RETRY_AFTER)
    return wish if wish > timedelta(0) else None


def _not_modified(task: FetchTask, hop: Hop, fetched: Fetched) -> Unchanged:
    return Unchanged(
        outlet=task.outlet,
        validators=_validators(fetched, task.validators),
        served_at=_served_at(fetched),
        wishes=Wishes(fresh_for(fetched.headers)),
        moved_to=moved_to(hop),
    )


def _body(task: FetchTask, hop: Hop, fetched: Fetched) -> Changed | Unchanged | Failed:
    validators = _validators(fetched, Validators())
    wishes = Wishes(fresh_for(fetched.headers) or timedelta(0))
    body_hash = sha256(fetched.body).digest()
    if body_hash == task.body_hash:
        return Unchanged(
            outlet=task.outlet,
            validators=validators,
            served_at=_served_at(fetched),
            fetched_url=fetched.url,
            wishes=wishes,
            moved_to=moved_to(hop),
        )
    if body_hash in task.poison:
        return Failed(task.outlet, FailureKind.PARSE_KILLED, _POISON)
    return Changed(
        document=_document(task, fetched),
        validators=validators,
        body_hash=body_hash,
        served_at=_served_at(fetched),
        wishes=wishes,
        moved_to=moved_to(hop),
        links=fetched.headers.get(b"link", b""),
    )


def _document(task: FetchTask, fetched: Fetched) -> Document:
    return Document(
        outlet=task.outlet,
        language=task.language,
        url=fetched.url,
        content_type=fetched.headers.get(b"content-type", b"").decode("latin-1"),
        body=fetched.body,
        is_vouched_for=fetched.is_vouched_for,
        kind=task.kind,
        listing=task.listing,
        memory=task.memory,
    )


def _served_at(fetched: Fetched) -> datetime | None:
    """Return the server's own time; None where a cache in between makes it an old one."""
    return None if b"age" in fetched.headers else http_date(fetched.headers.get(b"date", b""))


def _refused(task: FetchTask, hop: Hop, fetched: Fetched) -> Failed:
    message = f"HTTP {fetched.status} {_phrase(fetched.status)}".rstrip()
    page = describe_page(fetched.body[:65536].decode("utf-8", "replace"))
    is_challenge = page.is_challenge or b"cf-mitigated" in fetched.headers
    if is_challenge:
        message += ": a bot challenge page instead of the feed"
    wish = retry_after(fetched.headers)
    return Failed(
        outlet=task.outlet,
        kind=FailureKind.WALLED if is_challenge else FailureKind.HTTP,
        message=message,
        status=fetched.status,
        retry_after=wish,
        is_vague=wish is VAGUE_WISH,
        host=host_of(hop.url) if fetched.status in _BUSY else "",
        is_gone=fetched.status == HTTPStatus.GONE and hop.is_permanent,
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
