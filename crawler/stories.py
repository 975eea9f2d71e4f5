"""
What on a web page looks like a link to an article, and which part of the page is about it alone.

Guesses from the shape of a page; knows no outlet and no selectors.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.hop import is_same_site
from crawler.identity import canonical_link, identifies
from crawler.tree import Element, Tree, line_of

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HEADLINE = range(20, 201)  # characters
_MOST_LINKS = 3_000  # looked at; a page with more is an archive
_DEEPEST = 8  # parts of the page around one link that are looked at
_ASIDE = {"nav", "aside", "form"}  # what lists no news, wherever it stands
_FRAME = {*_ASIDE, "header", "footer"}
_NO_ARTICLE = re.compile(
    r"/(?:tags?|category|categories|author|authors|users?|login|register|search|about|contact"
    r"|privacy|terms|page)(?:/|$)|\.(?:jpe?g|png|gif|webp|pdf|mp4|zip)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """One article as a page announces it; *parts* are about nothing else, the largest last."""

    link: Element
    url: str
    title: str
    parts: tuple[Element, ...]


def stories_on(tree: Tree) -> list[Story]:
    """Return what looks like an article on the page, each once, in its order."""
    links = dict[str, tuple[Element, str]]()
    about = defaultdict[Element, set[str]](set)
    for link, url, title in _article_links(tree):
        if url not in links or (_is_heading(link) and not _is_heading(links[url][0])):
            links[url] = link, title
        for element in (link, *link.iterancestors()):
            about[element].add(url)
    return [Story(link, url, title, _parts(link, about)) for url, (link, title) in links.items()]


def headed(items: Sequence[Element]) -> list[str]:
    """Return the kinds of heading that stand within *items*."""
    return [
        tag for tag in HEADINGS if any(next(item.iter(tag), None) is not None for item in items)
    ]


def _parts(link: Element, about: dict[Element, set[str]]) -> tuple[Element, ...]:
    alone = [each for each in (link, *link.iterancestors()) if len(about[each]) == 1]
    return tuple(alone[:_DEEPEST])


def _article_links(tree: Tree) -> Iterator[tuple[Element, str, str]]:
    page = canonical_link(tree.url)
    for link in list(tree.root.iter("a"))[:_MOST_LINKS]:
        url = canonical_link(tree.address(link.get("href", "")))
        if url == page or not _is_article(url, tree.url) or _is_apart(link):
            continue
        title = _headline(link)
        if len(title) in HEADLINE:
            yield link, url, title


def _is_article(url: str, page: str) -> bool:
    return is_same_site(url, page) and identifies(url) and not _NO_ARTICLE.search(url)


def _is_apart(link: Element) -> bool:
    """Say whether *link* is of the frame of the page; an article may have a <header> of its own."""
    tags = [str(element.tag) for element in link.iterancestors()]
    if "article" in tags:
        return not _ASIDE.isdisjoint(tags[: tags.index("article")])
    return not _FRAME.isdisjoint(tags)


def _is_heading(link: Element) -> bool:
    around = (element.tag in HEADINGS for element in link.iterancestors())
    return next(link.iter(*HEADINGS), None) is not None or any(around)


def _headline(link: Element) -> str:
    heading = next(link.iter(*HEADINGS), None)
    return line_of(link if heading is None else heading)
