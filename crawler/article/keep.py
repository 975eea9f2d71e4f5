"""
Saves what belongs to a story from what is done to pages: captions, and posts it quotes.

Changes the tree so that later steps take these for ordinary paragraphs.
"""

from itertools import islice

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.words import count, fold

_WRAPPERS = 2  # elements around a quoted post
_POST = 4_000  # characters; a longer one is an article of its own
_FRAME = 20  # characters that wrappers add to it


def keep_quotes(root: html.HtmlElement) -> None:
    """Take the names off what holds nothing but a quotation: "social-embed" sounds like a tool."""
    for quote in root.iter("blockquote"):
        length = len(short_text(quote, _POST).strip())
        for element in (quote, *islice(quote.iterancestors("div", "section", "figure"), _WRAPPERS)):
            if 0 < len(short_text(element, _POST).strip()) <= length + _FRAME:
                element.attrib.pop("class", None)
                element.attrib.pop("id", None)


def keep_captions(root: html.HtmlElement) -> None:
    """
    Make paragraphs of captions: what a picture shows is often said nowhere else.

    Not of those that say themselves that the picture is an old one: it is of another day's news.
    """
    for caption in list(root.iter("figcaption")):
        figure = next(caption.iterancestors("figure"), None)
        text = short_text(caption, _POST).strip()
        if (
            figure is None
            or not text
            or _is_teaser(figure, caption)
            or count("archives", fold(text))
        ):
            continue
        paragraph = html.Element("p")
        paragraph.text = text
        figure.addnext(paragraph)
        paragraph.tail, figure.tail = figure.tail, None


def _is_teaser(figure: html.HtmlElement, caption: html.HtmlElement) -> bool:
    """Say whether the picture is a link to another article."""
    linked = sum(len(short_text(link, _POST)) for link in caption.iter("a"))
    is_linked = any(True for _ in figure.iterancestors("a", "li"))
    return is_linked or linked * 2 > len(short_text(caption, _POST).strip())
