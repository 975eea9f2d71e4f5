"""
Outlets as OPML, the file feed readers hand their subscriptions on in.

Reads OPML 1.0 and 2.0 (http://opml.org/spec2.opml) however loosely it is written, and never
fetches or includes anything for it. What OPML has no word for stands in attributes of our own.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.utils import format_datetime

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from model import Listing, Outlet

LARGEST = 5 * 1024 * 1024  # bytes
OURS = "urn:x-hajiz:outlet"  # the namespace of what OPML has no word for
_PARTS = ("item", "link", "title", "summary", "date")
# XML 1.0 §2.2 has no way to write these
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class OpmlError(ValueError):
    """A file cannot be taken in as OPML; the message is for people and names the line."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One outlet as an OPML file describes it, unchecked; "" for what it does not say."""

    table: Mapping[str, object]  # with the keys of [[outlets]] in config.toml
    group: str = ""  # the folders it lies in: "Syria / Agencies"


def read_opml(body: bytes) -> tuple[Subscription, ...]:
    """
    Return the subscriptions in *body*, in its order, folders flattened.

    Raises:
        OpmlError: it is too large, declares a document type or entities, or is no OPML.
    """
    if len(body) > LARGEST:
        raise OpmlError(f"is larger than {LARGEST // 2**20} MB; part it into several files")
    try:
        root = fromstring(body.lstrip(), forbid_dtd=True)
    except DefusedXmlException:
        raise OpmlError(
            "declares a document type or entities, as attacks do; take the line with <!DOCTYPE out"
        ) from None
    except ET.ParseError as error:
        raise OpmlError(f"is not well-formed XML: {_what_and_where(error)}") from None
    except (LookupError, ValueError) as error:
        raise OpmlError(f"is in an encoding that cannot be read: {error}") from None
    if root.tag != "opml":
        raise OpmlError(f"is no OPML: its first element is <{root.tag[:40]}>, not <opml>")
    return tuple(_subscriptions(root))


def write_opml(outlets: Sequence[Outlet], now: datetime) -> str:
    """Return *outlets* as OPML 2.0; reading it again gives the same outlets."""
    ET.register_namespace("hajiz", OURS)
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = "Outlets of Hajiz"
    ET.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ET.SubElement(root, "body")
    for outlet in outlets:
        found = {key: _UNWRITABLE.sub("\ufffd", text) for key, text in _attributes(outlet).items()}
        ET.SubElement(body, "outline", found)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'


def _what_and_where(error: ET.ParseError) -> str:
    line, column = error.position
    reason = str(error).partition(":")[0].removeprefix("not well-formed (").removesuffix(")")
    return f"{reason} in line {line}, column {column + 1}"


def _attributes(outlet: Outlet) -> dict[str, str]:
    is_feed = outlet.kind == "feed"
    place = (
        {"type": "rss", "xmlUrl": outlet.feed} if is_feed else {"type": "link", "url": outlet.feed}
    )
    described = {
        "htmlUrl": outlet.homepage,
        "language": outlet.language,
        "description": outlet.affiliation,
        _own("full_text"): "true" if outlet.full_text else "",
        **({} if is_feed else {_own("kind"): outlet.kind}),
        **_selectors(outlet.listing),
    }
    given = {key: value for key, value in described.items() if value}
    return {"text": outlet.name, "title": outlet.name, **place, _own("id"): outlet.id, **given}


def _selectors(listing: Listing | None) -> dict[str, str]:
    return {_own(key): value for key, value in asdict(listing).items()} if listing else {}


def _own(name: str) -> str:
    return f"{{{OURS}}}{name}"


def _subscriptions(root: ET.Element) -> Iterator[Subscription]:
    left = [(child, "") for child in reversed(root.findall("body"))]
    while left:
        element, group = left.pop()
        given = _given(element)
        table = _table(given)
        if table is not None:
            yield Subscription(table, group)
        inner = group if table is not None or element.tag == "body" else _within(group, given)
        left.extend((child, inner) for child in reversed(element) if child.tag == "outline")


def _given(element: ET.Element) -> dict[str, str]:
    """Return the attributes of *element*; many write xmlurl or XMLURL."""
    return {
        key if key.startswith("{") else key.lower(): " ".join(value.split())
        for key, value in element.items()
    }


def _within(group: str, given: Mapping[str, str]) -> str:
    name = given.get("text") or given.get("title") or ""
    return " / ".join(filter(None, (group, name)))


def _table(given: Mapping[str, str]) -> dict[str, object] | None:
    place = _place(given)
    if place is None:
        return None
    found: dict[str, object] = {
        "id": given.get(_own("id"), ""),
        "name": given.get("text") or given.get("title") or "",
        "language": given.get("language", ""),
        "affiliation": given.get("description", ""),
        "homepage": given.get("htmlurl", ""),
        "full_text": given.get(_own("full_text")) == "true",
    }
    return found | place


def _place(given: Mapping[str, str]) -> dict[str, object] | None:
    kind, url = given.get(_own("kind"), "feed"), given.get("url", "")
    if kind == "listing" and url:
        selectors = {part: given[_own(part)] for part in _PARTS if _own(part) in given}
        return {"listing": {"url": url, **selectors}}
    if kind in {"sitemap", "telegram"} and url:
        return {kind: url}
    feed = re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", given.get("xmlurl", ""), count=1)
    if feed.startswith("//"):
        feed = f"http:{feed}"
    return {"feed": feed} if feed else None
