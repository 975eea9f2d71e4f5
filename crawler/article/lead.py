"""
The standfirst of an article: the sentence or two under the headline that its text takes as read.

Outlets put it beside the main text, so it is looked for by itself: where the page's own description
is seen by readers, or a container under the headline is named for it.
"""

import re
from collections.abc import Iterable

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.words import fold
from crawler.plaintext import clean_line

_NAMED = re.compile(
    r"(?<![a-z])(?:lead|lede|standfirst|stand-first|excerpt|sub-?title|sub-?head(?:line)?|dek|deck"
    r"|summary|spot|intro|synopsis|abstract|chapeau|lid|anons|announce)(?![a-z])"
)
_PLACES = ("p", "h2", "h3", "h4", "div", "span", "strong", "em", "section", "li")
_BLOCKS = frozenset(["p", "div", "ul", "section"])
_SHORTEST, _LONGEST = 40, 800  # characters
_PARTS = 8  # links and emphasised words in it
_ALIKE = 60  # letters that must agree; descriptions are often cut


def find_lead(root: html.HtmlElement, descriptions: Iterable[str], beginning: str) -> str:
    """
    Return the standfirst that stands in *root* before the article's *beginning*, or nothing.

    *beginning* is the first paragraph of the main text; what is named a summary below it belongs
    to other articles.
    """
    wanted = frozenset(text[:_ALIKE] for d in descriptions if len(text := fold(d)) >= _SHORTEST)
    start = fold(beginning)[:_ALIKE]
    found = ""
    for element in root.iter("h1", *_PLACES):
        text = "" if element.tag == "h1" else _text(element)
        folded = fold(text)[:_ALIKE]
        if folded and folded == start:
            break
        if folded in wanted:
            return text
        if element.tag == "h1":
            found = ""  # what stood above the headline is not under it
        elif folded and not found and _is_named(element):
            found = text
    return found


def _text(element: html.HtmlElement) -> str:
    """Return the text of a block without blocks in it, of the length of a standfirst."""
    if len(element) > _PARTS or any(child.tag in _BLOCKS for child in element):
        return ""
    text = clean_line(short_text(element, 2 * _LONGEST))
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return text if _SHORTEST <= len(text) <= _LONGEST and linked * 2 < len(text) else ""


def _is_named(element: html.HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(_NAMED.search(names))
