"""
What a document is and what it says of itself as a whole: form, title, language, homepage.

Reads the beginning only, within bounds, so that it may run outside the worker processes; the
entries are not its business.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree  # type: ignore[import-untyped]

from crawler.plaintext import clean_line, html_to_text
from crawler.webpage import describe_page

_LOOKED_AT = 2**18  # characters
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_FIRST_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_OF_FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
_OF_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_NO_ROOT = re.compile(r"<[?!][^>]*>")  # declarations and comments before it
_PUBLICATION = {
    key: re.compile(rf"<(?:[\w.-]+:)?{key}>([^<]{{1,300}})</") for key in ("name", "language")
}
_JSON_FEED = "jsonfeed.org/version/"
_TELEGRAM = re.compile(r"""class=["'][^"']*\btgme_(?:widget_message|channel_(?:info|history))""")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?=[-_]|$)")

Form = Literal["feed", "sitemap", "telegram", "page", "other"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a document says of itself; "" for what it does not say."""

    form: Form
    title: str = ""
    language: str = ""  # primary subtag, as declared
    homepage: str = ""


def heading_of(text: str) -> Heading:
    """Return what the document with this *text* is and says of itself. Never raises."""
    form = _form(text)
    if form == "feed":
        is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
        return _of_json(text) if is_json else _of_feed(text)
    if form in {"page", "telegram"}:
        return _of_page(text, form)
    return _of_sitemap(text) if form == "sitemap" else Heading(form)


def _form(text: str) -> Form:
    start = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "feed" if _JSON_FEED in start else "other"
    root = _ROOT.search(_NO_ROOT.sub("", start[:20_000]))
    name = root[1].lower() if root else ""
    if name in _OF_FEEDS:
        return "feed"
    if name in _OF_SITEMAPS:
        return "sitemap"
    if _TELEGRAM.search(start):
        return "telegram"
    return "page" if describe_page(text).name.startswith(("an HTML", "a bot")) else "other"


def _of_feed(text: str) -> Heading:
    head = text[:_LOOKED_AT]
    entry = _FIRST_ENTRY.search(head)
    root = _parsed(head[: entry.start() if entry else None], etree.XMLParser)
    if root is None:
        return Heading("feed")
    top = next((each for each in root.iter() if _name(each) in {"channel", "feed"}), root)
    found: dict[str, str] = {}
    for child in top:
        name = _name(child)
        if name == "link" and child.get("rel", "alternate") != "alternate":
            continue
        value = (child.get("href") or "") if name == "link" and child.get("href") else child.text
        found.setdefault(name, value or "")
    language = found.get("language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return _heading("feed", found.get("title"), language, found.get("link"))


def _of_sitemap(text: str) -> Heading:
    """Return what its first piece of news says of the publication."""
    name, language = (_PUBLICATION[key].search(text[:_LOOKED_AT]) for key in ("name", "language"))
    return _heading("sitemap", name and name[1], language and language[1], "")


def _of_json(text: str) -> Heading:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return Heading("feed")
    return _heading("feed", *(found.get(key) for key in ("title", "language", "home_page_url")))


def _of_page(text: str, form: Form) -> Heading:
    root = _parsed(text[:_LOOKED_AT], etree.HTMLParser)
    if root is None:
        return Heading(form)
    names: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        names.setdefault(name, element.get("content") or "")
    title = next((element.text for element in root.iter("title") if element.text), "")
    own = names.get("og:title" if form == "telegram" else "og:site_name")
    return _heading(form, own or title, root.get("lang"), "")


def _heading(form: Form, title: Any, language: Any, homepage: Any) -> Heading:
    words = clean_line(html_to_text(title)) if isinstance(title, str) else ""
    code = _LANGUAGE.match(language.strip()) if isinstance(language, str) else None
    link = "".join(homepage.split()) if isinstance(homepage, str) else ""
    is_web = link.startswith(("http://", "https://"))
    return Heading(form, words[:200], code[0].lower() if code else "", link if is_web else "")


def _parsed(text: str, parser: Any) -> Any:
    options = {"encoding": "utf-8", "recover": True, "no_network": True, "remove_comments": True}
    if parser is etree.XMLParser:
        options |= {"resolve_entities": False, "load_dtd": False, "remove_pis": True}
    body = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\0", "")
    try:
        return etree.fromstring(body.encode("utf-8", "replace"), parser(**options))
    except etree.XMLSyntaxError:
        return None


def _name(element: Any) -> str:
    """Return the name of *element* in small letters, of core namespaces and none only."""
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, name = tag.rpartition("}")
    is_core = not space or "purl.org/rss" in space or "w3.org/2005/Atom" in space
    is_core = is_core or "rdf-syntax" in space or "channel.netscape.com" in space
    is_language = name == "language"  # Dublin Core's too
    return name.lower() if is_core or is_language else ""
