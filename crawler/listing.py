"""
A page that lists articles to entries, by the CSS selectors the outlet is configured with.

Knows `Listing`; what a page looks like when nobody says is asked in `propose`.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice

from crawler.document import Document
from crawler.entry import Entry, Parsed, Text, UnreadableError, by_guid
from crawler.identity import canonical_link, identifies
from crawler.moment import plain_moment, worded_moment
from crawler.normalize import MAX_ITEMS
from crawler.tree import Element, Selector, Tree, line_of, links_in, text_of, tree_of
from model import FailureKind, Listing

MOST_LINKS = 200  # of one article; one that holds more holds other articles
MOST_DATES = 5
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_LINK = "an article without a link of its own was left out"


def read_listing(document: Document) -> Parsed:
    """
    Read the articles listed on the page in *document*, in its order.

    Raises:
        UnreadableError: there is none, a selector cannot be used, or the page is a bot challenge.
    """
    tree = tree_of(document)
    listing = document.listing or Listing(item="article")
    notes = Counter[str]()
    entries = entries_of(tree, listing, document.language, notes)
    if not entries:
        raise UnreadableError(FailureKind.NOT_A_FEED, _nothing(tree, listing, notes))
    counted = (f"{words} ({count}×)" if count > 1 else words for words, count in notes.items())
    return Parsed(entries, tuple(note for note in (tree.note, *counted) if note))


def entries_of(
    tree: Tree,
    listing: Listing,
    language: str,
    notes: Counter[str] | None = None,
    most: int | None = None,
) -> tuple[Entry, ...]:
    """
    Return one entry for each article *listing* finds on the page; at *most* so many are read.

    Raises:
        UnreadableError: a selector cannot be used.
    """
    selectors = _selectors(listing)
    undated = replace(selectors, date=None)  # for what is cut off later: dates in words cost most
    items = enumerate(selectors.item.all(tree.root)[:most])
    found = [
        _entry(tree, each, selectors if number < MAX_ITEMS else undated, language)
        for number, each in items
    ]
    if notes is not None and None in found:
        notes[_NO_LINK] += found.count(None)
    return by_guid(entry for entry in found if entry is not None)


@dataclass(frozen=True, slots=True)
class _Selectors:
    item: Selector
    link: Selector
    title: Selector | None
    summary: Selector | None
    date: Selector | None


def _selectors(listing: Listing) -> _Selectors:
    def optional(css: str) -> Selector | None:
        return Selector(css) if css else None

    return _Selectors(
        item=Selector(listing.item),
        link=Selector(listing.link or "a"),
        title=optional(listing.title),
        summary=optional(listing.summary),
        date=optional(listing.date),
    )


def _entry(tree: Tree, item: Element, selectors: _Selectors, language: str) -> Entry | None:
    found = chain.from_iterable(links_in(each) for each in selectors.link.all(item))
    links = [
        (link, url)
        for link in islice(found, MOST_LINKS)
        if (url := tree.address(link.get("href", "")))
    ]
    links = links or [(link, tree.address(link.get("href", ""))) for link in _around(item)]
    chosen = next(((link, url, guid) for link, url in links if (guid := _guid(tree, url))), None)
    if chosen is None:
        return None
    _, url, guid = chosen
    same = [link for link, each in links if each == url]
    summary = selectors.summary.first(item) if selectors.summary else None
    return Entry(
        guid=guid,
        link=url,
        title=Text(_title(item, same, selectors.title), is_html=False),
        texts=(Text("" if summary is None else text_of(summary), is_html=False),),
        author="",
        categories=(),
        published=published_in(item, selectors.date, language) if selectors.date else None,
        language=item.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"),
    )


def _around(item: Element) -> list[Element]:
    return [link for link in item.iterancestors("a") if link.get("href")]


def _guid(tree: Tree, url: str) -> str:
    """
    Return what the article behind *url* is known by; nothing for the page itself and front doors.

    Where all articles stand on the page that lists them, the fragment tells them apart.
    """
    canonical, fragment = canonical_link(url), url.partition("#")[2]
    if canonical == canonical_link(tree.url) or not identifies(url):
        return f"{canonical}#{fragment}" if len(fragment) > 1 else ""
    return canonical


def _title(item: Element, links: list[Element], selector: Selector | None) -> str:
    chosen = selector.first(item) if selector else None
    if chosen is not None and (title := line_of(chosen)):
        return title
    said = (*map(_link_text, links), *chain.from_iterable(map(_link_labels, links)))
    return next(filter(None, said), "")


def _link_text(link: Element) -> str:
    """Return the text of a link; of one around a whole article, that of its heading."""
    heading = next((each for each in link.iter(*_HEADINGS)), None)
    return (line_of(heading) if heading is not None else "") or line_of(link)


def _link_labels(link: Element) -> list[str]:
    """Return what a link around a picture says to those who do not see it."""
    pictures = (picture.get("alt", "") for picture in link.iter("img"))
    labels = (link.get("title", ""), link.get("aria-label", ""), *pictures)
    return [label.strip() for label in labels]


def published_in(item: Element, selector: Selector, language: str) -> datetime | None:
    """Return the first date that *selector* finds within *item*."""
    for element in selector.all(item)[:MOST_DATES]:
        given = (element.get(name, "") for name in ("datetime", "content"))
        exact = next((moment for words in given if (moment := plain_moment(words))), None)
        if found := exact or worded_moment(line_of(element), language):
            return found
    return None


def _nothing(tree: Tree, listing: Listing, notes: Counter[str]) -> str:
    found = f'no article found with the selector "{listing.item}"'
    if notes[_NO_LINK]:
        found = (
            f'the selector "{listing.item}" finds {notes[_NO_LINK]} elements, but in none of them '
            f'a link of its own with "{listing.link}"'
        )
    return (
        f"{found} in {tree.page.name}: the page has changed; "
        "`hajiz outlets propose URL` proposes selectors anew"
    )
