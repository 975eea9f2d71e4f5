"""
An article's web page to its text: the front door of this package.

Pure, and run in processes that can be killed; whatever library it calls, only one kind of error
leaves it. Decides what is taken; how a thing is found on a page is each module's own business.
"""

from lxml import html  # type: ignore[import-untyped]

from crawler.article.about import About, read_about
from crawler.article.canonical import find_canonical
from crawler.article.jsonld import Claims, read_claims
from crawler.article.lead import find_lead
from crawler.article.links import headlines
from crawler.article.main_text import main_text
from crawler.article.page import Article, ArticlePage
from crawler.article.prose import is_prose
from crawler.article.prune import drop_unseen, prune
from crawler.article.shape import shape
from crawler.article.tree import read_tree
from crawler.article.trim import trim
from crawler.article.wall import incompleteness, refuse_walls
from crawler.article.words import fold
from crawler.entry import UnreadableError
from crawler.identity import identifies
from crawler.normalize import MAX_BODY
from crawler.plaintext import clean_text
from model import FailureKind

_SHORTEST = 25  # characters; a news flash has one sentence
_LINKS = 0.7  # share in the text of a page that is a list
_CLEARLY_LESS = 0.6  # of what JSON-LD has


def extract(page: ArticlePage) -> Article:
    """
    Return what the article on *page* says, without what else stands there.

    A text that may be incomplete is returned with a note that says why.

    Raises:
        UnreadableError: there is no article, no page, or something in its place. WALLED: a bot
            challenge, a login or a request for consent; NO_ARTICLE: all else.
    """
    if page.url and not identifies(page.url):
        raise UnreadableError(FailureKind.NO_ARTICLE, "the link leads to a front page")
    tree = read_tree(page)
    claims = read_claims(tree.root, page.url)
    about = read_about(tree.root, claims, page.title)
    canonical = find_canonical(tree.root, page.url)
    found, trimmed = _read(tree.root, page, about)
    if len(claims.body) < _SHORTEST:  # what JSON-LD has is the article, whatever is shown
        refuse_walls(tree, found, about)
    text, is_cut = _cut(clean_text("\n\n".join(_better(trimmed, claims, about))))
    if len(text) < _SHORTEST:
        raise UnreadableError(FailureKind.NO_ARTICLE, "no article text was found on the page")
    notes = [tree.note, canonical.note, incompleteness(claims, found, text)]
    return Article(
        title=about.title,
        text=text,
        url=canonical.url,
        author=about.author,
        published_at=about.published_at,
        modified_at=about.modified_at,
        is_cut=is_cut or tree.is_cut,
        note="; ".join(note for note in notes if note),
    )


def _read(root: html.HtmlElement, page: ArticlePage, about: About) -> tuple[list[str], list[str]]:
    """Return the paragraphs of the main text as they stand there, and without residue."""
    drop_unseen(root)
    others = headlines(root, page.url)
    lead = find_lead(root, about.descriptions)
    shape(root)
    left = prune(root, page.url)
    found = main_text(root, page.url, left.prose[root])
    if left.share(root) > _LINKS and not any(map(is_prose, found)):
        return [], []  # a list of articles is none
    return found, trim(_with_lead(lead, found), about.titles, others)


def _with_lead(lead: str, paragraphs: list[str]) -> list[str]:
    is_said = not lead or fold(lead) in fold("\n".join(paragraphs))
    return paragraphs if is_said else [lead, *paragraphs]


def _better(paragraphs: list[str], claims: Claims, about: About) -> list[str]:
    """Prefer what JSON-LD has, where the page shows clearly less of it."""
    shown = sum(map(len, paragraphs))
    if shown >= _CLEARLY_LESS * len(claims.body):
        return paragraphs
    return trim([line for line in claims.body.split("\n") if line], about.titles, frozenset())


def _cut(text: str) -> tuple[str, bool]:
    """Return at most MAX_BODY bytes of *text*, and say whether it had more."""
    encoded = text.encode("utf-8")
    if len(encoded) <= MAX_BODY:
        return text, False
    return encoded[:MAX_BODY].decode("utf-8", "ignore").rstrip(), True
