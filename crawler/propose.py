"""
Selectors for a page nobody has described yet.

Proposes and never decides: each proposal comes with the entries it yields, for a person to judge.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from crawler.entry import Entry
from crawler.listing import entries_of, published_in
from crawler.stories import HEADLINE, Story, headed, stories_on
from crawler.tree import Element, Selector, Tree, line_of, tree_of_html
from model import Listing

MOST = 3  # proposals
SHOWN = 5  # entries of each
_FEWEST = 3  # articles that make a list
_ENOUGH = 30  # articles beyond which a list is no better for having more
_TRIED = 24  # groups of stories, the largest
_READ = 60  # articles, to judge a proposal by
_LOOKED_INTO = 20  # items of a group, for dates and summaries
_SUMMARY = 40  # characters a summary has at least
_SAME = 0.6  # share of articles in common that makes two proposals the same
_NAME = re.compile(r"-?[A-Za-z_][A-Za-z_-]*")  # without digits: "post-1234" is one article's own
_PASSING = re.compile(r"^(?:first|last|odd|even|active|current|sticky|clearfix|col|row)(?:$|[-_])")
_TITLES = re.compile(r"title|headline|heading", re.IGNORECASE)
_DATES = re.compile(r"date|time|publish", re.IGNORECASE)
_SUMMARIES = re.compile(r"summary|excerpt|teaser|desc|lead|intro|snippet", re.IGNORECASE)
_DATE_TAGS = ("small", "span", "font", "em", "i")  # where nothing has a class
_SPEAKING = re.compile(r"article|news|story|post|entry|card|item", re.IGNORECASE)
_SLUG = re.compile(r"\d{3,}|[^/]{25,}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to read a page, and what it gives: *count* articles, of which some are shown."""

    listing: Listing
    count: int
    entries: tuple[Entry, ...]


def propose(html: str, url: str, language: str = "") -> list[Proposal]:
    """
    Return up to 3 ways to read the page *html* at *url* as a list of articles, the best first.

    None at all for a page that a browser would have to run scripts for.

    Raises:
        UnreadableError: the page is empty, or a bot challenge.
    """
    tree = tree_of_html(html, url)
    tried = (_try(tree, group, language) for group in _groups(stories_on(tree)))
    found = [each for each in tried if each is not None]
    best = sorted(found, key=lambda each: (-each.score, len(each.listing.item)))
    return [
        Proposal(each.listing, _count(tree, each.listing), each.entries[:SHOWN])
        for each in _different(best)[:MOST]
    ]


