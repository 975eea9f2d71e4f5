"""
Who wrote an article, when, and what it is called.

Knows the places where pages say so; must not look at the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice

from lxml import html  # type: ignore[import-untyped]

from crawler.article.glance import short_text
from crawler.article.jsonld import Claims
from crawler.article.words import fold
from crawler.normalize import MAX_LABEL, MAX_TITLE
from crawler.plaintext import clean_line
from model.moment import is_default

_HEADLINES = 5  # more of the first order stand on no page that has one article
_SITE = re.compile(r"\s+[|»«–—·•:-]\s+")
_PUBLISHED = ("article:published_time", "datepublished", "og:published_time", "date", "pubdate")
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "lastmod")
_AUTHOR = ("author", "article:author", "parsely-author", "dc.creator", "byl")
_ADDRESS = re.compile(r"https?://|@")


@dataclass(frozen=True, slots=True)
class About:
    """What a page says about its article."""

    title: str
    titles: frozenset[str]  # all that is said to be the title, folded
    author: str
    published_at: datetime | None
    modified_at: datetime | None
    is_introduced: bool  # the page tells machines what its article is; a wall has none
    descriptions: tuple[str, ...]  # how the page sums the article up, where it says so to machines


def read_about(root: html.HtmlElement, claims: Claims, feed_title: str) -> About:
    """Gather title, author, dates and descriptions, the surest place first."""
    meta = _meta(root)
    document = clean_line("".join(root.xpath("string((//title)[1])")))
    said = [meta.get("og:title", ""), claims.headline, feed_title, document]
    said += [_without_site(title, meta.get("og:site_name", "")) for title in said]
    headlines = [
        clean_line(short_text(h1, MAX_TITLE)) for h1 in islice(root.iter("h1"), _HEADLINES)
    ]
    return About(
        title=_title(headlines, said)[:MAX_TITLE],
        titles=frozenset(map(fold, filter(None, (*said, *headlines)))),
        author=_author(root, meta, claims),
        published_at=_first_moment([claims.published, *_all(meta, _PUBLISHED), *_times(root)]),
        modified_at=_first_moment([claims.modified, *_all(meta, _MODIFIED)]),
        is_introduced=bool(claims.headline or "og:title" in meta),
        descriptions=_all(meta, ("description", "og:description", "twitter:description")),
    )


def _meta(root: html.HtmlElement) -> dict[str, str]:
    """Return the first content of every name in the page's meta elements."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = clean_line(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _all(meta: dict[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(meta[name] for name in names if name in meta))


def _title(headlines: list[str], said: list[str]) -> str:
    """Prefer the headline that readers see, if it is what the page calls itself elsewhere."""
    for headline in headlines:
        if headline and any(_agree(headline, other) for other in said):
            return headline
    without_site = said[len(said) // 2 :]
    return next((title for title in without_site if title), "")


def _agree(headline: str, other: str) -> bool:
    """Say whether one holds the other; a site's name in its own <h1> is no headline."""
    short, long = sorted((headline.casefold(), other.casefold()), key=len)
    return len(short) * 2 > len(long) and short in long


def _without_site(title: str, site: str) -> str:
    parts = _SITE.split(title)
    if len(parts) > 1 and (parts[-1] == site or len(parts[-1]) * 4 < len(title)):
        return title[: title.rindex(parts[-1])].rstrip(" |»«–—·•:-")
    return title


def _author(root: html.HtmlElement, meta: dict[str, str], claims: Claims) -> str:
    linked = (
        clean_line(short_text(a, MAX_LABEL)) for a in root.iter("a") if a.get("rel") == "author"
    )
    names = [claims.author, *_all(meta, _AUTHOR), *linked]
    return next((name for name in names if name and not _ADDRESS.search(name)), "")[:MAX_LABEL]


def _times(root: html.HtmlElement) -> Iterator[str]:
    for element in root.iter("time"):
        yield element.get("datetime") or ""


def _first_moment(texts: list[str]) -> datetime | None:
    return next((moment for moment in map(_moment, texts) if moment), None)


def _moment(text: str) -> datetime | None:
    """Return the moment in UTC; one without a zone is taken to be in it already."""
    moment = _iso(text.strip()) or _mail(text.strip())
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None if is_default(moment) else moment.astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
