"""
The one address of an article, out of the several that lead to it.

Knows links; must not know what the page says. A page may only speak for its own site.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import tldextract
from lxml import html  # type: ignore[import-untyped]

from crawler.identity import canonical_link, identifies
from crawler.normalize import MAX_LINK

# The list of suffixes that comes with the library: nothing is fetched, nothing is written.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
# The last part of the address of a page that is another form of the same article.
_FORMS = frozenset(["amp", "print", "full", "all", "single", "mobile"])


@dataclass(frozen=True, slots=True)
class Canonical:
    """The address of the article; empty if the page names none that can be used."""

    url: str
    note: str = ""


def find_canonical(root: html.HtmlElement, url: str) -> Canonical:
    """
    Return the canonical address that the page at *url* names (RFC 6596; else og:url).

    Scheme as found, otherwise as `crawler.identity.canonical_link` leaves it. Never a front door,
    a section above the page, or an address on another site; the last is noted.
    """
    foreign = ""
    for link in _named(root):
        found = _absolute(link, url)
        if not found or not identifies(found) or _is_above(urlsplit(found), urlsplit(url)):
            continue
        if _site(found) == _site(url):
            return Canonical(found)
        foreign = foreign or urlsplit(found).hostname or ""
    note = f"the page names an address on another site ({foreign}) as its own" if foreign else ""
    return Canonical("", note)


def _named(root: html.HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            yield link.get("href") or ""
    for meta in root.iter("meta"):
        if (meta.get("property") or meta.get("name") or "").strip().lower() == "og:url":
            yield meta.get("content") or ""


def _absolute(link: str, base: str) -> str:
    """Return *link* as a clean address, or nothing if it is none."""
    link = "".join(link.split())
    if not link or len(link) > MAX_LINK:
        return ""
    try:
        parts = urlsplit(urljoin(base, link))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        clean = canonical_link(parts.geturl())
    except ValueError:
        return ""
    return clean and parts.scheme + clean.removeprefix("https")


def _is_above(named: SplitResult, page: SplitResult) -> bool:
    """Say whether *named* is a section that the page stands in."""
    above, below = _steps(named.path), _steps(page.path)
    rest = below[len(above) :]
    is_form = len(rest) == 1 and (rest[0].lower() in _FORMS or rest[0].isdigit())
    return not named.query and bool(rest) and below[: len(above)] == above and not is_form


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def _site(url: str) -> str:
    """Return the registrable domain, or the host where there is none (an IP address)."""
    try:
        parts = _SUFFIXES(url)
        return parts.top_domain_under_public_suffix or (urlsplit(url).hostname or "")
    except ValueError:
        return url
