"""
Which links of a page lead to other articles, and what they say.

Knows addresses; must not know where on the page a link stands.
"""

from urllib.parse import urlsplit

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.words import fold

_HEADLINE = 20  # characters; shorter link texts are names and words, not headlines
_LONGEST = 300


def leads_away(href: str, url: str) -> bool:
    """Say whether *href* leads from the page at *url* to another one."""
    href = href.strip()
    if not href or href[0] == "#" or href.lower().startswith(("mailto:", "tel:", "javascript:")):
        return False
    try:
        target, page = urlsplit(href), urlsplit(url)
    except ValueError:
        return False
    is_same_site = not target.netloc or target.netloc == page.netloc
    return not (is_same_site and target.path.rstrip("/") == page.path.rstrip("/"))


def headlines(root: html.HtmlElement, url: str) -> frozenset[str]:
    """
    Return the headlines that the page at *url* uses to link to others of its site, folded.

    Other sites do not count: a link that shares a sentence of the article says that sentence.
    """
    found = set()
    host = _host(url)
    for link in root.iter("a"):
        href = link.get("href") or ""
        if leads_away(href, url) and _host(href) in ("", host):
            text = short_text(link, _LONGEST)
            if len(text) >= _HEADLINE:
                found.add(fold(text))
    return frozenset(text for text in found if len(text) >= _HEADLINE)


def _host(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return "?"