def _count(tree: Tree, listing: Listing) -> int:
    """Return how many articles there are; dates and summaries make no difference, and cost."""
    return len(entries_of(tree, Listing(listing.item, listing.link, listing.title), ""))


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts of the page that are alike, each about one story."""

    item: str  # selects them
    stories: tuple[Story, ...]
    parts: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    listing: Listing
    entries: tuple[Entry, ...]
    score: float


def _groups(stories: Iterable[Story]) -> list[_Group]:
    """Return what stands on the page alike, the most frequent first."""
    alike = defaultdict[str, dict[Element, Story]](dict)
    for story in stories:
        for part in story.parts:
            for css in _names(part):
                alike[css].setdefault(part, story)
    groups = [
        _Group(css, tuple(found.values()), tuple(found))
        for css, found in alike.items()
        if len({story.url for story in found.values()}) >= _FEWEST
    ]
    return sorted(groups, key=lambda group: len(group.parts), reverse=True)[:_TRIED]


def _names(part: Element) -> Iterator[str]:
    """Yield selectors of *part* and what is like it: by its classes, and by where it stands."""
    yield from (f"{part.tag}.{name}" for name in _classes(part))
    parent = part.getparent()
    around = next((name for each in part.iterancestors() if (name := _named(each))), "")
    if parent is not None and _named(parent) and part.tag != "tr":  # browsers show a <tbody>
        yield f"{_named(parent)} > {part.tag}"
    elif around:
        yield f"{around} {part.tag}"
    if part.tag in {"article", "li", "tr"}:
        yield str(part.tag)


def _named(element: Element) -> str:
    """Return a selector of one element by its id or a class; nothing if it has neither."""
    name = element.get("id", "")
    if _NAME.fullmatch(name):
        return f"#{name}"
    return next((f"{element.tag}.{name}" for name in _classes(element)), "")


def _classes(element: Element) -> list[str]:
    names = dict.fromkeys(element.get("class", "").split())
    return [name for name in names if _NAME.fullmatch(name) and not _PASSING.match(name)]


def _try(tree: Tree, group: _Group, language: str) -> _Tried | None:
    """Read the page as *group* suggests; None if that does not give what was seen on it."""
    listing = _link_and_title(tree, group)
    if listing is None:
        return None
    parts = group.parts[:_LOOKED_INTO]
    listing = replace(listing, summary=_summary(parts), date=_date(parts, language))
    entries = entries_of(tree, listing, language, most=_READ)
    found = len(Selector(group.item).all(tree.root))
    return _Tried(listing, entries, _score(entries, min(found, _READ), group))


def _link_and_title(tree: Tree, group: _Group) -> Listing | None:
    """Return the plainest selectors that give links and titles as they were seen."""
    expected = {story.url: story.title for story in group.stories}
    best, most = None, 0
    for link, title in _ways(group):
        listing = Listing(group.item, link, title)
        entries = entries_of(tree, listing, "", most=_READ)
        right = sum(expected.get(entry.guid) == entry.title.value for entry in entries)
        if right > most:
            best, most = listing, right
    return best if most >= max(_FEWEST, 0.8 * min(len(expected), _READ)) else None


def _ways(group: _Group) -> Iterator[tuple[str, str]]:
    """Yield selectors of link and title that may fit, the plainest first."""
    yield "a", ""
    headings = headed(group.parts)
    yield from ((f"{heading} a", "") for heading in headings)
    yield from (("a", heading) for heading in headings)
    links = Counter(name for story in group.stories for name in _classes(story.link))
    yield from ((f"a.{name}", "") for name, _ in links.most_common(2))
    around = Counter(_named(story.link.getparent()) for story in group.stories)
    yield from ((f"{css} a", "") for css, _ in around.most_common(2) if css)
    yield from (("a", css) for css in _common(group.parts, _TITLES))


def _common(parts: Sequence[Element], names: re.Pattern[str]) -> list[str]:
    """Return selectors of what most *parts* have within them with a class like *names*."""
    found = Counter(
        f".{name}"
        for part in parts
        for name in {name for each in part.iter() for name in _classes(each) if names.search(name)}
    )
    return [css for css, count in found.most_common(3) if count * 2 >= len(parts)]


def _date(parts: Sequence[Element], language: str) -> str:
    for css in ("time", *_common(parts, _DATES), *_DATE_TAGS):
        selector = Selector(css)
        found = sum(published_in(part, selector, language) is not None for part in parts)
        if found >= 0.7 * len(parts):
            return css
    return ""


def _summary(parts: Sequence[Element]) -> str:
    for css in (*_common(parts, _SUMMARIES), "p"):
        selector = Selector(css)
        texts = [line_of(each) for part in parts if (each := selector.first(part)) is not None]
        if sum(len(text) >= _SUMMARY for text in texts) >= 0.6 * len(parts):
            return css
    return ""


def _score(entries: Sequence[Entry], found: int, group: _Group) -> float:
    """Return a number that is higher the more *entries* look like the news of an outlet."""
    good = [entry for entry in entries if len(entry.title.value) in HEADLINE]
    count = max(1, len(good))
    length = sum(len(entry.title.value) for entry in good) / count
    dated = sum(entry.published is not None for entry in good) / count
    told = sum(bool(entry.texts[0].value) for entry in good) / count
    slugs = sum(_SLUG.search(entry.link) is not None for entry in good) / count
    likeness = min(length, 80) / 80 + dated + 0.3 * told + 0.5 * slugs
    likeness += 0.5 * bool(headed(group.parts)) + 0.2 * bool(_SPEAKING.search(group.item))
    return float(min(len(good), _ENOUGH) ** 0.5 * (len(good) / max(1, found)) * (1 + likeness))


def _different(tried: Sequence[_Tried]) -> list[_Tried]:
    """Return those that do not give the same articles as a better one."""
    kept: list[_Tried] = []
    for each in tried:
        own = {entry.guid for entry in each.entries}
        shares = (len(own & {entry.guid for entry in other.entries}) / len(own) for other in kept)
        if all(share < _SAME for share in shares):
            kept.append(each)
    return kept
