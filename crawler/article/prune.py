"""
Takes out of a page's tree what stands beside the article, by how it is built.

Shares of linked text, lists of links and the names of containers decide. Whatever looks like the
story itself stays: a site may name its main column "social" or wrap every paragraph in a link.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from lxml import html  # type: ignore[import-untyped]

from crawler.article.links import leads_away
from crawler.article.words import beginning, fold, phrases

_NEVER_SEEN = (
    "script style noscript template svg iframe object embed canvas nav select button dialog"
).split()
_BESIDE = ("aside", "footer", "menu")
_KEPT = frozenset(["html", "body", "main", "article"])
_INLINE = frozenset(
    (
        "a abbr acronym b bdi bdo big br cite code data dfn em font i img ins kbd label mark nobr q "
        "s samp small span strike strong sub sup time tt u var wbr picture source"
    ).split()
)
_LISTS = frozenset(["ul", "ol", "dl", "table"])
_PROSE = 60  # characters that are no link; shorter paragraphs say little about where the story is
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_MOST_OF_STORY = 0.35  # a container that holds more of the prose is the story
_HEADLINE = 25  # characters
_SHORT_LABEL = 40  # characters before the link of "Read also: …"


@dataclass(slots=True)
class Measures:
    """How much of each element is text, link, and prose, in characters."""

    text: dict[html.HtmlElement, int] = field(default_factory=dict)
    linked: dict[html.HtmlElement, int] = field(default_factory=dict)
    prose: dict[html.HtmlElement, int] = field(default_factory=dict)
    leaves: set[html.HtmlElement] = field(default_factory=set)  # blocks without blocks in them

    def share(self, element: html.HtmlElement) -> float:
        """Return the share of links in the text of *element*; 0 if it has none."""
        return self.linked[element] / (self.text[element] or 1)


def prune(root: html.HtmlElement, url: str) -> None:
    """Remove from the tree of the page at *url* what is not its article."""
    _remove(element for element in list(root.iter(*_NEVER_SEEN)))
    _free_quotes(root)
    measures = measure(root, url)
    elements = list(measures.text)
    for is_residue in (_is_beside, _is_named, _is_list_of_links, _is_link_only):
        _remove_some(root, elements, measures, is_residue)


def _free_quotes(root: html.HtmlElement) -> None:
    """Take the names off what holds nothing but a quotation: a quoted post belongs to the story."""
    for quote in root.iter("blockquote"):
        text = len(quote.text_content().strip())
        for element in (quote, *islice(quote.iterancestors(), 2)):
            if element.tag not in _KEPT and len(element.text_content().strip()) <= text + 20:
                element.attrib.pop("class", None)
                element.attrib.pop("id", None)


def measure(root: html.HtmlElement, url: str) -> Measures:
    """Measure every element of the page at *url*."""
    measures = Measures()
    blocks: dict[html.HtmlElement, bool] = {}  # has a block in it
    for element in reversed(list(root.iter())):
        own = _length(element.text)
        text, linked, prose, has_block = own, 0, 0, False
        for child in element:
            text += measures.text[child] + _length(child.tail)
            linked += measures.linked[child]
            prose += measures.prose[child]
            has_block = has_block or blocks[child] or child.tag not in _INLINE
        if element.tag == "a" and leads_away(element.get("href") or "", url):
            linked = text
        if not has_block and element.tag not in _INLINE:
            measures.leaves.add(element)
            prose = text - linked if text - linked >= _PROSE else 0
        measures.text[element], measures.linked[element] = text, linked
        measures.prose[element], blocks[element] = prose, has_block
    return measures


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0


def _remove_some(
    root: html.HtmlElement,
    elements: Iterable[html.HtmlElement],
    measures: Measures,
    is_residue: Callable[[html.HtmlElement, Measures], bool],
) -> None:
    """Remove what is residue, unless the story would go with it."""
    story = measures.prose[root]
    chosen = [
        element
        for element in elements
        if element.tag not in _KEPT
        and measures.prose[element] <= _MOST_OF_STORY * story
        and is_residue(element, measures)
    ]
    outermost = _outermost(chosen)
    if sum(measures.prose[element] for element in outermost) <= story / 2:
        _remove(outermost)


def _outermost(elements: list[html.HtmlElement]) -> list[html.HtmlElement]:
    chosen = set(elements)
    return [e for e in elements if not any(above in chosen for above in e.iterancestors())]


def _remove(elements: Iterable[html.HtmlElement]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _is_beside(element: html.HtmlElement, measures: Measures) -> bool:
    return element.tag in _BESIDE or element.get("role") in ("navigation", "complementary", "search")


def _is_named(element: html.HtmlElement, measures: Measures) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not names.strip():
        return False
    parts = [part.lower() for part in _NAME_PARTS.findall(names)]
    pairs = (f"{one} {two}" for one, two in zip(parts, parts[1:], strict=False))
    return not phrases("containers").isdisjoint([*parts, *pairs])


def _is_list_of_links(element: html.HtmlElement, measures: Measures) -> bool:
    return element.tag in _LISTS and measures.share(element) >= 0.7


def _is_link_only(element: html.HtmlElement, measures: Measures) -> bool:
    """Say whether a block is a link to another article, alone or behind a label."""
    if element not in measures.leaves or not measures.linked[element]:
        return False
    if measures.share(element) >= 0.9:
        return measures.linked[element] >= 15
    if measures.share(element) >= 0.6 and _headline_links(element) >= 2:
        return True
    label = (element.text_content() or "")[: _SHORT_LABEL * 2]
    rest = measures.text[element] - measures.linked[element]
    if rest > _SHORT_LABEL or measures.linked[element] < 15:
        return False
    return bool(beginning("pointers", fold(label))) or ":" in label[: rest + 2]


def _headline_links(element: html.HtmlElement) -> int:
    return sum(len(link.text_content().strip()) >= _HEADLINE for link in element.iter("a"))
