"""
From any address to places an outlet can be read from: the address itself, or what its site has.

Tries the likeliest first and stops when something can be read; says what it tried.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from crawler.answer import Looked
from crawler.crawl import Crawler
from crawler.discover import (
    Candidate,
    feeds_of,
    is_of_comments,
    robots_of,
    sitemaps_of,
    telegram_of,
    usual_feeds,
)
from crawler.heading import heading_of
from crawler.robots import sitemaps_in
from crawler.webpage import describe_page
from hajiz.outlets.examine import Examined, examine, read, text_of
from model import Failed, FailureKind, OutletKind

_KINDS: Mapping[str, OutletKind] = {"feed": "feed", "sitemap": "sitemap", "telegram": "telegram"}
_NO_SITE = frozenset(  # the other pages of the site would say the same
    {
        FailureKind.BLOCKED_PRIVATE,
        FailureKind.CONNECT,
        FailureKind.DNS,
        FailureKind.TIMEOUT,
        FailureKind.TLS,
        FailureKind.UNEXPECTED,
    }
)


@dataclass(frozen=True, slots=True)
class Tried:
    """An address that was looked at in vain, and why."""

    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What can be read, the most general first; what was tried in vain; what was not looked at."""

    found: tuple[Examined, ...]
    tried: tuple[Tried, ...]
    more: tuple[Candidate, ...] = ()


async def find(crawler: Crawler, address: str, language: str, most: int) -> Findings:
    """
    Look for up to *most* places to read an outlet from, beginning at *address*.

    An address without a scheme is tried with https, then with http.
    """
    search = _Search(crawler, language, most)
    channel = telegram_of(address)
    if channel is not None:
        return await search.of([channel])
    if "://" in address:
        return await search.at(address)
    findings = await search.at(f"https://{address}")
    if findings.found or search.is_site_there:
        return findings
    return await search.at(f"http://{address}")


@dataclass(slots=True)
class _Search:
    crawler: Crawler
    language: str
    most: int
    tried: list[Tried] = field(default_factory=list)
    is_site_there: bool = True
    title: str = ""  # of the page it began with

    async def at(self, url: str) -> Findings:
        """Look at *url*, and if nothing can be read from there, at the rest of its site."""
        looked = await self.crawler.look(url)
        if isinstance(looked, Failed):
            self.is_site_there = looked.kind not in _NO_SITE
            self._note(url, looked.message)
            return await self._elsewhere(url) if self.is_site_there else self._findings()
        if looked.fetched.status != HTTPStatus.OK:
            self._note(url, f"HTTP {looked.fetched.status}")
            return await self._elsewhere(looked.fetched.url)
        return await self._with(url, looked)

    async def _with(self, url: str, looked: Looked) -> Findings:
        text, here = text_of(looked), looked.fetched.url
        heading = heading_of(text)
        self.title = heading.title
        kind = _KINDS.get(heading.form)
        if kind is not None:
            return await self._as_it_is(Candidate(kind, url, "", "as given"), looked)
        named = feeds_of(text, here)
        if all(map(is_of_comments, named)):
            self._note(url, f"{describe_page(text).name}, which names no feed of its own")
            findings = await self._elsewhere(here)
        else:
            findings = await self.of(named)
        if findings.found or not named:
            return findings
        is_looked_at = not all(map(is_of_comments, named))
        return await (self._elsewhere(here) if is_looked_at else self.of(named))

    async def of(self, candidates: Sequence[Candidate]) -> Findings:
        """Examine *candidates* in their order until there are enough."""
        found: list[Examined] = []
        for number, candidate in enumerate(candidates):
            if len(found) == self.most:
                return self._findings(found, candidates[number:])
            examined = await examine(self.crawler, candidate, self.language)
            if isinstance(examined, Failed):
                self._note(candidate.url, examined.message)
            else:
                found.append(examined)
        return self._findings(found)

    async def _as_it_is(self, candidate: Candidate, looked: Looked) -> Findings:
        examined = await read(self.crawler, candidate, self.language, looked)
        if isinstance(examined, Failed):
            self._note(candidate.url, examined.message)
            return self._findings()
        return self._findings([examined])

    async def _elsewhere(self, url: str) -> Findings:
        """Look at the usual places, for feeds first, then for sitemaps."""
        found = await self._first_of(usual_feeds(url))
        if found is None:
            found = await self._first_of(await self._sitemaps(url))
        return self._findings([found] if found else [])

    async def _first_of(self, candidates: Iterable[Candidate]) -> Examined | None:
        known = {each.url for each in self.tried}
        for candidate in candidates:
            if candidate.url in known:
                continue
            titled = replace(candidate, title=self.title)
            examined = await examine(self.crawler, titled, self.language)
            if isinstance(examined, Examined) and examined.items:
                return examined
            reason = examined.message if isinstance(examined, Failed) else "lists no articles"
            self._note(candidate.url, reason)
        return None

    async def _sitemaps(self, url: str) -> tuple[Candidate, ...]:
        looked = await self.crawler.look(robots_of(url))
        is_there = isinstance(looked, Looked) and looked.fetched.status == HTTPStatus.OK
        named = sitemaps_in(text_of(looked)) if is_there and isinstance(looked, Looked) else ()
        return sitemaps_of(named, url)

    def _note(self, url: str, reason: str) -> None:
        self.tried.append(Tried(url, reason))

    def _findings(self, found: Sequence[Examined] = (), more: Sequence[Candidate] = ()) -> Findings:
        with_items_first = sorted(found, key=lambda each: not each.items)
        return Findings(tuple(with_items_first), tuple(self.tried), tuple(more))
