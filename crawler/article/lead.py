"""
The standfirst of an article: the sentence or two under the headline that its text takes as read.

Outlets put it beside the main text, so it is looked for by itself: where the page's own description
is seen by readers, or a container under the headline is named for it.
"""

import re
from collections.abc import Iterable

from lxml import html  # type: ignore[import-untyped]

from crawler.article.words import fold
from crawler.plaintext import clean_line

_NAMED = re.compile(
    r"(?<![a-z])(?:lead|lede|standfirst|stand-first|excerpt|sub-?title|sub-?head(?:line)?|dek|deck"
    r"|summary|spot|intro|synopsis|abstract|chapeau|lid|anons|announce)(?![a-z])"
)
_PLACES = ("p", "h2", "h3", "h4", "div", "span", "strong", "em", "section", "li")
_SHORTEST, _LONGEST = 40, 800  # characters
_ALIKE = 60  # letters that must agree, where a description was cut


def find_lead(root: html.HtmlElement, descriptions: Iterable[str]) -> str:
    """Return the standfirst that stands in *root*, or nothing."""
    wanted = [folded for text in descriptions if len(folded := fold(text)) >= _SHORTEST]
    named = ""
    is_below_headline = False
    for element in root.iter("h1", *_PLACES):
        if element.tag == "h1":
            is_below_headline = True
            continue
        text = _text(element)
        if not text:
            continue
        folded = fold(text)
        if any(_agree(folded, description) for description in wanted):
            return text
        if is_below_headline and not named and _is_named(element):
            named = text
    return named


def _text(element: html.HtmlElement) -> str:
    """Return the text of a block without blocks in it, of the length of a standfirst."""
    if len(element) > 8 or any(child.tag in ("p", "div", "ul", "section") for child in element):
        return ""
    text = clean_line(element.text_content())
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    return text if _SHORTEST <= len(text) <= _LONGEST and linked * 2 < len(text) else ""


def _agree(text: str, description: str) -> bool:
    """Say whether *text* is the description, which may have been cut."""
    if text == description:
        return True
    return len(description) >= _ALIKE and text[:_ALIKE] == description[:_ALIKE]


def _is_named(element: html.HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(_NAMED.search(names))
