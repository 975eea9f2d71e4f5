"""
Gives pages that have none the shape of a document.

Paragraphs instead of empty lines, and plain containers instead of tables that only place things.
Changes the tree; must not judge what belongs to an article.
"""

from lxml import html  # type: ignore[import-untyped]

_BLOCKS = ("p", "div", "h1", "h2", "h3", "ul", "ol", "section", "article", "table", "blockquote")
_TABLE_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
_HOLDERS = (
    "div",
    "td",
    "section",
    "article",
    "main",
    "body",
    "center",
    "font",
    "span",
    "blockquote",
)
_IN_LINE = frozenset(
    ["a", "abbr", "b", "br", "em", "font", "i", "img", "s", "small", "span", "strong", "u"]
)


def shape(root: html.HtmlElement) -> None:
    """Make containers of layout tables, and paragraphs of text that empty lines part."""
    for table in reversed(list(root.iter("table"))):
        if _is_layout(table):
            for part in list(table.iter(*_TABLE_PARTS)):
                part.tag = "div"
    for holder in list(root.iter(*_HOLDERS)):
        if _has_empty_line(holder):
            _make_paragraphs(holder)


def _is_layout(table: html.HtmlElement) -> bool:
    """Say whether a cell holds what no table of data has in it."""
    return any(
        next(cell.iter(*_BLOCKS), None) is not None or _has_empty_line(cell)
        for cell in table.iter("td")
    )


def _has_empty_line(element: html.HtmlElement) -> bool:
    return any(_is_empty_line(line) for line in element.iterchildren("br"))


def _is_empty_line(line: html.HtmlElement) -> bool:
    following = line.getnext()
    is_alone = not (line.tail or "").strip()
    return is_alone and following is not None and following.tag == "br"


def _make_paragraphs(holder: html.HtmlElement) -> None:
    """Put what stands between empty lines and blocks of *holder* into paragraphs of its own."""
    children = list(holder)
    breaks = {child for child in children if child.tag == "br" and _is_empty_line(child)}
    text, holder.text = holder.text, None
    holder[:] = []
    paragraph = _begin(holder, text)
    for child in children:
        tail, child.tail = child.tail, None
        if child in breaks or (child.tag == "br" and _is_empty(paragraph)):
            paragraph = _begin(holder, tail)
        elif child.tag in _IN_LINE:
            paragraph.append(child)
            child.tail = tail
        else:
            holder.append(child)
            paragraph = _begin(holder, tail)
    for empty in [child for child in holder.iterchildren("p") if _is_empty(child)]:
        holder.remove(empty)


def _begin(holder: html.HtmlElement, text: str | None) -> html.HtmlElement:
    paragraph = html.Element("p")
    paragraph.text = text
    holder.append(paragraph)
    return paragraph


def _is_empty(paragraph: html.HtmlElement) -> bool:
    return not len(paragraph) and not (paragraph.text or "").strip()
