"""
The demo's documents: RSS 2.0, Atom (RFC 4287) and the article pages they link to.

Turns articles into bytes; knows nothing of servers or of what was served before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from hajiz.demo.world import DemoArticle, DemoOutlet

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RIGHT_TO_LEFT = {"ar", "ckb", "fa"}


def feed(
    outlet: DemoOutlet, articles: Iterable[DemoArticle], home: str, start: datetime
) -> tuple[str, bytes]:
    """Return the media type and the bytes of *outlet*'s feed; dates count back from *start*."""
    newest_first = sorted(articles, key=lambda article: article.minutes_ago)
    if outlet.kind == "rss":
        return "application/rss+xml", _rss(outlet, newest_first, home, start)
    return "application/atom+xml", _atom(outlet, newest_first, home, start)


def page(outlet: DemoOutlet, article: DemoArticle) -> bytes:
    """Return the page of one article."""
    direction = "rtl" if outlet.language in _RIGHT_TO_LEFT else "ltr"
    title = escape(article.title)
    return (
        f'<!doctype html>\n<html lang="{outlet.language}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><article><h1>{title}</h1>\n{_paragraphs(article)}\n</article>\n"
        f"<footer>{escape(outlet.name)}: {escape(outlet.affiliation)}</footer></body>\n</html>\n"
    ).encode()


def published(article: DemoArticle, start: datetime) -> datetime:
    """Return when *article* came out, in whole seconds."""
    return start.replace(microsecond=0) - timedelta(minutes=article.minutes_ago)


def link(home: str, article: DemoArticle) -> str:
    """Return the address of the article's page."""
    return f"{home}/{article.slug}"


def _rss(outlet: DemoOutlet, articles: list[DemoArticle], home: str, start: datetime) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, title=outlet.name, link=home, language=outlet.language)
    _add(channel, description=outlet.affiliation)
    for article in articles:
        item = ET.SubElement(channel, "item")
        _add(item, title=article.title, link=link(home, article), guid=link(home, article))
        _add(item, description=_paragraphs(article))
        _add(item, pubDate=format_datetime(published(article, start), usegmt=True))
    return _xml(root)


def _atom(outlet: DemoOutlet, articles: list[DemoArticle], home: str, start: datetime) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, _XML_LANG: outlet.language})
    _add(root, title=outlet.name, id=home, updated=published(articles[0], start).isoformat())
    ET.SubElement(root, "link", href=home)
    for article in articles:
        entry = ET.SubElement(root, "entry")
        moment = published(article, start).isoformat()
        _add(entry, title=article.title, id=link(home, article), published=moment, updated=moment)
        ET.SubElement(entry, "link", href=link(home, article))
        ET.SubElement(ET.SubElement(entry, "author"), "name").text = outlet.name
        ET.SubElement(entry, "content", type="html").text = _paragraphs(article)
    return _xml(root)


def _xml(root: ET.Element) -> bytes:
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _paragraphs(article: DemoArticle) -> str:
    return "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs)
