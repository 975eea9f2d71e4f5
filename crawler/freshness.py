"""
For how long a server says that its answer stays as it is: Cache-Control, Expires and Age.

Pure, and knows RFC 9111; what is made of it is decided in `pace`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_FRESH = timedelta(days=7)
_DIRECTIVE = re.compile(rb'([\w!#$%&*+.^`|~-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*))?')
_DIGITS = re.compile(rb"[0-9]{1,12}")


def fresh_for(headers: Mapping[bytes, bytes]) -> timedelta | None:
    """
    Return how long the answer stays as it is, by its server's word; None if there is none.

    At most 7 days, and nothing for what is not to be kept (no-store, no-cache) or out of date by
    its own account (RFC 9111 §4.2). A shared cache's own limit, s-maxage, is not for us. Names of
    headers are in lower case.
    """
    said = _said(headers)
    if said is None:
        return None
    left = said - timedelta(seconds=_number(headers.get(b"age", b"")) or 0)
    return max(timedelta(0), min(left, LONGEST_FRESH))


def http_date(value: bytes) -> datetime | None:
    """Return a date of HTTP (RFC 9110 §5.6.7) in UTC, or None for what is none."""
    try:
        moment = parsedate_to_datetime(value.decode("ascii"))
    except (ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _said(headers: Mapping[bytes, bytes]) -> timedelta | None:
    control = _directives(headers.get(b"cache-control", b""))
    if b"no-store" in control or b"no-cache" in control:
        return timedelta(0)
    if b"max-age" in control:
        return timedelta(seconds=_number(control[b"max-age"]) or 0)
    if b"expires" not in headers:
        return None
    then, now = (http_date(headers.get(name, b"")) for name in (b"expires", b"date"))
    return timedelta(0) if then is None or now is None else then - now


def _directives(value: bytes) -> dict[bytes, bytes]:
    """Return the directives of Cache-Control; of two with one name the first counts."""
    found: dict[bytes, bytes] = {}
    for name, argument in _DIRECTIVE.findall(value):
        found.setdefault(name.lower(), argument.strip(b'"'))
    return found


def _number(value: bytes) -> int | None:
    return int(value) if _DIGITS.fullmatch(value.strip()) else None
