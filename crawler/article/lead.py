"""
The standfirst of an article: the sentence or two under the headline that its text takes as read.

Outlets put it beside the main text. It is known by what the page tells machines of its article:
names of containers ("summary", "intro") are no proof, teasers of other articles have them, too.
"""

from collections.abc import Iterable

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.words import fold
from crawler.plaintext import clean_line

_PLACES = ("p", "h2", "h3", "h4", "div", "span", "strong", "em", "section", "li")
_BLOCKS = frozenset(["p", "div", "ul", "section"])
_SHORTEST, _LONGEST = 40, 800  # characters
_ALIKE = 60  # letters that must agree; descriptions are often cut


def find_lead(root: html.HtmlElement, descriptions: Iterable[str]) -> str:
    """Return the text that readers see in *root* of what is one of *descriptions*, or nothing."""
    wanted = frozenset(text[:_ALIKE] for d in descriptions if len(text := fold(d)) >= _SHORTEST)
    if not wanted:
        return ""
    texts = filter(None, map(_text, root.iter(*_PLACES)))
    return next((text for text in texts if fold(text)[:_ALIKE] in wanted), "")


def _text(element: html.HtmlElement) -> str:
    """Return the text of a block without blocks in it, of the length of a standfirst."""
    if any(child.tag in _BLOCKS for child in element):
        return ""
    text = clean_line(short_text(element, 2 * _LONGEST))
    return text if _SHORTEST <= len(text) <= _LONGEST else ""
