"""
Entries as an Atom feed (RFC 4287).

Pure.
"""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from alerts.channels.entries import Entry
from alerts.channels.jsonfeed import Feed, moment

NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom_feed(feed: Feed) -> bytes:
    """Write *feed*; the same feed always gives the same bytes."""
    root = Element("feed", xmlns=NAMESPACE)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", moment(feed.updated_at))
    _add(root, "generator", "Hajiz")
    _add(SubElement(root, "author"), "name", "Hajiz")  # §4.1.1: for entries of unnamed outlets
    if feed.address:
        SubElement(root, "link", rel="self", href=f"{feed.address}/matches.atom")
    for entry in feed.entries:
        root.append(_entry(entry))
    indent(root, " ")
    xml: str = tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{xml}\n'.encode()


def _entry(entry: Entry) -> Element:
    element = Element("entry", {LANGUAGE: entry.language} if entry.language else {})
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", moment(entry.published_at))
    _add(element, "updated", moment(entry.told_at))
    if entry.outlet:
        _add(SubElement(element, "author"), "name", entry.outlet)
    if entry.url:
        SubElement(element, "link", rel="alternate", href=entry.url)
    for rule in entry.rules:
        SubElement(element, "category", term=rule)
    _add(element, "content", entry.html).set("type", "html")
    return element


def _add(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = text
    return element
