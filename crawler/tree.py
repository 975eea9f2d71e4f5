"""
Web pages as trees to pick things from: elements by CSS selector, their text, where links lead.

The only file that knows lxml's HTML side and cssselect; must not know what is looked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from cssselect import SelectorError
from lxml import etree  # type: ignore[import-untyped]
from lxml.cssselect import CSSSelector  # type: ignore[import-untyped]

from crawler.document import Document
from crawler.encoding import decode
from crawler.entry import UnreadableError
from crawler.plaintext import clean_line, clean_text, html_to_text
from crawler.webpage import Page, describe_page
from model import FailureKind

Element: TypeAlias = Any  # lxml's, which says nothing of its types

_LONGEST_LINK = 4_096
_NO_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000)])
_CLOSED = re.compile(r"</\s*(?:body|html)\b", re.IGNORECASE)
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tree:
    """One page: *base* is what its links are relative to, *page* what it looks like to people."""

    root: Element
    url: str
    base: str
    page: Page
    note: str = ""

    def address(self, href: str) -> str:
        """Return *href* made absolute, or nothing if it leads to no web page."""
        return _web_address(self.base, href)


def tree_of(document: Document) -> Tree:
    """
    Read the page in *document*, as sloppy as browsers do.

    Raises:
        UnreadableError: it is empty or a bot challenge, or was cut off on its way.
    """
    decoded = decode(document.body, document.content_type, document.language)
    if not document.is_vouched_for and _is_broken_off(decoded.text):
        message = "the page ends in the middle: nothing of it was taken in"
        raise UnreadableError(FailureKind.DATA_LOSS, message)
    return tree_of_html(decoded.text, document.url, decoded.note)


def tree_of_html(html: str, url: str, note: str = "") -> Tree:
    """
    Read *html*, the text of the page at *url*.

    Raises:
        UnreadableError: it is empty, or a bot challenge.
    """
    page = describe_page(html)
    root = None if page.is_challenge else _root(html.translate(_NO_TEXT))
    if root is None:
        message = f"not a page to read news from: {page.name}"
        raise UnreadableError(page.kind, message)
    return Tree(root, url, _base(root, url), page, note)


class Selector:
    """A CSS selector, looked for within an element; the element itself counts."""

    def __init__(self, css: str) -> None:
        self.css = css
        try:
            self._path = CSSSelector(css, translator="html")
        except (SelectorError, etree.XPathError, RecursionError) as error:
            raise self._unusable() from error

    def all(self, element: Element) -> list[Element]:
        """
        Return what is selected within *element*, in the order of the page.

        Raises:
            UnreadableError: the selector cannot be used.
        """
        try:
            return [found for found in self._path(element) if isinstance(found.tag, str)]
        except etree.XPathError as error:
            raise self._unusable() from error

    def first(self, element: Element) -> Element | None:
        """Return the first element that is selected, if any is."""
        return next(iter(self.all(element)), None)

    def _unusable(self) -> UnreadableError:
        message = f'the selector "{self.css}" cannot be used: it is no CSS selector'
        return UnreadableError(FailureKind.NOT_A_FEED, message)


def text_of(element: Element) -> str:
    """Return the visible text of *element*, its paragraphs and line breaks kept."""
    html = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return clean_text(html_to_text(html))


def line_of(element: Element) -> str:
    """Return the visible text of *element* on one line."""
    return clean_line(text_of(element))


def links_in(element: Element) -> Iterator[Element]:
    """Yield the links within *element*, itself included; if there is none, the one around it."""
    inside = element.iter("a", "area")
    found = [link for link in inside if link.get("href")]
    yield from found or [link for link in element.iterancestors("a") if link.get("href")]


def _root(html: str) -> Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it
        return None


def _base(root: Element, url: str) -> str:
    """Return what the page's first <base> says, else its own address (HTML §2.4.3)."""
    first = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return _web_address(url, first) or url


def _web_address(base: str, href: str) -> str:
    try:
        url = urljoin(base, "".join(clean_line(href).split()))
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if is_web and len(url) <= _LONGEST_LINK else ""


def _is_broken_off(html: str) -> bool:
    """Say whether the page stops before its end; small ones leave the last closing tags out."""
    if _CLOSED.search(html):
        return False
    divs = [found[1] for found in _DIV.finditer(html)]
    return html.rfind("<") > html.rfind(">") or divs.count("") > divs.count("/")
