"""
Takes out of a page's tree what stands beside the article, by how it is built.

Shares of linked text, lists of links and the names of containers decide. Whatever looks like the
story itself stays: a site may name its main column "social" or wrap every paragraph in a link.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.keep import keep_captions, keep_quotes
from crawler.article.measures import Measures, measure
from crawler.article.prose import is_prose
from crawler.article.words import beginning, fold, phrases

_NEVER_SEEN = (
    *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "canvas"),
    *("nav", "select", "button", "dialog"),
)
_BESIDE = ("aside", "footer", "menu")
_BESIDE_ROLES = ("navigation", "complementary", "search")
_KEPT = frozenset(["html", "body", "main", "article"])
_LISTS = frozenset(["ul", "ol", "dl", "table"])
_CARDS = frozenset(["div", "section", "li", "figure"])
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_MOST_OF_STORY = 0.35  # a container that holds more of the prose is the story
# Shares of links in a block's text, from which it is no text of its own.
_LINK_LIST = 0.7
_LINK_ALONE = 0.9
_LINKS_MIXED = 0.6  # where there are several headlines
_HEADLINE = 15  # characters; a shorter link is a name
_LONG_HEADLINE = 25
_LONGEST = 400  # characters
_SHORT_LABEL = 40  # characters before the link of "Read also: …"

Judge = Callable[[html.HtmlElement, Measures], bool]


def drop_unseen(root: html.HtmlElement) -> None:
    """Remove from the tree what is program or tool: nobody reads it."""
    _remove(list(root.iter(*_NEVER_SEEN)))


def prune(root: html.HtmlElement, url: str) -> Measures:
    """
    Remove from the tree of the page at *url* what is not its article.

    Return the measures of what is left.
    """
    keep_quotes(root)
    keep_captions(root)
    measures = measure(root, url)
    for is_residue in (_is_beside, _is_named, _is_list_of_links, _is_link_only):
        _remove_some(root, measures, is_residue)
    return measure(root, url)


def _remove_some(root: html.HtmlElement, measures: Measures, is_residue: Judge) -> None:
    """Remove what is residue, unless the story would go with it."""
    story = measures.prose[root]
    chosen = {
        element
        for element, prose in measures.prose.items()
        if element.tag not in _KEPT
        and prose <= _MOST_OF_STORY * story
        and is_residue(element, measures)
    }
    outermost = [e for e in chosen if chosen.isdisjoint(e.iterancestors())]
    if sum(measures.prose[element] for element in outermost) <= story / 2:
        _remove(outermost)


def _remove(elements: Iterable[html.HtmlElement]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _is_beside(element: html.HtmlElement, _: Measures) -> bool:
    return element.tag in _BESIDE or element.get("role") in _BESIDE_ROLES


def _is_named(element: html.HtmlElement, _: Measures) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if names == " ":
        return False
    parts = [part.lower() for part in _NAME_PARTS.findall(names)]
    pairs = (f"{one} {two}" for one, two in pairwise(parts))
    return not phrases("containers").isdisjoint([*parts, *pairs])


def _is_list_of_links(element: html.HtmlElement, measures: Measures) -> bool:
    return element.tag in _LISTS and measures.share(element) >= _LINK_LIST


def _is_link_only(element: html.HtmlElement, measures: Measures) -> bool:
    """Say whether a block is a link to another article, alone or behind a label."""
    linked, share = measures.linked[element], measures.share(element)
    if linked < _HEADLINE:
        return False
    if element not in measures.leaves:
        return _is_card(element, measures)
    text = short_text(element, _LONGEST).strip()
    if share >= _LINK_ALONE:
        return not is_prose(text)
    rest = measures.text[element] - linked
    if rest <= _SHORT_LABEL and _has_label(text, rest):
        return True
    return share >= _LINKS_MIXED and _has_headlines(element)


def _is_card(element: html.HtmlElement, measures: Measures) -> bool:
    """Say whether a container holds a linked headline, and with it a time or a name at most."""
    if element.tag not in _CARDS or measures.share(element) < _LINKS_MIXED:
        return False
    rest = measures.text[element] - measures.linked[element]
    text = short_text(element, _LONGEST).strip()
    return bool(text) and rest <= _SHORT_LABEL and not is_prose(text)


def _has_headlines(element: html.HtmlElement) -> bool:
    lengths = [len(short_text(link, _LONGEST).strip()) for link in element.iter("a")]
    return sum(length >= _LONG_HEADLINE for length in lengths) > 1


def _has_label(text: str, length: int) -> bool:
    """Say whether *text* begins with a label such as "Read also" or "Source:" of that length."""
    return ":" in text[: length + 2] or bool(beginning("pointers", fold(text[: _SHORT_LABEL * 2])))
