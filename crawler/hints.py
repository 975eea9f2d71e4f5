"""
What a feed says about itself: how often to look, when not to, and who tells of news at once.

Looks at the outside of the document only, before and after its items, and at the header Link;
knows RSS's <ttl>, <skipHours> and <skipDays>, the module `sy:` and WebSub's links. Must not import
Scrapy, since worker processes import it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

from model import Wishes

LONGEST_TTL = timedelta(days=366)
_FAR = 64 * 1024  # bytes that are looked at on either side of the items
_ADDRESS_LIMIT = 2048
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_LAST = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")
_TTL = re.compile(r"<ttl>\s*([0-9]{1,7})\s*</ttl>", re.IGNORECASE)
_HOURS = re.compile(r"<skipHours>(.*?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*([0-9]{1,2})\s*</hour>", re.IGNORECASE)
_DAYS = re.compile(r"<skipDays>(.*?)</skipDays>", re.IGNORECASE | re.DOTALL)
_DAY = re.compile(r"<day>\s*([A-Za-z]+)\s*</day>", re.IGNORECASE)
_PERIOD = re.compile(r"<(?:\w+:)?updatePeriod>\s*(\w+)\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(r"<(?:\w+:)?updateFrequency>\s*([0-9]{1,6})\s*<", re.IGNORECASE)
_LINK = re.compile(r"<(?:\w+:)?link\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_LINK_HEADER = re.compile(r"<([^<>]*)>([^<>]*)")
_REL = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_MIDNIGHT = 24
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a document says of the feed it is."""

    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()  # Monday is 0
    links: tuple[tuple[str, str], ...] = ()  # rel and address, as written


def hints_of(body: bytes) -> Hints:
    """
    Return what the feed in *body* says of itself; nothing where it says nothing one can use.

    In RSS 2.0 hours and days are in UTC, and <ttl> counts minutes.
    """
    head = _outside(body)
    return Hints(_ttl(head), _skip_hours(head), _skip_days(head), tuple(_links(head)))


def hub_and_topic(hints: Hints, link_header: bytes, base: str) -> tuple[str, str]:
    """
    Return the address of the feed's hub and what it calls the feed; empty where there is no hub.

    The header Link goes before the document (WebSub §4); relative addresses are taken from *base*.
    """
    links = [*_header_links(link_header.decode("latin-1")), *hints.links]
    hub, topic = (_first(links, rel, base) for rel in ("hub", "self"))
    return (hub, topic or base) if hub else ("", "")


def wishes_of(server: Wishes, hints: Hints) -> Wishes:
    """Return what the server and the document ask for, together."""
    return Wishes(server.fresh_for, hints.ttl, hints.skip_hours, hints.skip_days)


def _outside(body: bytes) -> str:
    first = _ITEM.search(body)
    head = body[: first.start() if first else len(body)][:_FAR]
    tail = body[first.start() :][-_FAR:] if first else b""
    ends = [found.end() for found in _LAST.finditer(tail)]
    return (head + tail[ends[-1] if ends else len(tail) :]).decode("utf-8", "replace")


def _ttl(head: str) -> timedelta | None:
    found = _TTL.search(head)
    if found is not None and int(found[1]):
        return min(timedelta(minutes=int(found[1])), LONGEST_TTL)
    period = _PERIOD.search(head)
    length = _PERIODS.get(period[1].lower()) if period else None
    frequency = _FREQUENCY.search(head)
    return None if length is None else length / max(int(frequency[1]) if frequency else 1, 1)


def _skip_hours(head: str) -> tuple[int, ...]:
    """Return the hours; some write 24 for midnight, as older versions of RSS did."""
    inside = _HOURS.search(head)
    found = {int(hour) for hour in _HOUR.findall(inside[1])} if inside else set()
    return tuple(sorted({hour % 24 for hour in found if hour <= _MIDNIGHT}))


def _skip_days(head: str) -> tuple[int, ...]:
    inside = _DAYS.search(head)
    names = {name.lower() for name in _DAY.findall(inside[1])} if inside else ()
    return tuple(number for number, name in enumerate(_WEEK) if name in names)


def _links(head: str) -> Iterator[tuple[str, str]]:
    for tag in _LINK.findall(head):
        found = {name.lower(): one or two for name, one, two in _ATTRIBUTE.findall(tag)}
        for rel in found.get("rel", "").lower().split():
            yield rel, unescape(found.get("href", "")).strip()


def _header_links(value: str) -> Iterator[tuple[str, str]]:
    for address, parameters in _LINK_HEADER.findall(value):
        found = _REL.search(parameters)
        for rel in (found[1] or found[2]).lower().split() if found else ():
            yield rel, address.strip()


def _first(links: list[tuple[str, str]], rel: str, base: str) -> str:
    """Return the first web address among *links* with that relation."""
    for each, address in links:
        if each == rel and (found := _absolute(address, base)):
            return found
    return ""


def _absolute(address: str, base: str) -> str:
    if not address or len(address) > _ADDRESS_LIMIT or not address.isprintable():
        return ""
    try:
        url = urljoin(base, address)
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""
