"""
How much of each element of a page is text, link, and prose.

Counts characters in one pass over the tree; must not judge what an element is.
"""

from dataclasses import dataclass, field

from lxml import html  # type: ignore[import-untyped]

from crawler.article.links import leads_away

_INLINE = frozenset(
    [
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "dfn"),
        *("em", "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s"),
        *("samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u"),
        *("var", "wbr"),
    ]
)
_PROSE = 60  # characters that are no link; shorter paragraphs say little about where the story is


@dataclass(slots=True)
class Measures:
    """The measures of every element, in characters."""

    text: dict[html.HtmlElement, int] = field(default_factory=dict)
    linked: dict[html.HtmlElement, int] = field(default_factory=dict)  # to other pages
    prose: dict[html.HtmlElement, int] = field(default_factory=dict)  # in plain paragraphs
    leaves: set[html.HtmlElement] = field(default_factory=set)  # blocks without blocks in them

    def share(self, element: html.HtmlElement) -> float:
        """Return the share of links in the text of *element*; 0 if it has none."""
        return self.linked[element] / (self.text[element] or 1)


def measure(root: html.HtmlElement, url: str) -> Measures:
    """Measure every element of the page at *url*."""
    measures = Measures()
    holders: set[html.HtmlElement] = set()  # elements that have a block in them
    for element in reversed(list(root.iter())):
        text, linked, prose = _length(element.text), 0, 0
        for child in element:
            text += measures.text[child] + _length(child.tail)
            linked += measures.linked[child]
            prose += measures.prose[child]
            if child in holders or child.tag not in _INLINE:
                holders.add(element)
        if element.tag == "a" and leads_away(element.get("href") or "", url):
            linked = text
        if element not in holders and element.tag not in _INLINE:
            measures.leaves.add(element)
            prose = text - linked if text - linked >= _PROSE else 0
        measures.text[element], measures.linked[element] = text, linked
        measures.prose[element] = prose
    return measures


def _length(text: str | None) -> int:
    return len(text.strip()) if text else 0
