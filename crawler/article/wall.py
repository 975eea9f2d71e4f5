"""
What stands between a reader and an article: bot challenges, logins, requests for consent, paywalls.

Knows the words of words.toml and the marks of `crawler.webpage`. A text that is long enough to be
an article is never refused: such words stand on ordinary pages, too.
"""

from collections.abc import Iterable, Sequence

from crawler.article.about import About
from crawler.article.jsonld import Claims
from crawler.article.tree import Tree
from crawler.article.words import count, fold, phrases
from crawler.entry import UnreadableError
from crawler.plaintext import clean_line
from crawler.webpage import describe_page
from model import FailureKind

_FLASH = 80  # characters beside the words of a wall that make a news flash
_WALL = 3_000  # no wall says more
_MANY = 3  # phrases of a wall
_SHORT = 600  # characters
_SEEN = 20_000  # characters of a page without article text that are looked at
_NAMES = {"consents": "a request for consent", "logins": "a login"}
_CUT_MARKS = ("...", "…", "[…]", "[...]")
_TEASER = 1_000  # characters; a longer text that ends in dots was written so


def refuse_walls(tree: Tree, paragraphs: Sequence[str], about: About) -> None:
    """
    Raise if what was found on the page is not its article.

    Raises:
        UnreadableError: of the kind WALLED, with what stands in the way.
    """
    length = sum(map(len, paragraphs))
    if length < _SHORT and not (paragraphs and about.is_introduced):
        page = describe_page(tree.source)
        if page.is_challenge:  # its scripts are on pages that were let through, too
            raise _walled(page.name)
    seen = paragraphs or [clean_line(tree.root.text_content())[:_SEEN]]
    for section, name in _NAMES.items():
        if length < _WALL and _is_wall(section, seen, about.titles):
            raise _walled(name)


def _walled(what: str) -> UnreadableError:
    return UnreadableError(FailureKind.WALLED, f"{what} stands in place of the article")


def _is_wall(section: str, paragraphs: Sequence[str], titles: Iterable[str]) -> bool:
    length = sum(map(len, paragraphs))
    if length < _SHORT and any(count(section, title) for title in titles):
        return True
    counts = [count(section, fold(paragraph)) for paragraph in paragraphs]
    rest = sum(len(p) for p, found in zip(paragraphs, counts, strict=True) if not found)
    return sum(counts) >= _MANY or (sum(counts) > 0 and rest < _FLASH)


def incompleteness(claims: Claims, paragraphs: Sequence[str], text: str) -> str:
    """Say why *text*, made of *paragraphs*, may not be the whole article; "" if it seems whole."""
    if not claims.is_free:
        return "the page says that its article is for subscribers: the text may be cut"
    if any(count("paywalls", fold(paragraph)) for paragraph in paragraphs):
        return "the page asks to subscribe: the text may be cut"
    is_continued = bool(paragraphs) and fold(paragraphs[-1]) in phrases("continuations")
    if is_continued or (len(text) < _TEASER and text.endswith(_CUT_MARKS)):
        return "the page shows only the beginning of the article"
    return ""
