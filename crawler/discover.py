"""
Where a web page says its feeds are, and where to look when it does not say.

Pure: takes a page's text and address, returns addresses worth trying, the likeliest first. Fetches
nothing, and promises nothing about what is found there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from lxml import etree  # type: ignore[import-untyped]

from crawler.address import host_of, place_of
from crawler.plaintext import clean_line
from model import Listing, OutletKind

LOOKED_AT = 2**20  # characters of a page
MOST_FOUND = 50  # candidates of one page: some sites link a feed for every tag

# RFC 4287, RSS autodiscovery (rssboard.org/rss-autodiscovery), JSON Feed 1.1 §discovery; sites
# also declare the types XML had before.
_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/xml",
        "text/xml",
    }
)
_VAGUE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
_USUAL = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/?feed=rss2",
    "/index.xml",
    "/feed.json",
)
_USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml")
_FEED_HOSTS = ("feedburner.com", "feedburner.google.com", "feedpress.me")
_LIKE_A_FEED = re.compile(
    r"/(feeds?|rss2?|atom|rdf)(/|\.(xml|php|aspx?|ashx|rdf)|$)|\.(rss|atom|rdf)$"
    r"|/(feed|index)\.json$|/(index|news)\.xml$|\?(.*&)?feed=|rss\.ashx|/rss[-_]\w+\.(xml|php)$",
    re.IGNORECASE,
)
_NAMED_A_FEED = re.compile(
    r"^\W*(rss|atom|(rss|news|xml) ?feeds?|feeds?|خلاصات|خلاصة rss)\W*$", re.IGNORECASE
)
_COMMENTS = re.compile(r"\bcomments?\b|kommentar|yorum|şîrove|تعليق|комментари", re.IGNORECASE)
_A_PART = re.compile(
    r"/(tags?|categor(y|ies)|authors?|topics?|sections?|search)/|[?&](cat|tag|author|s)=",
    re.IGNORECASE,
)
_SHORT_PATH = re.compile(r"/[^/?#]{1,12}/?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address where an outlet may be read from."""

    kind: OutletKind
    url: str
    title: str = ""  # as the page calls it
    origin: str = ""  # how it was found, for people: "declared by the page"
    listing: Listing | None = None  # for the kind "listing"


def feeds_of(page: str, url: str) -> tuple[Candidate, ...]:
    """
    Return the feeds that *page*, found at *url*, declares or else links to.

    The most general come first, those of comments last; the page's own order decides the rest.
    """
    root = _parsed(page)
    if root is None:
        return ()
    base = _base(root, url)
    declared = _ordered(_declared(root, base))
    if any(not is_of_comments(each) for each in declared):
        return declared
    return _unique((*_ordered(_linked(root, base)), *declared))


def usual_feeds(url: str) -> tuple[Candidate, ...]:
    """Return where feeds of the site of *url* usually are; below a short path, such as /ar, too."""
    parts = urlsplit(url)
    roots = [_root(parts)]
    if _SHORT_PATH.fullmatch(parts.path):
        roots.insert(0, _root(parts) + parts.path.rstrip("/"))
    paths = [(root, path) for root in roots[:-1] for path in (_USUAL[0], "/rss.xml")]
    paths += [(roots[-1], path) for path in _USUAL]
    return _unique(Candidate("feed", root + path, "", "a usual place") for root, path in paths)


def robots_of(url: str) -> str:
    """Return where the robots.txt of the site of *url* is (RFC 9309 §2.3)."""
    return _root(urlsplit(url)) + "/robots.txt"


def sitemaps_of(robots: Iterable[str], url: str) -> tuple[Candidate, ...]:
    """
    Return the sitemaps of the site of *url*: those *robots* names, then the usual places.

    One whose address speaks of news comes before the others, as those list all pages there are.
    """
    named = [Candidate("sitemap", each, "", "named in robots.txt") for each in robots]
    named = [each for each in named if urlsplit(each.url).scheme in {"http", "https"}]
    root = _root(urlsplit(url))
    usual = [Candidate("sitemap", root + path, "", "a usual place") for path in _USUAL_SITEMAPS]
    return _unique(sorted((*named, *usual), key=lambda each: "news" not in each.url.lower()))


def telegram_of(address: str) -> Candidate | None:
    """Return the public page of the Telegram channel *address* belongs to, or None."""
    found = re.fullmatch(
        r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.(?:me|dog))/(?:s/)?([A-Za-z]\w{3,31})(?:[/?#].*)?",
        address.strip(),
        re.IGNORECASE,
    )
    if not found:
        return None
    return Candidate("telegram", f"https://t.me/s/{found[1]}", found[1], "a Telegram channel")


def is_of_comments(candidate: Candidate) -> bool:
    """Say whether *candidate* seems to hold what readers say, not what the outlet does."""
    return _COMMENTS.search(f"{urlsplit(candidate.url).path} {candidate.title}") is not None


def _parsed(page: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    text = page[:LOOKED_AT].replace("\0", "").encode("utf-8", "replace")
    try:
        return etree.fromstring(text, parser) if text.strip() else None
    except etree.XMLSyntaxError:  # nothing in it that could be HTML
        return None


def _base(root: etree._Element, url: str) -> str:
    for element in root.iter("base"):
        if href := element.get("href"):
            return _absolute(href, url) or url
    return url


def _declared(root: etree._Element, base: str) -> Iterator[Candidate]:
    for element in root.iter("link"):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        relations = (element.get("rel") or "").lower().split()
        url = _absolute(element.get("href") or "", base)
        is_feed = kind in _TYPES and (kind not in _VAGUE_TYPES or _LIKE_A_FEED.search(url))
        if url and is_feed and ("alternate" in relations or "feed" in relations):
            title = clean_line(element.get("title") or "")[:200]
            yield Candidate("feed", url, title, "declared by the page")


def _linked(root: etree._Element, base: str) -> Iterator[Candidate]:
    site = _site(base)
    for element in root.iter("a"):
        url = _absolute(element.get("href") or "", base)
        if not url or not _is_near(url, site):
            continue
        words = clean_line("".join(element.itertext()))[:200]
        parts = urlsplit(url)
        where = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if _LIKE_A_FEED.search(where) or _NAMED_A_FEED.match(words):
            yield Candidate("feed", url, words, "linked on the page")


def _ordered(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return _unique(sorted(found, key=_rank))


def _rank(candidate: Candidate) -> tuple[bool, bool, bool]:
    """Rank low what is most general; sorting keeps the order of the page where ranks are equal."""
    is_json = candidate.url.lower().endswith("json")
    return is_of_comments(candidate), bool(_A_PART.search(candidate.url)), is_json


def _unique(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    by_place: dict[str, Candidate] = {}
    for each in found:
        by_place.setdefault(place_of(each.url), each)
    return tuple(by_place.values())[:MOST_FOUND]


def _absolute(href: str, base: str) -> str:
    """Return *href* made absolute and without its fragment, or nothing if it is no web address."""
    try:
        parts = urlsplit(
            urljoin(base, clean_line(re.sub(r"^feed:(//)?(?=\w+:)", "", href.strip())))
        )
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return urlunsplit(parts._replace(fragment="")).replace(" ", "%20") if is_web else ""


def _root(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _site(url: str) -> str:
    return host_of(urlsplit(url)).removeprefix("www.")


def _is_near(url: str, site: str) -> bool:
    """Say whether *url* is on the site itself, or where sites let their feeds be served."""
    host = _site(url)
    return any(host == each or host.endswith(f".{each}") for each in (site, *_FEED_HOSTS))
